"""Labels of archive files, shards, and learning from them."""

from pathlib import Path

import numpy as np
import pytest
import torch
from onnxruntime import InferenceSession
from transformers import BertConfig, BertModel

from gouji.models.classifier.glyphs import IS_VALUE, ON_PAGE, half_width
from gouji.models.classifier.label_set import NOTHING, Part, label_set
from gouji.models.classifier.token_classifier import INPUTS
from gouji.models.classifier.vocabulary import FILLING, UNKNOWN, Vocabulary
from gouji.models.classifier.windows import SIZE
from gouji.models.forms import load_form
from gouji.training.classifier.data import IGNORED, WindowData, count_vocabulary, shard_paths
from gouji.training.classifier.evaluate import Counts, draw, table
from gouji.training.classifier.examples import Example, example, read_shard, write_shard
from gouji.training.classifier.export import write_onnx
from gouji.training.classifier.finetune import main as finetune
from gouji.training.classifier.network import GlyphClassifier, classifier
from gouji.training.classifier.pretrain import main as pretrain
from gouji.training.synthesis.kinds import KINDS
from gouji.training.synthesis.manuscript import Table
from gouji.training.synthesis.report import ReportKey, draw_report

NAMES = label_set().names()


def made(kind: str, index: int = 1, form: str = "2021") -> Example:
    return example(KINDS[kind](draw_report(ReportKey("train", index, form))))


def texts_of(labelled: Example, part: Part) -> list[str]:
    """The glyphs of a part, each beginning a text."""
    begins, goes_on = label_set().begins(part), label_set().goes_on(part)
    found: list[str] = []
    for glyph, label in zip(labelled.glyphs.text, labelled.labels.tolist(), strict=True):
        if label == begins:
            found.append(glyph)
        elif label == goes_on and found:
            found[-1] += glyph
    return found


@pytest.mark.parametrize("kind", ["text", "ruled_pdf", "unruled_pdf"])
@pytest.mark.parametrize("form", ["2021", "2019"])
def test_every_row_of_a_whole_file_is_labelled(kind: str, form: str) -> None:
    report = draw_report(ReportKey("train", 1, form))
    labelled = example(KINDS[kind](report))
    cells = [cell for e in report.manuscript.elements if isinstance(e, Table) for cell in e.cells]
    rows = {cell.tag: cell.text for cell in cells if cell.tag.kind == "row"}
    assert len(rows) == len({field.row.id for field in report.form.fields})
    for tag, text in rows.items():
        printed = "".join(map(half_width, text.replace(" ", "")))
        assert set(texts_of(labelled, Part("row", tag.id))) == {printed}


@pytest.mark.parametrize("kind", ["damaged_text", "text:confusion:5", "text:reversed_pages:5", "unruled_pdf"])
def test_figures_of_cells_are_values_and_figures_of_prose_are_not(kind: str) -> None:
    labelled = made(kind, 2)
    value = Part("value")
    values = (labelled.labels == label_set().begins(value)) | (labelled.labels == label_set().goes_on(value))
    by_notation = (labelled.glyphs.types & IS_VALUE) != 0
    assert values.sum() > 150
    assert by_notation[values].mean() > 0.97
    assert bool((labelled.glyphs.types & ON_PAGE).any()) == (kind == "unruled_pdf")


def test_a_label_that_was_broken_begins_once() -> None:
    labelled = made("text:broken_lines:5", 3)
    rows = [n for n, name in enumerate(NAMES) if name.startswith("B-row/")]
    begun = np.isin(labelled.labels, rows).sum()
    printed = len({f.row.id for f in load_form("2021").fields})
    assert printed <= begun <= 1.1 * printed


def test_a_shard_is_the_same_however_often_it_is_made(tmp_path: Path) -> None:
    first, again = write_shard(tmp_path / "a", "train", 0, 3), write_shard(tmp_path / "b", "train", 0, 3)
    assert first.read_bytes() == again.read_bytes()
    shard = read_shard(first)
    assert len(shard.ends) == 3
    assert shard.ends[-1] == len(shard.codes) == len(shard.labels) == len(shard.boxes) == len(shard.types)
    stamp = first.stat().st_mtime_ns
    assert write_shard(tmp_path / "a", "train", 0, 3).stat().st_mtime_ns == stamp


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    for split in ("train", "validation"):
        write_shard(folder, split, 0, 4)  # type: ignore[arg-type]
    return folder


def test_noise_changes_glyphs_and_not_labels(shards: Path) -> None:
    paths = shard_paths(shards, "train")
    vocabulary = count_vocabulary(paths)
    clean = WindowData(paths, vocabulary, noisy=False)
    noisy = WindowData(paths, vocabulary, noisy=True, seed=5)
    assert len(clean) == len(noisy)
    unknown = sum(int((noisy[i]["input_ids"] == vocabulary.unknown).sum()) for i in range(len(noisy)))
    assert unknown > sum(int((clean[i]["input_ids"] == vocabulary.unknown).sum()) for i in range(len(clean)))
    for window in (clean[0], noisy[0]):
        assert window["labels"].shape == (SIZE,)
        assert bool((window["labels"] != IGNORED).sum() == window["attention_mask"].sum())
        assert int(window["bbox"].min()) >= 0
        assert bool((window["bbox"][:, 2] >= window["bbox"][:, 0]).all())


def test_one_batch_can_be_learnt_by_heart(shards: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    paths = shard_paths(shards, "train")
    vocabulary = count_vocabulary(paths)
    window = {key: value[None] for key, value in WindowData(paths, vocabulary, noisy=False)[1].items()}
    network = classifier(None, vocabulary).train()
    rates = torch.optim.AdamW(network.parameters(), 2e-3)
    for _ in range(60):
        loss = network(**window).loss
        loss.backward()
        rates.step()
        rates.zero_grad()
    right = network.eval()(**window).logits.argmax(-1) == window["labels"]
    parts = window["labels"] > NOTHING
    assert right[parts].float().mean() > 0.97


def test_an_encoder_of_anothers_making_can_be_the_base(tmp_path: Path) -> None:
    vocabulary = Vocabulary([FILLING, UNKNOWN, *"政府信息公开"])
    shape = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(shape).save_pretrained(tmp_path / "base")
    network = classifier(str(tmp_path / "base"), vocabulary)
    network.save_pretrained(tmp_path / "network")
    again = GlyphClassifier.from_pretrained(tmp_path / "network")
    base = BertModel.from_pretrained(tmp_path / "base")
    for made in (network, again):
        assert torch.equal(made.encoder.get_input_embeddings().weight, base.get_input_embeddings().weight)
    ones = torch.ones((1, 7), dtype=torch.int64)
    assert again(ones, torch.ones((1, 7, 4), dtype=torch.int64), ones, ones).logits.shape == (1, 7, len(label_set()))


def test_the_exported_network_says_what_the_network_says(shards: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    paths = shard_paths(shards, "train")
    vocabulary = count_vocabulary(paths)
    network = classifier(None, vocabulary)
    write_onnx(network, tmp_path / "exact.onnx")
    session = InferenceSession(str(tmp_path / "exact.onnx"))
    data = WindowData(paths, vocabulary, noisy=False)
    # One window that is full and the last, which is filled up; and one cut short, as short files are.
    for window, length in ((data[0], SIZE), (data[len(data) - 1], SIZE), (data[0], 100)):
        given = {name: window[name][None, :length] for name in INPUTS}
        with torch.no_grad():
            said = network.eval()(**given).logits[0].numpy()
        exported = session.run(None, {name: value.numpy() for name, value in given.items()})[0][0]
        kept = given["attention_mask"][0].bool().numpy()
        np.testing.assert_allclose(exported[kept], said[kept], atol=1e-4)


def test_pretraining_and_finetuning_run_and_go_on_from_a_checkpoint(shards: Path, tmp_path: Path) -> None:
    base, out = tmp_path / "base", tmp_path / "classifier"
    pretrain([str(base), "--examples", str(shards), "--steps", "2"])
    assert (base / "loss.png").stat().st_size > 1000
    finetune([str(out), "--examples", str(shards), "--base", str(base), "--steps", "2"])
    finetune([str(out), "--examples", str(shards), "--base", str(base), "--steps", "3"])
    steps = sorted(path.name for path in (out / "checkpoints").iterdir())
    assert steps == ["checkpoint-2", "checkpoint-3"]
    assert (out / "vocab.txt").read_bytes() == (base / "vocab.txt").read_bytes()
    assert (out / "model.safetensors").is_file()


def test_f1_is_printed_by_group_and_drawn_against_severity() -> None:
    value = label_set().begins(Part("value"))
    truth = np.array([NOTHING, value, value, value, value])
    counts = {}
    for level in (1, 5):
        ours, baseline = Counts(), Counts()
        ours.add(truth, truth)
        baseline.add(np.where(np.arange(5) < level, truth, NOTHING), truth)
        counts[f"text:confusion:{level}"] = ours, baseline
    printed = table(counts).splitlines()
    assert printed[0].startswith("| kind | all | value |")
    assert printed[2].startswith("| text:confusion:1 | 100.00 (0.0) | 100.00 (0.0) |")
    lines = draw(counts).axes[0].get_lines()
    assert [list(line.get_ydata()) for line in lines] == [[100.0, 100.0], [0.0, 100.0]]
