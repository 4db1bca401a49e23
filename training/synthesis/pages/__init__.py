"""Renderers: a manuscript printed to pages, and pages to pictures."""
