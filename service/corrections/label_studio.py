"""Tasks of Label Studio: each decided cell as a picture with the reading as prediction and the decision as annotation.

The format is that of https://labelstud.io/guide/task_format; pictures are served by Label Studio itself from the folder
of the export (https://labelstud.io/guide/storage#Local-storage).
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gouji.models.corrections import Correction, Said
from gouji.service.exports.headings import heading
from gouji.service.words import KINDS

SERVED = "/data/local-files/?d="
"""What Label Studio puts before the path of a file in LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT."""

TASKS, INTERFACE = "label-studio.json", "label-studio.xml"
"""Files of the export: the tasks, and the labelling interface to be pasted into the project's settings."""

OWN = "gouji"
"""Where in a task's data it says which cell it is."""

CELL, BOX, KIND, VALUE = "cell", "box", "kind", "value"
"""Names of the interface's parts."""

BOXED = "单元格"


def interface() -> str:
    """The labelling interface, in Label Studio's XML."""
    choices = "\n".join(
        f'    <Choice value="{title}" hotkey="{number}"/>' for number, title in enumerate(KINDS.values(), start=1)
    )
    return f"""<View>
  <Header value="$label"/>
  <Image name="{CELL}" value="$image" zoom="true"/>
  <RectangleLabels name="{BOX}" toName="{CELL}">
    <Label value="{BOXED}"/>
  </RectangleLabels>
  <Choices name="{KIND}" toName="{CELL}" choice="single-radio" required="true">
{choices}
  </Choices>
  <TextArea name="{VALUE}" toName="{CELL}" maxSubmissions="1" editable="true" placeholder="数"/>
</View>
"""


def task(correction: Correction, size: tuple[int, int]) -> dict[str, Any]:
    """One cell as a task. ``size``: width and height of its picture in pixels."""
    called = heading(correction.field)
    where = f"{correction.document} {correction.field}"
    return {
        "data": {
            "image": f"{SERVED}{correction.crop}",
            "label": f"{called.section} / {called.row} / {called.column}",
            OWN: {"document": correction.document, "field": correction.field, "page": correction.page},
        },
        "predictions": [
            {
                "model_version": correction.engine or "",
                "score": correction.confidence,
                "result": _result(correction.before, correction, size),
            }
        ],
        "annotations": [
            {
                "unique_id": str(uuid5(NAMESPACE_URL, f"gouji:{where} {correction.at}")),
                "result": _result(correction.after, correction, size),
                "was_cancelled": False,
                "ground_truth": False,
            }
        ],
    }


def _result(said: Said, correction: Correction, size: tuple[int, int]) -> list[dict[str, Any]]:
    parts = [_part(KIND, "choices", {"choices": [KINDS[said.kind]]})]
    if said.value is not None:
        parts.append(_part(VALUE, "textarea", {"text": [format(said.value, "f")]}))
    if correction.cell is not None:
        parts.append(_box(correction.cell, size))
    return parts


def _part(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "from_name": name, "to_name": CELL, "type": kind, "value": value}


def _box(cell: tuple[int, int, int, int], size: tuple[int, int]) -> dict[str, Any]:
    """In per cent of the picture, as Label Studio has them."""
    left, top, right, bottom = cell
    width, height = size
    value = {
        "x": 100 * left / width,
        "y": 100 * top / height,
        "width": 100 * (right - left) / width,
        "height": 100 * (bottom - top) / height,
        "rotation": 0,
        "rectanglelabels": [BOXED],
    }
    seen = {"original_width": width, "original_height": height, "image_rotation": 0}
    return _part(BOX, "rectanglelabels", value) | seen
