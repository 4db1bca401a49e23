"""A reviewer who knows what is printed: decisions on cells of generated reports, as an export has them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gouji.models.corrections import CROPS, LINES, Correction, Said, crop_name, decided_text
from gouji.models.values import parse_value
from gouji.models.vision.reading import Reading
from gouji.training.corrections.cell_reading import is_offered, is_right, said
from gouji.training.corrections.cells import NEW, PrintedFigure
from gouji.training.corrections.kept_cells import png
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.report import ReportKey

AUDIT_SHARE = 0.02
"""Of the confident cells that are decided on as well. Ten times what a service shows: a trial has few reports."""


def corrections(
    printed: Sequence[PrintedFigure], read: Sequence[Reading], key: ReportKey, engine: str, at: str
) -> Iterator[tuple[Correction, bytes]]:
    """What a reviewer who knows what is printed decides on cells that are offered and some others; with pictures."""
    draw = stream("audited", key.name)
    for figure, reading in zip(printed, read, strict=True):
        offered, audited = is_offered(reading), draw.random() < AUDIT_SHARE
        if not offered and not audited:
            continue
        before, value, picture = said(reading), parse_value(figure.text), png(figure.picture)
        text = decided_text(value.kind, value.value, before.text)
        yield (
            Correction(
                document=hashlib.sha256(f"{NEW} {key.name}".encode()).hexdigest(),
                form=key.form,
                field=figure.field,
                before=before,
                confidence=0.0 if reading.unreadable else min(1.0, reading.confidence),
                after=Said(kind=value.kind, value=value.value, text=text),
                outcome="accepted" if is_right(before, value) else "corrected",
                audited=not offered,
                chance=1.0 if offered else AUDIT_SHARE,
                page=figure.page,
                bbox=figure.bbox,
                crop=crop_name(picture),
                cell=figure.cell,
                engine=engine,
                by=None,
                at=at,
            ),
            picture,
        )


def write_corrections(folder: Path, found: Iterable[tuple[Correction, bytes]]) -> None:
    """Add lines and pictures to an export."""
    (folder / CROPS).mkdir(parents=True, exist_ok=True)
    with (folder / LINES).open("a", encoding="utf-8") as file:
        for correction, picture in found:
            assert correction.crop is not None
            (folder / correction.crop).write_bytes(picture)
            file.write(correction.model_dump_json() + "\n")
