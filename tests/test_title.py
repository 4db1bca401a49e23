"""Authority and year, from titles as offices print them."""

from __future__ import annotations

import pytest

from gouji.models.sources.text import read_text
from gouji.models.title import read_title


@pytest.mark.parametrize(
    ("text", "authority", "year"),
    [
        ("某某县人民政府2023年政府信息公开工作年度报告\n", "某某县人民政府", 2023),
        ("某某市财政局\n2022年政府信息公开工作年度报告\n", "某某市财政局", 2022),
        ("某某市某某区 2021 年政府信息公开 工作年度报告", "某某市某某区", 2021),
        ("某某县人民政府2021年政府信息公开\n\n工作年度报告\n", "某某县人民政府", 2021),
        ("# 某某镇人民政府2024年度政府信息公开年度报告", "某某镇人民政府", 2024),
        ("某某省教育厅关于2020年政府信息公开工作年度报告", "某某省教育厅", 2020),
        ("某某县水利局二〇二三年政府信息公开工作年度报告", "某某县水利局", 2023),
        ("某某县水利局政府信息公开工作年度报告\n（2023年度）", "某某县水利局", 2023),
        ("附件：\n某某县人民政府2023年政府信息公开工作年度报告", "某某县人民政府", 2023),
        ("首页>政务公开\n某某县水利局2023年政府信息公开工作年度报告", "某某县水利局", 2023),
        ("关于公布某某县水利局2023年政府信息公开工作年度报告", "某某县水利局", 2023),
        ("某某乡人民政府\n关于2023年政府信息公开工作\n年度报告", "某某乡人民政府", 2023),
        ("某某县司法局政府信息公开2025年度报告", "某某县司法局", 2025),
        ("某某街道办事处政府信息公开工作\n2023年度报告", "某某街道办事处", 2023),
        ("2023年度某某市水利局政府信息公开工作报告", "某某市水利局", 2023),
        ("某某区某某街道\n2025年政府信息公开工作年度报告", "某某区某某街道", 2025),
        ("一、总体情况\n（2023年度）\n政府信息公开工作年度报告\n某某区审计局\n- 2 -", "某某区审计局", 2023),
        ("概述如下。\n工作的年度报告\n某某县某某镇关于2021年政府信息公开\n1", "某某县某某镇", 2021),
        ("概述如下。\n2021年政府信息公开工作年度报告\n某某县水利局\n1", "某某县水利局", 2021),
        ("某某区某\n某镇人民\n政府20\n23年政府\n信息公开\n工作年度\n报告", "某某区某某镇人民政府", 2023),
    ],
)
def test_titles(text: str, authority: str, year: int) -> None:
    found_authority, found_year = read_title((read_text(text),))
    assert found_authority.value == authority
    assert not found_authority.review
    assert found_year.value == year
    assert not found_year.review


def test_the_year_reported_on_is_not_the_year_of_publication() -> None:
    text = (
        "政府信息公开工作年度报告\n所列数据自2022年1月1日起至2022年12月31日止。\n2023年1月19日\n2023年2月1日\n2023年3月"
    )
    assert read_title((read_text(text),))[1].value == 2022


def test_a_date_below_the_title_is_not_its_year() -> None:
    text = "某某县水利局\n政府信息公开工作年度报告\n2024年1月\n所列数据自2023年1月1日起至2023年12月31日止。"
    assert read_title((read_text(text),))[1].value == 2023


def test_what_does_not_end_like_a_body_is_asked_for() -> None:
    authority, _ = read_title((read_text("喜迎新春2023年政府信息公开工作年度报告"),))
    assert authority.review


def test_title_and_period_that_disagree_are_asked_for() -> None:
    text = "某某县人民政府2023年政府信息公开工作年度报告\n数据自2022年1月1日起至2022年12月31日止。"
    _, year = read_title((read_text(text),))
    assert year.value == 2023
    assert year.review


def test_an_authority_named_only_in_the_prose_is_asked_for() -> None:
    text = "政府信息公开工作年度报告\n（2021年度）\n请登录某某县人民政府门户网站。由某某县人民政府办公室解释。"
    authority, year = read_title((read_text(text),))
    assert authority.value is not None
    assert "某某县" in authority.value
    assert authority.review
    assert year.value == 2021


def test_nothing_found_is_null_and_asked_for() -> None:
    authority, year = read_title((read_text("一份文件"),))
    assert (authority.value, year.value) == (None, None)
    assert authority.review
    assert year.review
