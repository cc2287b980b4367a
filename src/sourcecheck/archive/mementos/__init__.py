"""Copies elsewhere: what to ask archives of others, and what their answers say. Pure.

One module for each way of asking; none of them sends anything. ``pipeline.copies`` asks, and
looks at the copies that are named.
"""
