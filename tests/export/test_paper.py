"""What is printed: the same questions for everybody, propositions shuffled, no answer on a subject."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from chevet.course import find_course
from chevet.export import browser
from chevet.export.paper import Paper, paper_of_chapters, render_paper, shuffled
from chevet.problems import CourseError
from chevet.quiz.bank import counted, load_bank

COURSE = find_course(Path(__file__).parents[2])
BANK = counted(load_bank(COURSE, "01-tokens"))
PAPER = Paper("Contrôle", tuple((question, 1.0) for question in BANK), "Sans document.")


def pages(variants: int = 2, seed: int = 1) -> dict[str, BeautifulSoup]:
    found = render_paper(PAPER, "essai", variants=variants, seed=seed, pdf=False)
    return {name: BeautifulSoup(content, "html.parser") for name, content in found.files.items()}


def propositions(page: BeautifulSoup) -> list[list[str]]:
    return [[li.get_text() for li in ul.find_all("li")] for ul in page.select("ul.chevet-blanks")]


def test_a_subject_holds_every_question_and_says_nothing_of_the_answers() -> None:
    for name, page in pages().items():
        text = page.get_text()
        assert len(page.select("main > section")) == len(BANK)
        if "sujet" in name:
            assert "Sans document." in text
            assert not page.select(".right, .on")
            for question in BANK:
                assert question.feedback is None or question.feedback[:40] not in text
            assert not re.search(r"\b(Juste|Fausse|Réponse attendue)\b", text)


def test_a_variant_shuffles_propositions_never_questions_and_loses_none() -> None:
    found = pages()
    first, second = (found[f"essai-{variant}-sujet.html"] for variant in "AB")
    stems = [
        [p.get_text() for p in page.select("main > section > p:first-of-type")] for page in (first, second)
    ]
    assert stems[0] == stems[1]
    a, b = propositions(first), propositions(second)
    assert a != b
    assert [sorted(one) for one in a] == [sorted(one) for one in b]


def test_the_same_seed_prints_the_same_pages_and_another_seed_others() -> None:
    one, same, other = (render_paper(PAPER, "essai", seed=seed, pdf=False).files for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_the_grid_is_filled_where_the_propositions_of_that_variant_are_right() -> None:
    for variant in "AB":
        page = pages()[f"essai-{variant}-corrige.html"]
        for row, question in zip(page.select(".grid tbody tr"), BANK, strict=True):
            state = shuffled(question, 1, variant)
            if "choices" in state:
                cells = row.select("td.box")
                worth = [choice.get("votes", choice.get("right")) for choice in state["choices"]]
                assert [bool(cell.get_text()) for cell in cells] == [bool(one) for one in worth], question.id
                assert ["on" in (cell.get("class") or []) for cell in cells] == [
                    one == max(worth) for one in worth
                ]
            else:
                assert row.select_one(".write").get_text()


def test_the_corrected_version_gives_every_reason() -> None:
    text = pages()["essai-A-corrige.html"].get_text(" ", strip=True)
    question = next(q for q in BANK if q.type == "qrm")
    for choice in question.choices:
        assert choice.feedback.split("*")[0].split("`")[0][:30] in text


def test_a_page_fetches_nothing() -> None:
    for name, content in render_paper(PAPER, "essai", pdf=False).files.items():
        assert not re.search(rb'(src|href)="(?!data:)|@import|url\(', content), name


def test_a_title_is_text() -> None:
    bad = Paper("<script>alert(1)</script>", PAPER.questions[:1], "<img src=x onerror=alert(1)>")
    for content in render_paper(bad, "essai", pdf=False).files.values():
        page = BeautifulSoup(content, "html.parser")
        assert not page.select("script, img")


def test_every_type_of_every_bank_prints() -> None:
    for chapter in COURSE.chapters:
        paper = paper_of_chapters(COURSE, [chapter])
        files = render_paper(paper, chapter.slug, pdf=False).files
        assert all(b"undefined" not in content for content in files.values())


def test_without_a_browser_the_pages_are_written_and_the_note_says_how_to_print(monkeypatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    found = render_paper(PAPER, "essai")
    assert sorted(found.files) == ["essai-A-corrige.html", "essai-A-sujet.html"]
    assert any("Chromium" in note for note in found.notes)


def test_a_browser_that_stops_is_told(monkeypatch, tmp_path: Path) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\necho plantage >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setattr(browser, "find_browser", lambda: str(fake))
    with pytest.raises(CourseError, match="plantage"):
        render_paper(PAPER, "essai")


@pytest.mark.skipif(browser.find_browser() is None, reason="no Chromium to print with")
def test_the_same_page_prints_the_same_pdf() -> None:
    small = Paper("Contrôle", PAPER.questions[:2])
    one, two = (render_paper(small, "essai").files for _ in range(2))
    assert one["essai-A-sujet.pdf"].startswith(b"%PDF-")
    assert one == two


def test_a_picture_of_a_question_is_in_the_page() -> None:
    mini = find_course(Path(__file__).parents[1] / "mini_course")
    found = render_paper(paper_of_chapters(mini, mini.chapters[:1]), "essai", pdf=False).files
    drawn = base64.b64encode((mini.root / "chapters/figures/01-essai/morceaux.svg").read_bytes()).decode()
    assert f'src="data:image/svg+xml;base64,{drawn}"' in found["essai-A-corrige.html"].decode()
    assert drawn not in found["essai-A-sujet.html"].decode()  # it is in a feedback
    assert not [name for name, content in found.items() if "../chapters/" in content.decode()]
