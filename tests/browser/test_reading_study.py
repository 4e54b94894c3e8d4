"""The reading study as a learner does it, with the keyboard alone: to the end, left in the middle, begun again."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chevet.widgets.reading_study.plan import plan
from chevet.widgets.reading_study.results import SURE

from .conftest import Island, Reader, islands

pytestmark = pytest.mark.browser
studies = [island for island in islands() if island.widget == "reading_study"][:1]


@pytest.fixture(params=studies, ids=str)
def island(request: pytest.FixtureRequest) -> Island:
    found: Island = request.param
    return found


def show(visitor: Reader, island: Island) -> Locator:
    page = visitor.open(island.page, to_the_end=False)
    shown = page.locator(".chevet-island").nth(island.rank)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_attribute("data-chevet-mounted", "true")
    return shown


def count_of(island: Island) -> int:
    return 3 * len(island.state["blocks"][0])


def answer(page: Page, choice: int, sure: int) -> None:
    """One case from its heading, with Tab, the arrows and Enter only."""
    keys = page.keyboard
    for _ in range(3):  # past the trace in words and the rules of reading
        keys.press("Tab")
    for rank in (choice, SURE.index(sure)):
        keys.press("Space")
        for _ in range(rank):
            keys.press("ArrowDown")
        keys.press("Tab")
    keys.press("Enter")


def begin(shown: Locator) -> None:
    shown.get_by_role("button", name="Commencer l’étude").press("Enter")


def heading(shown: Locator, rank: int, count: int) -> Locator:
    found = shown.get_by_role("heading", name=f"Cas {rank} sur {count}", exact=True)
    expect(found).to_be_focused()
    return found


def table_of(shown: Locator) -> list[dict[str, str]]:
    """What the link gives to download, read as a spreadsheet would."""
    address = shown.get_by_role("link", name=re.compile("Télécharger")).get_attribute("href") or ""
    kind, _, text = address.partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    return list(csv.DictReader(io.StringIO(unquote(text).removeprefix("\ufeff")), delimiter=";"))


def seed_of(page: Page) -> int:
    return int(
        page.evaluate("localStorage.getItem(Object.keys(localStorage).find((k) => k.endsWith('/_seed')))")
    )


def test_a_whole_study_by_keyboard_gives_its_results_and_its_table(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    page, count = visitor.page, count_of(island)
    cases = island.state["cases"]
    begin(shown)
    order = plan(cases, island.state["blocks"], seed_of(page))
    given = []
    for rank, (number, condition) in enumerate(order, 1):
        heading(shown, rank, count)
        case = cases[number]
        expect(shown.get_by_text(case["vignette"])).to_be_visible()
        proposed = case["choices"][case["right"] if condition == "right" else case["wrong"]]
        machine = shown.locator(".chevet-machine")
        if condition == "alone":
            expect(machine).to_have_count(0)
        else:
            expect(machine).to_contain_text(proposed)
        # Follows every suggestion, and is right alone: the most biased of readers.
        choice = case["right"] if condition != "wrong" else case["wrong"]
        sure = SURE[rank % len(SURE)]
        given.append((case["id"], choice, sure))
        answer(page, choice, sure)
    expect(shown.get_by_role("heading", name="Vos résultats")).to_be_focused()
    text = shown.inner_text()
    third = count // 3
    assert f"{third} sur {third} sans suggestion" in text
    assert f"0 sur {third} devant une suggestion fausse" in text
    assert f"Vous avez choisi {third} fois sur {third} exactement la réponse fausse" in text
    assert "perd 100\u00a0points" in text

    lines = table_of(shown)
    assert [(line["cas"], int(line["certitude"])) for line in lines] == [
        (one, sure) for one, _, sure in given
    ]
    kinds = {"alone": "sans", "right": "juste", "wrong": "fausse"}
    assert [line["condition"] for line in lines] == [kinds[condition] for _, condition in order]
    assert Counter(line["juste"] for line in lines) == {"1": 2 * third, "0": third}
    assert {line["suivie"] for line in lines if line["condition"] != "sans"} == {"1"}
    for line, (number, _), (_, choice, _) in zip(lines, order, given, strict=True):
        assert line["reponse"] == cases[number]["choices"][choice]
        assert line["bonne_reponse"] == cases[number]["choices"][cases[number]["right"]]
        assert 0 < int(line["temps_ms"]) < 60_000
    with page.expect_download() as download:
        shown.get_by_role("link", name=re.compile("Télécharger")).press("Enter")
    assert download.value.suggested_filename == "chevet-lectures.csv"
    assert visitor.foreign == []


def test_nothing_tells_that_a_suggestion_is_wrong_before_the_end(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    begin(shown)
    cases = island.state["cases"]
    for rank, (number, _) in enumerate(plan(cases, island.state["blocks"], seed_of(visitor.page))[:4], 1):
        heading(shown, rank, count_of(island))
        assert cases[number]["why"] not in shown.inner_text()
        assert "fausse" not in shown.locator(".chevet-case-card").inner_text()
        answer(visitor.page, 0, 50)
    assert shown.get_by_role("button", name=re.compile("Retour|Précédent|Corriger")).count() == 0


def test_who_leaves_in_the_middle_finds_everything_again(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    page, count = visitor.page, count_of(island)
    begin(shown)
    for rank in (1, 2):
        heading(shown, rank, count)
        answer(page, 1, 75)
    heading(shown, 3, count)
    vignette = shown.locator(".chevet-vignette").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the trace in words
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")

    shown = show(visitor, island)
    expect(shown.get_by_text(f"Vous en êtes au cas 3 sur {count}.")).to_be_visible()
    shown.get_by_role("button", name="Reprendre au cas 3").press("Enter")
    heading(shown, 3, count)
    assert shown.locator(".chevet-vignette").inner_text() == vignette
    first = shown.locator("fieldset").first.get_by_role("radio")
    expect(first.nth(1)).to_be_checked()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for rank in range(4, count + 1):
        heading(shown, rank, count)
        answer(page, 0, 100)
    lines = table_of(shown)
    assert [line["lu_en_mots"] for line in lines[:4]] == ["0", "0", "1", "0"]
    assert [line["certitude"] for line in lines[:4]] == ["75", "75", "25", "100"]

    shown = show(visitor, island)
    expect(shown.get_by_role("heading", name="Vos résultats")).to_be_visible()
    assert table_of(shown) == lines


def test_an_incomplete_answer_says_what_is_missing_and_stays(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    begin(shown)
    heading(shown, 1, count_of(island))
    submit = shown.get_by_role("button", name="Valider et passer au cas suivant")
    submit.press("Enter")
    expect(shown.locator(".chevet-missing")).to_have_text("Choisissez une réponse.")
    expect(shown.locator("fieldset").first.get_by_role("radio").first).to_be_focused()
    visitor.page.keyboard.press("Space")
    submit.press("Enter")
    expect(shown.locator(".chevet-missing")).to_have_text("Dites votre certitude.")
    expect(shown.locator("fieldset").nth(1).get_by_role("radio").first).to_be_focused()
    visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("Enter")  # all is given, but there is no way back: only the button sends
    expect(shown.get_by_role("heading", name=f"Cas 1 sur {count_of(island)}", exact=True)).to_be_visible()


def test_beginning_again_asks_first_then_gives_other_cases(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    page, count = visitor.page, count_of(island)
    begin(shown)
    for rank in range(1, count + 1):
        heading(shown, rank, count)
        answer(page, 0, 50)
    before = {line["cas"] for line in table_of(shown)}
    again = shown.get_by_role("button", name=re.compile("^Recommencer"))
    again.press("Enter")
    dialog = shown.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Garder mes lectures")).to_be_focused()
    page.keyboard.press("Escape")
    expect(again).to_be_focused()
    again.press("Enter")
    dialog.get_by_role("button", name="Recommencer").press("Enter")
    for rank in range(1, count + 1):
        heading(shown, rank, count)
        answer(page, 0, 50)
    lines = table_of(shown)
    assert {line["etude"] for line in lines} == {"2"}
    if len(island.state["blocks"]) > 1:
        assert before.isdisjoint(line["cas"] for line in lines)


def test_whoever_erases_the_answers_erases_the_study_too(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    begin(shown)
    heading(shown, 1, count_of(island))
    answer(visitor.page, 0, 50)
    heading(shown, 2, count_of(island))
    page = visitor.page
    page.get_by_role("button", name="Effacer mes réponses").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Effacer mes réponses").press("Enter")
    expect(shown.get_by_role("button", name="Commencer l’étude")).to_be_visible()


def test_a_trace_that_cannot_come_is_told_and_may_be_asked_again(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()

    def refuse(route: Route) -> None:
        route.abort()

    visitor.page.context.route("**/parts/**", refuse)
    shown = show(visitor, island)
    begin(shown)
    expect(shown.get_by_role("alert")).to_contain_text("n’a pas pu être chargé")
    trace = shown.locator(".chevet-strip img").first
    expect(trace).to_be_hidden()
    shown.get_by_text("Lire le tracé en mots").click()
    expect(shown.get_by_text("En 6 secondes")).to_be_visible()
    expect(shown.locator("summary", has_text="Les règles de lecture")).to_be_visible()
    assert visitor.faults, "the refused requests"
    visitor.page.context.unroute("**/parts/**", refuse)
    visitor.faults.clear()
    shown.get_by_role("button", name="Réessayer").press("Enter")
    expect(trace).to_be_visible()
    expect(shown.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_case_fits_the_screen_and_its_squares_stay_wide(
    island: Island, width: int, reader: Callable[..., Reader]
) -> None:
    visitor = reader(viewport={"width": width, "height": 800})
    shown = show(visitor, island)
    begin(shown)
    heading(shown, 1, count_of(island))
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    drawn = shown.locator(".chevet-strip img").first.bounding_box()
    assert drawn is not None
    assert drawn["width"] / 150 > 3.2, "CSS pixels for a small square"
    for part in shown.locator("label.chevet-opt").all():
        box = part.bounding_box()
        assert box is not None
        assert box["height"] >= 40
        assert box["width"] >= 40


# What the reader's clock says is what the test says: no waiting.
TIME = """(() => {
  window.late = 0;
  window.hidden = false;
  const now = performance.now.bind(performance);
  performance.now = () => now() + window.late;
  Object.defineProperty(document, "hidden", { get: () => window.hidden });
})()"""
PASS = """([ms, hidden]) => {
  window.hidden = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
  window.late += ms;
}"""


def test_a_page_hidden_stops_the_clock(island: Island, reader: Callable[..., Reader]) -> None:
    visitor = reader(init_script=TIME)
    shown = show(visitor, island)
    page, count = visitor.page, count_of(island)
    begin(shown)
    for rank in range(1, count + 1):
        heading(shown, rank, count)
        # The time runs once the trace is there.
        page.wait_for_function("document.querySelector('.chevet-strip img')?.complete")
        page.evaluate(PASS, [100_000 * rank, False])
        page.evaluate(PASS, [50_000_000, True])
        page.evaluate(PASS, [0, False])
        answer(page, 0, 50)
    spent = [int(line["temps_ms"]) for line in table_of(shown)]
    assert [ms // 100_000 for ms in spent] == list(range(1, count + 1))


def test_where_nothing_can_be_kept_the_study_says_so(island: Island, reader: Callable[..., Reader]) -> None:
    visitor = reader(
        init_script="Object.defineProperty(window, 'localStorage', { get() { throw Error(); } })"
    )
    shown = show(visitor, island)
    expect(shown.get_by_text("si vous la fermez, elles sont perdues")).to_be_visible()
    begin(shown)
    for rank in range(1, count_of(island) + 1):
        heading(shown, rank, count_of(island))
        answer(visitor.page, 0, 50)
    expect(shown.get_by_text("Cette page ne les garde pas")).to_be_visible()
    assert len(table_of(shown)) == count_of(island)
