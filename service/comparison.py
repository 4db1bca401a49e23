"""``gouji compare``: reports and results of several years in, what follows from one to the next out."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from gouji.models.comparison.compare import compare as compare_editions
from gouji.models.comparison.edition import Edition
from gouji.models.comparison.stored import HEAD_BYTES, MAX_BYTES, is_result, read_result
from gouji.models.errors import ConfigurationError, GoujiError
from gouji.service.comparison_table import as_table
from gouji.service.extraction import (
    ALL_READ,
    SOME_REFUSED,
    Destination,
    finished,
    make_folder,
    must_be_readable,
    put,
    read_ahead,
    refuse,
    submit,
)
from gouji.service.files import read_file
from gouji.service.messages import EditionTask
from gouji.service.names import display_name, display_path
from gouji.service.settings import Settings
from gouji.service.workers import WorkerPool


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be compared: a report, or the result of one."""

    source: Path
    is_result: bool


@dataclass(frozen=True, slots=True)
class ComparisonPlan:
    """What to compare, and where it goes. ``out``: file for the JSON. ``table``: on standard output, for people."""

    given: tuple[Given, ...]
    out: Path | None
    table: bool

    @property
    def reports(self) -> tuple[Given, ...]:
        """Those that a worker has to read."""
        return tuple(given for given in self.given if not given.is_result)


def plan(files: Sequence[Path], out: Path | None, *, table: bool) -> ComparisonPlan:
    """Check the inputs and tell results from reports, by what their bytes are.

    Raises:
        ConfigurationError: a file that cannot be opened or is none, an ``out`` that is an input or cannot be written.
    """
    for file in files:
        must_be_readable(file)
    if out is not None:
        _must_be_writable(out, files)
    return ComparisonPlan(tuple(Given(file, is_result(_head(file))) for file in files), out, table)


def compare(planned: ComparisonPlan, pool: WorkerPool | None, settings: Settings) -> int:
    """Read everything and write what it says together; nothing is compared where any input is refused.

    ``pool``: None where there are only results. Returns the exit code. Raises IncomparableError where the reports have
    no order in time, ConfigurationError where the comparison cannot be written.
    """
    editions: list[Edition] = []

    def ask(given: Given) -> Future[bytes]:
        if pool is None or given.is_result:
            return _stored(given.source, settings)
        return submit(given.source, EditionTask, pool, settings)

    for given, answer in read_ahead(planned.given, ask, settings.workers):
        try:
            editions.append(_edition(given, finished(answer)))
        except ConfigurationError:
            raise
        except GoujiError as error:
            refuse(Destination(given.source, planned.out), error)
    if len(editions) < len(planned.given):
        return SOME_REFUSED
    _write(planned, editions)
    return ALL_READ


def _write(planned: ComparisonPlan, editions: Sequence[Edition]) -> None:
    comparison = compare_editions(editions)
    if planned.out is not None or not planned.table:
        put(comparison.to_json().encode() + b"\n", planned.out)
    if planned.table:
        put(as_table(comparison).encode(), None)


def _edition(given: Given, answer: bytes) -> Edition:
    file = display_name(given.source.name)
    if given.is_result:
        return Edition(file=file, report=read_result(answer))
    return Edition.model_validate_json(answer).model_copy(update={"file": file})


def _stored(source: Path, settings: Settings) -> Future[bytes]:
    """The bytes of a result, as the answer of a worker would be."""
    answer: Future[bytes] = Future()
    try:
        answer.set_result(read_file(source, min(settings.max_bytes, MAX_BYTES)))
    except GoujiError as error:
        answer.set_exception(error)
    return answer


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(HEAD_BYTES)
    except OSError as error:
        raise ConfigurationError(f"文件读不出：{display_path(file)}（{error.strerror}）") from None


def _must_be_writable(out: Path, files: Sequence[Path]) -> None:
    """Found before reading, which may take long."""
    if out.resolve() in {file.resolve() for file in files}:
        raise ConfigurationError(f"比较结果会覆盖输入的文件 {display_path(out)}。请用 --out 指定另一个文件")
    if out.exists() and not out.is_file():
        raise ConfigurationError(f"{display_path(out)} 不是普通文件。请用 --out 指定一个文件")
    make_folder(out.parent)
