"""The USB key: the course opened by a double click, from a folder, in Chromium and in Firefox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chevet.course import Course
from chevet.export.usb import usb_files

from . import marionette
from .conftest import DESK, READ_TO_THE_END, pages
from .test_answers import answer, first_with_questions, questions, right_response, with_questions
from .test_offline import control_page
from .test_revision import PAGE, WRONG, begin, choose, give, needs_page, wrong_response

pytestmark = pytest.mark.browser

MOUNTED = "[...document.querySelectorAll('.chevet-island')].map((one) => one.dataset.chevetMounted)"
# The numbers that the model gives to what may follow a text, through the client that every instrument uses.
LOGITS = """
  const { openModel } = await load(client);
  const lm = await openModel({ model: null });
  const { logits } = await lm.next(await lm.encode("La dose"));
  return [...logits];
"""
ON_THE_KEY = "async (client) => { const { load } = chevetFolder;" + LOGITS + "}"
ON_THE_SITE = "async (client) => { const load = (one) => import(one);" + LOGITS + "}"


@pytest.fixture(scope="module")
def key(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the key, unpacked in a folder whose name has a space and an accent, as on any computer."""
    folder = tmp_path_factory.mktemp("cle") / "Clé de l’été"
    for name, content in usb_files(course.site_dir.resolve(), f"{pages()[0]}.html").items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


class Visitor:
    """A page that reads the key, with all that it complained of."""

    def __init__(self, page: Page, key: Path) -> None:
        self.page = page
        self.key = key
        self.faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("request", self._look)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _look(self, request: Any) -> None:
        if not request.url.startswith(self.key.as_uri()):
            self.faults.append(f"asked elsewhere: {request.url}")

    def open(self, name: str) -> Page:
        self.page.goto(f"{self.key.as_uri()}/{name}.html")
        return self.page


@pytest.fixture
def visitor(chromium: Browser, key: Path) -> Iterator[Visitor]:
    context = chromium.new_context(**DESK)
    context.set_default_timeout(60_000)
    one = Visitor(context.new_page(), key)
    yield one
    context.close()
    assert one.faults == []


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[marionette.Firefox]:
    executable = marionette.installed()
    if executable is None:
        pytest.skip("no Firefox on this machine")
    with marionette.firefox(executable, tmp_path_factory.mktemp("profile")) as found:
        yield found


def with_model(course: Course) -> str:
    return next(n for n in pages() if 'id="chevet-lm"' in (course.site_dir / f"{n}.html").read_text("utf-8"))


def client_of(folder: Path) -> str:
    return next((folder / "_static" / "chevet").glob("lm_client.*.js")).name


def test_a_double_click_opens_the_home_page_and_every_page_is_whole(visitor: Visitor) -> None:
    page = visitor.open("index")
    page.wait_for_url(f"**/{pages()[0]}.html")
    for name in pages():
        visitor.open(name)
        page.evaluate(READ_TO_THE_END)
        assert page.locator("h1").count() == 1
        assert set(page.evaluate(MOUNTED)) <= {"true"}, name


def test_the_index_alone_says_that_the_folder_must_be_unpacked(
    chromium: Browser, key: Path, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_bytes((key / "index.html").read_bytes())
    page = chromium.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    expect(page.locator("body")).to_contain_text("Extraire tout")
    assert page.url.startswith(tmp_path.as_uri())
    page.close()


@pytest.mark.parametrize("name", first_with_questions())
def test_an_answer_is_found_again(name: str, visitor: Visitor) -> None:
    page = visitor.open(name)
    page.evaluate(READ_TO_THE_END)
    question = next(one for one in questions(name) if one["moment"] == "" and "choices" in one)
    card = answer(page, question, right_response(question))
    result = card.locator(".chevet-result").first
    expect(result).to_be_visible()
    total = page.locator("[data-chevet-total]").inner_text()
    page.reload()
    page.evaluate(READ_TO_THE_END)
    expect(page.locator("[data-chevet-total]")).to_have_text(total)
    expect(page.locator(".chevet-quiz .chevet-result").first).to_be_visible()


def test_the_model_says_the_same_as_on_the_site(
    visitor: Visitor, course: Course, site: str, chromium: Browser
) -> None:
    name = with_model(course)
    on_the_key = visitor.open(name).evaluate(ON_THE_KEY, client_of(visitor.key))
    page = chromium.new_page()
    page.goto(f"{site}/{name}.html")
    on_the_site = page.evaluate(ON_THE_SITE, f"{site}/_static/chevet/{client_of(course.site_dir)}")
    page.close()
    assert len(on_the_key) > 100
    assert on_the_key == on_the_site


def test_the_search_shows_extracts(visitor: Visitor) -> None:
    visitor.open("search")
    visitor.page.get_by_role("searchbox").fill("modèle")
    visitor.page.keyboard.press("Enter")
    extract = visitor.page.locator("main .context", has_text="modèle").first
    extract.wait_for()
    found = visitor.page.locator("main #search-results li")
    # Each extract is a file: to leave before the last one came would be seen as a file that fails.
    expect(found.filter(has_not=visitor.page.locator(".context"))).to_have_count(0)
    assert found.count() > 1
    visitor.page.locator("main li a").first.click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("h1").count() == 1


def test_the_control_says_that_there_is_nothing_to_take(visitor: Visitor) -> None:
    page = visitor.open(control_page())
    expect(page.locator("[data-chevet-offline] [role=status]")).to_contain_text("rien à emporter")
    assert page.locator("[data-chevet-offline] button:visible").count() == 0


@needs_page
def test_a_mock_exam_has_its_questions_and_keeps_an_answer(visitor: Visitor) -> None:
    """Its module is fetched when the exam begins: from a folder, that is a script of its own."""
    page = visitor.open(PAGE)
    choose(page, "épreuve")
    page.locator(".chevet-revision [type=checkbox]").first.press("Space")
    begin(page)
    foot = page.locator(".chevet-exam-foot")
    expect(foot).to_contain_text("0\u00a0réponse gardée")
    cards = page.locator(".chevet-exam [data-chevet-question]")
    drawn = [str(card.get_attribute("data-chevet-question")) for card in cards.all()]
    asked = (q for q in questions(with_questions()[0]) if f"{q['id']}@exam" in drawn and q["type"] in WRONG)
    one = next(asked)
    card = page.locator(f".chevet-exam [data-chevet-question='{one['id']}@exam']")
    card.locator("input").first.focus()
    give(page, card, one, wrong_response(one))
    expect(foot).to_contain_text("1\u00a0réponse gardée")


def test_firefox_reads_it_too(fox: marionette.Firefox, key: Path, course: Course) -> None:
    fox.open(f"{key.as_uri()}/index.html")
    home = f"{key.as_uri()}/{pages()[0]}.html"
    fox.run("while (location.href !== args[0]) await new Promise((done) => setTimeout(done, 20));", home)
    for name in pages():
        fox.open(f"{key.as_uri()}/{name}.html")
        fox.run(f"await ({READ_TO_THE_END})()")
        assert set(fox.run(f"return {MOUNTED}")) <= {"true"}, name
    fox.open(f"{key.as_uri()}/{with_model(course)}.html")
    assert len(fox.run(f"return await ({ON_THE_KEY})(args[0])", client_of(key))) > 100
    fox.run("localStorage.setItem('chevet/essai', '1')")
    fox.open(f"{key.as_uri()}/{pages()[1]}.html")
    assert fox.run("return localStorage.getItem('chevet/essai')") == "1"
