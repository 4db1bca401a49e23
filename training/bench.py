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
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from gouji.models import reader as reader_module
from gouji.models.classifier.token_classifier import TokenClassifier
from gouji.models.limits import Limits
from gouji.models.reader import Reader, ReaderSettings
from gouji.models.sources.media import media_type
from gouji.models.sources.rendering import render_page
from gouji.models.vision import page_image
from gouji.models.vision.engine import Recogniser, TextDetector
from gouji.models.vision.paddle import prepare
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.weights import detection_model, recognition_model

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"
PAGE_WIDTH = 1654
"""Pixels of an A4 page at 200 dpi, the resolution at which pages are read."""
KILOBYTES_A_GIBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one report took: seconds in all and in each stage, and the process's peak memory in GiB."""

    seconds: float
    stages: tuple[tuple[str, float], ...]
    peak: float


STAGES: tuple[tuple[str, object, str], ...] = (
    ("open and read pages", reader_module, "open_document"),
    ("of which rules", page_image, "find_rules"),
    ("of which detection", TextDetector, "lines"),
    ("of which recognition", Recogniser, "recognise"),
    ("assemble", reader_module, "assemble"),
    ("of which classifier", TokenClassifier, "label"),
    ("check", reader_module, "check"),
)
"""Name of each stage, and the function that is timed for it: owner and attribute."""


def gouji(data: bytes, threads: int) -> Cost:
    """Reading a report with Gouji."""
    reader = Reader(ReaderSettings(ocr=OcrSettings(threads=threads)))
    reader.read(data, "warm-up")
    spent = {name: 0.0 for name, _, _ in STAGES}
    for name, owner, attribute in STAGES:
        setattr(owner, attribute, timed(getattr(owner, attribute), spent, name))
    start = time.perf_counter()
    reader.read(data, "report")
    return Cost(time.perf_counter() - start, tuple(spent.items()), peak())


def timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    """The function, with the seconds it takes added up under a name."""

    @wraps(function)
    def measured(*arguments: object, **named: object) -> object:
        start = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] += time.perf_counter() - start

    return measured


def stock_paddleocr(data: bytes, threads: int) -> Cost:
    """Detection and recognition of the same pages by PaddleOCR as it comes, with the same weights."""
    pages = [page[:, :, ::-1].copy() for page in page_images(data)]
    with paddleocr(threads) as engine:
        engine.predict(pages[0])
        start = time.perf_counter()
        for page in pages:
            engine.predict(page)
        seconds = time.perf_counter() - start
    return Cost(seconds, (), peak())


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
    return Cost(seconds, (), peak())


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


def middle(costs: list[Cost]) -> Cost:
    """The middle of several measurements, each figure for itself."""
    stages = zip(*(c.stages for c in costs), strict=True)
    return Cost(
        median(c.seconds for c in costs),
        tuple((stage[0][0], median(seconds for _, seconds in stage)) for stage in stages),
        median(c.peak for c in costs),
    )


def compare(path: Path, rounds: int, threads: int) -> None:
    """Print the costs of one file, the peers measured between Gouji's own rounds."""
    data = path.read_bytes()
    peers: list[Callable[[bytes, int], Cost]] = []
    if media_type(data) == "application/pdf":
        scanned = Reader().read(data, path.name).engine.ocr is not None
        peers = [stock_paddleocr] if scanned else [pdfplumber_tables]
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        for engine in (gouji, *peers):
            costs.setdefault(engine.__name__, []).append(measure(engine, data, threads))
    own = middle(costs["gouji"])
    for name, several in costs.items():
        cost = middle(several)
        ratio = "" if name == "gouji" else f"{own.seconds / cost.seconds:12.2f}"
        print(f"{path.name:<14}{name:<24}{cost.seconds:9.3f}{cost.peak:7.2f}{ratio}")
        for stage, seconds in cost.stages:
            print(f"{'':14}  {stage:<22}{seconds:9.3f}")


def main() -> None:
    """Measure the files given, or the project's samples."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--threads", type=int, default=2)
    given = arguments.parse_args()
    files = given.files or sorted(p for p in SAMPLES.iterdir() if p.suffix in {".txt", ".pdf"})
    print(f"{'file':<14}{'engine':<24}{'seconds':>9}{'GiB':>7}{'gouji/peer':>12}")
    for path in files:
        compare(path, given.rounds, given.threads)


if __name__ == "__main__":
    main()
