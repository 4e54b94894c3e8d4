"""What a function drew at build time, moved through in a page: one file at a time, and a clear word when it fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Route, expect

from chevet.widgets.parts import FILE

from .conftest import Island, Reader, islands

pytestmark = pytest.mark.browser
SLIDER = "input[type=range]"


def with_a_slider() -> list[Island]:
    """One call whose first two values of its first slider show two drawings."""

    def moves(island: Island) -> bool:
        axes, points = island.state["axes"], island.state["points"]
        if axes[0]["kind"] != "number" or axes[0]["start"] != 0:
            return False
        stride = len(points) // len(axes[0]["texts"])
        return bool(points["0"][0] != points[str(stride)][0])

    return [island for island in islands() if island.widget == "explore" and moves(island)][:1]


def show(visitor: Reader, island: Island) -> Locator:
    page = visitor.open(island.page, to_the_end=False)
    shown = page.locator(".chevet-island").nth(island.rank)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_attribute("data-chevet-mounted", "true")
    return shown


def parts_asked(visitor: Reader, island: Island) -> set[str]:
    """Which drawings of this call the browser has fetched."""
    names = {frame["svg"][FILE].rpartition("/")[2] for frame in island.state["frames"] if frame["svg"]}
    return {path.rpartition("/")[2] for path in visitor.asked} & names


@pytest.mark.parametrize("island", with_a_slider(), ids=str)
def test_a_drawing_is_fetched_when_it_is_shown(island: Island, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    shown = show(visitor, island)
    said = shown.locator("figcaption [role=status]")
    first = island.state["points"]["0"][1]
    expect(said).to_have_text(first)
    assert len(parts_asked(visitor, island)) == 1
    shown.locator(SLIDER).first.focus()
    visitor.page.keyboard.press("ArrowRight")
    stride = len(island.state["points"]) // len(island.state["axes"][0]["texts"])
    expect(said).to_have_text(island.state["points"][str(stride)][1])
    assert shown.locator(SLIDER).first.get_attribute("aria-valuetext") == island.state["axes"][0]["texts"][1]
    assert len(parts_asked(visitor, island)) == 2
    visitor.page.keyboard.press("ArrowLeft")
    expect(said).to_have_text(first)
    assert len(parts_asked(visitor, island)) == 2, "what was shown once is kept"


@pytest.mark.parametrize("island", with_a_slider(), ids=str)
def test_a_drawing_that_cannot_come_is_told_and_may_be_asked_again(
    island: Island, reader: Callable[..., Reader]
) -> None:
    visitor = reader()
    shown = show(visitor, island)
    drawing, said = shown.locator("figure img"), shown.locator("figcaption [role=status]")

    def refuse(route: Route) -> None:
        route.abort()

    visitor.page.context.route("**/parts/**", refuse)
    shown.locator(SLIDER).first.focus()
    visitor.page.keyboard.press("ArrowRight")
    expect(shown.get_by_role("alert")).to_contain_text("n’a pas pu être chargée")
    expect(drawing).to_be_hidden()  # the old one would belie the slider
    stride = len(island.state["points"]) // len(island.state["axes"][0]["texts"])
    expect(said).to_have_text(island.state["points"][str(stride)][1])
    assert visitor.faults, "the refused request"
    visitor.faults.clear()
    visitor.page.context.unroute("**/parts/**", refuse)
    shown.get_by_role("button", name="Réessayer").press("Enter")
    expect(drawing).to_be_visible()
    expect(shown.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("island", with_a_slider(), ids=str)
def test_while_a_drawing_is_awaited_the_old_one_stays(island: Island, reader: Callable[..., Reader]) -> None:
    visitor = reader()
    shown = show(visitor, island)
    waiting: list[Route] = []
    visitor.page.context.route("**/parts/**", lambda route: waiting.append(route))
    source = shown.locator("figure img").get_attribute("src")
    shown.locator(SLIDER).first.focus()
    visitor.page.keyboard.press("ArrowRight")
    expect(shown.get_by_text("Chargement de l’image")).to_be_visible()
    assert shown.locator("figure img").get_attribute("src") == source
    expect(shown.locator("figcaption [role=status]")).to_have_text(island.state["points"]["0"][1])
    for route in waiting:
        route.continue_()
    expect(shown.get_by_text("Chargement de l’image")).to_be_hidden()
    assert shown.locator("figure img").get_attribute("src") != source
