"""What `gouji batch` costs: two workers beside one, a small batch beside a large one, and memory over a long run.

    python -m gouji.training.batch_cost [--seconds 120] [--small 100] [--large 2000]

Workers have a thread each. What is compared runs in turns, in the same minutes: a batch of one worker, one of two and
two batches of one worker each go on for some seconds while the others are halted; small batches run while the large
one is halted. Rates are of reports behind the first few: the start does not count. Processor seconds tell more than the
clock where the machine has other work; two workers need two cores for themselves.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SAMPLES = Path(__file__).resolve().parents[1] / "datasets" / "samples"
_KINDS = ("report.txt", "report.pdf")
_FIRST = 10
"""Reports of a batch that are not counted: models load, caches fill."""
_TURNS = 4
"""Halts of the large batch."""
_TURN_SECONDS = 5.0
_MOST_A_SECOND = 20
"""Reports that two workers could read, at the very most."""
_LOOK_SECONDS = 0.02
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
_ENDLESS_SECONDS = "86400"  # a batch that is halted must not run out of time


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a batch stands: reports done, by the clock and by the processor seconds of all its processes; KiB of its
    largest worker."""

    done: int
    clock: float
    processor: float
    memory: int


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a report, in seconds by the clock and of the processor."""

    clock: float
    processor: float


def cost(begin: Mark, end: Mark) -> Cost:
    """Of each report between two marks."""
    reports = end.done - begin.done
    return Cost((end.clock - begin.clock) / reports, (end.processor - begin.processor) / reports)


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch under way, in a group of processes of its own."""

    process: subprocess.Popen[bytes]
    store: Path

    def at(self, reports: int) -> Mark:
        """The mark once so many reports are done. Raises RuntimeError where the batch ends before."""
        while (done := self._done()) < reports:
            if self.process.poll() is not None:
                raise RuntimeError(f"the batch ended with {self.process.returncode} after {done} of {reports} reports")
            time.sleep(_LOOK_SECONDS)
        return self.mark()

    def mark(self) -> Mark:
        """Where it stands now."""
        family = _family(self.process.pid)
        return Mark(self._done(), time.perf_counter(), sum(map(_processor, family)), max(map(_memory, family)))

    def halt(self) -> None:
        """Stop all its processes where they are."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let them go on."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def _done(self) -> int:
        try:
            with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)) as store:
                return int(store.execute("SELECT count(*) FROM items WHERE state <> 'waiting'").fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0


@contextmanager
def batch(reports: Path, workers: int) -> Iterator[Batch]:
    """A batch of a folder, from its start; what is left of it is killed at the end."""
    settings = {"GOUJI_THREADS": "1", "OMP_NUM_THREADS": "1", "GOUJI_TIMEOUT_SECONDS": _ENDLESS_SECONDS}
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("gouji")), "batch", str(reports), "--out", folder]
        process = subprocess.Popen(
            [*command, "--workers", str(workers)],
            stderr=subprocess.DEVNULL,
            env=os.environ | settings,
            start_new_session=True,
        )
        try:
            yield Batch(process, Path(folder) / "gouji.db")
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def make_reports(folder: Path, count: int) -> Path:
    """So many files in a new folder: the samples in turn, told apart by what stands behind their end, so that every
    report costs the same."""
    folder.mkdir()
    for number in range(count):
        sample = SAMPLES / _KINDS[number % len(_KINDS)]
        end = f"\n% {number}\n" if sample.suffix == ".pdf" else f"\n\n（{number}）\n"
        (folder / f"{number:05d}{sample.suffix}").write_bytes(sample.read_bytes() + end.encode())
    return folder


@dataclass(slots=True)
class Contest:
    """Batches that run at the same time, in turns with those of other contests. ``turns``: reports and seconds by the
    clock and of the processor of each."""

    name: str
    batches: Sequence[Batch]
    turns: list[tuple[int, float, float]]

    def run(self, seconds: float) -> None:
        """Go on for a while."""
        begin = [b.mark() for b in self.batches]
        for one in self.batches:
            one.go_on()
        time.sleep(seconds)
        for one in self.batches:
            one.halt()
        marks = list(zip(begin, [b.mark() for b in self.batches], strict=True))
        done = sum(end.done - start.done for start, end in marks)
        processor = sum(end.processor - start.processor for start, end in marks)
        self.turns.append((done, seconds, processor))

    @property
    def cost(self) -> Cost:
        """Of a report, over all turns."""
        done, clock, processor = (sum(each) for each in zip(*self.turns, strict=True))
        return Cost(clock / done, processor / done)


def rates(reports: Path, seconds: float) -> None:
    """Print the rates of one worker, of two, and of two batches with one each, which share nothing but the machine."""
    with batch(reports, 1) as one, batch(reports, 2) as two, batch(reports, 1) as left, batch(reports, 1) as right:
        contests = [Contest("one worker", [one], []), Contest("two workers", [two], [])]
        contests.append(Contest("two batches of one worker", [left, right], []))
        for running in (one, two, left, right):
            running.at(_FIRST)
            running.halt()
        for _ in range(round(seconds / _TURN_SECONDS)):
            for contest in contests:
                contest.run(_TURN_SECONDS)
    for contest in contests:
        cost = contest.cost
        print(
            f"{contest.name}: {1 / cost.clock:.2f} reports a second, {cost.processor:.3f} processor seconds a report, "
            f"{contests[0].cost.clock / cost.clock:.2f} of one worker"
        )


def growth(small: Path, small_count: int, large: Path, large_count: int) -> None:
    """Print the cost of a report in small batches and in a large one, and what its worker holds on the way."""
    step = large_count // _TURNS
    of_small: list[Cost] = []
    of_large: list[Cost] = []
    with batch(large, 1) as running:
        first = begin = running.at(_FIRST)
        for turn in range(1, _TURNS + 1):
            end = running.at(min(turn * step, large_count - 1))
            of_large.append(cost(begin, end))
            running.halt()
            with batch(small, 1) as other:
                of_small.append(cost(other.at(_FIRST), other.at(small_count - 1)))
            running.go_on()
            begin = running.at(end.done + 1)
            print(
                f"after {end.done} reports: worker {end.memory // 1024} MiB ({first.memory // 1024} at first)",
                flush=True,
            )
    _compare("clock", [c.clock for c in of_small], [c.clock for c in of_large], small_count, large_count)
    _compare("processor", [c.processor for c in of_small], [c.processor for c in of_large], small_count, large_count)


def _compare(by: str, small: Sequence[float], large: Sequence[float], small_count: int, large_count: int) -> None:
    each = ", ".join(f"{seconds:.3f}" for seconds in large)
    print(
        f"seconds a report by the {by}: {median(small):.3f} of {small_count}, {median(large):.3f} of {large_count} "
        f"(from first to last: {each}); ratio {median(large) / median(small):.2f}"
    )


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def _processor(pid: int) -> float:
    """Processor seconds of a process."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _memory(pid: int) -> int:
    """Resident KiB of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KIB


def main() -> None:
    """Measure both and print it."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--seconds", type=float, default=120, help="for each of one worker and two")
    arguments.add_argument("--small", type=int, default=100)
    arguments.add_argument("--large", type=int, default=2000)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.seconds:
            rates(make_reports(folder / "reports", round(chosen.seconds * _MOST_A_SECOND)), chosen.seconds)
        if chosen.large:
            small, large = (make_reports(folder / f"{n}", n) for n in (chosen.small, chosen.large))
            growth(small, chosen.small, large, chosen.large)


if __name__ == "__main__":
    main()
