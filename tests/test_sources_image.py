"""Image files to RGB pages: formats, orientation, depth, limits."""

from __future__ import annotations

import io
import re
import struct
import time
import zlib

import numpy as np
import pytest
from PIL import Image
from source_stubs import LIMITS, RecordingReader, silent

from gouji.models.errors import DamagedFileError, TooManyPagesError, TooManyPixelsError, UnsupportedMediaError
from gouji.models.limits import Limits
from gouji.models.sources.image import opened_image, read_image
from gouji.models.sources.rendering import render_page


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def marked(mode: str = "RGB", size: tuple[int, int] = (120, 160)) -> Image.Image:
    """White with a black upper left corner."""
    image = Image.new("RGB", size, "white")
    image.paste("black", (0, 0, 30, 20))
    return image.convert(mode)


def read(data: bytes, kind: str, limits: Limits = LIMITS) -> list[np.ndarray]:
    reader = RecordingReader()
    read_image(data, f"image/{kind}", limits, reader, silent)
    return reader.images


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("png", "RGB"), ("png", "1"), ("png", "P"), ("png", "LA"), ("tiff", "1"), ("tiff", "CMYK"), ("jpeg", "CMYK"),
     ("jpeg", "L"), ("bmp", "RGB"), ("webp", "RGB")],
)  # fmt: skip
def test_every_mode_becomes_rgb(kind: str, mode: str) -> None:
    (image,) = read(encoded(marked(mode), kind), kind)
    assert image.shape == (160, 120, 3) and image.dtype == np.uint8
    assert image[5, 5].max() < 60 and image[100, 100].min() > 200


def test_sixteen_bits_are_scaled() -> None:
    deep = Image.fromarray(np.asarray(marked("L")).astype(np.uint16) * 257)
    (image,) = read(encoded(deep, "png"), "png")
    assert image[5, 5].max() == 0 and image[100, 100].min() == 255


def test_transparency_is_white() -> None:
    clear = Image.new("RGBA", (120, 160), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 30, 20))
    (image,) = read(encoded(clear, "png"), "png")
    assert image[100, 100].tolist() == [255, 255, 255] and image[5, 5].tolist() == [0, 0, 0]


def test_the_orientation_of_a_photograph_is_applied() -> None:
    turned = marked().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(turned, "jpeg", exif=exif, quality=95)
    (image,) = read(data, "jpeg")
    assert image.shape == (160, 120, 3)
    assert image[5, 5].max() < 60 and image[150, 5].min() > 200
    assert render_page(data, 0, 60, LIMITS).shape == (80, 60, 3)


def test_each_page_of_a_tiff_is_a_page() -> None:
    pages = [marked(), Image.new("RGB", (120, 160), "white"), marked(size=(60, 80))]
    data = encoded(pages[0], "tiff", save_all=True, append_images=pages[1:])
    reader = RecordingReader()
    read_pages, problems = read_image(data, "image/tiff", LIMITS, reader, silent)
    assert [page.index for page in read_pages] == [0, 1, 2] and problems == ()
    # The blank page needs no reading.
    assert reader.pages == [0, 2] and reader.images[1].shape == (80, 60, 3)
    with pytest.raises(TooManyPagesError):
        read(data, "tiff", Limits(max_pages=2))
    with pytest.raises(DamagedFileError):
        render_page(data, 3, 100, LIMITS)


def huge_png(width: int, height: int) -> bytes:
    """Of few bytes; its rows end early."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(6_251 * 500))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_small_file_of_a_huge_picture_is_refused_from_its_header_in_chinese() -> None:
    start = time.process_time()
    with pytest.raises(TooManyPixelsError) as refusal:
        read(huge_png(50_000, 50_000), "png")
    assert time.process_time() - start < 1
    assert "50000 × 50000" in str(refusal.value) and not re.search("[A-Za-z]", str(refusal.value))


def test_a_limit_above_that_of_the_decoder_holds() -> None:
    data = huge_png(20_000, 10_000)
    with opened_image(data, "image/png", Limits(max_pixels=200_000_000)) as image:
        assert image.size == (20_000, 10_000)
    with pytest.raises(TooManyPixelsError), opened_image(data, "image/png", Limits(max_pixels=199_999_999)):
        pass


def test_a_text_has_no_page_to_show() -> None:
    with pytest.raises(UnsupportedMediaError):
        render_page("一、总体情况\n".encode(), 0, 100, LIMITS)


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "bmp", "webp"])
def test_a_truncated_image_is_damaged(kind: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    data = encoded(noise, kind)
    for length in (len(data) // 2, 30):
        with pytest.raises(DamagedFileError):
            read(data[:length], kind)


def test_failure_of_the_reader_is_a_problem_of_the_page() -> None:
    reader = RecordingReader(error=RuntimeError("out of order"))
    pages, problems = read_image(encoded(marked(), "png"), "image/png", LIMITS, reader, silent)
    assert len(pages) == 1 and problems[0].stage == "ocr" and problems[0].page_index == 0


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("std::bad_alloc"),
        RuntimeError(
            "OpenCV: error: (-4:Insufficient memory) Failed to allocate 1000 bytes in function 'OutOfMemoryError'"
        ),
        RuntimeError("Non-zero status code: BFCArena Failed to allocate memory for requested buffer of size 100"),
    ],
)
def test_a_lack_of_memory_is_no_problem_of_the_page(error: Exception) -> None:
    with pytest.raises(MemoryError):
        read_image(encoded(marked(), "png"), "image/png", LIMITS, RecordingReader(error=error), silent)
