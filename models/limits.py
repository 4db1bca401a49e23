"""Bounds on what a stranger's file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Checked by the sources before the work is done. Time and memory are bounded by the process that reads."""

    max_bytes: int = 64 * 1024 * 1024
    """Size of a file in bytes. A 30-page report scanned in colour at 300 dpi is about 30 MB."""

    max_pages: int = 200
    """Pages of one document. The longest yearly reports known have some 60."""

    max_pixels: int = 60_000_000
    """Pixels of one page image. A4 at 600 dpi is 35 million; photographs of documents stay below 50 million."""

    max_characters: int = 500_000
    """Characters of a text. A long report has 30,000."""
