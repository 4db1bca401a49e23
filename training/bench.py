"""Seconds and memory per report, beside stock PaddleOCR and pdfplumber on the same pages in the same run.

    python -m gouji.training.bench [FILE…] [--rounds 3] [--threads 2]

Each measurement is a process of its own: its models are loaded and one report is read before the clock starts. The
peers do less (text lines or table cells, no fields), so the ratios say what the fields cost.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from gouji.models.limits import Limits
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.sources.media import media_type
from gouji.models.sources.rendering import render_page
from gouji.models.vision.paddle import prepare
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.weights import detection_model, recognition_model

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"
PAGE_WIDTH = 1654
"""Pixels of an A4 page at 200 dpi, the resolution at which pages are read."""
KILOBYTES_A_GIBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one report took: seconds in all and until its pages were read, and the process's peak memory in GiB."""

    seconds: float
    reading: float
    peak: float


def gouji(data: bytes, threads: int) -> Cost:
    """Reading a report with Gouji."""
    reader = Reader(ReaderSettings(ocr=OcrSettings(threads=threads)))
    reader.read(data, "warm-up")
    read: list[float] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "assemble" and not done:
            read.append(time.perf_counter())

    start = time.perf_counter()
    reader.read(data, "report", progress)
    return Cost(time.perf_counter() - start, read[0] - start, peak())


def stock_paddleocr(data: bytes, threads: int) -> Cost:
    """Detection and recognition of the same pages by PaddleOCR as it comes, with the same weights."""
    pages = [page[:, :, ::-1].copy() for page in page_images(data)]
    with paddleocr(threads) as engine:
        engine.predict(pages[0])
        start = time.perf_counter()
        for page in pages:
            engine.predict(page)
        seconds = time.perf_counter() - start
    return Cost(seconds, seconds, peak())


def pdfplumber_tables(data: bytes, threads: int) -> Cost:
    """The tables of a PDF's text layer by pdfplumber."""
    import pdfplumber

    def extract() -> None:
        with pdfplumber.open(BytesIO(data)) as pdf:
            for page in pdf.pages:
                page.extract_tables()

    extract()
    start = time.perf_counter()
    extract()
    seconds = time.perf_counter() - start
    return Cost(seconds, seconds, peak())


def page_images(data: bytes) -> list[Any]:
    """Every page as it would be rendered for OCR."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        pages = len(document)
    return [render_page(data, i, PAGE_WIDTH, Limits()) for i in range(pages)]


@contextmanager
def paddleocr(threads: int) -> Iterator[Any]:
    """PaddleOCR's own pipeline on the weights that Gouji uses."""
    prepare()
    from paddleocr import PaddleOCR

    from gouji.models.vision.runtime import onnxruntime

    recognition = recognition_model(None)
    session = onnxruntime.InferenceSession(recognition.path)
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    del session
    config = {
        "Global": {"model_name": recognition.name},
        "PreProcess": {"transform_ops": [{"RecResizeImg": {"image_shape": [3, 48, 320]}}]},
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }
    with detection_model(None) as detection, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "inference.onnx").symlink_to(recognition.path)
        (Path(folder) / "inference.yml").write_text(json.dumps(config), encoding="utf-8")
        yield PaddleOCR(
            engine="onnxruntime",
            engine_config={"intra_op_num_threads": threads},
            text_detection_model_name=detection.name,
            text_detection_model_dir=str(detection.directory),
            text_recognition_model_name=recognition.name,
            text_recognition_model_dir=folder,
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
        )


def peak() -> float:
    """Largest resident memory of this process so far, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_GIBIBYTE


def measure(what: Callable[[bytes, int], Cost], data: bytes, threads: int) -> Cost:
    """One measurement in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(what, data, threads).result()


def median(costs: list[Cost]) -> Cost:
    """The middle of several measurements, each figure for itself."""
    figures = zip(*((c.seconds, c.reading, c.peak) for c in costs), strict=True)
    return Cost(*(statistics.median(f) for f in figures))


def compare(path: Path, rounds: int, threads: int) -> None:
    """Print the costs of one file, the peers measured between Gouji's own rounds."""
    data = path.read_bytes()
    peers: list[Callable[[bytes, int], Cost]] = []
    if media_type(data) == "application/pdf":
        scanned = Reader(ReaderSettings()).read(data, path.name).engine.ocr is not None
        peers = [stock_paddleocr] if scanned else [pdfplumber_tables]
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        for engine in (gouji, *peers):
            costs.setdefault(engine.__name__, []).append(measure(engine, data, threads))
    own = median(costs["gouji"])
    for name, several in costs.items():
        cost = median(several)
        ratio = "" if name == "gouji" else f"{own.seconds / cost.seconds:7.2f} x"
        print(f"{path.name:<22}{name:<20}{cost.seconds:8.2f}{cost.reading:9.2f}{cost.peak:8.2f}  {ratio}")


def main() -> None:
    """Measure the files given, or the project's samples."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    files = given.files or sorted(p for p in SAMPLES.iterdir() if p.suffix in {".txt", ".pdf"})
    print(f"{'file':<22}{'engine':<20}{'seconds':>8}{'reading':>9}{'GiB':>8}  gouji / peer")
    for path in files:
        compare(path, given.rounds, given.threads)


if __name__ == "__main__":
    main()
