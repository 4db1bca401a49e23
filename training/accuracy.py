"""How well reports are read: results against gold, by kind of file. The measure of the seeds' own scorer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.models.prose.checks import OF_NO_FIELD
from gouji.models.result import Cause, Check, FieldReading, Report, Status

COLUMNS = (
    "kind",
    "files",
    "decidable right",
    "right",
    "silent",
    "1 silent in",
    "review/file",
    "refused",
    "checks",
    "causes",
    "prose",
    "heads",
)


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over files. ``silent``: cells wrong, or undecidable, and not offered for review. ``decidable``: cells that
    the file decides. ``found``, ``wanted``, ``false``: identities that fail; ``causes_told``: failures laid at the door
    of the source or the reading, ``causes_right`` at the right one, ``causes_open`` at none. ``prose_*``: fields that
    the prose contradicts, found if told of at least, false if said to fail. ``heads``: years and authorities right."""

    files: int = 0
    refused: int = 0
    cells: int = 0
    right: int = 0
    decidable: int = 0
    decidable_right: int = 0
    silent: int = 0
    review: int = 0
    wanted: int = 0
    found: int = 0
    false: int = 0
    causes_told: int = 0
    causes_right: int = 0
    causes_open: int = 0
    prose_wanted: int = 0
    prose_found: int = 0
    prose_false: int = 0
    heads: int = 0

    def __add__(self, other: Score) -> Score:
        """The counts of both."""
        return Score(*(a + b for a, b in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, ...]:
        """All counts in the order of the fields."""
        return tuple(getattr(self, name) for name in self.__slots__)


def score(result: Report | None, gold: Mapping[str, Any]) -> Score:
    """The counts of one file; ``result`` is None where it was refused."""
    must_review = set(gold["must_review"])
    open_fields = must_review | set(gold.get("unsettled", ()))
    fields = gold["fields"]
    if result is None:
        return Score(
            files=1,
            refused=1,
            cells=len(fields),
            decidable=len(fields) - len(open_fields),
            wanted=len(gold["failing_checks"]),
            prose_wanted=len(gold.get("narrative_conflicts", ())),
        )
    right = {f for f, want in fields.items() if is_right(result.fields[f], want, f in must_review)}
    review = {f for f, reading in result.fields.items() if reading.review}
    failing = [c for c in result.checks if c.status == "fail" and c.id in gold["checks"]]
    fails = {c.id for c in failing}
    told = [c for c in failing if c.cause in ("source", "reading")]
    wanted, conflicts = set(gold["failing_checks"]), set(gold.get("narrative_conflicts", ()))
    return Score(
        files=1,
        cells=len(fields),
        right=len(right),
        decidable=len(fields) - len(open_fields),
        decidable_right=len(right - open_fields),
        silent=len(set(fields) - right - review),
        review=len(review),
        wanted=len(wanted),
        found=len(wanted & fails),
        false=len(fails - wanted),
        causes_told=len(told),
        causes_right=sum(c.cause == _cause(c, result, fields) for c in told),
        causes_open=len(failing) - len(told),
        prose_wanted=len(conflicts),
        prose_found=len(conflicts & told_of(result)),
        prose_false=len(contradicted(result, "fail") - conflicts),
        heads=(result.year.value == gold["year"]) + _names(result, gold["authority"]),
    )


def _cause(check: Check, result: Report, fields: Mapping[str, float | None]) -> Cause:
    """Why an identity fails: by the reading where any of its cells was read otherwise than it is printed."""
    terms = (*check.left.fields, *check.right.fields)
    return "source" if all(is_right(result.fields[f], fields[f], must_review=False) for f in terms) else "reading"


def contradicted(result: Report, status: Status) -> set[str]:
    """The fields on which a statement of the prose has that status. Sums and shares are of none: where a figure was
    planted, they fail with it, and where the author's table does not add up, neither does the sentence."""
    names = [c.id for c in result.checks if c.status == status and c.id.startswith("narrative.")]
    return {contradicted_field(name) for name in names} - set(OF_NO_FIELD)


def contradicted_field(check: str) -> str:
    """The field that a check of the prose is of, by its id."""
    return check.removeprefix("narrative.").partition("#")[0]


def told_of(result: Report) -> set[str]:
    """The fields of which the checks of the prose say that the tables contradict it, may do so, or are blank there."""
    return contradicted(result, "fail") | contradicted(result, "doubtful") | contradicted(result, "incomplete")


def is_right(reading: FieldReading, want: float | None, must_review: bool) -> bool:
    """Whether a reading is right: where the file decides nothing, the right answer is to ask."""
    if must_review:
        return reading.review
    if reading.kind in ("unread", "absent"):
        return want is None and reading.review
    if want is None:
        return reading.kind in ("blank", "placeholder")
    return reading.kind == "number" and reading.value == Decimal(str(want))


def _names(result: Report, authority: str) -> bool:
    """Whether the authority is named, with little beside it."""
    said = str(result.authority.value)
    return authority in said and len(said) <= len(authority) + 12


def table(scores: Mapping[str, Score]) -> str:
    """The scores by kind as a table of Markdown, with their sum."""
    rows = [*scores.items(), ("all", sum(scores.values(), Score()))]
    lines = [COLUMNS, ("---",) * len(COLUMNS), *(_row(kind, s) for kind, s in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(kind: str, s: Score) -> tuple[str, ...]:
    return (
        kind,
        str(s.files),
        f"{100 * s.decidable_right / max(1, s.decidable):.3f} %",
        f"{100 * s.right / max(1, s.cells):.3f} %",
        str(s.silent),
        f"{s.cells / s.silent:.0f}" if s.silent else "-",
        f"{s.review / max(1, s.files):.2f}",
        str(s.refused),
        f"{s.found}/{s.wanted}+{s.false}",
        f"{s.causes_right}/{s.causes_told}+{s.causes_open}",
        f"{s.prose_found}/{s.prose_wanted}+{s.prose_false}",
        f"{s.heads}/{2 * s.files}",
    )
