"""ONNX Runtime as this project uses it: without telemetry.

Since 1.29 its packages for Linux write an identifier of the device to the user's cache and report models and machine
to their maker over the network, unless this variable is set before the first import.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

__all__ = ["onnxruntime", "session"]


def session(path: Path, threads: int, *, arena: bool = False) -> onnxruntime.InferenceSession:
    """A network ready to run on the processor. ``threads``: 0 takes as many as there are cores. ``arena``: keep memory
    that was once taken, which is quicker for small inputs and dear for pages.

    Raises whatever ONNX Runtime does over a file that is missing or no network.
    """
    options = onnxruntime.SessionOptions()
    options.enable_cpu_mem_arena = arena
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
