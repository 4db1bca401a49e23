"""Makes the project's own samples: one set of invented figures as text, PDF and scan.

python tests/samples.py datasets/samples
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from report_printer import Printing, figures, images_to_pdf, print_report, rasterise
from wrapping import wrapped

SEED = 20211231
AUTHORITY, YEAR = "青禾县人民政府", 2023


def sample_figures() -> dict[str, str]:
    """Figures with one error as an author makes it: the total of （七）总计 is mistyped."""
    values = figures(SEED)
    values["requests.handled.total"] = str(int(values["requests.handled.total"]) + 9)
    return values


def make(folder: Path) -> None:
    """Write the samples and what is printed in them."""
    values = sample_figures()
    printed = print_report(values, Printing(break_inside_row=12), authority=AUTHORITY, year=YEAR)
    (folder / "report.pdf").write_bytes(printed)
    (folder / "scan.pdf").write_bytes(images_to_pdf(rasterise(printed)))
    text = wrapped(values, random.Random(SEED)).replace("某某县人民政府", AUTHORITY)
    (folder / "report.txt").write_text(text, encoding="utf-8")
    gold = {"authority": AUTHORITY, "year": YEAR, "fields": values}
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
