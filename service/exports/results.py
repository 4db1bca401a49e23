"""Results one at a time, however many: one JSON a file, JSON Lines, folders of both, or what a batch read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from gouji.models.comparison.stored import MAX_BYTES, read_result
from gouji.models.errors import ConfigurationError, GoujiError
from gouji.models.result import Report
from gouji.service.batch.destination import is_destination, results_of
from gouji.service.names import display_path
from gouji.service.settings import load_settings


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
        return _read(stream.read(MAX_BYTES + 1), display_path(file))


def _lines(file: Path) -> Iterator[Report]:
    with _open(file) as stream:
        number = 0
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            if line.strip():
                yield _read(line, f"{display_path(file)} 第 {number} 行")


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise ConfigurationError(f"文件打不开：{display_path(file)}（{error.strerror}）") from None


def _read(content: bytes, where: str) -> Report:
    """A result of a stranger, nothing in it taken on trust; ``where`` is said of one that is none."""
    if len(content) > MAX_BYTES:
        raise ConfigurationError(f"{where}：超过 {MAX_BYTES >> 20} MiB，不是一份结果")
    try:
        return read_result(content)
    except GoujiError as error:
        raise ConfigurationError(f"{where}：{error}") from None
