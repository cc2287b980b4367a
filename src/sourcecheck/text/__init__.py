"""Strings in any script: digits, scripts, folding with offsets kept."""
