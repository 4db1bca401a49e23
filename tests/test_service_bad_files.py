"""Bad files through both doors with the real reader: each its code, soon, and the service serves on."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fpdf import FPDF
from pypdfium2 import PdfDocument
from test_era import LIST_OF_2014

from gouji.service.api import create_app
from gouji.service.command_line import main
from gouji.service.errors import STATUS
from gouji.service.settings import Settings
from gouji.service.workers import make_pool

SOON_SECONDS = 10


def prose(password: str | None = None) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, text="Nothing but prose. " * 60)
    if password:
        pdf.set_encryption(owner_password="owner", user_password=password)
    return bytes(pdf.output())


def many_pages(count: int) -> bytes:
    document = PdfDocument.new()
    for _ in range(count):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bilevel_png(width: int, height: int) -> bytes:
    """All white, and therefore small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    row = bytes(width // 8 + 1)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    return buffer.getvalue()


BAD = {
    "empty.pdf": (b"", "empty_file"),
    "one-byte.pdf": (b"x", "unsupported_media"),
    "random.pdf": (bytes((i * 7919 >> 3) & 255 for i in range(5000)), "unsupported_media"),
    "truncated.pdf": (many_pages(3)[:300], "damaged_file"),
    "encrypted.pdf": (prose("secret"), "encrypted_file"),
    "prose.pdf": (prose(), "no_report_found"),
    "2014.txt": (LIST_OF_2014.encode(), "unsupported_form"),
    "3000-pages.pdf": (many_pages(3000), "too_many_pages"),
    "huge.png": (bilevel_png(50_000, 50_000), "too_many_pixels"),
    "zip.pdf": (zipped(), "unsupported_media"),
    "html.pdf": (b"<!doctype html><html><body><p>\xe5\xb9\xb4\xe6\x8a\xa5</p></body></html>", "unsupported_media"),
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    settings = Settings(timeout_seconds=60)
    pool = make_pool(settings)
    pool.start()
    pool.wait_until_ready()
    yield TestClient(create_app(settings, pool))
    pool.close()


@pytest.mark.parametrize("name", BAD)
def test_over_http(client: TestClient, name: str) -> None:
    data, code = BAD[name]
    started = time.monotonic()
    response = client.post("/extract", files={"file": (name, data)})
    assert time.monotonic() - started < SOON_SECONDS
    assert (response.status_code, response.json()["code"]) == (STATUS[code], code)
    assert response.headers["content-type"] == "application/problem+json"


def test_pages_of_bad_files(client: TestClient) -> None:
    assert client.post("/pages", content=prose()).headers["content-type"] == "image/webp"
    assert client.post("/pages?page=2", content=prose()).status_code == 422
    assert client.post("/pages", content="年报".encode()).status_code in (415, 422)
    for name in ("truncated.pdf", "encrypted.pdf", "3000-pages.pdf", "huge.png"):
        data, code = BAD[name]
        assert client.post("/pages", content=data).json()["code"] == code


def test_on_the_command_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    files = []
    for name, (data, _) in BAD.items():
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    assert main(["extract", *map(str, files), "--out", str(tmp_path / "out")]) == 3
    refusals = re.findall(r"^(\S+): (\w+): (.+)$", capfd.readouterr().err, re.MULTILINE)
    assert [(Path(name).name, code) for name, code, _ in refusals] == [(name, code) for name, (_, code) in BAD.items()]
    assert list((tmp_path / "out").iterdir()) == []
