"""The inside of a worker process: load the engine once, then do one task after another.

Importing this module must stay cheap and free of HTTP: every worker does it.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import resource
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.models.errors import GoujiError, TooLargeError
from gouji.models.sources.memory import is_out_of_memory
from gouji.service.logs import log_to_stderr
from gouji.service.messages import (
    Answer,
    EditionTask,
    Engine,
    EngineMaker,
    Fault,
    Message,
    ReadTask,
    Ready,
    Refusal,
    RenderTask,
    Step,
    Task,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from gouji.models.comparison.edition import Edition
    from gouji.models.limits import Limits
    from gouji.models.progress import Progress
    from gouji.models.reader import Reader
    from gouji.models.result import Report
    from gouji.models.vision.settings import OcrSettings

OUT_OF_MEMORY = "读这份文件所需的内存超过上限，已停止。请减少页数，或降低扫描分辨率（200 dpi 足够）后再试"

# Address space that is reserved and never touched (stacks of threads, arenas) counts as data, so the hard limit of the
# kernel stands above the limit on resident memory, which the parent watches. Measured: 85 MB with 7 threads.
_RESERVED_BYTES = 1 << 30
_WEBP_QUALITY = 82
_WEBP_EFFORT = 2  # of 0 to 6: a page of text takes 0.1 s, 6 takes 1 s for a fifth less bytes


@dataclass(frozen=True, slots=True)
class ReportEngine:
    """The real engine: our reader and our renderer."""

    reader: Reader

    def read(self, data: bytes, name: str, progress: Progress) -> Report:
        """Read one report."""
        return self.reader.read(data, name, progress)

    def read_edition(self, data: bytes, name: str, progress: Progress) -> Edition:
        """Read one report for comparing it with others."""
        return self.reader.read_edition(data, name, progress)

    def render(self, data: bytes, page_index: int, max_width: int) -> NDArray[np.uint8]:
        """Image of a page as RGB, at most ``max_width`` wide."""
        from gouji.models.sources.rendering import render_page

        return render_page(data, page_index, max_width, self.reader.settings.limits)


def load_engine(limits: Limits, ocr: OcrSettings, classifier: Path | None, silent_per_10000: float) -> Engine:
    """Load the models and everything that reading needs; only here, so that the parent stays light."""
    from gouji.models.reader import Reader, ReaderSettings

    return ReportEngine(Reader(ReaderSettings(limits, ocr, classifier, silent_per_10000=silent_per_10000)))


def run_worker(connection: Connection, make_engine: EngineMaker, memory_bytes: int) -> None:
    """Serve tasks from ``connection`` until it closes: the main function of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    log_to_stderr()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes + _RESERVED_BYTES, memory_bytes + _RESERVED_BYTES))
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        engine = make_engine()
    except Exception as error:
        connection.send(_failure(error))
        return
    connection.send(Ready())
    try:
        while True:
            connection.send(_perform(connection.recv(), engine, connection))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _die_with_parent() -> None:
    """A worker must not outlive the service, even one killed in the middle of a task."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _perform(task: Task, engine: Engine, connection: Connection) -> Message:
    def progress(stage: str, done: int, total: int) -> None:
        connection.send(Step(stage, done, total))

    try:
        match task:
            case ReadTask(data, name, indent):
                return Answer(engine.read(data, name, progress).to_json(indent=indent).encode())
            case EditionTask(data, name):
                return Answer(engine.read_edition(data, name, progress).model_dump_json(by_alias=True).encode())
            case RenderTask(data, page_index, max_width, lossless):
                return Answer(_webp(engine.render(data, page_index, max_width), lossless))
    except Exception as error:
        return _failure(error)


def _failure(error: Exception) -> Message:
    if isinstance(error, GoujiError):
        return Refusal(type(error), str(error))
    if is_out_of_memory(error):
        return Refusal(TooLargeError, OUT_OF_MEMORY)
    return Fault("".join(traceback.format_exception(error)))


def _webp(image: NDArray[np.uint8], lossless: bool) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    quality, effort = (0, 0) if lossless else (_WEBP_QUALITY, _WEBP_EFFORT)  # without loss: of the packing alone
    Image.fromarray(image).save(buffer, "WEBP", lossless=lossless, quality=quality, method=effort)
    return buffer.getvalue()
