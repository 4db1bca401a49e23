from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gouji.models.errors import ConfigurationError
from gouji.models.vision import paddle, weights
from gouji.models.vision.engine import Recogniser, TextDetector
from gouji.models.vision.settings import OcrSettings
from gouji.models.vision.weights import detection_model, recognition_model

OURS = ("ORT_DISABLE_TELEMETRY", "PADDLE_PDX_CACHE_HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME")
CONFIG = "Global: {model_name: some_rec}\nPostProcess: {name: CTCLabelDecode, character_dict: ['0', '1', 国]}\n"


def model_directory(path: Path, config: str) -> str:
    (path / "inference.onnx").write_bytes(b"")
    (path / "inference.yml").write_text(config, encoding="utf-8")
    return str(path)


def test_packaged_weights_are_laid_out_for_loading_and_gone_afterwards() -> None:
    with detection_model(None) as model:
        assert (model.directory / "inference.onnx").stat().st_size > 1_000_000
        assert (model.directory / "inference.yml").is_file()
    assert not model.directory.exists()
    assert recognition_model(None).path.is_file()


def test_a_directory_of_the_user_is_taken_as_it_is(tmp_path: Path) -> None:
    directory = model_directory(tmp_path, CONFIG)
    model = recognition_model(directory)
    assert (model.path, model.name, model.characters) == (tmp_path / "inference.onnx", "some_rec", ("0", "1", "国"))
    with detection_model(directory) as detector:
        assert (str(detector.directory), detector.name) == (directory, "some_rec")


@pytest.mark.parametrize("config", ["Global: {}\n", "[", "Global: {model_name: a}\n"])
def test_a_broken_configuration_is_told(tmp_path: Path, config: str) -> None:
    with pytest.raises(ConfigurationError, match=r"inference\.yml"):
        recognition_model(model_directory(tmp_path, config))


def test_missing_files_and_directories_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"缺少文件 inference\.onnx"):
        recognition_model(str(tmp_path))
    with pytest.raises(ConfigurationError, match="不存在"):
        recognition_model(str(tmp_path / "none"))


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="rapidocr"):
        recognition_model(None)


@pytest.mark.parametrize("engine", [TextDetector, Recogniser])
def test_a_file_that_is_no_model_is_told(tmp_path: Path, engine: type) -> None:
    directory = model_directory(tmp_path, CONFIG)
    with pytest.raises(ConfigurationError, match="无法加载"):
        engine(OcrSettings(detection_model=directory, recognition_model=directory))


def load_and_read(home: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "import numpy as np; from gouji.models.vision.page_image import PageImageReader; "
        "PageImageReader().read(np.full((300, 200, 3), 255, np.uint8), 0)"
    )
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    environment = {**kept, "HOME": str(home)}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def test_loading_and_reading_print_nothing_even_without_a_home(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = load_and_read(tmp_path / "file" / "home")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_process_that_is_killed_leaves_no_directory_of_its_own(tmp_path: Path) -> None:
    """Without a writable home caches go to one directory that every process of the user shares."""
    home, temporary = tmp_path / "file" / "home", tmp_path / "temporary"
    (tmp_path / "file").touch()
    temporary.mkdir()
    code = "import os; from gouji.models.vision import paddle; paddle.prepare(); os.kill(os.getpid(), 9)"
    for _ in range(2):
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        environment |= {"HOME": str(home), "TMPDIR": str(temporary)}
        assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == -9
    (shared,) = temporary.iterdir()
    assert shared.stat().st_mode & 0o777 == 0o700


def test_a_shared_directory_that_others_can_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paddle.tempfile, "gettempdir", lambda: str(tmp_path))
    assert paddle._own_directory() == tmp_path / f"gouji-{os.getuid()}"
    (tmp_path / f"gouji-{os.getuid()}").chmod(0o777)
    with pytest.raises(ConfigurationError, match="0700"):
        paddle._own_directory()


def test_the_runtime_leaves_no_identifier_behind(tmp_path: Path) -> None:
    done = load_and_read(tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert not [path for path in tmp_path.rglob("*") if "onnxruntime" in path.name.lower()]
