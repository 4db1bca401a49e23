"""Many clients at once against ``/extract`` of a real service with the real reader.

    python tests/crowd.py [--clients 50] [--seconds 120] [--workers 2] [--kinds text pdf]

Each client sends a report that only it has, and looks whether the answer is about it. Prints the answers by code, how
long they took, and the memory of the service with its workers; fails where a report was mixed up, where an answer is
one that a crowd may not cause, or where memory grew without end.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from statistics import median

import httpx

SAMPLES = Path(__file__).parents[1] / "datasets" / "samples"
_MIB = 1 << 20
_LOOK_SECONDS = 0.5
_MOST_GROWTH = 1.25
"""Of the resident memory in the second half over the largest in the first."""


def reports(kinds: Sequence[str], client: int) -> Iterator[bytes]:
    """A client's own reports, kinds in turn: the samples, told apart by what stands behind their end."""
    samples = {"text": "report.txt", "pdf": "report.pdf", "scan": "scan.pdf"}
    number = client
    while True:
        kind = kinds[number % len(kinds)]
        data = (SAMPLES / samples[kind]).read_bytes()
        mark = f"{client} {number}"
        yield data + (f"\n\n第{mark}份\n" if kind == "text" else f"\n% {mark}\n").encode()
        number += 1


@dataclass
class Answers:
    """What the clients were told. ``mixed_up``: answers about another report than was sent."""

    codes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    mixed_up: int = 0
    no_retry_after: int = 0

    def note(self, sent: bytes, name: str, answer: httpx.Response, seconds: float) -> None:
        """Look at one answer."""
        content = answer.json()
        code = "read" if answer.status_code == 200 else content["code"]
        self.codes[f"{answer.status_code} {code}"] += 1
        if answer.status_code == 200:
            self.seconds.append(seconds)
            document = content["document"]
            about = (document["sha256"], document["name"]) == (hashlib.sha256(sent).hexdigest(), name)
            self.mixed_up += not about
        self.no_retry_after += answer.status_code == 503 and "Retry-After" not in answer.headers

    @property
    def faults(self) -> list[str]:
        """Answers that a crowd may not cause."""
        allowed = {"200 read", "503 overloaded", "504 timeout"}
        return sorted(self.codes.keys() - allowed)


@contextmanager
def service(workers: int) -> Iterator[tuple[str, int]]:
    """The real service: its address and the id of its process."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "import sys; from gouji.service.command_line import main; sys.exit(main())"]
    process = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--workers", str(workers)],
        stderr=subprocess.DEVNULL,
        env=os.environ | {"GOUJI_THREADS": "1"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not _is_ready(address):
            if process.poll() is not None:
                raise SystemExit("the service did not start")
            time.sleep(0.2)
        yield address, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _ask(address: str, client: int, kinds: Sequence[str], end: float, answers: Answers, lock: threading.Lock) -> None:
    name = f"{client}.pdf"
    with httpx.Client(base_url=address, timeout=300, trust_env=False) as http:
        for data in reports(kinds, client):
            if time.monotonic() > end:
                return
            began = time.monotonic()
            answer = http.post("/extract", params={"name": name}, content=data)
            with lock:
                answers.note(data, name, answer, time.monotonic() - began)
            if answer.status_code == 503:
                time.sleep(1)


def resident(pid: int) -> int:
    """Bytes that a process and all below it hold."""
    statm = Path(f"/proc/{pid}/statm").read_text().split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for task in Path(f"/proc/{pid}/task").iterdir():
        if task.name != str(pid):
            children += (task / "children").read_text().split()
    return int(statm[1]) * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)


def main() -> int:
    """Let them in, and say what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--clients", type=int, default=50)
    arguments.add_argument("--seconds", type=float, default=120)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--kinds", nargs="+", choices=["text", "pdf", "scan"], default=["text", "pdf"])
    chosen = arguments.parse_args()
    answers, lock, memory = Answers(), threading.Lock(), list[int]()
    with service(chosen.workers) as (address, pid):
        end = time.monotonic() + chosen.seconds
        clients = [
            threading.Thread(target=_ask, args=(address, number, chosen.kinds, end, answers, lock))
            for number in range(chosen.clients)
        ]
        for client in clients:
            client.start()
        while any(client.is_alive() for client in clients):
            memory.append(resident(pid))
            time.sleep(_LOOK_SECONDS)
    half = len(memory) // 2
    grown = max(memory[half:]) / max(memory[:half])
    slowest = max(answers.seconds, default=0.0)
    print(dict(answers.codes.most_common()), f"mixed up: {answers.mixed_up}")
    print(f"read: {len(answers.seconds) / chosen.seconds:.1f} a second; median {median(answers.seconds or [0]):.1f} s, "
          f"slowest {slowest:.1f} s")  # fmt: skip
    print(f"memory: {memory[0] / _MIB:.0f} MiB at first, {max(memory) / _MIB:.0f} at most, second half {grown:.2f} of "
          "the first")  # fmt: skip
    return int(bool(answers.faults or answers.mixed_up or answers.no_retry_after or grown > _MOST_GROWTH))


if __name__ == "__main__":
    sys.exit(main())
