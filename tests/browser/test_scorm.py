"""The package of each chapter, played in a frame of 650 by 660 px as Moodle does, by two LMSs, answer after answer."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, Request

from chevet.budgets import SCORM_ZIP, package_bytes
from chevet.course import Course
from chevet.export.scorm import export_scorm
from chevet.export.scorm_edition import EDITIONS
from chevet.quiz.bank import counted, load_bank
from chevet.quiz.model import MultipleChoice, Numeric, Qroc, Question

from .conftest import AXE, READ_TO_THE_END, chapters, chosen_course, served
from .test_pages import STICKING_OUT, violations

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
# The whole walk of a chapter is played on the first; the others have their package opened, weighed and left.
CHAPTERS = [
    name.removeprefix("chapters/")
    for name in chapters()
    if (chosen_course().banks_dir / f"{name.removeprefix('chapters/')}.yml").is_file()
]
FIRST = CHAPTERS[0]

LMS_PAGE = """<!doctype html><html lang="fr"><title>LMS</title><link rel="icon" href="data:,">
<iframe id="sco" title="Chapitre" width="650" height="660"></iframe>
<script src="scorm12.js"></script><script src="scorm2004.js"></script>
<script type="module" src="scorm_lms.js"></script></html>"""


def write_lms(folder: Path) -> None:
    """The page of an LMS and its players, in ``folder``."""
    (folder / "lms.html").write_text(LMS_PAGE, encoding="utf-8")
    for name in ("scorm_lms.js", "scorm_double.js", "scorm_models.js"):
        shutil.copy(Path(__file__).parent / name, folder)
    for name in ("scorm12.js", "scorm2004.js"):
        shutil.copy(ROOT / "node_modules" / "scorm-again" / "dist" / name, folder)


@pytest.fixture(scope="session")
def lms_site(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An LMS page, and the content of the first chapter's package below it, in each edition."""
    folder = tmp_path_factory.mktemp("lms")
    for name, edition in (("content", "1.2"), ("content2004", "2004")):
        with zipfile.ZipFile(export_scorm(course, FIRST, folder, edition=EDITIONS[edition])) as archive:
            archive.extractall(folder / name)
    write_lms(folder)
    with served(folder) as address:
        yield address


class Learner:
    """Somebody who opens the package in an LMS, answers, leaves, comes back."""

    content = "content/index.html"

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.foreign: list[str] = []
        self.faults: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._watch)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "about:", "data:")):
            self.foreign.append(request.url)

    def enrol(self, player: str, **options: Any) -> None:
        self.page.goto(f"{self.address}/lms.html")
        self.page.wait_for_function("window.ready")
        self.page.evaluate("([name, options]) => setUp(name, options)", [player, options])

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def launch(self, *, settled: bool = True) -> Frame:
        """Open the package and go to its end; ``settled``: wait for the commit that says « incomplete »."""
        before = self.page.evaluate("player.commits()")
        self.page.evaluate("(content) => launch(content)", self.content)
        self.page.wait_for_function("document.querySelector('#sco').contentDocument?.querySelector('main')")
        self.frame.wait_for_load_state()
        self.frame.evaluate(READ_TO_THE_END)
        if settled:
            self.page.wait_for_function("(before) => player.commits() > before", arg=before)
        return self.frame

    def leave(self) -> None:
        self.page.evaluate("leave()")
        self.page.wait_for_function("!document.querySelector('#sco').contentDocument?.querySelector('main')")

    def see(self) -> dict[str, Any]:
        """What the LMS has saved."""
        return dict(self.page.evaluate("player.see()"))

    def notice(self) -> str:
        return self.frame.locator("main > [role=status]:not(.chevet-unkept)").inner_text()

    def card(self, question: str) -> Any:
        return self.frame.locator(f'[data-chevet-question="{question}"]')

    def answer(self, question: Question, response: list[str] | str, *, commit: bool = True) -> dict[str, Any]:
        """Answer as the page wants it, and wait for the LMS to have it."""
        card = self.card(question.id)
        before = self.page.evaluate("player.commits()")
        if isinstance(response, list):
            for choice in response:
                card.locator(f'input[name="choice"][value="{choice}"]').check()
        else:
            card.locator("input[type=text]").fill(response)
        if question.certainty:
            card.locator(".chevet-certainty input").first.check()
        card.get_by_role("button", name="Valider").click()
        if commit:
            self.page.wait_for_function("(before) => player.commits() > before", arg=before)
        return self.see()

    def pass_over(self, question: Question, *, commit: bool = True) -> dict[str, Any]:
        """Go past a question without an answer; a case then brings its next step."""
        before = self.page.evaluate("player.commits()")
        self.card(question.id).get_by_role("button", name="Passer").click()
        if commit:
            self.page.wait_for_function("(before) => player.commits() > before", arg=before)
        following = self.frame.get_by_role("button", name="Question suivante")
        if question.case and question.case.rank < question.case.count:
            following.first.click()
        return self.see()


@pytest.fixture
def learner(chromium: Browser, lms_site: str) -> Iterator[Learner]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    context.set_default_timeout(10_000)
    one = Learner(context.new_page(), lms_site)
    yield one
    context.close()
    assert one.foreign == []
    assert one.faults == []


@pytest.fixture(scope="session")
def questions(course: Course) -> tuple[Question, ...]:
    return counted(load_bank(course, FIRST))


def simple(questions: tuple[Question, ...]) -> list[Question]:
    """Those that a tick or a word answers; the other forms are played by test_answers.py and test_scorm_sequences.py."""
    return [q for q in questions if q.type in ("qru", "qrm", "qroc", "numeric") and not q.case]


def right(question: Question) -> list[str] | str:
    if isinstance(question, MultipleChoice):
        return sorted(question.right_ids)
    if isinstance(question, Numeric):
        return f"{question.answer:g}".replace(".", ",")
    assert isinstance(question, Qroc)
    return next(answer.text for answer in question.answers if answer.credit == 1)


def wrong(question: Question) -> list[str] | str:
    """For choices, the exact opposite of what is right: never less than three discordances."""
    if isinstance(question, MultipleChoice):
        others = sorted(set(question.lettered) - question.right_ids)
        return others[:1] if question.type == "qru" else others
    return "-987654" if isinstance(question, Numeric) else "zzz"


def raw(points: float, questions: tuple[Question, ...]) -> str:
    """``points`` over the whole chapter as JavaScript writes it."""
    return f"{100 * points / len(questions):.2f}".rstrip("0").rstrip(".")


@pytest.mark.parametrize("slug", CHAPTERS)
def test_a_package_keeps_to_its_budget(slug: str, course: Course, tmp_path: Path) -> None:
    package = export_scorm(course, slug, tmp_path)
    with zipfile.ZipFile(package) as archive:
        print(f"{package.name}: {package.stat().st_size} bytes, {len(archive.namelist())} files")
    assert package_bytes(package) <= SCORM_ZIP  # the language model has a limit of its own


@pytest.mark.parametrize(
    ("player", "edition"), [("double", "1.2"), ("again", "1.2"), ("double", "2004"), ("again", "2004")]
)
def test_half_right_then_left_then_finished_wrong(
    player: str, edition: str, learner: Learner, questions: tuple[Question, ...]
) -> None:
    """The status and the score are looked at after each answer."""
    short = simple(questions)
    half = len(short) // 2
    others = [question for question in questions if question not in short]
    learner.enrol(player, edition=edition)
    learner.content = "content/index.html" if edition == "1.2" else "content2004/index.html"
    learner.launch()
    for count, question in enumerate(short[:half], 1):
        seen = learner.answer(question, right(question))
        assert (seen["status"], seen["raw"]) == ("incomplete", raw(count, questions))
    learner.leave()

    learner.launch()
    score = raw(half, questions)
    assert learner.card(short[0].id).get_by_role("button", name="Réessayer").is_visible()
    assert learner.card(short[half].id).get_by_role("button", name="Valider").is_visible()
    assert learner.notice() == ""
    kept = learner.frame.locator("[data-chevet-kept]").inner_text()
    assert kept == "Vos réponses et votre score sont transmis à votre plateforme de cours."
    # Trying again, wrong this time, takes nothing away.
    learner.card(short[0].id).get_by_role("button", name="Réessayer").click()
    seen = learner.answer(short[0], wrong(short[0]))
    assert (seen["status"], seen["raw"]) == ("incomplete", score)
    for question in others:
        seen = learner.pass_over(question)
        assert (seen["status"], seen["raw"]) == ("incomplete", score)
    for question in short[half:-1]:
        seen = learner.answer(question, wrong(question))
        assert (seen["status"], seen["raw"]) == ("incomplete", score)
    # The last answer is given and the page left at once, before any commit.
    learner.answer(short[-1], wrong(short[-1]), commit=False)
    learner.leave()
    seen = learner.see()
    assert (seen["status"], seen["raw"]) == ("completed", score)
    lost = "wrong" if edition == "1.2" else "incorrect"
    told = [[question.id, "correct"] for question in short[:half]]
    told += [[question.id, lost] for question in (*others, *short[half:])]
    assert [
        one for one in seen["interactions"] if "." not in one[0]
    ] == told  # a certainty is « id.certitude »
    assert seen["violations"] == []

    learner.launch()
    learner.leave()
    again = learner.see()
    assert (again["status"], again["raw"]) == ("completed", score)
    assert again["interactions"] == seen["interactions"]
    # Words of the store's own, without an answer in them.
    assert (
        learner.page.evaluate("Object.keys(localStorage).filter((key) => !key.startsWith('chevet/_'))") == []
    )


def test_the_last_question_completes(learner: Learner, questions: tuple[Question, ...]) -> None:
    short = simple(questions)
    learner.enrol("double")
    learner.launch()
    for question in questions:
        if question in short:
            learner.answer(question, right(question), commit=False)
        else:
            learner.pass_over(question, commit=False)
    learner.leave()
    seen = learner.see()
    assert (seen["status"], seen["raw"]) == ("completed", raw(len(short), questions))
    assert len([one for one in seen["interactions"] if "." not in one[0]]) == len(questions)
    assert seen["violations"] == []


def test_where_one_was_reading_comes_back(learner: Learner) -> None:
    learner.enrol("double")
    frame = learner.launch()
    last = frame.evaluate("[...document.querySelectorAll('main section section[id]')].at(-1).id")
    frame.evaluate("(id) => document.getElementById(id).scrollIntoView()", last)
    learner.leave()
    assert learner.see()["saved"]["cmi.core.lesson_location"] == last
    learner.page.evaluate("launch()")
    learner.page.wait_for_function("document.querySelector('#sco').contentWindow.scrollY > 100")


def test_hiding_the_page_commits_and_the_way_back_opens_a_new_session(
    learner: Learner, questions: tuple[Question, ...]
) -> None:
    learner.enrol("double")
    frame = learner.launch()
    first = simple(questions)[0]
    learner.answer(first, right(first), commit=False)
    hide = "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
    frame.evaluate(f"{{ {hide} document.dispatchEvent(new Event('visibilitychange')); }}")
    assert learner.see()["raw"] == raw(1, questions)
    # Kept in the back-forward cache, then shown again: the LMS has closed that session.
    frame.evaluate(
        """() => {
          dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
          dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
          dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        }"""
    )
    learner.page.wait_for_function(
        "player.lms.log.filter(([method]) => method === 'LMSInitialize').length === 2"
    )
    assert learner.see()["violations"] == []


SAVED: Mapping[str, tuple[dict[str, str], str]] = {
    "review": (
        {"cmi.core.lesson_mode": "review", "cmi.core.lesson_status": "completed", "cmi.core.score.raw": "50"},
        "Vous relisez ce chapitre.",
    ),
    "no readable answers": (
        {"cmi.suspend_data": "#?!", "cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "50"},
        "Vos réponses précédentes n’ont pas pu être relues.",
    ),
}


@pytest.mark.parametrize("name", SAVED)
def test_what_the_lms_had_is_respected(name: str, learner: Learner, questions: tuple[Question, ...]) -> None:
    saved, sentence = SAVED[name]
    learner.enrol("double", saved=saved)
    learner.launch(settled=name != "review")
    assert learner.notice().startswith(sentence)
    learner.leave()
    seen = learner.see()["saved"]
    assert {key: seen[key] for key in saved} == saved
    learner.launch(settled=name != "review")
    first = simple(questions)[0]
    learner.answer(first, wrong(first), commit=False)
    learner.leave()
    seen = learner.see()
    assert (seen["status"], seen["raw"]) == (saved["cmi.core.lesson_status"], "50")
    assert seen["violations"] == []


def test_an_lms_that_refuses_is_told_and_gets_all_when_it_answers(
    learner: Learner, questions: tuple[Question, ...]
) -> None:
    learner.enrol("double")
    learner.page.evaluate("player.lms.refuse = () => true")
    learner.launch(settled=False)
    first, second = simple(questions)[:2]
    learner.answer(first, right(first), commit=False)
    tries = "player.lms.log.filter(([method]) => method === 'LMSInitialize').length"
    learner.page.wait_for_function(f"{tries} === 2")  # at the opening, then for the answer
    assert learner.notice().startswith("Moodle n’a pas répondu.")
    assert learner.card(first.id).get_by_role("button", name="Réessayer").is_visible()
    learner.page.evaluate("player.lms.refuse = () => false")
    seen = learner.answer(second, right(second))
    assert (seen["status"], seen["raw"]) == ("incomplete", raw(2, questions))
    assert learner.notice().startswith("Moodle répond de nouveau.")
    assert seen["violations"] == []


def test_the_package_opened_as_a_plain_site_keeps_the_answers_here(
    learner: Learner, questions: tuple[Question, ...]
) -> None:
    page = learner.page
    for visit in (1, 2):
        page.goto(f"{learner.address}/content/index.html")
        page.evaluate(READ_TO_THE_END)
        assert (
            "pas ouverte depuis Moodle"
            in page.locator("main > [role=status]:not(.chevet-unkept)").inner_text()
        )
        card = page.locator(f'[data-chevet-question="{simple(questions)[0].id}"]')
        if visit == 1:
            card.get_by_role("button", name="Passer").click()
        assert card.get_by_role("button", name="Réessayer").is_visible()


def test_the_package_can_be_read_by_all_in_a_narrow_frame(chromium: Browser, lms_site: str) -> None:
    context = chromium.new_context(viewport={"width": 650, "height": 660})
    context.add_init_script(AXE.read_text(encoding="utf-8"))
    page = context.new_page()
    page.goto(f"{lms_site}/content/index.html")
    page.evaluate(READ_TO_THE_END)
    assert violations(SimpleNamespace(page=page)) == []  # type: ignore[arg-type]
    for width in (650, 320):
        page.set_viewport_size({"width": width, "height": 660})
        assert page.evaluate(STICKING_OUT) == []
    context.close()
