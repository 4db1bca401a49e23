"""The service does what its description says: Schemathesis asks what fits the description, and what does not.

    python tests/any_bytes.py --port 8777 &
    schemathesis run http://127.0.0.1:8777/openapi.json --exclude-checks positive_data_acceptance

asks more, and in sequences. What bytes are a report is not in the description, so that they may be refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
import schemathesis
from any_bytes import make_any_bytes
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import sampled_from
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import positive_data_acceptance
from schemathesis.schemas import BaseSchema
from starlette.types import Receive, Scope, Send

from gouji.service.access.callers import SCOPES
from gouji.service.api import create_app
from gouji.service.jobs.desk import JobDesk, open_desk
from gouji.service.settings import Settings
from gouji.service.store import keys
from gouji.service.store.connection import sqlite_url
from gouji.service.workers import make_pool


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[JobDesk, TestClient]]:
    store = sqlite_url(tmp_path_factory.mktemp("store") / "gouji.db")
    chosen = Settings(workers=1, max_bytes=10_000, store=store)
    pool = make_pool(chosen, make_any_bytes)
    pool.start()
    pool.wait_until_ready()
    desk = open_desk(chosen, pool)
    assert desk is not None
    yield desk, TestClient(create_app(chosen, pool, desk))
    desk.close()
    pool.close()


@pytest.fixture(scope="module")
def description(desk: tuple[JobDesk, TestClient]) -> BaseSchema:
    _, client = desk

    async def without_an_end(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":  # the end of its lifespan would close the pool between two requests
            await client.app(scope, receive, send)

    return schemathesis.openapi.from_asgi("/openapi.json", without_an_end)


@pytest.fixture(scope="module")
def authorization(desk: tuple[JobDesk, TestClient]) -> dict[str, str]:
    opened, _ = desk
    with opened.store.begin() as connection:
        return {"Authorization": f"Bearer {keys.add_key(connection, '测试', SCOPES, None)}"}


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_described(
    description: BaseSchema, authorization: dict[str, str], mode: GenerationMode
) -> None:
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) == 27
    for operation in operations:
        _ask(operation, mode, authorization)


def _ask(operation: APIOperation, mode: GenerationMode, authorization: dict[str, str]) -> None:
    @given(operation.as_strategy(generation_mode=mode), sampled_from([{}, authorization]))
    @settings(max_examples=10, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    def ask(case: Case, headers: dict[str, str]) -> None:
        case.call_and_validate(headers=dict(headers), excluded_checks=[positive_data_acceptance])

    with contextlib.suppress(Unsatisfiable):  # an address without parameters cannot be asked wrongly
        ask()
