"""Results one at a time, however many: one JSON a file, JSON Lines, folders of both, or what a batch read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from gouji.models.errors import ConfigurationError
from gouji.models.forms import VERSIONS, load_form
from gouji.models.result import Report
from gouji.service.batch.destination import is_destination, results_of
from gouji.service.names import display_path
from gouji.service.settings import load_settings

MAX_RESULT_BYTES = 64 << 20
"""Of one result. A report of 60 pages gives 0.2 MB."""


def read_results(places: Sequence[Path]) -> Iterator[Report]:
    """The results in files (of folders by name) and of batches (as they were found), in the order given.

    Raises:
        ConfigurationError: a place that is not there, or something in it that is no result. Nothing is passed over.
    """
    for place in places:
        if is_destination(place):
            yield from results_of(place, load_settings())
            continue
        for file in _files(place):
            yield from _lines(file) if file.suffix == ".jsonl" else [_whole(file)]


def parse_result(content: str | bytes, where: str) -> Report:
    """A result, checked against the contract: every field of its form is there, and no other.

    Raises:
        ConfigurationError: it is none; the message says ``where``.
    """
    try:
        report = Report.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "全文"
        raise ConfigurationError(f"不是 gouji.report/1 结果：{where}（{place}：{first['msg']}）") from None
    if report.form.version not in VERSIONS:
        raise ConfigurationError(f"版式 {report.form.version} 不认识：{where}。现有版式：{'、'.join(VERSIONS)}")
    expected = {field.id for field in load_form(report.form.version).fields}
    if wrong := sorted(expected ^ report.fields.keys()):
        raise ConfigurationError(f"结果里的字段与版式 {report.form.version} 不合：{where}（如 {wrong[0]}）")
    return report


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        found = sorted(p for p in place.rglob("*.json*") if p.suffix in (".json", ".jsonl") and p.is_file())
        if not found:
            raise ConfigurationError(f"目录里没有结果（*.json、*.jsonl）：{display_path(place)}")
        return found
    if not place.is_file():
        raise ConfigurationError(f"文件不存在：{display_path(place)}")
    return [place]


def _whole(file: Path) -> Report:
    with _open(file) as stream:
        content = stream.read(MAX_RESULT_BYTES + 1)
    _must_fit(content, display_path(file))
    return parse_result(content, display_path(file))


def _lines(file: Path) -> Iterator[Report]:
    with _open(file) as stream:
        number = 0
        while line := stream.readline(MAX_RESULT_BYTES + 1):
            number += 1
            where = f"{display_path(file)} 第 {number} 行"
            _must_fit(line, where)
            if line.strip():
                yield parse_result(line, where)


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise ConfigurationError(f"文件打不开：{display_path(file)}（{error.strerror}）") from None


def _must_fit(content: bytes, where: str) -> None:
    if len(content) > MAX_RESULT_BYTES:
        raise ConfigurationError(f"不是 gouji.report/1 结果：{where}（超过 {MAX_RESULT_BYTES >> 20} MiB）")
