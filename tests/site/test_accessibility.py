"""The declaration of accessibility: 106 criteria, each once, backed by tests that exist; and the rate that the page shows."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from chevet.course import Course
from chevet.site.accessibility import PAGE, THEMES, Criterion, Declaration, read_declaration

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def declaration() -> Declaration:
    found = read_declaration(Course(ROOT))
    assert found is not None
    return found


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_106_criteria_come_once_each_in_order(declaration: Declaration) -> None:
    expected = [f"{theme}.{n}" for theme, count in enumerate(THEMES.values(), 1) for n in range(1, count + 1)]
    assert len(expected) == 106
    assert [one.number for one in declaration.criteria] == expected


def test_every_test_that_is_named_exists(declaration: Declaration) -> None:
    for one in declaration.criteria:
        for name in one.tests:
            path, _, test = name.partition("::")
            assert test in functions_of(path), f"{one.number}: {name}"


def made(**counts: int) -> Declaration:
    """A declaration with so many criteria of each status."""
    criteria = [
        Criterion(number="1.1", title="t", status=status.replace("_", " "), read="vu", note="parce que")  # type: ignore[arg-type]
        for status, count in counts.items()
        for _ in range(count)
    ]
    return Declaration(checked="", criteria=tuple(criteria))


@pytest.mark.parametrize(
    ("found", "rate", "state"),
    [
        (made(conforme=3, non_applicable=7), 100, "totalement conforme"),
        (made(conforme=199, non_vérifié=1), 99.5, "partiellement conforme"),
        (made(conforme=1, non_conforme=1, non_applicable=8), 50, "partiellement conforme"),
        (made(conforme=2, non_vérifié=2, non_conforme=1), 40, "non conforme"),
    ],
)
def test_what_was_not_tried_counts_as_not_met(found: Declaration, rate: float, state: str) -> None:
    assert (found.rate, found.state) == (rate, state)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "conforme"},
        {"status": "conforme", "note": "oui"},
        {"status": "non conforme"},
        {"status": "oui"},
    ],
)
def test_nothing_is_said_without_what_backs_it(facts: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Criterion(number="1.1", title="t", **facts)  # type: ignore[arg-type]


@pytest.mark.built
def test_the_page_shows_the_table_and_every_page_its_state(declaration: Declaration) -> None:
    course = Course(ROOT)
    path = course.site_dir / f"{PAGE}.html"
    if not path.is_file():
        pytest.skip("needs the built site: chevet build")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    text = " ".join(page.get_text().split())
    met, applicable = declaration.count("conforme"), declaration.applicable
    assert f"est {declaration.state} avec le référentiel" in text
    assert (
        f"{100 * met // applicable} % des critères du RGAA qui s’appliquent sont respectés : {met} sur {applicable}."
        in text
    )
    rows = [
        (str(row.th.get_text()).split()[0], str(row.td.get_text()).lower())
        for row in page.select("table tbody tr")
        if row.th and row.td and len(row.select("td")) == 2
    ]
    assert rows == [(one.number, one.status) for one in declaration.criteria]
    for _, name in course.pages:
        foot = BeautifulSoup(
            (course.site_dir / f"{name}.html").read_text(encoding="utf-8"), "html.parser"
        ).select_one("footer a")
        assert foot is not None, name
        assert re.sub(r"\s", " ", foot.get_text()) == f"Accessibilité : {declaration.state}", name
