"""Work shared out to processes, with progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path


def in_processes(make: Callable[[int], Path], numbers: Sequence[int], processes: int) -> None:
    """Make the file of each number, in any order, and show the name of the last one. ``make`` must be picklable."""
    with ProcessPoolExecutor(processes) as pool:
        jobs = [pool.submit(make, number) for number in numbers]
        for done, job in enumerate(as_completed(jobs), start=1):
            print(f"\r{done}/{len(jobs)} {job.result().name}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
