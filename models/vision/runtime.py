"""ONNX Runtime as this project uses it: without telemetry.

Since 1.29 its packages for Linux write an identifier of the device to the user's cache and report models and machine
to their maker over the network, unless this variable is set before the first import.
"""

from __future__ import annotations

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime

__all__ = ["onnxruntime"]
