"""Imported by `own-folder.py`. It has no `main`: asking for it by URL is a 500."""

COLOURS = {"sea": "#1d5c54", "sand": "#e8d9b5", "coral": "#e2725b"}
