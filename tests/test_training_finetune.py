"""Learning from what people corrected: cells cut out of pictures, the shipped weights taught further, replay kept."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import pytest
import torch

from gouji.models.corrections import CROPS, LINES, Correction, Said, crop_name, decided_text, read_corrections
from gouji.models.errors import ConfigurationError
from gouji.models.vision.ctc import best_path
from gouji.models.vision.figure_reader import CHARACTERS, INPUT, NAME, NETWORK, OUTPUT, SHIPPED, FigureReader
from gouji.models.vision.runtime import session
from gouji.service.batch.engine import engine_key
from gouji.service.settings import load_settings
from gouji.training import finetune
from gouji.training.corrections.blending import unforgetting
from gouji.training.corrections.cutting import ink_of_cell
from gouji.training.corrections.examples import Example, possible_texts, read_examples
from gouji.training.corrections.settled_network import settled_network
from gouji.training.corrections.validation import best_temperature, chosen_texts, validate
from gouji.training.scans.learn_figures import PLAIN

PIXELS = (220, 70)
CELL = (12, 12, 208, 58)


def picture(text: str, skew: int = 0) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A cell with its rules, and its neighbours' figures cut off, as an export shows it."""
    image = np.full((PIXELS[1], PIXELS[0], 3), 250, np.uint8)
    for x in (CELL[0], CELL[2]):
        cv2.line(image, (x, 0), (x + skew, PIXELS[1]), (30, 30, 30), 2)
    for y in (CELL[1], CELL[3]):
        cv2.line(image, (0, y), (PIXELS[0], y + skew), (30, 30, 30), 2)
    for origin in ((2, 10), (100, 76)):
        cv2.putText(image, "8", origin, cv2.FONT_HERSHEY_SIMPLEX, 0.7, (20, 20, 20), 2, cv2.LINE_AA)
    cv2.putText(image, text, (60, 46), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2, cv2.LINE_AA)
    return image


def correction(kind: str, value: int | None, text: str | None, number: int = 0, **more: object) -> Correction:
    before = Said(kind="number", value=Decimal(7), text="7")
    after = Said.model_validate({"kind": kind, "value": value, "text": text})
    same = (before.kind, before.value) == (after.kind, after.value)
    return Correction.model_validate(
        {
            "document": f"{number:064x}"[::-1], "form": "2021", "field": "a", "before": before, "confidence": 0.5,
            "after": after, "outcome": "accepted" if same else "corrected", "audited": False, "chance": 1.0,
            "engine": "test", "by": None, "at": "2026-01-01T00:00:00+00:00",
        }
        | more
    )  # fmt: skip


def export(folder: Path, values: list[int]) -> Path:
    """An export with a picture of each value, every one of a document of its own."""
    (folder / CROPS).mkdir(parents=True, exist_ok=True)
    with (folder / LINES).open("w") as file:
        for number, value in enumerate(values):
            png = bytes(cv2.imencode(".png", picture(str(value)))[1])
            (folder / crop_name(png)).write_bytes(png)
            line = correction("number", value, str(value), number, crop=crop_name(png), cell=CELL)
            file.write(line.model_dump_json() + "\n")
    return folder


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Crops as figure_data writes them."""
    folder = tmp_path_factory.mktemp("replay")
    texts = ["0", "1", "23", "405"] * 30
    crops = [ink_of_cell(picture(text), CELL) for text in texts]
    assert all(crop is not None for crop in crops)
    pixels = np.concatenate([crop for crop in crops if crop is not None], axis=1)
    widths = np.array([crop.shape[1] for crop in crops if crop is not None], np.int32)
    for split in ("train", "validation"):
        np.savez(folder / f"figures-{split}.npz", pixels=pixels, widths=widths, texts=np.array(texts))
    return folder


@pytest.mark.parametrize("text", ["0", "17", "3.5", "1,250", "/"])
@pytest.mark.parametrize("skew", [0, 2])
def test_ink_is_cut_out_without_rules_and_neighbours(text: str, skew: int) -> None:
    crop = ink_of_cell(picture(text, skew), CELL)
    assert crop is not None and crop.shape[0] == 32
    alone = np.full((PIXELS[1], PIXELS[0], 3), 250, np.uint8)
    cv2.putText(alone, text, (60, 46), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2, cv2.LINE_AA)
    wanted = ink_of_cell(alone, CELL)
    assert wanted is not None and abs(crop.shape[1] - wanted.shape[1]) <= 1


def test_nothing_is_cut_out_of_a_cell_without_ink_with_a_dash_or_with_two_lines() -> None:
    assert ink_of_cell(picture(""), CELL) is None
    assert ink_of_cell(picture("-"), CELL) is None
    two = np.full((PIXELS[1], PIXELS[0], 3), 250, np.uint8)
    for y in (32, 54):
        cv2.putText(two, "12", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (20, 20, 20), 1, cv2.LINE_AA)
    assert ink_of_cell(two, CELL) is None
    assert ink_of_cell(two, (0, 0, 3, 3)) is None


@pytest.mark.parametrize(
    ("kind", "value", "text", "wanted"),
    [
        ("number", 7, "7", ("7",)),
        ("number", 12, "12", ("12",)),
        ("number", 1250, "1250", ("1250", "1,250")),
        ("number", 4, "减4", ("?",)),
        ("number", 12, "１２", ("12",)),
        ("blank", None, "", ("",)),
        ("placeholder", None, "/", ("/",)),
        ("placeholder", None, None, ("/", "-", "—")),
        ("placeholder", None, "不适用", ("?",)),
        ("text", None, None, ("?",)),
        ("unread", None, None, ()),
        ("absent", None, None, ()),
    ],
)
def test_what_may_be_printed_where_a_person_decided(
    kind: str, value: int | None, text: str | None, wanted: tuple[str, ...]
) -> None:
    assert possible_texts(correction(kind, value, text)) == wanted


def test_a_number_that_was_read_right_keeps_its_print() -> None:
    assert decided_text("number", Decimal(1250), "1,250") == "1,250"
    assert decided_text("number", Decimal(1250), "1,260") == "1250"
    assert decided_text("number", Decimal("0.50"), None) == "0.50"
    assert decided_text("blank", None, "7") == "" and decided_text("placeholder", None, "7") is None


def test_of_possible_prints_the_likeliest_is_learnt() -> None:
    crop = ink_of_cell(picture("1,250"), CELL)
    assert crop is not None
    network = settled_network(SHIPPED / NETWORK)
    example = Example(crop, ("/", "1,250", "7"), 1.0, False)
    assert chosen_texts(network, [Example(crop, ("9",), 1.0, False), example]) == ["9", "1,250"]


def test_the_network_is_the_shipped_one_also_in_training() -> None:
    inks = np.random.default_rng(0).random((3, 1, 32, 64)).astype(np.float32)
    network = settled_network(SHIPPED / NETWORK).train()
    with torch.no_grad():
        found = network(torch.from_numpy(inks)).softmax(2).numpy()
    (wanted,) = session(SHIPPED / NETWORK, 1).run([OUTPUT], {INPUT: inks})
    assert found == pytest.approx(wanted, abs=1e-5)


def test_weights_that_are_none_are_told(tmp_path: Path) -> None:
    for content in (None, b"x"):
        if content:
            (tmp_path / NETWORK).write_bytes(content)
        with pytest.raises(ConfigurationError, match="继续训练"):
            settled_network(tmp_path / NETWORK)


def test_the_share_of_replay_and_of_zeros_is_kept() -> None:
    said = ["0"] * 10 + ["1"] * 90
    picked = finetune.mixed(said, 20, 0.75)(np.random.default_rng(1), 800)
    assert (picked >= 100).sum() == 200 and (picked < 10).sum() == round(600 * PLAIN)
    assert picked.max() < 120


def test_corrections_are_learnt_and_the_reader_takes_the_weights(tmp_path: Path, replay: Path) -> None:
    # The face's 46 is read right; to be seen to learn, it is corrected to something that it is not.
    corrections = export(tmp_path / "corrections", list(range(40, 52)))
    lines = [line.model_copy(update={"after": Said(kind="text", value=None, text=None)}) for line in
             read_corrections(corrections)]  # fmt: skip
    (corrections / LINES).write_text("".join(line.model_dump_json() + "\n" for line in lines))
    examples = read_examples(corrections)
    assert len(examples) == 12 and {e.texts for e in examples} == {("?",)}
    run = tmp_path / "run"
    places = ["--corrections", str(corrections), "--replay", str(replay), "--out", str(run)]
    finetune.main([*places, "--steps", "30", "--rate", "1e-3"])
    network = settled_network(run / NETWORK)
    learnt = [e for e in examples if not e.held_out]
    before = validate(settled_network(SHIPPED / NETWORK), learnt, [])
    assert before.replay == 0 and validate(network, learnt, []).replay > 0.5
    reader = FigureReader(1, run)
    assert reader.name.startswith(f"{NAME}+") and reader.name != NAME
    (zero,) = reader.read([picture("0")[18:54, 50:90]])
    assert zero[0].text == "0"
    assert reader.name in (run / "README.md").read_text() and (run / "validation.jsonl").read_text()


def test_nothing_to_learn_from_is_told(tmp_path: Path, replay: Path) -> None:
    (tmp_path / LINES).write_text(correction("number", 1, "1").model_dump_json() + "\n")
    with pytest.raises(ConfigurationError, match="没有可以学的"):
        finetune.finetune(tmp_path, replay, tmp_path / "run", SHIPPED, 0.6, 4, 1e-5, 1)


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path, replay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corrections = export(tmp_path / "corrections", list(range(12)))
    for _ in range(2):
        finetune.finetune(corrections, replay, tmp_path / "run", SHIPPED, 0.6, 4, 1e-5, 1)
    assert capsys.readouterr().err.count("4/4") == 1
    assert onnx.load(str(tmp_path / "run" / NETWORK)).metadata_props[0].key == "name"


def test_what_was_known_is_not_forgotten() -> None:
    """A network that learnt to say nothing at all is drawn back until it reads as before."""
    crop = ink_of_cell(picture("0"), CELL)
    assert crop is not None
    begun, spoilt = settled_network(SHIPPED / NETWORK), settled_network(SHIPPED / NETWORK)
    with torch.no_grad():
        spoilt.head.bias[0] += 40
    found, share = unforgetting(begun, spoilt, [Example(crop, ("0",), 1.0, True)])
    assert 0 < share < 1 and validate(found, [Example(crop, ("0",), 1.0, True)], []).replay == 1
    assert found.head.bias[0].item() == pytest.approx(begun.head.bias[0].item() + 40 * share, abs=1e-4)
    _, share = unforgetting(begun, settled_network(SHIPPED / NETWORK), [Example(crop, ("0",), 1.0, True)])
    assert share == 1


def test_a_reader_that_is_too_sure_is_made_less_so() -> None:
    """Of two equal crops one is said to be another figure: nobody can be surer than one in two."""
    crop = ink_of_cell(picture("0"), CELL)
    assert crop is not None
    network = settled_network(SHIPPED / NETWORK)
    sure = [Example(crop, ("0",), 1.0, True)] * 4
    assert best_temperature(network, sure, sure) <= 1.0
    assert best_temperature(network, sure, [*sure, Example(crop, ("9",), 4.0, True)]) > 1.5


def test_cells_shown_by_chance_weigh_more() -> None:
    crop = ink_of_cell(picture("0"), CELL)
    assert crop is not None
    network = settled_network(SHIPPED / NETWORK)
    found = validate(network, [], [Example(crop, ("9",), 1.0, True), Example(crop, ("0",), 9.0, True)])
    assert (found.corrections, found.weighted) == (0.5, 0.9)
    assert best_path(np.eye(len(CHARACTERS), dtype=np.float32)[[1]], CHARACTERS).text == "0"


@pytest.mark.parametrize("line", ["{}", "x", '{"schema": "gouji.correction/2"}'])
def test_lines_that_are_none_are_told_with_their_place(tmp_path: Path, line: str) -> None:
    export(tmp_path, [1])
    with (tmp_path / LINES).open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ConfigurationError, match="第 2 行"):
        list(read_corrections(tmp_path))


def test_a_picture_that_is_missing_is_told(tmp_path: Path) -> None:
    export(tmp_path, [1])
    for crop in (tmp_path / CROPS).iterdir():
        crop.unlink()
    with pytest.raises(ConfigurationError, match="图片缺失"):
        read_examples(tmp_path)
    with pytest.raises(ConfigurationError, match="gouji corrections export"):
        list(read_corrections(tmp_path / "nowhere"))


def test_no_picture_is_looked_for_outside_the_export(tmp_path: Path) -> None:
    line = correction("number", 1, "1").model_dump_json()
    for path in ("../a.png", "/etc/passwd", "crops/../../a.png"):
        (tmp_path / LINES).write_text(line.replace('"crop":null', f'"crop":"{path}"') + "\n")
        with pytest.raises(ConfigurationError, match="crop"):
            list(read_corrections(tmp_path))


def test_other_weights_are_another_engine_and_none_are_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    before = engine_key(load_settings())
    monkeypatch.setenv("GOUJI_FIGURE_MODEL", "/models/tuned")
    settings = load_settings()
    assert engine_key(settings) != before
    assert settings.ocr().figure_model == Path("/models/tuned")


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / NETWORK).write_bytes((SHIPPED.parent / "segmenter" / "model.onnx").read_bytes())
    with pytest.raises(ConfigurationError, match="不是读数字的模型"):
        FigureReader(1, tmp_path)
