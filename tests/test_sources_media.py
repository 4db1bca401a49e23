"""What bytes are, whatever they are called."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from PIL import Image

from gouji.models.errors import EmptyFileError, UnsupportedMediaError
from gouji.models.sources.media import decode_text, media_type

TEXT = "一、总体情况\r\n2021年度，收到申请 3 件，办结 2 件（含上年〇件）·——\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_text_is_told_and_decoded_in_every_encoding(encoding: str) -> None:
    data = TEXT.encode(encoding)
    assert media_type(data) == "text/plain"
    assert decode_text(data) == TEXT


def test_a_damaged_byte_does_not_turn_utf8_into_another_encoding() -> None:
    data = bytearray(TEXT.encode() * 3)
    data[100] = 0xFF
    assert decode_text(bytes(data)).endswith(TEXT)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "bmp", "webp"])
def test_images_are_told_by_their_bytes(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind)
    assert media_type(out.getvalue()) == f"image/{kind}"


def test_a_pdf_may_have_something_before_its_header() -> None:
    assert media_type(b"\n" * 1000 + b"%PDF-1.7\n") == "application/pdf"


def _zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "names_it"),
    [
        (_zip("年报.pdf"), "ZIP"),
        (_zip("word/document.xml"), "Word"),
        (_zip("OFD.xml"), "OFD"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office"),
        (b"\x1f\x8b\x08" + bytes(20), "gzip"),
        (b"<!DOCTYPE html><html><body>%PDF-1.4</body></html>", "HTML"),
        ("\ufeff\n<!-- 年报 -->\n<HTML><head>".encode(), "HTML"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "HEIC"),
    ],
)
def test_other_files_are_refused_by_name(data: bytes, names_it: str) -> None:
    with pytest.raises(UnsupportedMediaError, match=names_it):
        media_type(data)


def test_a_text_that_mentions_a_tag_is_text() -> None:
    assert media_type("说明：<html> 标签在正文里".encode()) == "text/plain"


@pytest.mark.parametrize("size", [1, 100, 1000, 50_000])
def test_random_bytes_are_no_kind_of_file(size: int) -> None:
    for seed in range(20):
        with pytest.raises(UnsupportedMediaError):
            media_type(random.Random(seed).randbytes(size))


def test_nothing_is_an_empty_file() -> None:
    with pytest.raises(EmptyFileError):
        media_type(b"")
