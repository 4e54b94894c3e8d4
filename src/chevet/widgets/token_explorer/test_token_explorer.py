import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.tokenizer import Bpe
from chevet.problems import CourseError
from chevet.widgets.token_explorer import TokenExplorer
from chevet.widgets.token_explorer.reading import (
    characters_of,
    fit_window,
    read_record,
    say_cut,
    say_ratio,
    say_step,
    say_window,
    words_of,
)

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
BPE_STATE = json.loads((VECTORS / "bpe.json").read_text(encoding="utf-8"))["bpe"]
SAID = json.loads((VECTORS / "token_explorer.json").read_text(encoding="utf-8"))
BPE = Bpe(tuple((left, right) for left, right in BPE_STATE["merges"]))

PRESETS = [
    {
        "label": "Médical, courant",
        "left": {"label": "Médical", "text": "Une hématurie <b>"},
        "right": {"label": "Courant", "text": "Du sang"},
    }
]
RECORD = [
    {"date": "3 mars", "title": "Entrée", "text": "Allergie à la pénicilline. Pas de fièvre.",
     "fact": "l’allergie notée le 3 mars", "excerpt": "Allergie à la pénicilline"},
    {"date": "8 mars", "title": "Sortie", "text": "Retour au domicile, sans dyspnée."},
]  # fmt: skip

MADE: dict[str, dict[str, Any]] = {
    "cut": {"text": "La dyspnée fébrile"},
    "merges": {"text": "hématurie", "mode": "merges"},
    "compare": {"mode": "compare", "presets": PRESETS},
    "window": {"mode": "window", "record": RECORD, "window": 60, "reserved": 10},
}


def explorer(mode: str, **changes: Any) -> TokenExplorer:
    return TokenExplorer(**{"bpe": BPE, **MADE[mode], **changes})


@pytest.mark.parametrize("case", SAID["cut"], ids=lambda case: repr(case["text"]))
def test_cut_is_said_as_in_the_page(case: dict[str, Any]) -> None:
    words = words_of(BPE, case["text"])
    assert [[word.text, len(word.ids)] for word in words] == case["words"]
    assert say_cut(words) == case["expect"]


@pytest.mark.parametrize("case", SAID["step"], ids=lambda case: f"{case['text']!r} {case['at']}")
def test_step_is_said_as_in_the_page(case: dict[str, Any]) -> None:
    assert (
        say_step(BPE, case["text"], case["at"], SAID["counts"] if case["counts"] else None) == case["expect"]
    )


@pytest.mark.parametrize("case", SAID["ratio"], ids=lambda case: f"{case['a']}/{case['b']}")
def test_ratio_is_said_as_in_the_page(case: dict[str, Any]) -> None:
    assert say_ratio(case["a"], case["b"]) == case["expect"]


@pytest.mark.parametrize("case", SAID["fit"], ids=lambda case: f"{case['size']} {case['strategy']}")
def test_window_fits_as_in_the_page(case: dict[str, Any]) -> None:
    fit = fit_window(case["counts"], case["size"], case["reserved"], case["strategy"])
    assert {"total": fit.total, "kept": fit.kept, "spans": [list(span) for span in fit.spans]} == case[
        "expect"
    ]


@pytest.mark.parametrize("case", SAID["window"], ids=lambda case: f"{case['size']} {case['strategy']}")
def test_window_is_said_as_in_the_page(case: dict[str, Any]) -> None:
    reading = read_record(BPE, SAID["record"], case["size"], case["reserved"], case["strategy"])
    sections = [
        {"tokens": s.tokens, "read": s.read, "range": list(s.range), "fate": s.fate, "factFate": s.fact_fate}
        for s in reading.sections
    ]
    assert sections == case["sections"]
    assert say_window(reading) == case["expect"]


def test_a_character_cut_in_two_is_lost() -> None:
    ids = list("aéb".encode())
    assert characters_of(BPE, ids, (0, 2), "aéb") == (0, 1)
    assert characters_of(BPE, ids, (2, 4), "aéb") == (2, 3)


@pytest.mark.parametrize("mode", MADE)
def test_state_is_what_the_module_reads(mode: str) -> None:
    state = explorer(mode).state()
    assert set(state) == {
        *("text", "other", "mode", "bpe", "presets", "record", "window", "reserved", "strategy", "step"),
        *("title", "instruction", "provenance"),
    }
    assert state["bpe"] == BPE_STATE
    assert state["instruction"].startswith("Prédisez")
    assert state["provenance"] == "Tokeniseur d’étude\u00a0: BPE de 82 fusions."


def test_a_tokenizer_or_its_state_give_the_same_widget() -> None:
    assert explorer("cut", bpe=BPE_STATE).state() == explorer("cut").state()


def test_first_preset_is_shown_first() -> None:
    state = explorer("compare").state()
    assert (state["text"], state["other"]) == ("Une hématurie <b>", "Du sang")


SUMMARIES = {
    "cut": "'La dyspnée fébrile', 8 tokens",
    "merges": "'hématurie', 7 fusions",
    "compare": "10 tokens contre 6\u00a0: 1,7 fois plus.",
    "window": "dossier de 80 tokens, 50 lus",
}


@pytest.mark.parametrize("mode", MADE)
def test_summary_is_short_and_stable(mode: str) -> None:
    assert explorer(mode).summary() == SUMMARIES[mode]


@pytest.mark.parametrize("mode", MADE)
def test_fallback_says_where_it_stands_without_style_or_script(mode: str) -> None:
    page = BeautifulSoup(explorer(mode).fallback_html(), "html.parser")
    assert page.find("noscript").get_text() == (
        "Cet instrument demande JavaScript. Sa lecture en texte est juste dessous."
    )
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find("b", string="")  # texts of the author are escaped, not read as HTML


def text_of(mode: str, **changes: Any) -> str:
    page = BeautifulSoup(explorer(mode, **changes).fallback_html(), "html.parser")
    return " / ".join(cell.get_text() for cell in page.select(".chevet-read, tbody tr > *, ol > li"))


def test_fallback_lists_tokens_and_ids() -> None:
    words = words_of(BPE, "La dyspnée")
    ids = [value for word in words for value in word.ids]
    shown = text_of("cut", text="La dyspnée")
    assert shown.endswith(f"La / La / {ids[0]} / 1 / ␣dyspnée / ␣dyspnée / {ids[1]} / 1")


def test_fallback_lists_merges_in_order() -> None:
    shown = text_of("merges", text="hém", bpe={**BPE_STATE, "counts": list(range(100, 182))})
    assert "Départ, en octets\u00a0: h | <0xC3> | <0xA9> | m (4 tokens)" in shown
    assert (
        "<0xC3> + <0xA9>, fusion n°\u00a01, vue 100 fois dans le corpus\u00a0: h | é | m (3 tokens)" in shown
    )


def test_fallback_compares_every_preset() -> None:
    second = {**PRESETS[0], "label": "Autre", "right": {"label": "Long", "text": "Du sang dans les urines"}}
    shown = text_of("compare", presets=[*PRESETS, second])
    assert "10 tokens contre 6\u00a0: 1,7 fois plus." in shown
    assert "Long / " in shown


def test_fallback_names_what_is_lost_and_what_is_read() -> None:
    page = BeautifulSoup(explorer("window", strategy="end").fallback_html(), "html.parser")
    assert "Coupé\u00a0: l’allergie" in page.select_one(".chevet-read").get_text()
    first, second = page.select(".chevet-file > li")
    assert (first["class"], second["class"]) == (["chevet-cut"], ["chevet-kept"])
    assert "tokens lus sur" in first.select_one(".chevet-head").get_text()
    assert first.find("del").get_text() + first.select("span")[-1].get_text() == RECORD[0]["text"]
    assert second.find("del") is None


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown mode": (
        {"text": "a", "mode": "couper"},
        "TokenExplorer : le mode « couper » n'existe pas. Choisissez parmi cut, merges, compare, window.",
    ),
    "no text": ({}, "TokenExplorer, mode cut : text est vide. Donnez le texte de départ."),
    "nothing to compare": (
        {"mode": "compare", "text": "a"},
        "TokenExplorer, mode compare : rien à comparer. Donnez presets, ou text et other.",
    ),
    "no file": ({"mode": "window"}, "TokenExplorer, mode window : record est vide. Donnez au moins une section."),
    "not a tokenizer": (
        {"text": "a", "bpe": {"merges": []}},
        "TokenExplorer : bpe n'est pas un tokeniseur. Passez un Bpe, ou Bpe.to_state().",
    ),
    "a merge of what does not exist yet": (
        {"text": "a", "bpe": {"kind": "byte-bpe", "merges": [[97, 98], [257, 97]]}},
        "TokenExplorer, bpe : la fusion 1 vaut [257, 97]. Elle ne peut citer que des numéros de 0 à 256.",
    ),
    "too few counts": (
        {"text": "a", "bpe": {"kind": "byte-bpe", "merges": [[97, 98]], "counts": []}},
        "TokenExplorer, bpe : 0 effectifs pour 1 fusions. Donnez-en autant.",
    ),
    "a preset cut short": (
        {"mode": "compare", "presets": [{"label": "x", "left": {"label": "t"}, "right": {"label": "t", "text": "u"}}]},
        "TokenExplorer, presets, exemple 1 : il manque text dans left. Complétez cet exemple.",
    ),
    "a section cut short": (
        {"mode": "window", "record": [{"date": "3 mars", "text": "x"}]},
        "TokenExplorer, record, section 1 : il manque title. Complétez cette section.",
    ),
    "an unknown key": (
        {"mode": "window", "record": [{**RECORD[1], "faits": "x"}]},
        "TokenExplorer, record, section 1 : la clé « faits » est inconnue. "
        "Clés possibles : date, title, text, fact, excerpt.",
    ),
    "an excerpt that is not there": (
        {"mode": "window", "record": [{**RECORD[1], "excerpt": "allergie"}]},
        "TokenExplorer, record, section 1 : excerpt n'est pas dans text. Recopiez-le mot pour mot.",
    ),
    "two faults at once": (
        {"text": "a", "window": -1, "strategy": "milieu"},
        "TokenExplorer : strategy vaut « milieu ». Choisissez parmi end, start.\n"
        "TokenExplorer : window vaut -1. Donnez un nombre positif ou nul.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    arguments, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        TokenExplorer(**{"bpe": BPE, **arguments})
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("mode", "couper", "mode = « couper » : choisissez parmi cut, merges, compare, window."),
        ("strategy", "milieu", "strategy = « milieu » : choisissez parmi end, start."),
        ("window", -3, "window = -3 : donnez un nombre positif ou nul."),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object, message: str) -> None:
    with pytest.raises(TraitError) as error:
        setattr(explorer("cut"), trait, value)
    assert str(error.value) == message
