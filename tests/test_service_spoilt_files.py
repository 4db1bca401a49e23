"""Spoilt files of every kind get one of the contract's codes, and soon; ``python tests/mutations.py`` tries 2,000."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from mutations import MUTATIONS, enter, good_archives, good_files, send, service, spoilt

SEED, COUNT = 7, 72


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with service(ocr=False) as client:
        yield client


def test_no_spoilt_file_gets_an_answer_that_the_contract_does_not_have(client: TestClient) -> None:
    outcomes = [send(client, SEED, number) for number in range(COUNT)]
    assert [(o.number, o.file.kind, o.file.how, o.codes) for o in outcomes if o.is_fault] == []
    answers = Counter(code for outcome in outcomes for code in outcome.codes)
    assert answers["read"] and answers["damaged_file"] and len(answers) >= 4


def test_nor_does_a_spoilt_archive_or_result() -> None:
    outcomes = [enter(SEED, number) for number in range(4 * COUNT)]
    assert [(o.number, o.file.kind, o.file.how, o.codes) for o in outcomes if o.is_fault] == []


def test_the_spoilt_files_are_of_every_kind_and_spoilt_in_every_way() -> None:
    for count, files in ((COUNT, good_files()), (4 * COUNT, good_archives())):
        made = [spoilt(SEED, number, files) for number in range(count)]
        assert {one.kind for one in made} == set(files)
        assert {how for one in made for how in one.how} == set(MUTATIONS)
