"""What the page « Réviser » carries of each chapter, what waits in a file, and what is read without JavaScript."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chevet.course import Course
from chevet.quiz.bank import counted, load_bank, load_banks
from chevet.site.assets import collect
from chevet.site.on_demand import move_parts
from chevet.widgets.parts import FILE
from chevet.widgets.quiz import question_state
from chevet.widgets.revision import Revision, revision_of

MINI = Course(Path(__file__).parents[4] / "tests" / "mini_course")


@pytest.fixture(scope="module")
def revision() -> Revision:
    return revision_of(MINI, base="../chapters")


def cards(chapter: dict[str, Any]) -> list[dict[str, Any]]:
    """The states that the module of a chapter exports."""
    match = re.fullmatch(r"export default (\[.*\]);\n", chapter["cards"]["content"], re.DOTALL)
    assert match
    found: list[dict[str, Any]] = json.loads(match[1])
    return found


def test_each_chapter_that_has_questions_is_there_in_order_with_its_address(revision: Revision) -> None:
    told = [(one["slug"], one["number"], one["address"]) for one in revision.chapters]
    with_questions = [c for c in MINI.chapters if counted(load_banks(MINI).get(c.slug, ()))]
    assert told == [(c.slug, c.number, f"../chapters/{c.slug}.html") for c in with_questions]
    assert len(told) > 1


def test_the_cards_are_those_of_the_chapter(revision: Revision) -> None:
    for chapter in revision.chapters:
        questions = counted(load_bank(MINI, chapter["slug"]))
        assert cards(chapter) == json.loads(json.dumps([question_state(one) for one in questions]))
        names = [entry.split(":")[:2] for entry in chapter["questions"].split()]
        assert names == [[one.id, one.digest] for one in questions]


def kept_apart() -> Iterator[str]:
    """Ids that no page may show, or that make no mark."""
    for bank in load_banks(MINI).values():
        shown = {one.id for one in counted(bank)}
        yield from (one.id for one in bank if one.id not in shown)


def test_what_is_kept_for_an_exam_retired_or_asked_before_reading_is_nowhere(revision: Revision) -> None:
    text = json.dumps(revision.state())
    apart = list(kept_apart())
    assert apart, "the small course has such questions"
    assert [one for one in apart if one in text] == []


def test_a_step_names_its_case_and_no_other_question_does(revision: Revision) -> None:
    for chapter in revision.chapters:
        cases = {one.id: one.case.id for one in counted(load_bank(MINI, chapter["slug"])) if one.case}
        entries = [entry.split(":") for entry in chapter["questions"].split()]
        assert {entry[0]: entry[3] for entry in entries if len(entry) > 2} == cases


def test_in_a_page_the_questions_wait_in_a_module_of_each_chapter(revision: Revision) -> None:
    body, files = move_parts(revision.island_html(), lambda name: f"../_static/{name}")
    assert len(files) == len(revision.chapters)
    assert all(name.endswith(".js") for name in files)
    state = json.loads(re.findall(r"<script[^>]*>(.*?)</script>", body, re.DOTALL)[0])
    assert [one["cards"] for one in state["chapters"]] == [
        {FILE: f"../_static/{name}"} for name in dict(zip(files, state["chapters"], strict=True))
    ]
    stems = [html.unescape(state["stem"]) for chapter in revision.chapters for state in cards(chapter)]
    assert stems
    assert [stem for stem in stems if stem in html.unescape(body)] == []


def test_the_page_loads_the_style_of_the_cards_that_it_shows() -> None:
    assets = collect(MINI)
    assert assets.shows["revision"] == {"quiz"}
    assert assets.shows["quiz"] == set()


def test_without_javascript_one_reads_where_the_questions_are(revision: Revision) -> None:
    text = revision.fallback_html()
    assert "demande JavaScript" in text
    for chapter in revision.chapters:
        assert f'<a href="{chapter["address"]}">Chapitre\u00a0{chapter["number"]}, ' in text


def test_it_sums_up() -> None:
    assert Revision(chapters=[]).summary() == "0\u00a0chapitre, 0\u00a0question"
    one = {"questions": "a-01:1 a-02:2"}
    assert Revision(chapters=[one]).summary() == "1\u00a0chapitre, 2\u00a0questions"
