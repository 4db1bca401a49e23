"""The token classifier as serving uses it: labels, glyphs, windows, files."""

import json
from pathlib import Path

import numpy as np
import pytest

from gouji.models.assembly.tokens import tokenize
from gouji.models.classifier.glyphs import BEGINS, IN_CELL, IS_VALUE, ON_PAGE, glyphs_of
from gouji.models.classifier.label_set import NOTHING, Part, label_set
from gouji.models.classifier.token_classifier import CARD, NETWORK, VOCABULARY, TokenClassifier
from gouji.models.classifier.vocabulary import FILLING, UNKNOWN, Vocabulary
from gouji.models.classifier.windows import SIZE, cut, join, starts_of
from gouji.models.errors import ConfigurationError
from gouji.models.forms import VERSIONS, load_form
from gouji.models.sources.text import read_text


def test_every_row_and_column_of_both_forms_has_a_label() -> None:
    labels = label_set()
    for version in VERSIONS:
        for field in load_form(version).fields:
            assert labels.has(Part("row", field.row.id))
            assert labels.has(Part("column", f"{field.section}.{field.column.id}"))


def test_labels_are_numbered_without_gaps() -> None:
    labels = label_set()
    numbers = [NOTHING, *(n for part in labels.parts for n in (labels.begins(part), labels.goes_on(part)))]
    assert numbers == list(range(len(labels)))
    assert len(labels.names()) == len(labels)
    assert labels.names()[labels.begins(Part("row", "review"))] == "B-row/review"


def test_glyphs_carry_place_and_kind() -> None:
    tokens = tokenize((read_text("行政许可 12\n\t规 章\t１,204\t\t0\n"),))
    glyphs = glyphs_of(tokens)
    assert glyphs.text == "行政许可12规章1,2040"
    begins = [g for g, kind in zip(glyphs.text, glyphs.types.tolist(), strict=True) if kind & BEGINS]
    assert begins == ["行", "1", "规", "1", "0"]
    assert all(bool(kind & IS_VALUE) == (g in "0124,") for g, kind in zip(glyphs.text, glyphs.types, strict=True))
    assert not (glyphs.types & ON_PAGE).any()
    assert [bool(kind & IN_CELL) for kind in glyphs.types.tolist()] == [False] * 6 + [True] * 8
    assert glyphs.boxes[:4, 0].tolist() == [0, 4, 8, 12]
    assert glyphs.offsets[:6].tolist() == [0, 1, 2, 3, 0, 1]


def test_running_text_is_left_out_and_labels_beside_it_are_not() -> None:
    prose = "本机关坚持以公开为常态、不公开为例外，推进各项工作落到实处"
    text = "\n".join([prose, prose, prose, "二、主动公开政府信息情况", "规章 1 2 3", prose])
    read = glyphs_of(tokenize((read_text(text),))).text
    assert "主动公开" in read
    assert read.count("常态") == 2, "of three lines of prose only the last stands beside something short"


def test_the_middle_of_a_long_text_is_left_out() -> None:
    long = "".join(chr(0x4E00 + i) for i in range(300))
    read = glyphs_of(tokenize((read_text(f"规章 1\n{long}\n规章 1"),))).text
    assert read[3:][:40] == long[:40]
    assert len(read) == 3 + 48 + 3


def test_windows_cover_everything_and_the_last_is_full() -> None:
    for length in (1, SIZE, SIZE + 1, 1000, 2345):
        starts = starts_of(length)
        covered = np.zeros(length, bool)
        for start in starts:
            covered[start : start + SIZE] = True
        assert covered.all()
        assert starts[-1] + min(SIZE, length) == length


def test_votes_of_windows_that_agree_are_what_each_says() -> None:
    length, labels = 1200, 5
    truth = np.random.default_rng(3).dirichlet(np.ones(labels), length).astype(np.float32)
    starts = starts_of(length)
    joined = join([truth[s : s + SIZE] for s in starts], starts, length)
    np.testing.assert_allclose(joined, truth, atol=1e-6)


def test_a_glyph_in_the_middle_of_a_window_counts_more_than_at_its_end() -> None:
    starts, length = (0, 384), 896
    first, second = np.zeros((SIZE, 2), np.float32), np.zeros((SIZE, 2), np.float32)
    first[:, 0], second[:, 1] = 1.0, 1.0
    joined = join([first, second], starts, length)
    assert joined[390, 0] > 0.9
    assert joined[505, 1] > 0.9
    np.testing.assert_allclose(joined.sum(axis=1), 1.0, atol=1e-6)


def test_lines_of_a_window_are_counted_from_its_first() -> None:
    text = "\n".join(f"规章 {i}" for i in range(400))
    glyphs = glyphs_of(tokenize((read_text(text),)))
    windows = cut(glyphs, np.zeros(len(glyphs), np.int64))
    assert (windows.boxes[:, 0, 1] == 0).all()
    assert windows.boxes.max() <= 255
    assert windows.mask.all()


def test_what_a_vocabulary_does_not_have_is_unknown() -> None:
    vocabulary = Vocabulary([FILLING, UNKNOWN, "政", "府"])
    assert vocabulary.ids("政府𠮷x").tolist() == [2, 3, 1, 1]
    with pytest.raises(ValueError, match="needs"):
        Vocabulary(["政"])


def _folder(folder: Path, **changes: object) -> Path:
    (folder / NETWORK).write_bytes(b"not a network")
    (folder / VOCABULARY).write_text(f"{FILLING}\n{UNKNOWN}\n", encoding="utf-8")
    card = {"name": "x", "labels": label_set().names(), "files": {}} | changes
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return folder


def test_without_weights_it_refuses_to_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="缺少表格标签分类模型"):
        TokenClassifier(tmp_path)


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="已损坏"):
        TokenClassifier(_folder(tmp_path, files={NETWORK: "0" * 64, VOCABULARY: "0" * 64}))


def test_weights_for_other_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="标签与表格定义不符"):
        TokenClassifier(_folder(tmp_path, labels=["O"]))


def test_a_card_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / CARD).write_text("{", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="无法读取"):
        TokenClassifier(tmp_path)
