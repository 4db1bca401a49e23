"""``gouji extract``: files in, results out, in worker processes."""

from __future__ import annotations

import stat
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from gouji.models.errors import ConfigurationError, GoujiError
from gouji.models.progress import Progress, silent
from gouji.service.files import read_file
from gouji.service.messages import ReadTask, RenderTask, Task
from gouji.service.names import display_path
from gouji.service.output import output_names, write_durably
from gouji.service.settings import Settings
from gouji.service.workers import WorkerPool

ALL_READ = 0
SOME_REFUSED = 3

_INDENT = 1  # as Report.to_json
_WIPE = "\r\033[K"  # back to the beginning of the terminal's line, and clear it
_STAGES = {"open": "打开", "read": "读取", "assemble": "整理"}

_Input = TypeVar("_Input")


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
        must_be_readable(file)
    if pictures is not None:
        make_folder(pictures)
    if out is not None:
        make_folder(out)
    destinations = [
        Destination(file, out / name if out else None, pictures / Path(name).stem if pictures else None)
        for file, name in zip(files, output_names(files), strict=True)
    ]
    _must_not_replace_inputs(destinations)
    return destinations


def make_folder(folder: Path) -> None:
    """Have a folder for results. Raises ConfigurationError where it cannot be."""
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

    def ask(destination: Destination) -> Future[bytes]:
        return submit(destination.source, partial(ReadTask, indent=_INDENT), pool, settings)

    for destination, answer in read_ahead(destinations, ask, settings.workers):
        try:
            content = finished(answer) + b"\n"
        except ConfigurationError:
            raise
        except GoujiError as error:
            refused = True
            refuse(destination, error)
        else:
            put(content, destination.target)
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
        put(picture, beginning.with_name(f"{beginning.name}-{number}.png"))


def read_ahead(
    inputs: Sequence[_Input], ask: Callable[[_Input], Future[bytes]], workers: int
) -> Iterator[tuple[_Input, Future[bytes]]]:
    """Answers in order, with no more files in memory than keep the workers busy."""
    under_way: deque[tuple[_Input, Future[bytes]]] = deque()
    for asked in inputs:
        under_way.append((asked, ask(asked)))
        if len(under_way) > workers:
            yield under_way.popleft()
    yield from under_way


def submit(
    source: Path, make_task: Callable[[bytes, str], Task], pool: WorkerPool, settings: Settings
) -> Future[bytes]:
    """Have a file read in a worker. What is wrong with the file itself is the answer too."""
    try:
        data = read_file(source, settings.max_bytes)
    except GoujiError as error:
        refusal: Future[bytes] = Future()
        refusal.set_exception(error)
        return refusal
    return pool.submit(make_task(data, source.name), _progress(source))


def must_be_readable(file: Path) -> None:
    """Raises ConfigurationError where an input is no file, or cannot be opened."""
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


def put(content: bytes, target: Path | None) -> None:
    """Write to a file, durably, or to standard output. Raises ConfigurationError where that fails."""
    try:
        if target is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            write_durably(target, content)
    except OSError as error:
        raise ConfigurationError(f"结果写不出：{target or '标准输出'}（{error.strerror}）") from None


def refuse(destination: Destination, error: GoujiError) -> None:
    """Say on standard error, in one line, why an input was refused, and remove what an earlier run made of it."""
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


def finished(answer: Future[bytes]) -> bytes:
    """The answer, once it is there and the progress is wiped away. Raises GoujiError where the input is refused."""
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
