"""An attack written in a bank is text or nothing: in Moodle XML, in GIFT, in the page, in the package."""

from __future__ import annotations

import json
import re
import shutil
import threading
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from tests.browser.conftest import CHROMIUMS, READ_TO_THE_END, _Quiet

from chevet.course import Course
from chevet.export import formats
from chevet.export.scorm import export_scorm
from chevet.export.sources import chosen_chapters
from chevet.site.build import build_site

from .gift_reader import read_gift
from .inert import ATTACKS, faults

MINI = Path(__file__).parents[1] / "mini_course"


def batched(whole: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


def bank() -> Iterator[dict[str, Any]]:
    """Every attack in every field that is shown, by type."""
    for rank, attack in enumerate(ATTACKS):
        head: dict[str, Any] = {"stem": attack, "feedback": attack, "section": attack, "source": attack}
        choices = [{"text": f"{attack} {n}", "right": n == 0, "feedback": attack} for n in range(4)]
        match rank % 4:
            case 0:
                yield head | {"type": "qru", "choices": choices}
            case 1:
                yield head | {"type": "qrm", "choices": choices}
            case 2:
                word = "".join(attack.split())[:40] + "x"
                answers = [{"text": word, "credit": 1, "feedback": attack}]
                traps = [{"text": word + "y", "feedback": attack}]
                yield head | {"type": "qroc", "answers": answers, "traps": traps, "feedback_wrong": attack}
            case 3:
                told = {"feedback_right": attack, "feedback_wrong": attack, "unit": "x" + attack}
                trap = {"value": 2, "feedback": attack}
                yield head | {"type": "numeric", "answer": 1, "tolerance": 0, "traps": [trap]} | told


def cases() -> Iterator[dict[str, Any]]:
    """Every attack as a fact and as a hint, by eight, the length of a case."""
    choices = [{"text": f"{n}", "right": n == 0, "feedback": "f"} for n in range(4)]
    for eight in batched(ATTACKS, 8):
        steps = [
            {"type": "qru", "stem": "?", "choices": choices, "fact": attack, "hints": [attack]}
            for attack in eight
        ]
        yield {"type": "dp", "stem": eight[0], "section": eight[0], "steps": steps}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    root = Path(shutil.copytree(MINI, tmp_path_factory.mktemp("inert") / "cours"))
    path = root / "exercises" / "banks" / "01-essai.yml"
    items = yaml.safe_load(path.read_text(encoding="utf-8"))
    items += [{"id": f"essai-{rank:02}"} | one for rank, one in enumerate([*bank(), *cases()], 10)]
    path.write_text(yaml.safe_dump(items, allow_unicode=True), encoding="utf-8")
    chapter = root / "chapters" / "01-essai.md"
    names = [one["id"] for one in items[5:]]
    text = chapter.read_text(encoding="utf-8")
    changed = re.sub(r'(show_quiz\("01-essai", ids=\[)([^\]]*)\]', rf"\1\2, *{names}]", text, count=1)
    assert changed != text, "the chapter no longer names its questions"
    chapter.write_text(changed, encoding="utf-8")
    return Course(root)


def test_the_list_of_attacks_would_be_seen() -> None:
    assert sum(bool(faults(attack)) for attack in ATTACKS) >= 12


@pytest.mark.parametrize("name", ["moodle-xml", "gift"])
def test_a_file_for_a_platform_holds_no_script(name: str, course: Course) -> None:
    found = formats.render(name, course, chosen_chapters(course, ["01-essai"]), lambda _: None)
    ((file, content),) = found.files.items()
    if file.endswith(".xml"):
        root = ElementTree.fromstring(content)
        texts = [
            t.text or ""
            for parent in root.iter()
            if parent.get("format") == "html"
            for t in parent.findall("text")
        ]
        names = [t.text or "" for t in root.iterfind("question/name/text")]
        assert len(root.findall("question[questiontext]")) == 2 * len(ATTACKS) + 5
    else:
        read = read_gift(content)
        assert {one.category[0] for one in read} == {"Petit cours d’essai"}
        texts = [t for q in read for t in (q.stem, q.general, *(a.feedback for a in q.answers))]
        texts += [a.text for q in read if q.kind == "multichoice" for a in q.answers]
        names = [q.name for q in read]
        assert len(read) == 2 * len(ATTACKS) + 5
    assert len(texts) > 4 * len(ATTACKS)
    assert [fault for text in texts for fault in faults(text)] == []
    assert [name for name in names if "<" in name] == []


# Fields that the page compares, sends or writes as text: never read as HTML, as the browser shows below.
RAW = {"texts", "section", "unit", "correct"}


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
    assert len(cards) >= len(ATTACKS)
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
    site = build_site(course)
    page = (site / "chapters" / "01-essai.html").read_text(encoding="utf-8")
    assert shown(page) == []
    with zipfile.ZipFile(export_scorm(course, "01-essai", tmp_path)) as archive:
        assert shown(archive.read("index.html").decode("utf-8")) == []
        ElementTree.fromstring(archive.read("imsmanifest.xml"))


ANSWER_ALL = """async () => {
  for (const card of document.querySelectorAll(".chevet-quiz form")) {
    const field = card.querySelector("input");
    if (field.type === "text") {
      field.value = "2";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else field.click();
    card.requestSubmit();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return document.querySelectorAll(".chevet-quiz form").length;
}"""
FOREIGN = """() => [...document.querySelectorAll(".chevet-quiz *")]
  .filter((one) => ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "STYLE", "LINK", "META", "BASE", "IMG", "math"]
      .includes(one.tagName) || [...one.attributes].some((a) => a.name.startsWith("on"))
      || /^(javascript|vbscript|data):/i.test(one.getAttribute("href") ?? ""))
  .map((one) => one.outerHTML)"""


@pytest.mark.browser
def test_a_browser_that_would_run_scripts_finds_none(course: Course) -> None:
    """Every question answered, every correction on screen, the policy of the page switched off."""
    site = course.site_dir if course.site_dir.is_dir() else build_site(course)
    handler = partial(_Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_context(bypass_csp=True).new_page()
        ran: list[str] = []
        page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
        page.goto(f"http://127.0.0.1:{server.server_port}/chapters/01-essai.html")
        page.evaluate(READ_TO_THE_END)
        assert page.evaluate(ANSWER_ALL) >= len(ATTACKS)
        assert page.locator(".chevet-quiz", has_text="onerror").count()
        assert page.evaluate(FOREIGN) == []
        assert ran == []
        browser.close()
        server.shutdown()
