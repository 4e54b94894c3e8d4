"""An attack written in a bank, an assignment or a plan is text or nothing, wherever it is shown."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from tests.browser.conftest import CHROMIUMS, READ_TO_THE_END, _Quiet
from tests.export.gift_reader import read_gift
from tests.export.inert import ATTACKS, faults
from tests.export.mbz_reader import unzip

from chevet.assignments.files import load_assignment
from chevet.cohort.write import protect
from chevet.course import Course
from chevet.export import formats
from chevet.export.assignment import render_assignment
from chevet.export.scorm import export_scorm
from chevet.export.scorm_edition import EDITIONS
from chevet.export.sources import chosen_chapters
from chevet.widgets.quiz.views.base import inline

from .conftest import ATTACKED, attacked_bank

QUESTIONS = sum(len(one.get("steps", [one])) for one in attacked_bank())


def rendered(name: str, course: Course) -> dict[str, bytes]:
    return dict(formats.render(name, course, chosen_chapters(course, [ATTACKED]), lambda _: None).files)


def test_the_list_of_attacks_would_be_seen() -> None:
    assert len(ATTACKS) >= 60
    assert sum(bool(faults(attack)) for attack in ATTACKS) >= 40


@pytest.mark.parametrize("name", ["moodle-xml", "gift"])
def test_a_file_for_a_platform_holds_no_script(name: str, unbuilt: Course) -> None:
    ((file, content),) = rendered(name, unbuilt).items()
    if file.endswith(".xml"):
        root = ElementTree.fromstring(content)
        texts = [
            t.text or ""
            for parent in root.iter()
            if parent.get("format") == "html"
            for t in parent.findall("text")
        ]
        names = [t.text or "" for t in root.iterfind("question/name/text")]
        assert len(root.findall("question[questiontext]")) == QUESTIONS + 5
    else:
        read = read_gift(content)
        assert {one.category[0] for one in read} == {"Petit cours d’essai"}
        texts = [t for q in read for t in (q.stem, q.general, *(a.feedback for a in q.answers))]
        texts += [a.text for q in read if q.kind == "multichoice" for a in q.answers]
        names = [q.name for q in read]
        assert len(read) >= QUESTIONS - 10  # GIFT has no ordering
    assert len(texts) > 3 * len(ATTACKS)
    assert [fault for text in texts for fault in faults(text)] == []
    assert [name for name in names if "<" in name] == []


# Fields that the page compares, sends or writes as text: never read as HTML, as the browser shows below.
RAW = {"texts", "section", "unit", "correct", "rights"}


def strings(value: Any) -> Iterator[str]:
    """Every text of a state, but those of RAW."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in RAW:
                yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def shown(page: str) -> list[str]:
    """What a page runs beside its own scripts: in its HTML, and in the HTML that its widgets insert."""
    soup = BeautifulSoup(page, "html.parser")
    found = []
    cards = soup.select("section.chevet-quiz, .chevet-quiz section")
    assert len(cards) >= QUESTIONS
    for card in cards:
        found += faults(str(card))
    islands = soup.find_all("script", type="application/json")
    quizzes = [one for one in islands if "essai-10" in one.get_text()]
    assert quizzes
    for island in quizzes:
        for question in json.loads(island.get_text()).get("questions", []):
            found += [fault for text in strings(question) for fault in faults(text)]
    for script in soup.find_all("script"):
        if script.get("type") != "application/json" and not script.get("src"):
            found.append(f"script: {script.get_text()[:80]}")
    return found


def test_the_page_and_the_package_hold_no_script(course: Course, tmp_path: Path) -> None:
    page = (course.site_dir / "chapters" / f"{ATTACKED}.html").read_text(encoding="utf-8")
    assert shown(page) == []
    # So many open questions have no room in SCORM 1.2; the page of both packages is the same.
    with zipfile.ZipFile(export_scorm(course, ATTACKED, tmp_path, edition=EDITIONS["2004"])) as archive:
        assert shown(archive.read("index.html").decode("utf-8")) == []
        ElementTree.fromstring(archive.read("imsmanifest.xml"))


def test_titles_aims_and_the_plan_are_text_on_every_page(course: Course) -> None:
    for path in course.site_dir.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for shared in soup.select("nav, header, .chevet-toc, .chevet-facts, .chevet-aims"):
            assert faults(str(shared), allowed=["svg"]) == [], path.name
        title = soup.title
        assert title is not None
        assert not title.find(True)
    home = (course.site_dir / "book" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)" in home


ASSIGNMENT = {"title": "".join(ATTACKS[:9]), "instructions": " ".join(ATTACKS), "feedback": "each"}


@pytest.mark.parametrize("format", ["papier", "scorm"])
def test_an_assignment_holds_no_script(format: str, unbuilt: Course, tmp_path: Path) -> None:
    ids = [f"essai-{rank:02}" for rank in range(10, 59, 7)]
    path = tmp_path / "..essai.yml"
    written = ASSIGNMENT | {"items": [{"id": one} for one in ids], "labs": [{"slug": "essai"}]}
    path.write_text(yaml.safe_dump(written, allow_unicode=True), encoding="utf-8")
    found = render_assignment(unbuilt, load_assignment(unbuilt, path), format, pdf=False, edition="2004")
    pages = [content for name, content in found.files.items() if name.endswith(".html")]
    for name, content in found.files.items():
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                pages.append(archive.read("index.html"))
    assert pages
    for page in pages:
        body = BeautifulSoup(page, "html.parser").body
        assert body is not None
        for state in body.find_all("script", type="application/json"):
            state.extract()
        assert faults(str(body)) == []
        assert "alert(1)" in body.get_text()


def test_the_questions_of_a_moodle_course_hold_no_script(course: Course) -> None:
    # The packages of its chapters are seen above; this bank has no room in the one of SCORM 1.2.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chevet.export.scorm.check_size", lambda *_: None)
        ((_, content),) = rendered("mbz", course).items()
    root = ElementTree.fromstring(unzip(content)["questions.xml"])
    # Moodle reads as HTML the texts whose format is 1, and escapes the others, such as what is typed or listed.
    formats = {"questiontext": "questiontextformat", "generalfeedback": "generalfeedbackformat"}
    formats |= {"feedback": "feedbackformat", "answertext": "answerformat"}
    texts = [
        (parent.findtext(tag) or "")
        for parent in root.iter()
        for tag, format in formats.items()
        if parent.find(tag) is not None and parent.findtext(format, "1") == "1" and parent.tag != "match"
    ]
    texts += [parent.findtext("questiontext") or "" for parent in root.iter("match")]
    assert len(texts) > 3 * len(ATTACKS)
    assert [fault for text in texts for fault in faults(text)] == []


def test_cards_hold_no_script_and_keep_their_columns(unbuilt: Course) -> None:
    (content,) = rendered("anki", unbuilt).values()
    lines = [line.split("\t") for line in content.decode().split("\n") if line and not line.startswith("#")]
    assert len(lines) >= len(ATTACKS) // 12
    for row in lines:
        assert len(row) == 5
        assert [fault for cell in row[2:4] for fault in faults(cell)] == []


def test_notebooks_hold_text(unbuilt: Course) -> None:
    for content in rendered("notebooks", unbuilt).values():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            read = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".ipynb")]
        for one in read:
            notebook = nbformat.reads(one, as_version=4)
            nbformat.validate(notebook)
            assert not [out for cell in notebook.cells for out in cell.get("outputs", ())]


@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.lstrip()[:1] in "=+-@\uff1d"])
def test_a_cell_of_a_spreadsheet_opens_no_formula(attack: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerow([protect(attack)])
    ((cell,),) = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    assert cell == f"'{attack}"


ANSWER_ALL = """async () => {
  for (const card of document.querySelectorAll(".chevet-quiz form")) {
    const field = card.querySelector("input, select, button");
    for (const list of card.querySelectorAll("select")) {
      list.selectedIndex = 1;
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (field.type === "text") {
      field.value = "2";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else field.click();
    card.requestSubmit();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return document.querySelectorAll(".chevet-quiz form").length;
}"""
# A picture of the course is not one: the bank of the small course holds it.
FOREIGN = """() => [...document.querySelectorAll('.chevet-quiz :not(img[src^="../chapters/figures/"])')]
  .filter((one) => ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "STYLE", "LINK", "META", "BASE", "IMG", "math"]
      .includes(one.tagName) || [...one.attributes].some((a) => a.name.startsWith("on"))
      || /^(javascript|vbscript|data|blob|feed|ms-[a-z]+):/i.test(one.getAttribute("href") ?? ""))
  .map((one) => one.outerHTML)"""
# What a reader would do by accident: point at everything, focus it, follow what leads neither to the web nor to a mail.
TOUCH_ALL = """() => {
  for (const one of document.querySelectorAll(".chevet-quiz *")) {
    for (const name of ["mouseover", "focus", "toggle", "error", "load", "begin"]) one.dispatchEvent(new Event(name));
    if (one.tagName === "A" && !["http:", "https:", "mailto:"].includes(one.protocol)) one.click();
  }
}"""


@pytest.mark.browser
def test_a_browser_that_would_run_scripts_finds_none(course: Course) -> None:
    """Every question answered, every correction on screen, the policy of the page switched off."""
    handler = partial(_Quiet, directory=str(course.site_dir))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_context(bypass_csp=True).new_page()
        ran: list[str] = []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.add_init_script("window.alert = (said) => { window.attacked = said; };")
        home = f"http://127.0.0.1:{server.server_port}/"
        page.on("request", lambda one: one.url.startswith(home) or ran.append(one.url))
        page.goto(f"http://127.0.0.1:{server.server_port}/chapters/01-essai.html")
        page.evaluate(READ_TO_THE_END)
        assert page.evaluate(ANSWER_ALL) >= len(ATTACKS) // 2
        page.evaluate(TOUCH_ALL)
        assert page.locator(".chevet-quiz", has_text="onerror").count()
        assert page.evaluate(FOREIGN) == []
        assert page.evaluate("window.attacked") is None
        assert ran == []
        browser.close()
        server.shutdown()


def test_the_only_door_to_html_lets_no_attack_through_and_a_wider_one_would() -> None:
    wide = MarkdownIt("commonmark", {"html": True})
    wide.validateLink = lambda url: True  # type: ignore[method-assign]
    assert [attack for attack in ATTACKS if faults(inline(attack))] == []
    assert sum(bool(faults(wide.renderInline(attack))) for attack in ATTACKS) >= 50
