"""The timeline is a list: years in order, facts in order, each with who, its date in words, its size and its sources."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet import show_timeline
from chevet.course import Course
from chevet.datasets import load_dataset
from chevet.site.strict import page_faults

FACTS = load_dataset("frise-modeles", Course(Path(__file__).parent.parent))


def shown(*ids: str) -> BeautifulSoup:
    return BeautifulSoup(show_timeline(FACTS, ids or None)._repr_html_(), "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def test_years_and_facts_are_nested_lists_in_the_order_of_time() -> None:
    soup = shown()
    years = [item.select_one(".chevet-year").get_text() for item in soup.select(".chevet-timeline > li")]  # type: ignore[union-attr]
    assert years == sorted(set(years))
    dates = [str(time["datetime"]) for time in soup.select("time[datetime]")]
    assert dates == sorted(dates)
    assert len(dates) == len(FACTS)
    for year in soup.select(".chevet-timeline > li"):
        assert {str(t["datetime"])[:4] for t in year.select("time[datetime]")} == {year.p.get_text()}  # type: ignore[union-attr]


def test_every_fact_says_who_what_and_where_it_was_read() -> None:
    soup = shown()
    for row, item in zip(
        FACTS.sort_values("date", kind="stable").itertuples(), soup.select("ol ol > li"), strict=True
    ):
        for told in (row.nom, row.acteur, row.nature, row.fait):
            assert str(told) in item.get_text()
        assert [a["href"] for a in item.select("a")] == [row.source, row.autre_source]
        assert ("secondaires" in item.get_text()) == (row.statut == "Vs")
    assert page_faults(str(soup)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("transformer", "dans l’année"),
        ("gpt-3", "Taille annoncée : 175 milliards de paramètres, 300 milliards de tokens lus."),
        ("gpt-2", "Taille annoncée : 1,5 milliard de paramètres."),
        ("bert", "Taille annoncée : 340 millions de paramètres."),
        ("wudao-2", "Taille annoncée : 1 750 milliards de paramètres."),
        ("chatgpt", "30 novembre"),
        ("chatgpt", "Repose sur : GPT-3.5, puis GPT-4 et d’autres."),
    ],
)
def test_dates_and_sizes_are_said_in_words(name: str, expected: str) -> None:
    assert expected in words(shown(name))


def test_no_size_is_said_that_nobody_published() -> None:
    for name in ("gpt-4", "chatgpt", "stable-diffusion"):
        assert "Taille annoncée" not in words(shown(name))


def test_an_unknown_fact_is_an_error_and_a_terminal_gets_lines() -> None:
    with pytest.raises(ValueError, match="gpt-12"):
        show_timeline(FACTS, ["gpt-3", "gpt-12"])
    lines = repr(show_timeline(FACTS, ["gpt-3", "gpt-2"])).splitlines()
    assert [line[:7] for line in lines] == ["2019-02", "2020-05"]
