"""What `explore` computes, what it refuses, what it says without JavaScript, and what the kernel answers."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from chevet import explore
from chevet.problems import CourseError
from chevet.widgets.explore import Explore
from chevet.widgets.explore.axes import read_axis, say_number
from chevet.widgets.explore.drawing import tidy
from chevet.widgets.explore.frames import Frame, evaluate
from chevet.widgets.parts import FILE, data_address


@pytest.fixture(autouse=True)
def agg() -> Any:
    plt.switch_backend("agg")
    yield
    plt.close("all")


def draw(k: int, sens: int = 1) -> str:
    _, axe = plt.subplots()
    axe.plot([0, 1, 2], [0, min(k, 2) * sens, 0.5], label=f"pente {min(k, 2)}")
    axe.set(xlabel="temps")
    plt.show()
    return f"Pente {min(k, 2) * sens} : ça monte !"


CHOICES = {"vers le haut": 1, "vers le bas": -1}


def body(frame: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(frame["body"]["content"]))


def test_the_grid_is_computed_and_each_frame_kept_once() -> None:
    widget = explore(draw, k=(1, 4), sens=CHOICES, units={"k": "mg"}, labels={"sens": "Sens"})
    assert [axis["texts"] for axis in widget.axes] == [
        ["1\u00a0mg", "2\u00a0mg", "3\u00a0mg", "4\u00a0mg"],
        list(CHOICES),
    ]
    assert [axis["kind"] for axis in widget.axes] == ["number", "choice"]
    assert widget.points["0"] == [0, "Pente 1\u00a0: ça monte\u202f!"]
    # Beyond 2 the drawing no longer changes.
    assert [widget.points[str(rank)][0] for rank in range(8)] == [0, 1, 2, 3, 2, 3, 2, 3]
    assert len(widget.frames) == 4
    assert plt.get_fignums() == []


def test_the_same_call_gives_the_same_bytes() -> None:
    first, second = (explore(draw, k=(1, 3), title="Une pente") for _ in range(2))
    assert first.island_html() == second.island_html()
    assert repr(first) == repr(second)
    assert repr(first).startswith("Explore(3 positions : Pente 1")
    assert repr(first) != repr(explore(draw, k=(1, 2), title="Une pente"))


def test_a_drawing_is_light_and_its_text_is_text() -> None:
    svg = explore(draw, k=(1, 2)).frames[0]["svg"]
    assert svg[FILE] == ".svg"
    content = svg["content"]
    assert content.startswith("<svg")
    assert "pente 1" not in content, "no legend was asked for"
    assert re.search(r">[01],[0-9]+</text>", content), f"numbers of an axis are French: {content[-2000:]}"
    assert not re.search(r"<metadata|<!--|<\?xml|figure_1|\d\.\d{3}", content)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', content))
    assert used == set(re.findall(r' id="([^"]+)"', content)) != set()


def test_ids_are_those_of_the_drawing_alone() -> None:
    svg = '<?xml?><svg id="a"><g id="p9f"/><use xlink:href="#p9f"/><path clip-path="url(#z)" d="M -0.0001 1.23456"/>'
    svg += '<clipPath id="z"/><text>−0.5</text><text>v 1.5</text></svg>'
    assert tidy(svg) == (
        '<svg><g id="i0"/><use xlink:href="#i0"/><path clip-path="url(#i1)" d="M 0 1.23"/>'
        '<clipPath id="i1"/><text>−0,5</text><text>v 1.5</text></svg>\n'
    )


def bars() -> Any:
    figure, axe = plt.subplots()
    axe.bar(["nord", "sud"], [0.25, 1200.5])
    axe.axhline(3)
    axe.set(xlabel="hôpital", ylabel="cas")
    return figure


def lines() -> Any:
    _, axe = plt.subplots()
    axe.plot([1, 2], [0.1, 0.2], label="vus")
    axe.plot([2, 3], [5, 6], label="nouveaux")
    axe.set(xlabel="lectures", title="Deux courbes")
    return axe


def pairs() -> None:
    places = np.arange(2)
    plt.bar(places - 0.2, [80, 10], 0.38, label="A")
    plt.bar(places + 0.2, [60, 5], 0.38, label="B")
    plt.gca().set(xticks=places, xticklabels=["sensibilité", "fausses\nalertes"], ylabel="%")


def named_places() -> None:
    plt.plot([0, 1], [0.8, 0.9], "o")
    plt.gca().set(xticks=[0, 1], xticklabels=["dans A", "dans B"], ylabel="AUC")


def two_nameless() -> None:
    plt.plot([1, 2], [3, 4])
    plt.plot([1, 2], [5, 6])
    plt.gca().set(xlabel="mois", ylabel="AUC")


def untitled() -> None:
    plt.plot([1, 2], [3, 4], label="AUC")


def bars_under_one_name() -> None:
    plt.bar([-0.2, 0.2, 0.8, 1.2], [1, 2, 3, 4], 0.3)
    plt.gca().set(xticks=[0, 1], xticklabels=["claire", "foncée"], ylabel="%")


def scattered() -> None:
    plt.plot([0.9, 1.1, 2], [1, 2, 3], "o")
    plt.gca().set(xticks=[1, 2], xticklabels=["1", "2"], xlabel="niveau", ylabel="points")


def crowded() -> None:
    plt.plot(np.arange(200), np.arange(200))


@pytest.mark.parametrize(
    ("function", "tables"),
    [
        (
            bars,
            [{"caption": "", "head": ["hôpital", "cas"], "rows": [["nord", "0,25"], ["sud", "1\u202f200"]]}],
        ),
        (
            lines,
            [
                {
                    "caption": "Deux courbes",
                    "head": ["lectures", "vus", "nouveaux"],
                    "rows": [["1", "0,1", ""], ["2", "0,2", "5"], ["3", "", "6"]],
                }
            ],
        ),
        (
            pairs,
            [
                {
                    "caption": "",
                    "head": ["Cas", "%"],
                    "rows": [
                        ["A, sensibilité", "80"],
                        ["A, fausses alertes", "10"],
                        ["B, sensibilité", "60"],
                        ["B, fausses alertes", "5"],
                    ],
                }
            ],
        ),
        (
            named_places,
            [{"caption": "", "head": ["Cas", "AUC"], "rows": [["dans A", "0,8"], ["dans B", "0,9"]]}],
        ),
        (two_nameless, []),
        (untitled, []),
        (bars_under_one_name, []),
        (scattered, []),
        (crowded, []),
        (
            lambda: (bars(), pd.DataFrame({"x": [1.5, None]}, index=["a", "b"])),
            [{"caption": "", "head": ["Cas", "x"], "rows": [["a", "1,5"], ["b", "–"]]}],
        ),
    ],
    ids=[
        "bars",
        "lines",
        "bars side by side",
        "places with names",
        "columns that cannot be told apart",
        "an axis without title",
        "rows that cannot be told apart",
        "points beside their name",
        "too many points",
        "the author's own",
    ],
)
def test_the_numbers_of_a_figure_can_be_read(function: Callable[..., Any], tables: list[Any]) -> None:
    frame = evaluate(function, {}, told=True)
    assert frame.svg
    assert list(frame.tables) == tables


@pytest.mark.parametrize(
    ("function", "frame", "said"),
    [
        (lambda: "une phrase", None, "une phrase"),
        (lambda: print("écrit"), Frame(text="écrit"), ""),
        (
            lambda: pd.Series([1, 2], name="n"),
            Frame(tables=({"caption": "", "head": ["n"], "rows": [["1"], ["2"]]},)),
            "",
        ),
        (lambda: ("dit", "montré"), Frame(text="montré"), "dit"),
    ],
)
def test_what_a_frame_may_be(function: Callable[..., Any], frame: Frame | None, said: str) -> None:
    told = evaluate(function, {}, told=frame is not None and not said)
    assert told == (frame or Frame())
    assert told.said == said


@pytest.mark.parametrize(
    ("spec", "texts"),
    [
        ((0, 1, 0.25), ["0", "0,25", "0,5", "0,75", "1"]),
        ((0.0, 1.0), ["0", "0,1", "0,2", "0,3", "0,4", "0,5", "0,6", "0,7", "0,8", "0,9", "1"]),
        ((0, 10, 4), ["0", "4", "8"]),
        (range(-1, 2), ["−1", "0", "1"]),
        ([0.001, 0.01, 1000], ["0,001", "0,01", "1\u202f000"]),
        (np.linspace(0, 1, 3), ["0", "0,5", "1"]),
        (["a", "b"], ["a", "b"]),
        ({"un : deux": 1, "x": None}, ["un\u00a0: deux", "x"]),
        (True, ["non", "oui"]),
    ],
)
def test_sliders_are_those_of_interact(spec: object, texts: list[str]) -> None:
    axis = read_axis("k", spec)
    assert list(axis.texts) == texts
    assert axis.kind == ("number" if all(type(v) in (int, float) for v in axis.values) else "choice")


def test_the_function_gets_clean_numbers() -> None:
    assert read_axis("k", (0.0, 0.3, 0.1)).values == (0.0, 0.1, 0.2, 0.3)
    assert all(type(value) is float for value in read_axis("k", np.linspace(0, 1, 3)).values)
    assert [say_number(value) for value in (1234.56, -0.00001, 1 / 3, float("nan"))] == [
        "1\u202f235",
        "−0,00001",
        "0,3333",
        "–",
    ]


def test_it_starts_where_asked_else_at_the_default_of_the_function() -> None:
    def tell(k: int = 2, sens: bool = True) -> str:
        return f"{k} {sens}"

    def starts(**options: Any) -> list[int]:
        return [axis["start"] for axis in explore(tell, k=(0, 4), sens=True, **options).axes]

    assert starts() == [2, 1]
    assert starts(start={"k": 4, "sens": False}) == [4, 0]
    assert explore(tell, k=(0, 4), sens=True).summary() == "10 positions : 2 True"


def stops(k: int) -> str:
    return f"{1 / (k - 2)}"


def silent(k: int) -> None:
    plt.plot([k])


COUNT = itertools.count()


def unstable(k: int) -> str:
    return f"{next(COUNT)}"


def heavy(k: int) -> str:
    rng = np.random.default_rng(k)
    print("".join(map(chr, rng.integers(33, 126, 200_000))))
    return "Beaucoup."


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: explore(stops, k=(0, 4)), ["explore(stops)", "pour k = 2", "ZeroDivisionError", "Corrigez-la"]),
        (lambda: explore(silent, k=(0, 4)), ["explore(silent)", "pas de phrase pour k = 0", "say="]),
        (lambda: explore(draw, k=(1, 3), say=lambda k: ""), ["pas de phrase pour k = 1"]),
        (lambda: explore(unstable, k=(1, 3)), ["explore(unstable)", "Fixez la graine"]),
        (lambda: explore(heavy, k=(1, 6)), ["explore(heavy)", "6 images pèsent", "plus de 400000"]),
        (lambda: explore(draw, k=(0, 60), sens=[1, 2]), ["122 positions, plus de 120 : 61 (k) × 2 (sens)", "Espacez"]),
        (lambda: explore(draw, {}), ["explore(draw)", "aucun réglage"]),
        (lambda: explore(draw, k=(3, 1)), ["k = (3, 1) ne va pas en croissant"]),
        (lambda: explore(draw, k=[3, 1, 2]), ["ne sont pas en ordre croissant"]),
        (lambda: explore(draw, k=5), ["k n'est ni un intervalle"]),
        (lambda: explore(draw, k=["un"]), ["k n'a que 1 valeur"]),
        (lambda: explore(draw, k=(0, 4), labels={"x": "X"}), ["aucun réglage ne s'appelle x"]),
        (lambda: explore(draw, k=(0, 4), start={"k": 9}), ["k ne passe pas par 9"]),
        (lambda: explore(lambda k: object(), k=(0, 1)), ["rend un objet object"]),
        (lambda: explore(lambda k: None, k=(0, 1), say=lambda k: "x"), ["ne dessine, ne rend et n'écrit rien"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_call_and_remedy(
    call: Callable[[], Explore], words: list[str]
) -> None:
    with pytest.raises(CourseError) as caught:
        call()
    assert [word for word in words if word not in str(caught.value)] == []


def test_too_many_positions_are_refused_before_any_is_computed() -> None:
    def never(k: int) -> str:
        raise AssertionError

    with pytest.raises(CourseError, match="121 positions"):
        explore(never, k=(0, 120))


def test_a_page_without_javascript_shows_the_start_and_tells_the_rest() -> None:
    widget = explore(draw, k=(1, 3), sens=CHOICES, start={"k": 2}, title="Une <pente>")
    soup = BeautifulSoup(widget.fallback_html(), "html.parser")
    (image,) = soup.find_all("img")
    assert image["src"] == data_address(widget.frames[2]["svg"]["content"])
    assert "phrase juste dessous" in str(image["alt"])
    assert [image["width"], image["height"]] == ["442", "298"]
    assert "k\u00a0: 2\u202f; sens\u00a0: vers le haut." in soup.get_text()
    numbers, sentences = soup.find_all("details")
    assert [cell.get_text() for cell in numbers.find("tbody").tr] == ["0", "0"]
    rows = [[cell.get_text() for cell in row] for row in sentences.find("tbody").find_all("tr")]
    assert rows[3] == ["2", "vers le bas", "Pente -2\u00a0: ça monte\u202f!"]
    assert len(rows) == 6
    assert not soup.find(style=True)
    assert not soup.find("script")


# In a notebook


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(Explore, "send", lambda self, content, buffers=None: found.append(content))
    return found


def test_in_a_notebook_the_kernel_answers_one_position_at_a_time(
    said: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "chapters/05-entrainement.md")
    factor = 1
    asked = []

    def tell(k: int) -> str:
        asked.append(k)
        return f"{factor * k}"

    widget = explore(tell, k=(0, 4), start={"k": 3})
    assert widget.live
    assert asked == [3], "only what is shown is computed"
    assert widget.points == {"3": [0, "3"]}
    factor = 10  # what the author changed meanwhile is seen
    widget._handle_custom_msg({"type": "explore", "at": [4], "request": 7}, [])
    empty = {"svg": None, "size": [0, 0], "body": None}
    assert said == [{"type": "explore", "request": 7, "frame": empty, "sentence": "40"}]
    assert "details" not in widget.fallback_html(), "the other positions are not known"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"type": "explore", "at": [2], "request": 1}, "k = 2 (ZeroDivisionError"),
        ({"type": "explore", "at": [9], "request": 1}, "Cette position n’existe pas"),
        ({"type": "explore", "request": 1}, "Cette position n’existe pas"),
    ],
)
def test_in_a_notebook_a_fault_is_told(
    message: dict[str, Any], words: str, said: list[dict[str, Any]]
) -> None:
    explore(stops, k=(0, 4), live=True)._handle_custom_msg(message, [])
    ((answer),) = said
    assert words in answer["error"]
    assert answer["request"] == 1


def test_other_messages_are_left_to_others(said: list[dict[str, Any]]) -> None:
    explore(draw, k=(1, 2))._handle_custom_msg({"type": "model"}, [])
    assert said == []


def test_a_page_is_not_live(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert not explore(draw, k=(1, 2)).live
    assert body(explore(draw, k=(1, 2)).frames[0])["tables"][0]["rows"] == [
        ["0", "0"],
        ["1", "1"],
        ["2", "0,5"],
    ]
