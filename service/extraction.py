"""``gouji extract``: files in, results out, in worker processes."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from gouji.models.errors import ConfigurationError, GoujiError, TooLargeError
from gouji.models.progress import Progress, silent
from gouji.service.messages import ReadTask
from gouji.service.names import display_name
from gouji.service.output import output_names, write_durably
from gouji.service.settings import Settings
from gouji.service.workers import WorkerPool

ALL_READ = 0
SOME_REFUSED = 3

_INDENT = 1  # as Report.to_json
_WIPE = "\r\033[K"  # back to the beginning of the terminal's line, and clear it
_STAGES = {"open": "打开", "read": "读取", "assemble": "整理"}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one result goes: a file, or standard output (None)."""

    source: Path
    target: Path | None


def plan(files: Sequence[Path], out: Path | None) -> list[Destination]:
    """Check the inputs and say where each result goes.

    Raises:
        ConfigurationError: a file that cannot be opened, several files without ``out``, or an ``out`` that cannot be.
    """
    if out is None and len(files) > 1:
        raise ConfigurationError("有多个文件时，请用 --out 指定写结果的目录")
    for file in files:
        _must_be_readable(file)
    if out is None:
        return [Destination(files[0], None)]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"目录 {out} 不能用：{error.strerror}") from None
    return [Destination(file, out / name) for file, name in zip(files, output_names(files), strict=True)]


def extract(destinations: Sequence[Destination], pool: WorkerPool, settings: Settings) -> int:
    """Read every file and put its result where it belongs; refusals go to standard error, one line each.

    Returns the exit code. Raises ConfigurationError where a result cannot be written.
    """
    refused = False
    for destination, answer in _read_ahead(destinations, pool, settings):
        try:
            content = _finished(answer) + b"\n"
        except ConfigurationError:
            raise
        except GoujiError as error:
            refused = True
            _refuse(destination.source, error)
        else:
            _put(content, destination.target)
    return SOME_REFUSED if refused else ALL_READ


def _read_ahead(
    destinations: Sequence[Destination], pool: WorkerPool, settings: Settings
) -> Iterator[tuple[Destination, Future[bytes]]]:
    """Answers in order, with no more files in memory than keep the workers busy."""
    under_way: deque[tuple[Destination, Future[bytes]]] = deque()
    for destination in destinations:
        under_way.append((destination, _submit(destination.source, pool, settings)))
        if len(under_way) > settings.workers:
            yield under_way.popleft()
    yield from under_way


def _submit(source: Path, pool: WorkerPool, settings: Settings) -> Future[bytes]:
    size = source.stat().st_size
    if size > settings.max_bytes:
        refusal: Future[bytes] = Future()
        limit = f"{settings.max_bytes / (1 << 20):.4g} MiB"
        refusal.set_exception(TooLargeError(f"文件有 {size / (1 << 20):.1f} MiB，上限 {limit}。请压缩或拆分后再读"))
        return refusal
    return pool.submit(ReadTask(source.read_bytes(), source.name, _INDENT), _progress(source))


def _must_be_readable(file: Path) -> None:
    try:
        with file.open("rb"):
            pass
    except FileNotFoundError:
        raise ConfigurationError(f"文件不存在：{file}") from None
    except OSError as error:
        raise ConfigurationError(f"文件打不开：{file}（{error.strerror}）") from None


def _put(content: bytes, target: Path | None) -> None:
    try:
        if target is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            write_durably(target, content)
    except OSError as error:
        raise ConfigurationError(f"结果写不出：{target or '标准输出'}（{error.strerror}）") from None


def _refuse(source: Path, error: GoujiError) -> None:
    message = " ".join(str(error).split())
    print(f"{display_name(source.name)}: {error.code}: {message}", file=sys.stderr, flush=True)


def _finished(answer: Future[bytes]) -> bytes:
    """The answer, once it is there and the progress is wiped away."""
    try:
        return answer.result()
    finally:
        if sys.stderr.isatty():
            print(_WIPE, end="", file=sys.stderr, flush=True)


def _progress(source: Path) -> Progress:
    if not sys.stderr.isatty():
        return silent

    def show(stage: str, done: int, total: int) -> None:
        text = f"{display_name(source.name)}：{_STAGES.get(stage, stage)} {done}/{total}"
        print(f"{_WIPE}{text}", end="", file=sys.stderr, flush=True)

    return show
