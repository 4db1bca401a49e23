"""Image files to pages of lines: PNG, JPEG, TIFF of several pages, BMP, WebP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from gouji.models.document import Page, Problem
from gouji.models.errors import DamagedFileError, TooManyPagesError, TooManyPixelsError
from gouji.models.limits import Limits
from gouji.models.progress import Progress
from gouji.models.sources.page_reading import read_picture
from gouji.models.vision.image_reader import Image, ImageReader

_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/webp": "WEBP",
}
_SIXTEEN_BIT = ("I;16", "I;16B", "I;16L", "I;16N", "I")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    IndexError,
    OverflowError,
    ZeroDivisionError,
)
"""What Pillow's decoders raise for files they cannot make sense of."""


def read_image(
    data: bytes, media_type: str, limits: Limits, images: ImageReader, progress: Progress
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages of an image file in order, and what went wrong on single ones.

    Raises:
        DamagedFileError: it is truncated or corrupt.
        TooManyPagesError: more pages than allowed.
        TooManyPixelsError: a page has more pixels than allowed; found before any is decoded.
    """
    pages: list[Page] = []
    problems: list[Problem] = []
    with opened_image(data, media_type, limits) as frames:
        total = getattr(frames, "n_frames", 1) if media_type == "image/tiff" else 1
        for index in range(total):
            page, failed = read_picture(frame_pixels(frames, index), index, images)
            pages.append(page)
            problems.extend(failed)
            progress("read", index + 1, total)
    return tuple(pages), tuple(problems)


@contextmanager
def opened_image(data: bytes, media_type: str, limits: Limits) -> Iterator[Pillow.Image]:
    """An image file whose header has been read and found within the limits; nothing is decoded yet.

    Raises:
        DamagedFileError, TooManyPagesError, TooManyPixelsError: as for :func:`read_image`.
    """
    with _limit_of_ours():
        image = _open(data, media_type)
        try:
            _check_frames(image, media_type, limits)
            yield image
        finally:
            image.close()


@contextmanager
def _limit_of_ours() -> Iterator[None]:
    """Pillow's own limit on pixels lifted: ours is checked in its place, and may be higher."""
    theirs = Pillow.MAX_IMAGE_PIXELS
    Pillow.MAX_IMAGE_PIXELS = None
    try:
        yield
    finally:
        Pillow.MAX_IMAGE_PIXELS = theirs


def frame_pixels(image: Pillow.Image, index: int) -> Image:
    """One page of an image file as a viewer shows it: upright, in RGB, transparency on white.

    Raises:
        DamagedFileError: there is no such page, or its data are truncated or corrupt.
    """
    try:
        image.seek(index)
        image.load()
        return np.ascontiguousarray(np.asarray(_rgb(ImageOps.exif_transpose(image))))
    except _BROKEN as error:
        raise DamagedFileError(f"图片第 {index + 1} 页已损坏或不完整；请重新扫描或重新保存后再提交") from error


def _open(data: bytes, media_type: str) -> Pillow.Image:
    try:
        return Pillow.open(io.BytesIO(data), formats=[_FORMATS[media_type]])
    except (UnidentifiedImageError, *_BROKEN) as error:
        raise DamagedFileError("这个图片已损坏，无法打开；请重新扫描或重新保存后再提交") from error


def _check_frames(image: Pillow.Image, media_type: str, limits: Limits) -> None:
    _check_pixels(image, limits)
    if media_type != "image/tiff":
        return
    try:
        for index in range(limits.max_pages + 1):
            image.seek(index)
            _check_pixels(image, limits)
    except EOFError:
        image.seek(0)
        return
    except _BROKEN as error:
        raise DamagedFileError("这个 TIFF 已损坏，无法打开；请重新扫描或重新保存后再提交") from error
    raise TooManyPagesError(f"图片超过 {limits.max_pages} 页，最多允许 {limits.max_pages} 页；请只保留年报部分")


def _check_pixels(image: Pillow.Image, limits: Limits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        raise TooManyPixelsError(
            f"图片太大（{width} × {height} 像素），最多允许 {limits.max_pixels / 1e6:.4g} 百万像素；"
            "请降低扫描分辨率后再提交"
        )


def _rgb(image: Pillow.Image) -> Pillow.Image:
    """RGB, transparency on white, sixteen bits scaled to eight."""
    if image.mode in _SIXTEEN_BIT:
        values = np.asarray(image).astype(np.int64)
        deep = image.mode != "I" or int(values.max(initial=0)) > 255
        image = Pillow.fromarray(np.clip(values >> 8 if deep else values, 0, 255).astype(np.uint8))
    elif image.mode == "F":
        image = Pillow.fromarray(np.clip(np.asarray(image), 0, 255).astype(np.uint8))
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Pillow.new("RGBA", layered.size, "white")
        return Pillow.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")
