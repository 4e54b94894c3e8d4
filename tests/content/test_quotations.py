"""Quotations: what a source wrote, word for word, is in the tag of quotations, on pages and in questions (RGAA 9.4)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet.course import Course
from chevet.export.rich import plain
from chevet.quiz.quotation import QUOTATION, without_role
from chevet.widgets.quiz.views.base import inline

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("chapters/*.md"), *ROOT.glob("exercises/banks/*.yml")])
# « Un rapport écrit … « » in one sentence, and « « … », écrit un rapport ».
_BARE = (
    r"\b(?:rapport|texte|article)\b[^.«»:]*\b(?:écrit|cite|dit|dit ces systèmes)\b[^.«»`]*«[^»]*»",
    r"(?<!`)«[^»]*»`?, écrit (?:un|le même) rapport",
)


def bare(text: str) -> list[str]:
    """Words attributed to a report, an article or a text, between « and » alone."""
    text = QUOTATION.sub("``", text)
    return [found[0] for pattern in _BARE for found in re.finditer(pattern, text)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem + path.suffix)
def test_what_a_source_wrote_bears_the_tag_of_quotations(path: Path) -> None:
    assert bare(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Un rapport écrit que « tout va »",
        "Le même rapport cite, au passage, « dix »",
        "« Oui », écrit un rapport",
    ],
)
def test_a_quotation_without_the_tag_is_seen(text: str) -> None:
    assert bare(text)
    assert not bare(re.sub("(«.*»)", r"{q}`\1`", text))


def test_the_tag_brings_the_marks_and_the_words_alone_keep_theirs() -> None:
    text = "{q}`« plus “créatif” »`, écrit un rapport ; {q} reste {q}."
    assert inline(text).startswith("<q>plus “créatif”</q>, écrit un rapport")
    assert plain(text).startswith("« plus “créatif” », écrit")
    assert without_role(text).startswith("«\u00a0plus “créatif”\u00a0», écrit")
    assert "{q} reste {q}." in inline(text)


@pytest.mark.built
def test_no_page_shows_two_pairs_of_marks_nor_the_role() -> None:
    course = Course(ROOT)
    if not (course.site_dir / "index.html").is_file():
        pytest.skip("needs the built site: chevet build")
    count = 0
    for _, name in course.pages:
        text = (course.site_dir / f"{name}.html").read_text(encoding="utf-8")
        page = BeautifulSoup(text, "lxml")
        count += len(page.select("q"))
        for quotation in page.select("q"):
            before, after = quotation.previous_sibling, quotation.next_sibling
            assert not re.search(r"«\s*$", str(before or "")), (name, str(quotation))
            assert not re.match(r"\s*»", str(after or "")), (name, str(quotation))
            assert not re.match(r"\s*«", quotation.get_text()), (name, str(quotation))
        assert name == "book/guides/auteurs" or "{q}`" not in text, name
    assert count
