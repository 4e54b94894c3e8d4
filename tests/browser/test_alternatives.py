"""The text alternative of a drawing says what is drawn, at the least, the middle and the most of each setting (RGAA 4.9).

Numbers are read twice: in the words, and in the places of the marks on the drawing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator
from tests.browser.conftest import Reader

pytestmark = pytest.mark.built

MOVE = """(input, share) => {
  const [low, high, step] = [+input.min, +input.max, +input.step || 1];
  input.value = low + Math.round(((high - low) * share) / step) * step;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""
# The scale of an axis: where its first and last ticks are.
SCALE = """(drawing) => [...drawing.querySelectorAll("text")].filter((text) => /^(0|100)/.test(text.textContent))
  .map((text) => [text.textContent, +text.getAttribute("x"), +text.getAttribute("y")])"""


def settings(root: Locator, count: int) -> Iterator[str]:
    """Each of the first sliders at three places, then back to where it was."""
    sliders = root.locator("input[type=range]:visible")
    assert sliders.count() >= count
    for rank in range(count):
        slider = sliders.nth(rank)
        before = slider.input_value()
        for share in (0, 0.5, 1):
            slider.evaluate(MOVE, share)
            yield f"slider {rank} at {share}"
        slider.evaluate(
            "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", before
        )


def shares(text: str) -> list[float]:
    """« 74,6 % » → 74.6: every percentage of a text, in order."""
    return [float(found.replace(",", ".")) for found in re.findall(r"(\d+(?:,\d+)?)\s%", text)]


def instrument(reader: Callable[..., Reader], page: str, widget: str, rank: int = 0) -> Locator:
    return reader().open(page).locator(f".chevet-island[data-chevet-widget={widget}]").nth(rank)


def words(drawing: Locator) -> str:
    return drawing.get_attribute("aria-label") or ""


@pytest.mark.parametrize("rank", [0, 1])
def test_a_thousand_people_and_a_curve(reader: Callable[..., Reader], rank: int) -> None:
    root = instrument(reader, "chapters/10-evaluer-un-outil", "threshold_explorer", rank)
    people, curve = root.locator("svg.chevet-crowd"), root.locator("svg.chevet-square")
    for where in settings(root, 2):
        drawn = {
            kind: len(re.findall("M", people.locator(f".chevet-person-{kind}").get_attribute("d") or ""))
            for kind in ("tp", "fn", "fp", "tn")
        }
        told = [
            int(re.sub(r"\s", "", found)) for found in re.findall(r"\d+(?:\s\d{3})*(?=\D)", words(people))
        ]
        # « Sur 1 000 …, 76 … : 57 …, 19 non. Parmi les 924 autres, 231 … »; a horizon in days may come between.
        expected = [
            drawn["tp"] + drawn["fn"],
            drawn["tp"],
            drawn["fn"],
            drawn["fp"] + drawn["tn"],
            drawn["fp"],
        ]
        told = [one for one in told[1:] if one != 14 or 14 in expected]
        assert told[:5] == expected, (where, words(people))
        sensitivity, alarms = shares(words(curve))
        point = curve.locator("circle.chevet-here")
        zero, most = (float(curve.locator("rect").get_attribute(name) or 0) for name in ("x", "width"))
        top, tall = (float(curve.locator("rect").get_attribute(name) or 0) for name in ("y", "height"))
        at = [float(point.get_attribute(name) or 0) for name in ("cx", "cy")]
        assert abs(100 * (at[0] - zero) / most - alarms) < 0.06, (where, words(curve))
        assert abs(100 * (top + tall - at[1]) / tall - sensitivity) < 0.06, (where, words(curve))


def test_the_measures_of_each_group(reader: Callable[..., Reader]) -> None:
    root = instrument(reader, "chapters/08-equite", "subgroup_audit")

    def check(where: str) -> None:
        drawing = root.locator("svg.chevet-intervals")
        ticks = {text: x for text, x, _ in drawing.evaluate(SCALE)}
        zero, most = ticks["0"], next(x for text, x in ticks.items() if text.startswith("100"))
        told = shares(words(drawing))
        paths = drawing.locator("path.chevet-whisker, path.chevet-point").evaluate_all(
            "list => list.map((path) => [path.getAttribute('class'), path.getAttribute('d')])"
        )
        # A mark begins beside its centre, by its own shape: the middle of its box is what is drawn there.
        middles: list[Any] = drawing.locator("path.chevet-point").evaluate_all(
            "list => list.map((path) => { const box = path.getBBox(); return box.x + box.width / 2; })"
        )
        assert len(middles) == len(told) == len(paths) / 2, where
        for place, value in zip(middles, told, strict=True):
            assert abs(100 * (place - zero) / (most - zero) - value) < 0.35, (where, words(drawing))
        assert (
            words(drawing).count("personne à compter") == drawing.locator("text", has_text="personne").count()
        )

    check("at first")
    for where in settings(root, 1):
        check(where)
    choices = root.locator("input[type=radio]")
    for rank in range(choices.count()):
        choices.nth(rank).check(force=True)
        check(f"choice {rank}")


def test_two_points_of_the_map(reader: Callable[..., Reader]) -> None:
    root = instrument(reader, "chapters/02-plongements", "embedding_map", 2)
    drawing = root.locator("svg[role=img]")
    for where in settings(root, 1):
        (told,) = shares(words(drawing))
        assert f"{told:.0f}\u00a0%" in root.locator("output").first.inner_text().replace(
            "\u202f", "\u00a0"
        ), where
        points = drawing.locator("g.chevet-is-chosen").evaluate_all(
            "list => list.map((mark) => mark.getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"
        )
        (ax, ay), (bx, by) = points
        apart = ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5
        # The width of the map is that of its points, without the margins that their names need.
        places: list[float] = drawing.locator("g.chevet-pt").evaluate_all(
            "list => list.map((mark) => +mark.getAttribute('transform').match(/-?[\\d.]+/)[0])"
        )
        width = max(places) - min(places)
        assert abs(100 * apart / width - told) < 1, (where, apart, width, told)


@pytest.mark.parametrize(("rank", "sliders"), [(0, 1), (1, 2), (2, 1)])
def test_a_prediction_on_its_chart(reader: Callable[..., Reader], rank: int, sliders: int) -> None:
    root = instrument(reader, "chapters/06-hallucinations", "hallucination_lab", rank)
    drawing = root.locator("svg[role=img]").first
    assert "Rien n’est prédit." in words(drawing)
    assert drawing.locator(".chevet-predicted").count() == 0
    for where in settings(root, sliders):
        told = words(drawing).split("Prédit")[1]
        predicted = [int(one) for one in re.findall(r", (\d+)(?=\s*[;.])", told)]
        heights: list[Any] = drawing.locator(".chevet-predicted path").evaluate_all(
            "list => list.map((path) => { const box = path.getBBox(); return box.y + box.height / 2; })"
        )
        # The other axis may write 0 too: the words of this one are at its left.
        ticks = {text: y - 4 for text, x, y in sorted(drawing.evaluate(SCALE), key=lambda one: -one[1])}
        drawn = [round(100 * (ticks["0"] - y) / (ticks["0"] - ticks["100"])) for y in heights]
        assert sorted(drawn) == sorted(predicted), (where, words(drawing))


def test_the_tokens_of_a_step(reader: Callable[..., Reader]) -> None:
    root = instrument(reader, "chapters/01-tokens", "token_explorer", 1)
    tree = root.locator(".chevet-tree")
    for where in settings(root, 1):
        told = words(tree).split(": ", 1)[-1].replace("\u00a0", " ").split(": ")[-1].split(", ")
        count = int(
            re.findall(r"(\d+) (?:tokens|octets)", root.locator("[role=status]").first.inner_text())[0]
        )
        assert len(told) == count, (where, told)
