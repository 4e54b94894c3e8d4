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

EXAMPLES = [
    {
        "nom": "Médical, courant",
        "gauche": {"titre": "Médical", "texte": "Une hématurie <b>"},
        "droite": {"titre": "Courant", "texte": "Du sang"},
    }
]
RECORD = [
    {"date": "3 mars", "titre": "Entrée", "texte": "Allergie à la pénicilline. Pas de fièvre.",
     "fait": "l’allergie notée le 3 mars", "extrait": "Allergie à la pénicilline"},
    {"date": "8 mars", "titre": "Sortie", "texte": "Retour au domicile, sans dyspnée."},
]  # fmt: skip

MADE: dict[str, dict[str, Any]] = {
    "decouper": {"texte": "La dyspnée fébrile"},
    "fusions": {"texte": "hématurie", "mode": "fusions"},
    "comparer": {"mode": "comparer", "exemples": EXAMPLES},
    "fenetre": {"mode": "fenetre", "dossier": RECORD, "fenetre": 60, "reserve": 10},
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
    assert explorer("decouper", bpe=BPE_STATE).state() == explorer("decouper").state()


def test_first_example_is_shown_first() -> None:
    state = explorer("comparer").state()
    assert (state["text"], state["other"]) == ("Une hématurie <b>", "Du sang")


SUMMARIES = {
    "decouper": "TokenExplorer('La dyspnée fébrile', 8 tokens)",
    "fusions": "TokenExplorer('hématurie', 7 fusions)",
    "comparer": "TokenExplorer(10 tokens contre 6\u00a0: 1,7 fois plus.)",
    "fenetre": "TokenExplorer(dossier de 80 tokens, 50 lus)",
}


@pytest.mark.parametrize("mode", MADE)
def test_summary_is_short_and_stable(mode: str) -> None:
    assert repr(explorer(mode)) == SUMMARIES[mode]


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
    shown = text_of("decouper", texte="La dyspnée")
    assert shown.endswith(f"La / La / {ids[0]} / 1 / ␣dyspnée / ␣dyspnée / {ids[1]} / 1")


def test_fallback_lists_merges_in_order() -> None:
    shown = text_of("fusions", texte="hém", bpe={**BPE_STATE, "counts": list(range(100, 182))})
    assert "Départ, en octets\u00a0: h | <0xC3> | <0xA9> | m (4 tokens)" in shown
    assert (
        "<0xC3> + <0xA9>, fusion n°\u00a01, vue 100 fois dans le corpus\u00a0: h | é | m (3 tokens)" in shown
    )


def test_fallback_compares_every_example() -> None:
    second = {**EXAMPLES[0], "nom": "Autre", "droite": {"titre": "Long", "texte": "Du sang dans les urines"}}
    shown = text_of("comparer", exemples=[*EXAMPLES, second])
    assert "10 tokens contre 6\u00a0: 1,7 fois plus." in shown
    assert "Long / " in shown


def test_fallback_names_what_is_lost_and_what_is_read() -> None:
    page = BeautifulSoup(explorer("fenetre", garder="fin").fallback_html(), "html.parser")
    assert "Coupé\u00a0: l’allergie" in page.select_one(".chevet-read").get_text()
    first, second = page.select(".chevet-file > li")
    assert (first["class"], second["class"]) == (["chevet-cut"], ["chevet-kept"])
    assert "tokens lus sur" in first.select_one(".chevet-head").get_text()
    assert first.find("del").get_text() + first.select("span")[-1].get_text() == RECORD[0]["texte"]
    assert second.find("del") is None


ERRORS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown mode": (
        {"texte": "a", "mode": "couper"},
        "TokenExplorer : le mode « couper » n'existe pas. Choisissez parmi decouper, fusions, comparer, fenetre.",
    ),
    "no text": ({}, "TokenExplorer, mode decouper : texte est vide. Donnez le texte de départ."),
    "nothing to compare": (
        {"mode": "comparer", "texte": "a"},
        "TokenExplorer, mode comparer : rien à comparer. Donnez exemples, ou texte et autre.",
    ),
    "no file": ({"mode": "fenetre"}, "TokenExplorer, mode fenetre : dossier est vide. Donnez au moins une section."),
    "not a tokenizer": (
        {"texte": "a", "bpe": {"merges": []}},
        "TokenExplorer : bpe n'est pas un tokeniseur. Passez un Bpe, ou Bpe.to_state().",
    ),
    "a merge of what does not exist yet": (
        {"texte": "a", "bpe": {"kind": "byte-bpe", "merges": [[97, 98], [257, 97]]}},
        "TokenExplorer, bpe : la fusion 1 vaut [257, 97]. Elle ne peut citer que des numéros de 0 à 256.",
    ),
    "too few counts": (
        {"texte": "a", "bpe": {"kind": "byte-bpe", "merges": [[97, 98]], "counts": []}},
        "TokenExplorer, bpe : 0 effectifs pour 1 fusions. Donnez-en autant.",
    ),
    "an example cut short": (
        {"mode": "comparer", "exemples": [{"nom": "x", "gauche": {"titre": "t"}, "droite": {"titre": "t", "texte": "u"}}]},
        "TokenExplorer, exemple 1 : il manque texte dans gauche. Complétez cet exemple.",
    ),
    "a section cut short": (
        {"mode": "fenetre", "dossier": [{"date": "3 mars", "texte": "x"}]},
        "TokenExplorer, dossier, section 1 : il manque titre. Complétez cette section.",
    ),
    "an unknown key": (
        {"mode": "fenetre", "dossier": [{**RECORD[1], "faits": "x"}]},
        "TokenExplorer, dossier, section 1 : la clé « faits » est inconnue. "
        "Clés possibles : date, titre, texte, fait, extrait.",
    ),
    "an excerpt that is not there": (
        {"mode": "fenetre", "dossier": [{**RECORD[1], "extrait": "allergie"}]},
        "TokenExplorer, dossier, section 1 : extrait n'est pas dans texte. Recopiez-le mot pour mot.",
    ),
    "two faults at once": (
        {"texte": "a", "fenetre": -1, "garder": "milieu"},
        "TokenExplorer : fenetre vaut -1. Donnez un nombre positif ou nul.\n"
        "TokenExplorer : garder vaut « milieu ». Écrivez « fin » ou « debut ».",
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
        ("mode", "couper", "mode = « couper » : choisissez parmi decouper, fusions, comparer, fenetre."),
        ("strategy", "milieu", "strategy = « milieu » : choisissez parmi end, start."),
        ("window", -3, "window = -3 : donnez un nombre positif ou nul."),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: object, message: str) -> None:
    with pytest.raises(TraitError) as error:
        setattr(explorer("decouper"), trait, value)
    assert str(error.value) == message
