"""Annotations taken in as decisions: each once, and none over what somebody decided later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.models.errors import GoujiError
from gouji.service.corrections.annotations import Annotation, Refused
from gouji.service.errors import StaleError
from gouji.service.review.asked import DecisionRequest
from gouji.service.review.desk import ReviewDesk, Reviewer
from gouji.service.store.decisions import Entry, history_of, standing

_TRIES = 5
"""Times that a decision is tried again which somebody else's came before."""

_NOTE = "Label Studio 标注 {key} {at}"
_NOTED = re.compile(r"Label Studio 标注 (?P<key>\S+) (?P<at>\S*)")


@dataclass(slots=True)
class Imported:
    """What became of annotations. ``same``: they say what holds already; ``known``: taken in before; ``older``: than
    what somebody decided since, or of no known time."""

    decided: int = 0
    same: int = 0
    known: int = 0
    older: int = 0
    refused: list[Refused] = field(default_factory=list)


def take_in(
    desk: ReviewDesk, annotations: Iterable[Annotation | Refused], by: str | None, watch: Callable[[Imported], None]
) -> Imported:
    """Decide what was annotated. ``by``: in whose name, in place of the annotators'."""
    imported = Imported()
    for one in annotations:
        if isinstance(one, Refused):
            imported.refused.append(one)
        else:
            _take(desk, one, by or one.by, imported)
        watch(imported)
    return imported


def _take(desk: ReviewDesk, annotation: Annotation, by: str, imported: Imported) -> None:
    try:
        for _ in range(_TRIES):
            version = desk.show_version(annotation.document)
            with desk.store.look() as connection:
                entries = [e for e in history_of(connection, annotation.document) if e.field == annotation.field]
            if _is_counted(annotation, entries, imported):
                return
            try:
                desk.decide(annotation.document, version, [_request(annotation)], Reviewer(by, None), None)
            except StaleError:
                continue
            imported.decided += 1
            return
        raise StaleError("这份报告一直有人在改，没有导入。请稍后再试", {})
    except GoujiError as error:
        imported.refused.append(Refused(f"{annotation.document[:12]}… {annotation.field}", str(error)))


def _is_counted(annotation: Annotation, entries: list[Entry], imported: Imported) -> bool:
    """Whether nothing is to be decided any more, and why."""
    if any(e.note == _note(annotation) for e in entries):
        imported.known += 1
        return True
    holds = standing(entries).get(annotation.field)
    if holds is None:
        return False
    if (holds.kind, None if holds.value is None else Decimal(holds.value)) == (annotation.kind, annotation.value):
        imported.same += 1
        return True
    if not annotation.at or _said_at(holds) > annotation.at:
        imported.older += 1
        return True
    return False


def _said_at(entry: Entry) -> str:
    """When a decision was made; in Label Studio, if it came from there."""
    noted = _NOTED.fullmatch(entry.note or "")
    return (noted and noted["at"]) or entry.at


def _note(annotation: Annotation) -> str:
    return _NOTE.format(key=re.sub(r"\s", "_", annotation.key), at=annotation.at)


def _request(annotation: Annotation) -> DecisionRequest:
    return DecisionRequest(
        field=annotation.field, kind=annotation.kind, value=annotation.value, note=_note(annotation).strip()
    )
