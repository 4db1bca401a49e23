"""What of a report's running text was in the report of the year before already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gouji.models.comparison.edition import Sentence
from gouji.models.comparison.result import Extent, Passage, ProseComparison

_SPACE = re.compile(r"\s+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|二[〇○零Oo0][〇○零Oo0一二三四五六七八九]{2}(?=年)")
_ANY_FIGURE = "#"

_MOST_PLACES = 32
"""Places of one sentence in the earlier report that are tried: more only in a text made to cost time."""


@dataclass(frozen=True, slots=True)
class _Wording:
    """A sentence for comparing: ``exact`` in one notation without spaces, ``figureless`` with no figure told."""

    exact: str
    figureless: str


@dataclass(frozen=True, slots=True)
class _Run:
    """``length`` sentences from ``earlier`` and ``later`` on that are alike, ``unchanged`` of them to the letter."""

    length: int
    unchanged: int
    earlier: int
    later: int


def compare_prose(earlier: Sequence[Sentence], later: Sequence[Sentence]) -> ProseComparison:
    """The sentences of the later report that repeat the earlier's, and the passages they make."""
    runs = list(_runs([_wording(s) for s in earlier], [_wording(s) for s in later]))
    unchanged = sum(run.unchanged for run in runs)
    repeated = sum(run.length for run in runs)
    return ProseComparison(
        earlier_sentences=len(earlier),
        later_sentences=len(later),
        unchanged=unchanged,
        figures_changed=repeated - unchanged,
        share=round(repeated / len(later), 4) if later else None,
        passages=tuple(_passage(run, earlier, later) for run in runs),
    )


def _wording(sentence: Sentence) -> _Wording:
    exact = _SPACE.sub("", unicodedata.normalize("NFKC", sentence.text))
    return _Wording(exact, _FIGURE.sub(_ANY_FIGURE, exact))


def _runs(earlier: Sequence[_Wording], later: Sequence[_Wording]) -> Iterator[_Run]:
    """The later sentences that repeat, in the longest runs from the first on; each belongs to one run."""
    places: dict[str, list[int]] = {}
    for at, wording in enumerate(earlier):
        places.setdefault(wording.figureless, []).append(at)
    at = 0
    while at < len(later):
        run = _longest(earlier, later, at, places)
        if run is not None:
            yield run
        at += run.length if run else 1


def _longest(
    earlier: Sequence[_Wording], later: Sequence[_Wording], at: int, places: Mapping[str, Sequence[int]]
) -> _Run | None:
    """Of the runs that begin with a later sentence the longest, and of these the least changed."""
    starts = places.get(later[at].figureless, ())[:_MOST_PLACES]
    runs = [_run(earlier, later, start, at) for start in starts]
    return max(runs, key=lambda run: (run.length, run.unchanged), default=None)


def _run(earlier: Sequence[_Wording], later: Sequence[_Wording], start: int, at: int) -> _Run:
    length = unchanged = 0
    while start + length < len(earlier) and at + length < len(later):
        before, after = earlier[start + length], later[at + length]
        if before.figureless != after.figureless:
            break
        length += 1
        unchanged += before.exact == after.exact
    return _Run(length, unchanged, start, at)


def _passage(run: _Run, earlier: Sequence[Sentence], later: Sequence[Sentence]) -> Passage:
    return Passage(
        sentences=run.length,
        unchanged=run.unchanged,
        figures_changed=run.length - run.unchanged,
        earlier=_extent(earlier[run.earlier : run.earlier + run.length]),
        later=_extent(later[run.later : run.later + run.length]),
    )


def _extent(run: Sequence[Sentence]) -> Extent:
    return Extent(text="".join(s.text for s in run), begins=run[0].begins, ends=run[-1].ends)
