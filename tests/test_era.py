"""The form is told from its labels, never from the year."""

from __future__ import annotations

import random

import pytest
from wrapping import FORM, TITLE, in_rows, random_figures

from gouji.models.era import Era, era_of, require_evidence
from gouji.models.errors import UnsupportedFormError
from gouji.models.sources.text import read_text

FORM_OF_2019 = f"""{TITLE}
二、主动公开政府信息情况
第二十条第（一）项
信息内容 本年新制作数量 本年新公开数量 对外公开总数量
规章 0 0 0
规范性文件 3 3 20
第二十条第（五）项
信息内容 上一年项目数量 本年增/减 处理决定数量
行政许可 100 减4 3000
其他对外管理服务事项 0 0 0
第二十条第（九）项
信息内容 采购项目数量 采购总金额
政府集中采购 4 105.2
"""


LIST_OF_2014 = "政府信息公开情况统计表\n统计指标 单位 统计数\n主动公开政府信息数 条 300"


def told(text: str) -> Era:
    return era_of((read_text(text),))


def test_the_labels_of_2021_are_found_however_they_are_wrapped() -> None:
    text = in_rows(random_figures(random.Random(0)), random.Random(0))
    assert told(text) == Era(FORM, FORM.evidence)
    assert "本年制发件数" in told(text.replace("本年制发件数", "本年\n制发\n件数")).evidence


def test_a_report_of_2023_on_the_form_of_2019_is_read_as_that() -> None:
    era = told(FORM_OF_2019)
    assert era.form.version == "2019"
    assert "本年增/减" in era.evidence


def test_prose_that_quotes_an_old_label_does_not_make_an_old_form() -> None:
    text = in_rows(random_figures(random.Random(0)), random.Random(0)) + "\n上一年项目数量、政府集中采购等栏目已取消。"
    assert told(text).form == FORM


def test_the_list_of_indicators_of_2014_is_refused_by_name() -> None:
    with pytest.raises(UnsupportedFormError, match="2014") as refusal:
        told(LIST_OF_2014)
    assert refusal.value.code == "unsupported_form"


def test_tables_without_a_label_of_any_form_are_refused() -> None:
    era = told("一、本年新收政府信息公开申请数量 1 0 0 0 0 0 1")
    with pytest.raises(UnsupportedFormError, match="本年制发件数”“本年新制作数量"):
        require_evidence(era)
