"""Modules of the tests themselves are imported by name; the models are loaded once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import settings

from gouji.models.reader import Reader

sys.path.insert(0, str(Path(__file__).parent))

# How long an example takes depends on what else the machine does.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The real reader, with the packaged weights."""
    return Reader()
