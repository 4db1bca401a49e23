"""Pages with what was read drawn on them."""

from __future__ import annotations

import json

import cv2
import numpy as np

from gouji.models.errors import DamagedFileError
from gouji.service.debug_images import debug_images


def field(page: int | None, review: bool, value: int | None = 5, kind: str = "number") -> dict[str, object]:
    bbox = [0.2, 0.2, 0.4, 0.3] if not review else [0.6, 0.6, 0.8, 0.7]
    return {"page": page, "bbox": bbox if page else None, "review": review, "value": value, "kind": kind, "raw": "五"}


def result(*fields: dict[str, object]) -> bytes:
    return json.dumps({"fields": {str(i): one for i, one in enumerate(fields)}}).encode()


def white(page_index: int) -> bytes:
    if page_index == 2:
        raise DamagedFileError("no such page")
    _, encoded = cv2.imencode(".webp", np.full((400, 300, 3), 255, np.uint8), [cv2.IMWRITE_WEBP_QUALITY, 101])
    return np.asarray(encoded).tobytes()


def test_cells_for_review_are_red_and_the_others_green() -> None:
    ((number, png),) = debug_images(result(field(2, False), field(2, True, None, "unread")), white)
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert (number, picture.shape) == (2, (400, 300, 3))
    green, red = picture[81, 61].tolist(), picture[241, 181].tolist()
    assert green[1] > max(green[0], green[2])
    assert red[2] > max(red[0], red[1])


def test_pages_without_fields_and_pages_that_cannot_be_shown_are_left_out() -> None:
    assert list(debug_images(result(field(None, False)), white)) == []
    numbers = [number for number, _ in debug_images(result(field(3, False), field(1, False, None, "text")), white)]
    assert numbers == [1]
