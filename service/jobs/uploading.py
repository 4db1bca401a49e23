"""Takes many files out of one request, bounded in number, bytes and time while they arrive."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from gouji.models.errors import EmptyFileError, GoujiError, TooLargeError
from gouji.service.errors import InvalidRequestError
from gouji.service.files import too_large
from gouji.service.names import display_name
from gouji.service.uploads import Upload, bounded, in_time

MAX_FILES = 1000
"""Files of one job. More are more jobs, or ``gouji batch``."""

MAX_BYTES = 1 << 30
"""Of all files of one request together."""

UPLOAD_SECONDS = 1800.0
"""How long the upload of a job may take: 1 GiB at 5 Mbit/s."""


async def receive_files(request: Request, max_bytes: int) -> AsyncIterator[Upload | tuple[str, GoujiError]]:
    """Each file of a multipart form, whatever its field is called, or its name and why it cannot be read.

    Raises:
        InvalidRequestError: no form, none that can be understood, no file in it, or too many.
        TooLargeError: more than MAX_BYTES altogether; the rest was thrown away as it came.
        ReadingTimeoutError: it did not arrive in time.
    """
    async with _form(request) as form:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise InvalidRequestError("表单里没有文件。请用 multipart 字段 files 上传，可以有多个")
        for file in files:
            name = display_name(file.filename)
            if not file.size:
                yield name, EmptyFileError("收到的文件是空的（0 字节）。请检查文件后重新上传")
            elif file.size > max_bytes:
                yield name, too_large(max_bytes, file.size)
            else:
                yield Upload(await file.read(), name)


@contextlib.asynccontextmanager
async def _form(request: Request) -> AsyncIterator[FormData]:
    """The form, once all of it is there; what is large waits in temporary files."""
    async with in_time(request, UPLOAD_SECONDS):
        form = await _parse(request)
    try:
        yield form
    finally:
        await form.close()


async def _parse(request: Request) -> FormData:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise InvalidRequestError("请用 multipart 表单上传文件")
    refusal = TooLargeError(f"这批文件合计超过上限 {MAX_BYTES >> 20} MiB。请分成几个任务上传")
    stream = bounded(request, MAX_BYTES, refusal)
    try:
        return await MultiPartParser(request.headers, stream, max_files=MAX_FILES, max_fields=0).parse()
    except MultiPartException as error:
        raise InvalidRequestError(
            f"上传的表单读不懂（{error.message}）。一个任务最多 {MAX_FILES} 个文件，不能有其他字段"
        ) from None
