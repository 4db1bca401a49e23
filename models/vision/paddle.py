"""The one place where PaddleOCR is imported: offline, silent, and without need of a writable home."""

from __future__ import annotations

import importlib
import logging
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from gouji.models.errors import ConfigurationError

_CACHES = {"PADDLE_PDX_CACHE_HOME": ".paddlex", "MPLCONFIGDIR": ".config/matplotlib"}
"""Variables that name a cache directory, and where it is in the home of the user without them. The second is of
matplotlib, which PaddleX imports."""


def text_detection() -> Any:  # noqa: ANN401
    """PaddleOCR's class for text detection. Importing it takes about a second, so it is done when first needed."""
    prepare()
    from paddleocr import TextDetection

    _silence()
    return TextDetection


def hub_directory(name: str) -> Path:
    """The directory of a model of PaddleOCR's hub, downloaded if it is not in its cache.

    Raises:
        ConfigurationError: there is no such model, or it cannot be fetched.
    """
    prepare()
    from paddlex.inference.utils.official_models import official_models

    _silence()
    try:
        return Path(official_models.get_model_path(name, model_formats=("onnx",)))
    except Exception as error:  # the hub's client raises bare Exception
        message = f"无法取得 OCR 模型 {name}：本地没有，也无法从 PaddleOCR 模型库下载；请检查名称和网络，或指定模型目录"
        raise ConfigurationError(message) from error


def prepare() -> None:
    """Settings that PaddleX reads while it is imported."""
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it tells that its cache takes long to make
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    os.environ.setdefault("PADDLEOCR_DISABLE_AUTO_LOGGING_CONFIG", "1")
    importlib.import_module("gouji.models.vision.runtime")  # ONNX Runtime first as we want it, then as PaddleX does
    for variable, directory in _CACHES.items():
        if variable not in os.environ and not _writable(Path.home() / directory):
            os.environ[variable] = str(_own_directory() / directory)


def _own_directory() -> Path:
    """A directory for caches that only this user can use, always the same: workers are killed, and clean up nothing."""
    directory = Path(tempfile.gettempdir()) / f"gouji-{os.getuid()}"
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise ConfigurationError(
            f"缓存目录 {directory} 不能用：它应是只有本用户能用的目录（权限 0700）；"
            "请删除它，或用 TMPDIR 指定别的临时目录"
        )
    return directory


def _writable(directory: Path) -> bool:
    """Whether the directory can be written to, or made: it is made while the package is imported."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(directory, os.W_OK)


def _silence() -> None:
    """Standard output carries results, and standard error our own messages."""
    for name in ("paddlex", "paddleocr"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
