"""The prose of made-up reports: what it says of the figures, and that nothing of one split is seen in another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from gouji.training.synthesis.draws import SPLITS, Split, stream
from gouji.training.synthesis.prose import Prose, invent_authority, write_prose
from gouji.training.synthesis.prose.documents import Document, read_documents
from gouji.training.synthesis.prose.expansion import count_texts
from gouji.training.synthesis.prose.figures import Figures, known_figures
from gouji.training.synthesis.prose.ledger import Ledger
from gouji.training.synthesis.prose.numerals import NumberStyle, in_words, say, year_in_words
from gouji.training.synthesis.prose.overview import PARTS
from gouji.training.synthesis.prose.templates import dealt, load_grammar, written_rules

APPLICANTS = ("individual", "company", "research", "public_welfare", "legal_service", "other")
REFUSED = (
    "state_secret",
    "prohibited_by_law",
    "security_and_stability",
    "third_party_rights",
    "internal_affairs",
    "deliberative_process",
    "enforcement_files",
    "administrative_inquiry",
)
RESULTS = ("upheld", "corrected", "other", "pending")


def busy_figures(seed: int) -> dict[str, int | Decimal | None]:
    """Figures on the form of 2021 with something to say in every row that prose speaks of."""
    draw = stream("test_figures", seed)
    figures: dict[str, int | Decimal | None] = {
        f"requests.received.{applicant}": draw.randint(0, 90) for applicant in APPLICANTS
    }
    figures["requests.received.total"] = sum(int(value or 0) for value in figures.values()) + 1
    rows = [f"refused.{row}" for row in REFUSED] + ["granted", "partly_granted", "carried_in", "carried_out", "handled"]
    rows += [f"unable.{row}" for row in ("not_held", "needs_creation", "still_unclear")]
    figures |= {f"requests.{row}.total": draw.randint(0, 40) for row in rows}
    for group in ("review", "litigation.direct", "litigation.after_review"):
        results = {f"{group}.{result}": draw.randint(0, 9) for result in RESULTS}
        figures |= results | {f"{group}.total": sum(results.values())}
    for kind in ("regulations", "normative_documents"):
        figures |= {f"proactive.{kind}.{column}": draw.randint(0, 60) for column in ("issued", "repealed", "in_force")}
    figures |= {f"proactive.{row}.decisions": draw.randint(0, 90_000) for row in ("licensing", "penalties", "coercion")}
    figures["proactive.fees.amount"] = Decimal(draw.randint(0, 9_999_999)) / 1000
    return figures


def quiet_figures() -> dict[str, int | Decimal | None]:
    """The commonest report: nothing but zeros."""
    return dict.fromkeys(busy_figures(0), 0)


def prose(
    seed: int, split: Split = "train", figures: Figures | None = None, contradictions: int | None = None
) -> Prose:
    draw = stream("test_prose", split, seed)
    made = busy_figures(seed) if figures is None else figures
    return write_prose(made, invent_authority(draw), 2019 + seed % 7, draw, split, contradictions=contradictions)


def text_of(written: Prose) -> str:
    return "\n".join(paragraph.text for paragraph in written.paragraphs)


def expected(figures: Figures) -> dict[str, Decimal]:
    """The figures that statements may name, the two sums worked out here once more."""
    values = {field: Decimal(value) for field, value in figures.items() if value is not None}
    values["litigation.total"] = values["litigation.direct.total"] + values["litigation.after_review.total"]
    values["requests.refused.total"] = sum((values[f"requests.refused.{row}.total"] for row in REFUSED), Decimal(0))
    return values


CHINESE = {in_words(i, counting): Decimal(i) for i in range(100) for counting in (True, False)}


def numbers_in(sentence: str) -> set[Decimal]:
    plain = unicodedata.normalize("NFKC", sentence)
    found = {
        Decimal(digits.replace(",", "")) * (10_000 if unit else 1)
        for digits, unit in re.findall(r"(\d[\d,]*(?:\.\d+)?)(万(?!元))?", plain)
        if digits.strip(",")
    }
    return found | {CHINESE[words] for words in re.findall(r"[零一二两三四五六七八九十]+", plain) if words in CHINESE}


def test_the_same_draws_give_the_same_prose() -> None:
    assert prose(3) == prose(3)
    assert text_of(prose(3)) != text_of(prose(4))


@pytest.mark.parametrize("split", SPLITS)
def test_statements_say_their_value_in_their_sentence(split: Split) -> None:
    for seed in range(80):
        written = prose(seed, split, quiet_figures() if seed % 4 == 0 else None)
        whole = text_of(written)
        for statement in written.statements:
            assert statement.sentence in whole
            in_figures = statement.value in numbers_in(statement.sentence)
            in_other_words = statement.value == 0 and re.search(r"未|没有|无|零", statement.sentence)
            assert in_figures or in_other_words, statement


@pytest.mark.parametrize("split", SPLITS)
def test_relations_are_what_the_tables_say(split: Split) -> None:
    seen: Counter[str] = Counter()
    for seed in range(80):
        figures = busy_figures(seed)
        values = expected(figures)
        for statement in prose(seed, split, figures).statements:
            seen[statement.relation] += 1
            value = values[statement.field]
            if statement.relation in ("agrees", "contradicts"):
                assert (statement.value == value) == (statement.relation == "agrees"), statement
            else:
                assert statement.value < value if statement.relation == "narrower" else statement.value > value, (
                    statement
                )
    assert set(seen) == {"agrees", "contradicts", "narrower", "wider"}
    assert seen["agrees"] > 10 * seen["contradicts"]


@pytest.mark.parametrize("wanted", [0, 1, 3])
def test_contradictions_can_be_asked_for(wanted: int) -> None:
    for seed in range(40):
        statements = prose(seed, contradictions=wanted).statements
        wrong = [s for s in statements if s.relation == "contradicts"]
        able = [s for s in statements if s.relation in ("agrees", "contradicts")]
        assert len({s.field for s in wrong}) <= wanted
        assert len(wrong) >= min(wanted, len(able)) - 1 if wanted > 1 else len(wrong) >= min(wanted, len(able))


def test_most_reports_contradict_nothing() -> None:
    clean = sum(all(s.relation != "contradicts" for s in prose(seed).statements) for seed in range(300))
    assert 0.8 < clean / 300 < 0.93


def test_blank_cells_are_not_spoken_of() -> None:
    for seed in range(40):
        figures: dict[str, int | Decimal | None] = dict.fromkeys(busy_figures(0))
        figures["requests.received.total"] = 7
        assert {s.field for s in prose(seed, figures=figures).statements} <= {"requests.received.total"}


def test_the_form_of_2019_is_spoken_of_in_its_own_fields() -> None:
    fields = [f"proactive.normative_documents.{column}" for column in ("created", "published", "total_public")]
    figures: Figures = {**dict.fromkeys(fields, 12), "proactive.fees.previous_items": 4, "requests.closed.total": 3}
    said = {s.field for seed in range(60) for s in prose(seed, figures=figures).statements}
    assert set(fields) <= said <= set(figures)


@pytest.mark.parametrize("split", SPLITS)
def test_no_slot_is_left(split: Split) -> None:
    for seed in range(60):
        whole = text_of(prose(seed, split))
        assert not re.search(r"[{}<>|\ue000-\uf8ff]|[，。；、：]{2}|，）|（）|None", whole), whole


def test_splits_share_no_template() -> None:
    shared = {name for name, _, all_splits in written_rules() if all_splits}
    sources = {
        split: {a.source for name, rule in load_grammar(split).rules.items() if name not in shared for a in rule}
        for split in SPLITS
    }
    for one, other in combinations(SPLITS, 2):
        assert not sources[one] & sources[other]
    written = sum(len(rule) for name, rule, _ in written_rules() if name not in shared)
    assert sum(map(len, sources.values())) == written
    assert len(sources["train"]) == max(map(len, sources.values()))


def masked_sentences(split: Split, reports: int) -> set[str]:
    """Sentences outside titles with every number masked."""
    texts = (p.text for seed in range(reports) for p in prose(seed, split).paragraphs if p.style == "body")
    masked = (re.sub(r"[\d.,]+", "#", sentence) for text in texts for sentence in text.split("。"))
    return {sentence for sentence in masked if len(sentence) >= 20}


def test_no_long_sentence_of_train_is_seen_in_test() -> None:
    assert not masked_sentences("train", 400) & masked_sentences("test", 200)


def test_dealing_refuses_rules_that_leave_a_split_without() -> None:
    with pytest.raises(ValueError, match="alternatives"):
        dealt("thin", ("a", "b", "c", "d"), "train")
    with pytest.raises(ValueError, match="different"):
        dealt("twice", ("a", "a", "b", "c", "d", "e"), "train")


@pytest.mark.parametrize("split", SPLITS)
def test_every_rule_says_many_things(split: Split) -> None:
    grammar = load_grammar(split)
    for part in PARTS:
        assert count_texts(grammar, f"{part}_item", ("area",)) > 300


@pytest.mark.parametrize(("split", "least"), [("train", 0.93), ("test", 0.85)])
def test_long_sentences_hardly_repeat(split: Split, least: float) -> None:
    sentences = [
        sentence
        for seed in range(300)
        for paragraph in prose(seed, split).paragraphs
        for sentence in paragraph.text.split("。")
        if len(sentence) >= 30
    ]
    assert len(sentences) > 3000
    assert len(set(sentences)) / len(sentences) > least


def test_length_follows_the_pages_asked_for() -> None:
    draw = stream("length")
    authority = invent_authority(draw, "province")
    short, long = (len(text_of(write_prose({}, authority, 2023, draw, "train", pages=p))) for p in (0.5, 6.0))
    assert short < 900
    assert 2500 < long < 6000


def test_titles_name_the_authority() -> None:
    for seed in range(60):
        written = prose(seed)
        title = "".join(paragraph.text for paragraph in written.title)
        assert written.authority in title
        assert "政府信息公开" in title
        assert str(2019 + seed % 7) in title or year_in_words(2019 + seed % 7) in title
        assert {span.tag.kind for p in written.paragraphs for span in p.spans} == {"title", "prose"}


def test_authorities_are_many() -> None:
    names = {invent_authority(stream("names", i)).name for i in range(3000)}
    assert len(names) > 2800


def test_last_years_figures_are_what_careless_authors_repeat() -> None:
    figures, previous = busy_figures(1), dict.fromkeys(busy_figures(1), 7777)
    draw = stream("previous")
    authority = invent_authority(draw)
    wrong = {
        statement.value
        for _ in range(40)
        for statement in write_prose(
            figures, authority, 2022, draw, "train", contradictions=3, previous=previous
        ).statements
        if statement.relation == "contradicts"
    }
    assert Decimal(7777) in wrong


@pytest.mark.parametrize(
    ("number", "words"), [(0, "零"), (10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (1010, "一千零一十")]
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_numbers_are_never_rounded() -> None:
    draw = stream("say")
    assert say(Decimal(35_000), NumberStyle(ten_thousands=True), draw) == "3.5万"
    assert say(Decimal(35_001), NumberStyle(ten_thousands=True, separators=True), draw) == "35,001"
    assert say(Decimal("3034.562617"), NumberStyle(), draw) == "3034.562617"
    assert say(Decimal(12), NumberStyle(full_width=True), draw) == "１２"


def test_a_wrong_zero_in_words_counts_as_a_contradiction() -> None:
    ledger = Ledger(known_figures({"review.total": 3}), {}, stream("ledger"))
    text = f"未发生行政复议{ledger.zero('review.total')}。收到{ledger.whole('review.total')}件。"
    (settled,), statements = ledger.settle([text], 1, NumberStyle())
    assert settled == "未发生行政复议。收到3件。"
    assert [s.relation for s in statements] == ["contradicts", "agrees"]


DOCUMENT = """
[[document]]
id = "towns"
overview = [
  "收到申请{!R}件<，其中<网上|当面>提交{~R}件|>。", "未收到{0R}申请。", "发布信息{n4}条。", "连同结转共{+R}件。",
]
other = ["{y}年{o}收费{=FEE}万元。"]
"""


def written(document: Document, figures: Figures, seed: int) -> Prose:
    draw = stream("test_documents", seed)
    return document.write(figures, invent_authority(draw), 2023, draw, "test")


def test_documents_by_others_say_what_the_figures_allow(tmp_path: Path) -> None:
    path = tmp_path / "documents.toml"
    path.write_text(DOCUMENT, encoding="utf-8")
    (document,) = read_documents(path)
    busy, quiet = busy_figures(3), quiet_figures()
    prose = [written(document, busy, seed) for seed in range(60)]
    relations = Counter(s.relation for p in prose for s in p.statements if s.field == "requests.received.total")
    assert relations["narrower"] and relations["wider"] == 60
    assert 20 < sum(any(s.relation == "contradicts" for s in p.statements) for p in prose) < 40
    for one in prose:
        received = [s for s in one.statements if s.field == "requests.received.total" and s.relation != "wider"]
        text = "".join(p.text for p in one.paragraphs)
        assert ("未收到" in text) == any(s.value == 0 and s.relation == "contradicts" for s in received)
    none = written(document, quiet, 0)
    denied, incidental = (p.text for p in none.overview)
    assert denied == "未收到申请。" and re.fullmatch(r"发布信息\d{4}条。", incidental)
