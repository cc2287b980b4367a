"""Stage 8. Reports: an audit as text, JSON, HTML and other formats, and what it counts."""
