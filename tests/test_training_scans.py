"""Damaged pages to learn from, and the networks that learn from them."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from gouji.models.vision.figure_reader import INPUT as CROPS
from gouji.models.vision.figure_reader import ink_of, stacked
from gouji.models.vision.line_segmenter import INPUT as PAGES
from gouji.models.vision.line_segmenter import SIDE
from gouji.training.scans import figure_data, learn_figures, learn_lines
from gouji.training.scans.course import Course, learn, load
from gouji.training.scans.figure_network import FigureNetwork
from gouji.training.scans.line_data import LineData
from gouji.training.scans.line_network import LineNetwork
from gouji.training.scans.pages import ScannedPage, read_report, scanned_pages, write_report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    for index in range(3):
        write_report(folder, "train", index)
    return folder


@pytest.fixture(scope="module")
def pages(folder: Path) -> list[ScannedPage]:
    return [page for path in sorted(folder.glob("train-*.npz")) for page in read_report(path)]


def test_the_same_report_gives_the_same_pages(pages: list[ScannedPage]) -> None:
    again = list(scanned_pages("train", 0))
    for one, other in zip(pages, again, strict=False):
        assert one.kind == other.kind and one.texts == other.texts
        assert np.allclose(one.across, other.across, atol=0.01)


def test_a_report_that_is_there_is_left_as_it_is(folder: Path) -> None:
    path = folder / "train-00000.npz"
    before = path.stat().st_mtime_ns
    assert write_report(folder, "train", 0) == path
    assert path.stat().st_mtime_ns == before


def test_figures_lie_inside_the_sides_of_their_tables(pages: list[ScannedPage]) -> None:
    for page in (page for page in pages if len(page.figures)):
        low, high = page.down.reshape(-1, 2).min(axis=0) - 3, page.down.reshape(-1, 2).max(axis=0) + 3
        assert (page.figures.reshape(-1, 2) >= low).all() and (page.figures.reshape(-1, 2) <= high).all()
        assert len(page.texts) == len(page.figures)


def test_masks_cover_the_sides(folder: Path) -> None:
    seen, masks = next(iter(LineData(folder, "train", seed=None)))
    assert seen.shape == (1, SIDE, SIDE * 3 // 4) and masks.shape == (2, SIDE // 2, SIDE * 3 // 8)
    assert seen.min() >= 0 and seen.max() <= 1
    varied = list(islice(LineData(folder, "train", seed=1), 4))
    assert all(one.shape == seen.shape and mask.max() <= 1 for one, mask in varied)


def test_the_line_network_learns_and_is_exported_as_it_is(folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    small = [(s[:, 128:640, :512], m[:, 64:320, :256]) for s, m in LineData(folder, "train", seed=None)]
    batch = tuple(map(np.ascontiguousarray, map(np.stack, zip(*small[:4], strict=True))))
    network = LineNetwork()
    before = float(learn_lines.error(network, batch))  # type: ignore[arg-type]
    learn(network, lambda seed: iter([batch] * 30), learn_lines.error, Course(tmp_path, 12, warm_up=2))  # type: ignore[arg-type]
    after = float(learn_lines.error(network, batch))  # type: ignore[arg-type]
    assert after < 0.8 * before
    network = load(LineNetwork(), tmp_path)
    learn_lines.write_onnx(network, tmp_path / "lines.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "lines.onnx"))
    (found,) = session.run(None, {PAGES: batch[0][:1]})
    with torch.no_grad():
        wanted = torch.sigmoid(network(torch.from_numpy(batch[0][:1]))).numpy()
    assert found == pytest.approx(wanted, abs=1e-3)


def test_a_run_that_is_done_goes_no_further(tmp_path: Path) -> None:
    seeds: list[int] = []

    def batches(seed: int) -> list[learn_figures.Batch]:
        seeds.append(seed)
        return [(np.zeros((2, 1, 32, 32), np.float32), ["0", "1"])] * 20

    for _ in range(2):
        learn(FigureNetwork(), batches, learn_figures.loss, Course(tmp_path, 10, warm_up=2))
    assert seeds == [0, 10]


def test_figures_are_cut_out_with_what_they_say(folder: Path, pages: list[ScannedPage]) -> None:
    figure_data.write_crops(folder, "train")
    crops, texts = figure_data.read_crops(folder, "train")
    assert len(crops) == len(texts) > 20
    assert all(crop.shape[0] == 32 for crop in crops)
    printed = {text for page in pages for text in page.texts}
    assert set(texts) <= printed | {figure_data.OTHER, ""}


def test_the_figure_network_learns_and_is_exported_as_it_is(folder: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    figure_data.write_crops(folder, "train")
    crops, texts = figure_data.read_crops(folder, "train")
    chosen = [i for i, text in enumerate(texts) if len(text) == 1][:24]
    batch = stacked([ink_of(crops[i]) for i in chosen]), [texts[i] for i in chosen]
    network = FigureNetwork()
    learn(network, lambda seed: [batch] * 60, learn_figures.loss, Course(tmp_path, 60, warm_up=5))
    everything, _ = learn_figures.measure(load(FigureNetwork(), tmp_path), [crops[i] for i in chosen], batch[1])
    assert everything > 0.8
    learn_figures.write_onnx(network, tmp_path / "figures.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "figures.onnx"))
    (found,) = session.run(None, {CROPS: batch[0][:3]})
    with torch.no_grad():
        wanted = network.eval()(torch.from_numpy(batch[0][:3])).softmax(2).numpy()
    assert found == pytest.approx(wanted, abs=1e-4)


def test_a_run_begins_with_the_weights_of_another(tmp_path: Path) -> None:
    first = FigureNetwork()
    learn(first, lambda seed: [], learn_figures.loss, Course(tmp_path / "a", 1))
    torch.save({"network": first.state_dict()}, tmp_path / "a" / "checkpoint.pt")
    second, seeds = FigureNetwork(), list[int]()

    def batches(seed: int) -> list[learn_figures.Batch]:
        seeds.append(seed)
        return []

    learn(second, batches, learn_figures.loss, Course(tmp_path / "b", 1, begun=tmp_path / "a"))
    assert all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )
    assert seeds != [0]
