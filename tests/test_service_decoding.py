"""The page decodes a text as the reader does: otherwise it would mark other places than those read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gouji.models.sources.media import decode_text

STATIC = Path(__file__).parent.parent / "service" / "static"
PROSE = "某某县水利局2023年政府信息公开工作年度报告\n一、总体情况\n规章\t0\t·\t—\n共收到申请12件，办结11件。\n" * 9
STRAY = PROSE.encode()[:300] + b"\xff" + PROSE.encode()[300:]
TEXTS = {
    "utf-8": PROSE.encode(),
    "utf-8 with mark": PROSE.encode("utf-8-sig"),
    "utf-8 with a stray byte": STRAY,
    "utf-8 cut in a glyph": PROSE.encode()[:-2],
    "gb18030": PROSE.encode("gb18030"),
    "gb18030 of even length": (PROSE + "\n" * (len(PROSE.encode("gb18030")) % 2)).encode("gb18030"),
    "utf-16 with mark": PROSE.encode("utf-16"),
    "utf-16-le": PROSE.encode("utf-16-le"),
    "utf-16-be": PROSE.encode("utf-16-be"),
    "long": PROSE.encode("gb18030") * 200,
    "ascii": b"1 2 3\n",
}
SCRIPT = """
import { readFileSync } from "node:fs";
const source = encodeURIComponent(readFileSync(process.argv[1], "utf8"));
const { decodeText } = await import(`data:text/javascript,${source}`);
console.log(JSON.stringify(await decodeText(new Blob([readFileSync(0)]))));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js to run what the browser runs")
@pytest.mark.parametrize("name", TEXTS)
def test_the_browser_decodes_as_the_reader_does(name: str) -> None:
    command = ["node", "--input-type=module", "-e", SCRIPT, str(STATIC / "decoding.js")]
    done = subprocess.run(command, input=TEXTS[name], capture_output=True, check=True, timeout=30)
    assert json.loads(done.stdout) == decode_text(TEXTS[name])
