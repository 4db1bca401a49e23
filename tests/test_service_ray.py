"""Batches on a Ray cluster of two nodes on this machine: the same results, also when a node is lost."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stand_in import make_files, make_stand_in
from test_service_batch import failures, results

from gouji.service.command_line import main

ray = pytest.importorskip("ray")


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GOUJI_")]:
        monkeypatch.delenv(name)
    # What the nodes inherit.
    monkeypatch.setenv("PYTHONPATH", f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.setenv("STAND_IN_LOG", str(tmp_path / "log"))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    cluster.nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


def readings() -> int:
    return len(Path("log").read_text().splitlines()) if Path("log").exists() else 0


def test_a_cluster_reads_the_same_and_the_loss_of_a_node_loses_nothing(
    cluster: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GOUJI_TIMEOUT_SECONDS", "2")
    make_files(Path("in"), 160)

    def lose_a_node() -> None:
        end = time.monotonic() + 60
        while readings() < 40 and time.monotonic() < end:
            time.sleep(0.02)
        lost.append(readings())
        cluster.remove_node(cluster.nodes[0], allow_graceful=False)

    lost: list[int] = []
    killer = threading.Thread(target=lose_a_node)
    killer.start()
    assert main(["batch", "in", "--out", "ray", "--engine", "ray"], make_stand_in) == 3
    killer.join()
    assert 40 <= lost[0] < 160  # midway
    assert main(["batch", "in", "--out", "local", "--workers", "2"], make_stand_in) == 3
    assert results("ray") == results("local") and failures("ray") == failures("local")
    assert failures("ray")["in/die.txt"] == "internal" and failures("ray")["in/hang.txt"] == "timeout"


def test_where_there_is_no_cluster_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("report 1")
    monkeypatch.setattr("ray.init", _refuse)
    assert main(["batch", "a.txt", "--out", "out", "--engine", "ray"], make_stand_in) == 2
    assert "连不上 Ray 集群" in capsys.readouterr().err


def _refuse(**_: object) -> None:
    raise ConnectionError("ray cluster at 127.0.0.1:1 could not be found")
