"""What holds the house up: dependencies that agree, folders that are no packages, arrows that point one way."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).parents[1]


def test_opencv_is_one_consistent_version() -> None:
    """Three distributions install into one folder; mixed versions of it go unnoticed by ``pip check``."""
    assert cv2.__version__ == "4.10.0"
    assert re.search(r"GUI:\s+NONE", cv2.getBuildInformation()), "cv2 wants a window system: run make again"


def test_datasets_is_data_only() -> None:
    """A package of this name would stand in the way of the library that transformers looks for."""
    assert not list((ROOT / "datasets").rglob("*.py"))


def test_the_import_path_does_not_hold_the_project_itself() -> None:
    script = (
        "import importlib.util as u; print(u.find_spec('gouji.models') is not None, u.find_spec('datasets') is None)"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd="/", capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["True", "True"]


def test_every_package_is_listed() -> None:
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {
        f"gouji.{path.parent.relative_to(ROOT).as_posix().replace('/', '.')}"
        for folder in ("models", "service", "training")
        for path in (ROOT / folder).rglob("__init__.py")
    }
    assert found == set(setuptools["packages"])


def test_every_data_file_of_a_package_is_shipped() -> None:
    """A wheel holds only what is listed: weights and vocabularies that are not would be missed by nobody here."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    for package in setuptools["packages"]:
        folder = ROOT / package.removeprefix("gouji.").replace(".", "/")
        listed = setuptools["package-data"].get(package, [])
        packages = [p for p in folder.rglob("__init__.py") if p.parent != folder]
        own = [p for p in folder.rglob("*") if p.is_file() and not any(p.is_relative_to(q.parent) for q in packages)]
        data = {p for p in own if p.suffix in {".toml", ".onnx", ".html", ".js", ".css", ".svg"}}
        assert data <= {p for pattern in listed for p in folder.glob(pattern)}, package


def imported(folder: str) -> set[str]:
    """Modules that the code of a folder imports."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
            elif isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
    return names


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("models", ("gouji.service", "gouji.training", "fastapi", "uvicorn", "torch")),
        ("service", ("gouji.training", "torch")),
        ("training", ("gouji.service",)),
    ],
)
def test_arrows_point_one_way(folder: str, forbidden: tuple[str, ...]) -> None:
    names = imported(folder)
    assert names
    assert not [n for n in names if n.split(".")[0] in forbidden or n.startswith(forbidden)]


def test_serving_needs_no_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [d for d in project["dependencies"] if d.startswith(("torch", "transformers"))]
