"""Files that strangers may send: good ones spoilt by a seed, and what the doors make of them.

    python tests/mutations.py [--count 2000] [--seed 0] [--ocr]

Prints the answers by code, and every one that the contract does not have for a file. Without ``--ocr`` pictures are
decoded and not read. Number and seed say which file is meant: ``--only 1234`` tries that one and keeps it.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import lzma
import os
import random
import re
import sys
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from fastapi.testclient import TestClient
from made_reports import made_report
from PIL import Image as Pillow

from gouji.models import reader as reader_module
from gouji.models.comparison.stored import read_result
from gouji.models.document import Page
from gouji.models.errors import GoujiError
from gouji.models.limits import Limits
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.sources.rendering import render_page
from gouji.models.vision.image_reader import Image
from gouji.models.vision.settings import OcrSettings
from gouji.service.api import create_app
from gouji.service.batch.archives import archive_kind, list_archive, read_archive
from gouji.service.errors import STATUS
from gouji.service.settings import Settings
from gouji.service.store.records import Item, Place
from gouji.service.worker import ReportEngine
from gouji.service.workers import make_pool

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"
CODES = frozenset(
    {
        "read", "empty_file", "too_large", "too_many_pages", "too_many_pixels", "unsupported_media", "damaged_file",
        "encrypted_file", "no_report_found", "unsupported_form",
    }
)  # fmt: skip
"""What may be answered for a file, whatever is in it. ``internal`` and ``timeout`` are faults of ours."""

HUNG_SECONDS = 180
_PAGE_WIDTH = 500
_MOST_ADDED = 30_000
"""Bytes by which repeating makes a file longer: reading a text takes some 0.3 ms a character."""


class Unseeing:
    """Reads nothing in pictures: they were decoded before it is asked."""

    name = "none"

    def __init__(self, settings: OcrSettings) -> None: ...

    def read(self, image: Image, page_index: int) -> Page:
        assert image.ndim == 3 and image.shape[2] == 3
        return Page(page_index, (), "ocr")


def make_unseeing() -> ReportEngine:
    """The real reader but for what sees pictures."""
    reader_module.PageImageReader = Unseeing  # type: ignore[assignment, misc]
    return ReportEngine(Reader(ReaderSettings(ocr=OcrSettings(threads=1))))


# What is spoilt.


@cache
def good_files() -> dict[str, bytes]:
    """One file of every kind that is read, and of some that are refused."""
    text = (SAMPLES / "report.txt").read_text(encoding="utf-8")
    pages = [render_page((SAMPLES / "scan.pdf").read_bytes(), n, _PAGE_WIDTH, Limits()) for n in range(2)]
    pictures = {kind: _picture(pages, kind) for kind in ("PNG", "JPEG", "BMP", "WEBP", "TIFF")}
    return {
        "pdf": (SAMPLES / "report.pdf").read_bytes(), "scan": (SAMPLES / "scan.pdf").read_bytes(),
        "text": text.encode(), "gb18030": text.encode("gb18030"), "utf-16": text.encode("utf-16"),
        "markdown": "\n".join(f"| {line.replace(' ', ' | ')} |" for line in text.splitlines()).encode(),
        "docx": _zip({"word/document.xml": text.encode()}), **{kind.lower(): data for kind, data in pictures.items()},
    }  # fmt: skip


@cache
def good_archives() -> dict[str, bytes]:
    """An archive of every kind that is entered, and a result."""
    files = {f"年报/{n}.txt": f"report {n}".encode() * 50 for n in range(20)}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    tar = plain.getvalue()
    return {
        "a.zip": _zip(files), "a.tar": tar, "a.tar.gz": gzip.compress(tar), "a.tar.bz2": bz2.compress(tar),
        "a.tar.xz": lzma.compress(tar), "a.json": made_report(1).to_json().encode(),
    }  # fmt: skip


def _picture(pages: list[Image], kind: str) -> bytes:
    images, buffer = [Pillow.fromarray(np.asarray(page)) for page in pages], io.BytesIO()
    more = {"save_all": True, "append_images": images[1:], "compression": "tiff_lzw"} if kind == "TIFF" else {}
    images[0].save(buffer, kind, **more)
    return buffer.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


# How.

Mutation = Callable[[bytes, random.Random], bytes]


def truncated(data: bytes, draw: random.Random) -> bytes:
    return data[: draw.randrange(len(data))]


def beheaded(data: bytes, draw: random.Random) -> bytes:
    return data[draw.randrange(min(len(data), 4096)) :]


def flipped(data: bytes, draw: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(2 ** draw.randrange(10)):
        spoilt[draw.randrange(len(spoilt))] ^= 1 << draw.randrange(8)
    return bytes(spoilt)


def flipped_at_head(data: bytes, draw: random.Random) -> bytes:
    """Where sizes and kinds are declared."""
    spoilt = bytearray(data)
    for _ in range(draw.randrange(1, 12)):
        spoilt[draw.randrange(min(len(spoilt), 256))] = draw.randrange(256)
    return bytes(spoilt)


def moved(data: bytes, draw: random.Random) -> bytes:
    start, end = _block(data, draw)
    rest = data[:start] + data[end:]
    at = draw.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def repeated(data: bytes, draw: random.Random) -> bytes:
    start, end = _block(data, draw)
    times = min(2 ** draw.randrange(1, 12), _MOST_ADDED // max(end - start, 1) + 1)
    return data[:start] + data[start:end] * times + data[end:]


def blanked(data: bytes, draw: random.Random) -> bytes:
    start, end = _block(data, draw)
    return data[:start] + bytes([draw.choice((0, 0x20, 0x30, 0xFF))]) * (end - start) + data[end:]


def spliced(data: bytes, draw: random.Random) -> bytes:
    """The beginning of this file and the end of another."""
    other = draw.choice(list(good_files().values()))
    return data[: draw.randrange(1, len(data))] + other[draw.randrange(len(other)) :]


def mistyped(data: bytes, draw: random.Random) -> bytes:
    """Behind the mark of another kind."""
    return draw.choice(list(good_files().values()))[: draw.choice((4, 8, 16, 64))] + data


def nested(data: bytes, draw: random.Random) -> bytes:
    """Things inside one another, some thousand deep."""
    at, deep = draw.randrange(len(data)), 10 ** draw.randrange(2, 6)
    opening = draw.choice((b"[", b"<<", b"<</A ", b"(", b"q ", b"BT ", b"{", b"<a>", "（".encode(), b"\t", b"|"))
    return data[:at] + opening * deep + data[at:]


def huge(data: bytes, draw: random.Random) -> bytes:
    """Numbers in letters made large, negative, or endless."""
    found = list(re.finditer(rb"\d+", data))
    for match in sorted(draw.sample(found, min(len(found), draw.randrange(1, 6))), key=lambda m: -m.start()):
        number = draw.choice((b"2147483647", b"4294967295", b"-1", b"99999999999999999999", b"0", b"1e99", b"9" * 9999))
        data = data[: match.start()] + number + data[match.end() :]
    return data


def huge_dimensions(data: bytes, draw: random.Random) -> bytes:
    """What a PDF declares of pages, images and streams."""
    names = rb"/(?:Width|Height|BitsPerComponent|Length|Count|Size|Columns|Colors|Predictor|MediaBox\s*\[\s*\d+ \d+)"
    found = list(re.finditer(names + rb"\s*(\d+)", data))
    for match in draw.sample(found, min(len(found), draw.randrange(1, 4))):
        number = draw.choice((b"65535", b"100000", b"2147483647", b"-5", b"0", b"1000000000000"))
        data = data[: match.start(1)] + number + data[match.end(1) :] if match.end(1) <= len(data) else data
    return data


def miswired(data: bytes, draw: random.Random) -> bytes:
    """References of a PDF that point elsewhere, also back to where they stand."""
    found = list(re.finditer(rb"(\d+) 0 R", data))
    numbers = [match[1] for match in found] or [b"1"]
    for match in sorted(draw.sample(found, min(len(found), draw.randrange(1, 8))), key=lambda m: -m.start()):
        data = data[: match.start(1)] + draw.choice(numbers) + data[match.end(1) :]
    return data


def large_fields(data: bytes, draw: random.Random) -> bytes:
    """Four bytes at a time of the head, or anywhere, say the largest there is."""
    spoilt = bytearray(data)
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(max(min(len(spoilt), draw.choice((64, 512, len(spoilt)))) - 4, 1))
        spoilt[at : at + 4] = draw.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x01\x00\x00", bytes(4)))
    return bytes(spoilt)


def _block(data: bytes, draw: random.Random) -> tuple[int, int]:
    start = draw.randrange(len(data))
    return start, min(start + 2 ** draw.randrange(1, 15), len(data))


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        truncated, beheaded, flipped, flipped_at_head, moved, repeated, blanked, spliced, mistyped, nested, huge,
        huge_dimensions, miswired, large_fields,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Spoilt:
    """A file: from what it was made, and how."""

    kind: str
    how: tuple[str, ...]
    data: bytes


def spoilt(seed: int, number: int, files: dict[str, bytes]) -> Spoilt:
    """One file of a seed, spoilt in one to three ways: kinds in turn, so that a few have them all."""
    draw = random.Random(f"{seed} {number}")
    kind = list(files)[number % len(files)]
    how = tuple(draw.choices(list(MUTATIONS), k=draw.choice((1, 1, 2, 3))))
    data = files[kind]
    for name in how:
        data = MUTATIONS[name](data, draw) if data else data
    return Spoilt(kind, how, data)


# What becomes of them.


@dataclass(frozen=True)
class Outcome:
    """What a file was answered by each door: a code, and how long it took."""

    number: int
    file: Spoilt
    codes: tuple[str, ...]
    seconds: float

    @property
    def is_fault(self) -> bool:
        """Whether it is an answer that no file may get."""
        return not CODES.issuperset(self.codes) or self.seconds > HUNG_SECONDS


@contextmanager
def service(ocr: bool) -> Iterator[TestClient]:
    """The HTTP door over a worker process with the reader."""
    settings = Settings(timeout_seconds=HUNG_SECONDS, threads=1)
    pool = make_pool(settings, None if ocr else make_unseeing)
    pool.start()
    try:
        pool.wait_until_ready()
        yield TestClient(create_app(settings, pool))
    finally:
        pool.close()


def send(client: TestClient, seed: int, number: int) -> Outcome:
    """A spoilt file through both addresses that take one."""
    file = spoilt(seed, number, good_files())
    began = time.monotonic()
    answers = [client.post(address, content=file.data) for address in ("/extract", "/pages?page=2&width=300")]
    codes = []
    for answer in answers:
        code = "read" if answer.status_code == 200 else answer.json()["code"]
        codes.append(code if answer.status_code == STATUS.get(code, 200) else f"{code} as {answer.status_code}")
    return Outcome(number, file, tuple(codes), time.monotonic() - began)


def enter(seed: int, number: int) -> Outcome:
    """A spoilt archive, or result, through what opens it."""
    file = spoilt(seed, number, good_archives())
    began = time.monotonic()
    try:
        code = _opened(file)
    except GoujiError as error:
        code = error.code
    except Exception as error:
        code = repr(error)
    return Outcome(number, file, (code,), time.monotonic() - began)


def _opened(file: Spoilt) -> str:
    if file.kind.endswith(".json"):
        read_result(file.data)
        return "read"
    stream = io.BytesIO(file.data)
    kind = archive_kind(file.kind, stream)
    if kind is None:
        return "unsupported_media"
    found = [
        one for one in list_archive(kind, stream, Place(file.kind, file.kind, file.kind)) if isinstance(one, Place)
    ]
    items = [Item(number, place, "waiting", None) for number, place in enumerate(found)]
    stream.seek(0)
    contents = [content for _, content in read_archive(kind, stream, items, 1 << 20)]
    assert len(contents) == len(items)
    return "read" if contents and all(isinstance(content, bytes) for content in contents) else "damaged_file"


def main() -> int:
    """Try them, print what they were answered."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--only", type=int)
    arguments.add_argument("--ocr", action="store_true")
    chosen = arguments.parse_args()
    numbers = range(chosen.count) if chosen.only is None else [chosen.only]
    if chosen.only is not None:
        Path(f"spoilt-{chosen.seed}-{chosen.only}").write_bytes(spoilt(chosen.seed, chosen.only, good_files()).data)
    outcomes: list[Outcome] = []
    with service(chosen.ocr) as client:
        for number in numbers:
            outcomes += (send(client, chosen.seed, number), enter(chosen.seed, number))
            for outcome in outcomes[-2:]:
                if outcome.is_fault:
                    file = outcome.file
                    print(
                        f"{number} {file.kind} {' '.join(file.how)}: {outcome.codes} {outcome.seconds:.1f} s",
                        flush=True,
                    )
    for title, at in (("/extract", 0), ("/pages", 1)):
        print(title, dict(Counter(o.codes[at] for o in outcomes if len(o.codes) > 1).most_common()))
    print("archives and results", dict(Counter(o.codes[0] for o in outcomes if len(o.codes) == 1).most_common()))
    print(
        "slowest",
        [(o.number, o.file.kind, round(o.seconds, 1)) for o in sorted(outcomes, key=lambda o: -o.seconds)[:5]],
    )
    return int(any(outcome.is_fault for outcome in outcomes))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
