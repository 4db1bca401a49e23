"""Places inside a document as the public result writes them."""

from __future__ import annotations

from typing import TypedDict

from gouji.models.document import Place
from gouji.models.result import Box, SourcePlace


class Located(TypedDict, total=False):
    """Where something stands: page from 1 and box, or line and column."""

    page: int
    bbox: Box
    source: SourcePlace


def locate(place: Place) -> Located:
    """A place as keys of the result."""
    if place.position is not None:
        return {"source": SourcePlace(line=place.position.line, column=place.position.column)}
    if place.bbox is None:
        return {"page": place.page_index + 1}
    box = place.given or place.bbox
    edges = (box.left, box.top, box.right, box.bottom)
    left, top, right, bottom = (round(min(max(edge, 0.0), 1.0), 5) for edge in edges)
    return {"page": place.page_index + 1, "bbox": (left, top, right, bottom)}
