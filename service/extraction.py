"""``gouji extract``: files in, results out, in worker processes."""

from __future__ import annotations

import stat
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from gouji.models.errors import ConfigurationError, GoujiError
from gouji.models.progress import Progress, silent
from gouji.service.files import read_file
from gouji.service.messages import ReadTask, RenderTask
from gouji.service.names import display_path
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
    """Where one result goes: a file, or standard output (None). ``pictures``: how the names of its pages' pictures
    begin; None: none are wanted."""

    source: Path
    target: Path | None
    pictures: Path | None = None


def plan(files: Sequence[Path], out: Path | None, pictures: Path | None = None) -> list[Destination]:
    """Check the inputs and say where each result goes.

    ``pictures``: a folder, made here, for the pages with what was read drawn on them, ``<name of result>-<page>.png``.

    Raises:
        ConfigurationError: a file that cannot be opened or is none (a folder, a device, a pipe), several files without
            ``out``, an ``out`` that cannot be, or a result that would take the place of an input.
    """
    if out is None and len(files) > 1:
        raise ConfigurationError("有多个文件时，请用 --out 指定写结果的目录")
    for file in files:
        _must_be_readable(file)
    if pictures is not None:
        _make_folder(pictures)
    if out is not None:
        _make_folder(out)
    destinations = [
        Destination(file, out / name if out else None, pictures / Path(name).stem if pictures else None)
        for file, name in zip(files, output_names(files), strict=True)
    ]
    _must_not_replace_inputs(destinations)
    return destinations


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"目录 {folder} 不能用：{error.strerror}") from None


def extract(destinations: Sequence[Destination], pool: WorkerPool, settings: Settings) -> int:
    """Read every file and put its result where it belongs; refusals go to standard error, one line each.

    The result that an earlier run wrote for a file that is refused now is removed: it would stand as if it were new.

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
            _refuse(destination, error)
        else:
            _put(content, destination.target)
            if destination.pictures is not None:
                _draw(destination.source, content, pool, settings, destination.pictures)
    return SOME_REFUSED if refused else ALL_READ


def _draw(source: Path, result: bytes, pool: WorkerPool, settings: Settings, beginning: Path) -> None:
    """Write the pictures of a report's pages; their names begin as ``beginning`` does."""
    from gouji.service.debug_images import WIDTH, debug_images

    data = read_file(source, settings.max_bytes)

    def render(page_index: int) -> bytes:
        return pool.submit(RenderTask(data, page_index, WIDTH), silent).result()

    for number, picture in debug_images(result, render):
        _put(picture, beginning.with_name(f"{beginning.name}-{number}.png"))


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
    try:
        data = read_file(source, settings.max_bytes)
    except GoujiError as error:
        refusal: Future[bytes] = Future()
        refusal.set_exception(error)
        return refusal
    return pool.submit(ReadTask(data, source.name, _INDENT), _progress(source))


def _must_be_readable(file: Path) -> None:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise ConfigurationError(f"不是普通文件：{display_path(file)}。请逐个给出文件；目录、设备和管道不能读")
        with file.open("rb"):
            pass
    except FileNotFoundError:
        raise ConfigurationError(f"文件不存在：{display_path(file)}") from None
    except OSError as error:
        raise ConfigurationError(f"文件打不开：{display_path(file)}（{error.strerror}）") from None


def _must_not_replace_inputs(destinations: Sequence[Destination]) -> None:
    inputs = {destination.source.resolve() for destination in destinations}
    for destination in destinations:
        if destination.target is not None and destination.target.resolve() in inputs:
            raise ConfigurationError(f"结果 {destination.target} 会覆盖输入的文件。请用 --out 指定另一个目录")


def _put(content: bytes, target: Path | None) -> None:
    try:
        if target is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            write_durably(target, content)
    except OSError as error:
        raise ConfigurationError(f"结果写不出：{target or '标准输出'}（{error.strerror}）") from None


def _refuse(destination: Destination, error: GoujiError) -> None:
    message = " ".join(f"{error}{_remove_old(destination.target)}".split())
    print(f"{display_path(destination.source)}: {error.code}: {message}", file=sys.stderr, flush=True)


def _remove_old(target: Path | None) -> str:
    """Remove the result of an earlier run, and what to add to the refusal where that fails."""
    try:
        if target is not None:
            target.unlink(missing_ok=True)
    except OSError as error:
        return f"（注意：{target} 是以前的结果，删不掉：{error.strerror}）"
    return ""


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
        text = f"{display_path(source)}：{_STAGES.get(stage, stage)} {done}/{total}"
        print(f"{_WIPE}{text}", end="", file=sys.stderr, flush=True)

    return show
