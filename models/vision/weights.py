"""Where the weights of the OCR engine come from: the pinned package, a directory, or PaddleOCR's hub."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml  # type: ignore[import-untyped]

from gouji.models.errors import ConfigurationError
from gouji.models.vision.paddle import hub_directory

PACKAGED_DETECTION = "PP-OCRv6_small_det"
PACKAGED_RECOGNITION = "PP-OCRv6_small_rec"
_PACKAGED_FILES = {
    PACKAGED_DETECTION: "PP-OCRv6_det_small.onnx",
    PACKAGED_RECOGNITION: "PP-OCRv6_rec_small.onnx",
}
_DETECTION_CONFIG: dict[str, Any] = {
    "Global": {"model_name": PACKAGED_DETECTION},
    "PreProcess": {
        "transform_ops": [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"DetResizeForTest": {"resize_long": 960}},
            {"NormalizeImage": {"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "order": "hwc"}},
            {"ToCHWImage": None},
        ]
    },
    "PostProcess": {
        "name": "DBPostProcess",
        "thresh": 0.3,
        "box_thresh": 0.6,
        "max_candidates": 1000,
        "unclip_ratio": 1.5,
    },
}
"""As PaddleX's own files for this family of detectors have it; the package brings none."""


@dataclass(frozen=True, slots=True)
class RecognitionModel:
    """A recogniser's file, its name, and its characters, where they are not in the file's own metadata."""

    path: Path
    name: str
    characters: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class DetectionModel:
    """A directory that PaddleOCR can load a detector from, and the detector's name."""

    directory: Path
    name: str


@contextmanager
def detection_model(wanted: str | None) -> Iterator[DetectionModel]:
    """The detector's files, for as long as loading takes: those of the package stand in a temporary directory.

    So processes that start at once do not meet, and nothing but the temporary directory need be writable.

    Raises:
        ConfigurationError: the weights are missing or incomplete.
    """
    if wanted is not None:
        directory = _directory(wanted)
        yield DetectionModel(directory, str(_config(directory)["Global"]["model_name"]))
        return
    weights = _packaged(PACKAGED_DETECTION)
    with TemporaryDirectory(prefix="gouji-") as name:
        (Path(name) / "inference.onnx").symlink_to(weights)
        (Path(name) / "inference.yml").write_text(json.dumps(_DETECTION_CONFIG), encoding="utf-8")
        yield DetectionModel(Path(name), PACKAGED_DETECTION)


def recognition_model(wanted: str | None) -> RecognitionModel:
    """The recogniser's file and characters.

    Raises:
        ConfigurationError: the weights are missing or incomplete.
    """
    if wanted is None:
        return RecognitionModel(_packaged(PACKAGED_RECOGNITION), PACKAGED_RECOGNITION, None)
    directory = _directory(wanted)
    config = _config(directory)
    try:
        characters = tuple(str(character) for character in config["PostProcess"]["character_dict"])
    except (KeyError, TypeError) as error:
        message = f"文字识别模型的配置缺少字符表（PostProcess.character_dict）：{directory / 'inference.yml'}"
        raise ConfigurationError(message) from error
    return RecognitionModel(directory / "inference.onnx", str(config["Global"]["model_name"]), characters)


def _packaged(name: str) -> Path:
    """A file of the package, found without importing it: it would load far more than is needed."""
    found = importlib.util.find_spec("rapidocr")
    path = Path(found.origin or "").parent / "models" / _PACKAGED_FILES[name] if found else None
    if path is None or not path.is_file():
        message = f"找不到 OCR 模型 {name}：它随 Python 包 rapidocr 安装，请重新安装该包，或在设置中指定模型目录"
        raise ConfigurationError(message)
    return path


def _directory(wanted: str) -> Path:
    """The directory itself, or that of the hub's model of this name."""
    directory = Path(wanted).expanduser()
    if not directory.is_dir():
        if directory.is_absolute() or len(directory.parts) > 1:
            raise ConfigurationError(f"OCR 模型目录不存在：{directory}；请检查设置")
        directory = hub_directory(wanted)
    for name in ("inference.onnx", "inference.yml"):
        if not (directory / name).is_file():
            raise ConfigurationError(
                f"OCR 模型目录 {directory} 中缺少文件 {name}；需要 inference.onnx 和 inference.yml"
            )
    return directory


def _config(directory: Path) -> dict[str, Any]:
    path = directory / "inference.yml"
    try:
        config = yaml.safe_load(path.read_text(encoding="utf-8"))
        config["Global"]["model_name"]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ConfigurationError(f"OCR 模型的配置无法读取，或缺少 Global.model_name：{path}") from error
    return dict(config)
