"""What people decided about fields of documents: added, never changed; the latest holds for every reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, select

from gouji.models.result import Decision, Report
from gouji.service.store.schema import decisions


def add_decision(connection: Connection, sha256: str, field: str, decision: Decision) -> None:
    """Keep a decision about a field (``year``: about that) of a document that is there."""
    value = None if decision.value is None else str(decision.value)
    values = decision.model_dump() | {"sha256": sha256, "field": field, "value": value}
    connection.execute(insert(decisions).values(**values))


def decisions_on(connection: Connection, documents: Iterable[str]) -> dict[str, dict[str, Decision]]:
    """The latest decision on each field, by document."""
    found = select(decisions).where(decisions.c.sha256.in_(list(documents))).order_by(decisions.c.id)
    by_document: dict[str, dict[str, Decision]] = {}
    for row in connection.execute(found).mappings():
        by_document.setdefault(row["sha256"], {})[row["field"]] = Decision.model_validate(dict(row))
    return by_document


def with_decisions(report: Report, decided: Mapping[str, Decision]) -> Report:
    """The report with the decisions beside its readings. One on a field that its form does not have has no effect."""
    if not decided:
        return report
    fields = {
        name: reading.model_copy(update={"decision": decided[name]}) if name in decided else reading
        for name, reading in report.fields.items()
    }
    heads = {
        name: getattr(report, name).model_copy(update={"decision": decided[name]})
        for name in ("authority", "year")
        if name in decided
    }
    return report.model_copy(update={"fields": fields, **heads})
