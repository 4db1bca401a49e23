"""Pages with what was read drawn on them, so that people can look rather than read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from gouji.models.errors import GoujiError
from gouji.models.vision.image_reader import Image

WIDTH = 1400
"""Pixels: figures in tables of A4 pages are 12 high then."""

SURE, DOUBTFUL = (0, 140, 0), (0, 0, 220)
"""Green and red, in OpenCV's order: blue, green, red."""

_MARKS = {"unread": "?", "absent": "x", "blank": ""}
"""For readings without a value; fonts that OpenCV draws with have no Chinese."""


def debug_images(result: bytes, render: Callable[[int], bytes]) -> Iterator[tuple[int, bytes]]:
    """Each page that bears a field, by its number from 1, as a PNG: the cell of every field and what was read in it.

    Cells are green, those offered for review red; ``?`` is unread, ``x`` absent. ``result``: the JSON of a reading.
    ``render`` gives the encoded picture of a page by its index, and raises GoujiError where it cannot be shown: such
    pages are left out.
    """
    pages: dict[int, list[dict[str, Any]]] = {}
    for field in json.loads(result)["fields"].values():
        if field["page"] and field["bbox"]:
            pages.setdefault(field["page"], []).append(field)
    for number, fields in sorted(pages.items()):
        try:
            page = cv2.imdecode(np.frombuffer(render(number - 1), np.uint8), cv2.IMREAD_COLOR)
        except GoujiError:
            continue
        yield number, _png(_drawn(page, fields))


def _drawn(page: Image, fields: list[dict[str, Any]]) -> Image:
    """``page`` and the result in OpenCV's order of colours."""
    picture = page.copy()
    height, width = picture.shape[:2]
    for field in fields:
        left, top, right, bottom = (
            round(side * size) for side, size in zip(field["bbox"], (width, height, width, height), strict=True)
        )
        colour = DOUBTFUL if field["review"] else SURE
        cv2.rectangle(picture, (left + 1, top + 1), (right - 1, bottom - 1), colour, 1)
        text = _MARKS.get(field["kind"], str(field["raw"] if field["value"] is None else field["value"]))
        shown = text if text.isascii() else "/"
        cv2.putText(picture, shown, (left + 2, bottom - 2), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)
    return picture


def _png(picture: Image) -> bytes:
    _, encoded = cv2.imencode(".png", picture)
    return np.asarray(encoded).tobytes()
