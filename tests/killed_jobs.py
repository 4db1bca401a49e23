"""Jobs over HTTP whose service is killed again and again, beside the same jobs left alone.

    python tests/killed_jobs.py [--files 2000] [--kills 20] [--seed 0] [--store sqlite postgresql]

Half of the kills fall while files are being sent, half while they are read; what reads is a stand-in. Every file must
have exactly one result or one listed failure, equal to those of the jobs left alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import postgresql
from sqlalchemy import func, select
from stand_in import made_files

from gouji.service.jobs.uploading import MAX_FILES
from gouji.service.store.connection import open_store, sqlite_url
from gouji.service.store.schema import contents, items

_COMMAND = """
import sys
from gouji.service.command_line import main
from stand_in import make_stand_in
sys.exit(main(sys.argv[1:], make_stand_in))
"""
_WAIT_SECONDS = 1800.0

Answer = dict[str, Any]
Files = Sequence[tuple[str, str]]


class Service:
    """The real service over the stand-in, in a process that can be killed."""

    def __init__(self, store_url: str, log: str = os.devnull) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._environment = os.environ | {
            "PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}",
            "GOUJI_STORE": store_url,
            "GOUJI_TIMEOUT_SECONDS": "1",
            "STAND_IN_LOG": log,
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", _COMMAND, "serve", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self._environment
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=600, trust_env=False)
        wait_until(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the service ended by itself"
        try:
            return self.client.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def end(self, sign: int) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(timeout=20)
        self.client.close()
        return code


@contextmanager
def running(store_url: str, log: str = os.devnull) -> Iterator[Service]:
    """The service, killed at the end at the latest."""
    service = Service(store_url, log)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            service.end(signal.SIGKILL)


def wait_until(look: Callable[[], Any], seconds: float = _WAIT_SECONDS) -> Any:  # noqa: ANN401
    """What ``look`` finds, once it finds something."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return found


@dataclass(frozen=True)
class Outcome:
    """What became of the files of a job: results by the name of the file, failures as they are told."""

    counts: Answer
    results: dict[str, str]
    failures: list[Answer]


@dataclass
class Trial:
    """The jobs of so many files, sent and read by a service that dies. ``at_work``: kills that hit it so."""

    service: Service
    parts: Sequence[Files]
    draw: random.Random
    sent: dict[int, str] = field(default_factory=dict)
    at_work: int = 0

    def send(self, kills: int, seconds: float) -> None:
        """Send every part, however often the service is killed meanwhile; what was taken in is not sent again."""
        while len(self.sent) < len(self.parts):
            sending = threading.Thread(target=self._send_rest)
            sending.start()
            if kills:
                sending.join(self.draw.uniform(0, seconds))
                kills -= 1
                self.at_work += sending.is_alive()
                self._kill()
            sending.join()

    def read(self, kills: int, seconds: float) -> None:
        """Kill the service that reads so often."""
        for _ in range(kills):
            time.sleep(self.draw.uniform(0, seconds))
            self.at_work += any(self._look(job)["state"] == "reading" for job in self.sent.values())
            self._kill()

    def outcomes(self) -> list[Outcome]:
        """What became of each part, once all is read."""
        return [self._outcome(self.sent[number]) for number in range(len(self.parts))]

    def _kill(self) -> None:
        self.service.end(signal.SIGKILL)
        self.service.start()

    def _send_rest(self) -> None:
        """As a careful client does: what got no answer may have been taken in all the same."""
        client = self.service.client
        try:
            there = {job["name"]: job["id"] for job in client.get("/jobs").json()["jobs"]}
            for number, part in enumerate(self.parts):
                if (name := f"part {number}") in there:
                    self.sent[number] = there[name]
                else:
                    files = [("files", (name, content.encode())) for name, content in part]
                    answer = client.post("/jobs", files=files, params={"name": f"part {number}"})
                    assert answer.status_code == 202, answer.text
                    self.sent[number] = answer.json()["id"]
        except (httpx.TransportError, RuntimeError):  # killed, and its client closed
            return

    def _look(self, job: str) -> Answer:
        answer: Answer = self.service.client.get(f"/jobs/{job}").json()
        return answer

    def _outcome(self, job: str) -> Outcome:
        view = wait_until(lambda: (found := self._look(job))["state"] == "done" and found)
        lines = self.service.client.get(f"/jobs/{job}/results").text.splitlines()
        results = {json.loads(line)["document"]["name"]: line for line in lines}
        assert len(results) == len(lines)
        return Outcome(view["counts"], results, view["failures"])


def parts_of(count: int, seed: int) -> list[Files]:
    """The files in as many jobs as they need."""
    files, size = list(made_files(count, seed).items()), min(MAX_FILES, count // 2 + 1)
    return [files[start : start + size] for start in range(0, len(files), size)]


def undisturbed(parts: Sequence[Files], store_url: str) -> list[Outcome]:
    """What becomes of the files where nothing happens."""
    with running(store_url) as service:
        trial = Trial(service, parts, random.Random())
        trial.send(0, 0)
        return trial.outcomes()


def disturbed(parts: Sequence[Files], store_url: str, kills: int, seed: int, log: str) -> tuple[list[Outcome], int]:
    """What becomes of them where the service is killed so often, and how many of the kills hit it at work."""
    size = sum(map(len, parts))
    with running(store_url, log) as service:
        trial = Trial(service, parts, random.Random(seed))
        trial.send(kills // 2, seconds=0.2 + size / 800)
        trial.read(kills - kills // 2, seconds=0.2 + size / 50 / max(kills, 1))
        assert service.end(signal.SIGTERM) in (0, -signal.SIGTERM)  # gracefully: what it holds goes back
        service.start()
        return trial.outcomes(), trial.at_work


def unreferred(store_url: str) -> int:
    """Contents that no file of any job refers to."""
    store = open_store(store_url)
    try:
        with store.look() as connection:
            alone = ~select(items.c.id).where(items.c.sha256 == contents.c.sha256).exists()
            return connection.scalar(select(func.count()).select_from(contents).where(alone)) or 0
    finally:
        store.close()


def must_be_complete(parts: Sequence[Files], outcomes: Sequence[Outcome]) -> None:
    """Every file has one result, under its name or that of an earlier file of the same content, or one failure."""
    for part, outcome in zip(parts, outcomes, strict=True):
        readable = {content: name for name, content in reversed(part) if content.startswith("report")}
        assert set(outcome.results) == set(readable.values())
        failed = sorted(name for name, content in part if not content.startswith("report"))
        assert sorted(failure["name"] for failure in outcome.failures) == failed
        assert outcome.counts["total"] == len(part) and not outcome.counts["waiting"]


def _stores(kinds: Sequence[str], folder: Path) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        if kind == "sqlite":
            yield kind, sqlite_url(folder / "killed.db")
        else:
            with postgresql.running() as url:
                yield kind, url


def main() -> None:
    """Run the trial and say what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--files", type=int, default=2000)
    arguments.add_argument("--kills", type=int, default=20)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--store", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    chosen = arguments.parse_args()
    parts = parts_of(chosen.files, chosen.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.monotonic()
        calm = undisturbed(parts, sqlite_url(folder / "calm.db"))
        must_be_complete(parts, calm)
        print(f"left alone: {len(parts)} jobs, {time.monotonic() - began:.0f} s", flush=True)
        for kind, url in _stores(chosen.store, folder):
            log, began = folder / f"{kind}.log", time.monotonic()
            killed, at_work = disturbed(parts, url, chosen.kills, chosen.seed, str(log))
            must_be_complete(parts, killed)
            assert killed == calm, "other results than those of the jobs left alone"
            read, failed = (sum(outcome.counts[state] for outcome in killed) for state in ("read", "failed"))
            print(
                f"{kind}: {chosen.kills} kills, {at_work} of them at work: {read} files read, {failed} failed, as left "
                f"alone; {len(log.read_text().splitlines())} readings begun; {unreferred(url)} contents that nothing "
                f"refers to; {time.monotonic() - began:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
