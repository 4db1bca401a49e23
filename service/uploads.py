"""Takes a file out of a request, bounded in bytes and time while it arrives."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gouji.models.errors import EmptyFileError, GoujiError, ReadingTimeoutError, TooLargeError
from gouji.service.errors import InvalidRequestError
from gouji.service.names import display_name

UPLOAD_SECONDS = 120.0
"""How long an upload may take: 64 MiB at 5 Mbit/s."""

_FORM_OVERHEAD_BYTES = 64 * 1024  # boundaries, part headers and other fields around the file of a form
_MAX_FIELDS = 16


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent. ``name`` is for showing only."""

    data: bytes
    name: str


async def receive_upload(request: Request, max_bytes: int) -> Upload:
    """The field ``file`` of a multipart form, or else the whole body.

    Raises:
        EmptyFileError: nothing was sent.
        TooLargeError: more than ``max_bytes``; the rest was thrown away as it came.
        InvalidRequestError: a form without the file, or no form at all.
        ReadingTimeoutError: it did not arrive in time.
    """
    async with in_time(request, UPLOAD_SECONDS):
        upload = await _receive(request, max_bytes)
    if not upload.data:
        raise EmptyFileError("收到的文件是空的（0 字节）。请检查文件后重新上传")
    return upload


@contextlib.asynccontextmanager
async def in_time(request: Request, seconds: float) -> AsyncIterator[None]:
    """Bounds an upload in time; of one that is refused, what is still coming is thrown away.

    Raises:
        ReadingTimeoutError: it did not arrive in time.
    """
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise ReadingTimeoutError(f"上传在 {seconds:g} 秒内没有完成。请检查网络后再试") from None
    except GoujiError:
        with contextlib.suppress(RuntimeError):  # all of it has been read
            await discard(request.stream())
        raise


async def discard(body: AsyncIterable[bytes]) -> None:
    """Read what is still coming and forget it: a client that is answered while it sends sees a broken connection."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for _ in body:
                pass


async def _receive(request: Request, max_bytes: int) -> Upload:
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await _from_form(request, max_bytes)
    data = bytearray()
    async for chunk in bounded(request, max_bytes, _too_large(max_bytes)):
        data += chunk
    return Upload(bytes(data), display_name(request.query_params.get("name")))


async def _from_form(request: Request, max_bytes: int) -> Upload:
    stream = bounded(request, max_bytes + _FORM_OVERHEAD_BYTES, _too_large(max_bytes))
    parser = MultiPartParser(request.headers, stream, max_files=1, max_fields=_MAX_FIELDS, max_part_size=16 * 1024)
    parser.spool_max_size = max_bytes + _FORM_OVERHEAD_BYTES  # in memory: the disk may be read-only
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidRequestError(
            f"上传的表单读不懂（{error.message}）。请用 multipart 字段 file 上传一份文件"
        ) from None
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InvalidRequestError(
            "表单里没有文件字段 file。请用 multipart 字段 file 上传，或把文件内容直接作为请求正文"
        )
    data = await file.read()
    await file.close()
    if len(data) > max_bytes:
        raise _too_large(max_bytes)
    return Upload(data, display_name(file.filename))


async def bounded(request: Request, stop_bytes: int, refusal: GoujiError) -> AsyncGenerator[bytes, None]:
    """The body; ``refusal`` is raised once it exceeds ``stop_bytes``."""
    received = 0
    async for chunk in request.stream():
        received += len(chunk)
        if received > stop_bytes:
            raise refusal
        yield chunk


def _too_large(max_bytes: int) -> TooLargeError:
    return TooLargeError(f"文件超过大小上限 {max_bytes / (1 << 20):.4g} MiB。请压缩或拆分后再上传")
