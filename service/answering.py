"""Waits for a worker's answer on behalf of a client, and drops the task when the client has gone."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from concurrent.futures import Future

from fastapi import Request

from gouji.service.messages import Task
from gouji.service.problems import problem_of
from gouji.service.workers import WorkerPool

_LOOK_SECONDS = 0.5  # how soon a client that hung up frees its worker
_KEEP_ALIVE_SECONDS = 10.0  # proxies drop a connection that says nothing for 30 to 60 s


async def answer(pool: WorkerPool, task: Task, request: Request) -> bytes:
    """The worker's answer; empty when the client has hung up, which stops the task. Raises GoujiError."""
    future = pool.submit(task)
    waiting = asyncio.ensure_future(asyncio.wrap_future(future))
    try:
        while not (await asyncio.wait({waiting}, timeout=_LOOK_SECONDS))[0]:
            if await request.is_disconnected():
                return b""
        return waiting.result()
    finally:
        future.cancel()


async def events(pool: WorkerPool, task: Task, request_id: str) -> AsyncIterator[bytes]:
    """The task as server-sent events: ``progress`` (stage, done, total), then ``result`` or ``problem``.

    ``task`` must be answered with JSON on one line.
    """
    steps: asyncio.Queue[bytes | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(event: bytes | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: the service is stopping
            loop.call_soon_threadsafe(steps.put_nowait, event)

    def progress(stage: str, done: int, total: int) -> None:
        data = json.dumps({"stage": stage, "done": done, "total": total})
        tell(server_sent_event("progress", data.encode()))

    future = pool.submit(task, progress)
    future.add_done_callback(lambda _: tell(None))
    try:
        while (event := await _next(steps)) is not None:
            yield event
        yield _last_event(future, request_id)
    finally:
        future.cancel()


async def _next(steps: asyncio.Queue[bytes | None]) -> bytes | None:
    try:
        return await asyncio.wait_for(steps.get(), _KEEP_ALIVE_SECONDS)
    except TimeoutError:
        return b": \n\n"


def _last_event(future: Future[bytes], request_id: str) -> bytes:
    try:
        return server_sent_event("result", future.result())
    except Exception as error:
        return server_sent_event("problem", problem_of(error, request_id).model_dump_json().encode())


def server_sent_event(name: str, data: bytes) -> bytes:
    """One event, as it goes over the line; ``data`` is one line."""
    return b"event: " + name.encode() + b"\ndata: " + data + b"\n\n"
