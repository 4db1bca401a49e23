"""A real PostgreSQL for tests, started from the Debian package where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USER = "postgres"


def programs() -> Path | None:
    """Where the newest installed PostgreSQL keeps its programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def running() -> Iterator[str]:
    """The URL of an empty database of a server of its own, reached by a socket only."""
    where = programs()
    assert where is not None
    folder = Path(tempfile.mkdtemp(prefix="gouji-pg-"))
    as_user = ["runuser", "-u", _USER, "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, _USER)
    control = [*as_user, str(where / "pg_ctl"), "--pgdata", str(folder / "data"), "--wait"]
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        _run([*as_user, str(where / "initdb"), "--pgdata", str(folder / "data"), "--auth=trust", f"--username={_USER}"])
        _run([*control, "--log", str(folder / "log"), "--options", options, "start"])
        yield f"postgresql://{_USER}@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "--mode=immediate", "stop"], capture_output=True, check=False, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True, cwd="/", timeout=60)
