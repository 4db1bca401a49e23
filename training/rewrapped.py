"""Reads real reports wrapped again at random: their own figures and prose, with the text damage of the archive.

python -m gouji.training.rewrapped ../shared/seeds --times 100
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gouji.models.assembly.classified import WEIGHT
from gouji.models.forms import load_form
from gouji.training.accuracy import Score, table
from gouji.training.evaluate_reader import Read, prepare, read_sample
from gouji.training.synthesis.composing import compose, draw_habits
from gouji.training.synthesis.copying.recipes import draw_damaged
from gouji.training.synthesis.draws import stream
from gouji.training.synthesis.facts import Facts
from gouji.training.synthesis.kinds import text_copy
from gouji.training.synthesis.manuscript import Paragraph, Span, Tag
from gouji.training.synthesis.prose.writing import Prose, Remarks
from gouji.training.synthesis.report import Report, ReportKey

_SENTENCE = re.compile(r"[，。；]")
_SHORTEST = 12
"""Glyphs of a line with a mark of punctuation from which it is prose and no label."""
_TABLES = "主动公开政府信息情况"
"""In the line before which the prose belongs to the first section; behind it, to the last ones."""
_FORM = "2021"


@dataclass(frozen=True, slots=True)
class RealReport:
    """A report as it came, and its gold: see the shared seeds."""

    name: str
    text: str
    gold: Mapping[str, Any]


def rewrapped(real: RealReport, number: int) -> Report:
    """The report composed anew: with habits, labels and breaks drawn for this number."""
    draw = stream("rewrapped", real.name, number)
    form = load_form(_FORM)
    printed = {f.id: "" if real.gold["fields"][f.id] is None else str(real.gold["fields"][f.id]) for f in form.fields}
    facts = Facts(_FORM, real.gold["authority"], real.gold["year"], printed)
    manuscript = compose(form, facts, _prose(real, facts), draw_habits(draw), draw)
    return Report(ReportKey("test", number), form, facts, (), manuscript)


def _prose(real: RealReport, facts: Facts) -> Prose:
    lines = [" ".join(line.split()) for line in real.text.splitlines()]
    first = next((at for at, line in enumerate(lines) if _TABLES in line and len(line) < 2 * len(_TABLES)), 0)
    before, after = (tuple(_paragraphs(part)) for part in (lines[:first], lines[first:]))
    title = Paragraph("title", (Span(f"{facts.authority}{facts.year}年政府信息公开工作年度报告", Tag("title")),))
    return Prose(facts.authority, (title,), (), before, Remarks(), Remarks(), Remarks(), after, (), (), ())


def _paragraphs(lines: Sequence[str]) -> list[Paragraph]:
    kept = (line for line in lines if len(line) >= _SHORTEST and _SENTENCE.search(line))
    return [Paragraph("body", (Span(line, Tag("prose")),)) for line in kept]


def _read(real: RealReport, number: int) -> Read:
    report = rewrapped(real, number)
    return read_sample(text_copy(real.name, draw_damaged, report), f"{real.name}-{number}.txt", None)


def read_folder(folder: Path) -> list[RealReport]:
    """The reports of a folder: each a text with its gold beside it."""
    return [
        RealReport(text.stem, text.read_text(encoding="utf-8"), json.loads(text.with_suffix(".gold.json").read_text()))
        for text in sorted(folder.glob("*.txt"))
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="texts, each with its gold beside it as NAME.gold.json")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--weight", type=float, default=WEIGHT, help="of the classifier beside string matching, 0 to 1")
    parser.add_argument("--show", type=int, default=0, help="wrong cells shown for each text")
    given = parser.parse_args(arguments)
    scores: dict[str, Score] = {}
    with ProcessPoolExecutor(given.processes, initializer=prepare, initargs=(None, given.weight)) as pool:
        for real in read_folder(given.folder):
            scores[real.name] = Score()
            for read in pool.map(partial(_read, real), range(given.times)):
                scores[real.name] += read.score
                for line in read.faults[: given.show]:
                    print(f"{read.name}: {line}")
            print(real.name, file=sys.stderr)
    print(table(scores))


if __name__ == "__main__":
    main()
