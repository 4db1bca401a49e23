"""Telling a lack of memory from other faults: native code reports it in words of its own."""

from __future__ import annotations

_NATIVE = ("bad_alloc", "Insufficient memory", "Failed to allocate", "bitmap buffer (null")
"""What C++, OpenCV, ONNX Runtime and, without memory for a picture, PDFium's binding say."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception means that memory ran out, be it Python's or that of native code."""
    return isinstance(error, MemoryError) or any(words in str(error) for words in _NATIVE)
