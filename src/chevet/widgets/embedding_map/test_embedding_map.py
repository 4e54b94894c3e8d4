import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.problems import CourseError
from chevet.typography import fr
from chevet.widgets.embedding_map import EmbeddingMap
from chevet.widgets.embedding_map.reading import (
    analogy,
    cosine,
    decimal,
    degrees,
    means,
    neighbours,
    quantise,
    say_analogy,
    say_angle,
    say_context,
    say_neighbours,
    say_turned,
    shared,
    turn_away,
)

VECTORS = Path(__file__).parents[4] / "tests" / "vectors"
CASES = json.loads((VECTORS / "embeddings.json").read_text(encoding="utf-8"))
TERMS: list[str] = CASES["terms"]
ROWS: list[list[int]] = CASES["vectors"]


def close(mine: list[tuple[int, float]], expected: list[list[float]]) -> None:
    assert [i for i, _ in mine] == [i for i, _ in expected]
    assert [value for _, value in mine] == pytest.approx([value for _, value in expected], abs=1e-12)


@pytest.mark.parametrize("case", CASES["quantise"], ids=lambda case: str(case["exact"]))
def test_vectors_are_rounded_to_thousandths_of_their_direction(case: dict[str, Any]) -> None:
    assert quantise(case["exact"]) == case["expect"]


@pytest.mark.parametrize("case", CASES["decimal"], ids=lambda case: case["expect"])
def test_numbers_are_written_as_in_the_page(case: dict[str, Any]) -> None:
    assert decimal(case["value"]) == case["expect"]


@pytest.mark.parametrize("case", CASES["cosine"], ids=lambda case: f"{case['a']}, {case['b']}")
def test_cosine_and_angle_are_those_of_the_page(case: dict[str, Any]) -> None:
    value = cosine(ROWS[case["a"]], ROWS[case["b"]])
    u, v = np.array(ROWS[case["a"]]), np.array(ROWS[case["b"]])
    assert value == pytest.approx(case["expect"], abs=1e-12)
    assert value == pytest.approx(u @ v / np.linalg.norm(u) / np.linalg.norm(v))
    assert degrees(value) == case["degrees"]
    assert say_angle(TERMS[case["a"]], TERMS[case["b"]], value, 0.2) == case["said"]


@pytest.mark.parametrize("case", CASES["neighbours"], ids=lambda case: TERMS[case["term"]])
def test_neighbours_are_those_of_the_page(case: dict[str, Any]) -> None:
    ranked = neighbours(ROWS, case["term"], case["n"])
    close(ranked, case["expect"])
    assert say_neighbours(TERMS, case["term"], ranked) == case["said"]


@pytest.mark.parametrize("case", CASES["analogy"], ids=lambda case: str(case["terms"]))
def test_analogies_are_those_of_the_page(case: dict[str, Any]) -> None:
    a, b, c = case["terms"]
    ranked = analogy(ROWS, a, b, c, len(TERMS))
    close(ranked, case["expect"])
    expected = [(None, ""), (1, TERMS[ranked[0][0]]), (4, TERMS[ranked[3][0]])]
    said = [say_analogy(TERMS, a, b, c, ranked, case["alone"], *answer) for answer in expected]
    assert said == case["said"]


@pytest.mark.parametrize("case", CASES["turn"], ids=lambda case: f"{case['a']}, {case['wanted']}")
def test_a_vector_turns_as_in_the_page(case: dict[str, Any]) -> None:
    vector = turn_away(ROWS[case["a"]], ROWS[case["b"]], case["wanted"])
    assert vector == pytest.approx(case["expect"], abs=1e-12)
    before = [(i, value) for i, value in case["before"]]
    after = [cosine(row, vector) for row in ROWS]
    said = say_turned(TERMS, case["a"], case["b"], case["wanted"], before, after.__getitem__)
    assert said == case["said"]


def test_contexts_means_and_layers_are_those_of_the_page() -> None:
    for case in CASES["shared"]:
        assert [list(words) for words in shared(case["ours"], case["theirs"])] == case["expect"]
    told = CASES["means"]
    assert means(told["vectors"], told["uses"]) == pytest.approx(tuple(told["expect"]))
    assert means([[1.0, 0.0]], ["x"]) == (None, None)
    for case in CASES["context"]:
        assert say_context(case["word"], case["layer"], case["same"], case["other"]) == case["expect"]


PRESETS = [
    {"a": "hypokaliémie", "b": "hyperkaliémie", "c": "hyperglycémie", "note": "Une <note>."},
    {"a": "insuline", "b": "hyperglycémie", "c": "hypoglycémie", "expected": "resucrage"},
]
CONTEXTS = [[("potassium", 9), ("crampes", 4)], [("potassium", 7)], *[[("mot", 1)]] * 10]
SENTENCES = [
    {"sentence": "Contre la toux.", "word": "Contre", "use": "soigner"},
    {"sentence": "Contre le rhume.", "word": "Contre", "use": "soigner"},
    {"sentence": "Contre-indication.", "word": "Contre", "use": "interdire"},
]
LAYERS = [[[1, 0, 0], [1, 1, 0]], [[2, 0, 0], [3, 3, 0]], [[3, 0, 0], [0, 0, 1]]]

MADE: dict[str, dict[str, Any]] = {
    mode: {"terms": TERMS, "vectors": ROWS, "kinds": ["terme"] * 12, "mode": mode, "presets": PRESETS}
    for mode in ("neighbours", "angle", "analogy", "pull")
}
MADE["angle"]["contexts"] = CONTEXTS
MADE["context"] = {"mode": "context", "occurrences": SENTENCES, "layers": LAYERS}


def made(shown: str, **changes: Any) -> EmbeddingMap:
    return EmbeddingMap(**{**MADE[shown], **changes})


@pytest.mark.parametrize("mode", MADE)
def test_state_is_what_the_module_reads(mode: str) -> None:
    state = made(mode).state()
    assert set(state) == {
        *("mode", "terms", "kinds", "vectors", "points", "plane", "contexts", "a", "b", "c", "presets"),
        *("occurrences", "where", "title", "instruction", "provenance"),
    }
    assert state["instruction"].startswith("Prédisez")
    if mode == "context":
        assert state["provenance"] == "Vecteurs du petit modèle, 3 nombres, 1 couche."
        assert state["occurrences"][2] == {
            "before": "", "word": "Contre", "after": "-indication.", "use": "interdire",
            "vectors": [[1000, 0, 0], [0, 0, 1000]],
        }  # fmt: skip
    else:
        assert state["provenance"] == "12 termes, 8 nombres chacun."
        assert state["vectors"] == [quantise(row) for row in ROWS]


def test_first_preset_is_shown_first() -> None:
    assert (made("angle").a, made("angle").b) == ("hypokaliémie", "hyperkaliémie")
    assert made("angle", a="gauche", b="droite").a == "gauche"


def test_rounding_moves_no_cosine_by_more_than_two_thousandths() -> None:
    rng = np.random.default_rng(5)
    exact = rng.normal(size=(60, 32))
    exact /= np.linalg.norm(exact, axis=1, keepdims=True)
    terms = [f"t{i}" for i in range(60)]
    widget = EmbeddingMap(terms, exact, a="t0")
    told = [[widget.cosine(a, b) for b in terms] for a in terms]
    assert np.abs(np.array(told) - exact @ exact.T).max() < 2e-3


def test_points_are_where_the_plane_puts_the_vectors() -> None:
    state = made("neighbours").state()
    centred = np.array(state["vectors"]) - state["plane"]["centre"]
    np.testing.assert_allclose(centred @ np.array(state["plane"]["axes"]).T, state["points"], atol=2)
    assert 0 < state["plane"]["share"] < 1


SUMMARIES = {
    "neighbours": "hypokaliémie : hyperglycémie 1,00, hyperkaliémie 0,97, hypoglycémie 0,94",
    "angle": "hypokaliémie, hyperkaliémie : 0,97",
    "analogy": "hypokaliémie − hyperkaliémie + hyperglycémie",
    "pull": "hypokaliémie, hyperkaliémie : 0,97",
    "context": "'Contre', 3 phrases",
}


@pytest.mark.parametrize("mode", MADE)
def test_summary_is_short_and_stable(mode: str) -> None:
    assert made(mode).summary() == SUMMARIES[mode]


@pytest.mark.parametrize("mode", MADE)
def test_fallback_says_where_it_stands_without_style_or_script(mode: str) -> None:
    page = BeautifulSoup(made(mode).fallback_html(), "html.parser")
    assert page.find("noscript").get_text() == (
        "Cet instrument demande JavaScript. Sa lecture en texte est juste dessous."
    )
    assert "Sortie enregistrée à la construction de la page." in page.find("footer").get_text()
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find("note")  # texts of the author are escaped, not read as HTML


def cells(mode: str, **changes: Any) -> tuple[list[str], list[list[str]]]:
    """Sentences, and rows of every table."""
    page = BeautifulSoup(made(mode, **changes).fallback_html(), "html.parser")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    return [said.get_text() for said in page.select(".chevet-read")], rows


def test_fallback_lists_the_neighbours_of_each_choice() -> None:
    said, rows = cells("neighbours")
    assert said[0] == fr(
        "Les plus proches de « hypokaliémie » : hyperglycémie (1,00), hyperkaliémie (0,97) et hypoglycémie (0,94)."
    )
    assert len(said) == 2
    assert rows[0] == ["hyperglycémie", "terme", "1,00"]
    assert len(cells("neighbours", a="gauche")[0]) == 3  # and first, the term shown first


def test_fallback_gives_the_cosine_of_the_pair_and_its_contexts() -> None:
    said, rows = cells("angle")
    assert said[0].startswith(fr("« hypokaliémie » et « hyperkaliémie » : cosinus 0,97, un angle de 14°."))
    assert rows[:3] == [
        ["Vus près des deux", "potassium"],
        [fr("Près de « hypokaliémie » seulement"), "crampes"],
        [fr("Près de « hyperkaliémie » seulement"), "–"],
    ]


def test_fallback_says_which_analogies_work() -> None:
    said, rows = cells("analogy")
    assert "réponse attendue" not in said[0]
    assert "C’est la réponse attendue." in said[1]
    assert rows[5][0] == "resucrage"


def test_fallback_says_that_the_map_moves_nothing_and_what_the_space_breaks() -> None:
    said, rows = cells("pull")
    assert "le cosinus reste 0,97." in said[0]
    assert "s’éloigne aussi de ses autres voisins" in said[1]
    assert rows[0] == ["hyperkaliémie", "0,97", "0,60", "0,30", "0,00"]
    assert [len(row) for row in cells("pull", a="insuline", b="gauche")[1]] == [
        2 + 1
    ] * 6  # already below 0,60


def test_fallback_compares_sentences_before_and_after_the_layers() -> None:
    said, rows = cells("context")
    assert said[0].endswith("tous les cosinus valent 1.")
    assert said[1] == fr(
        "« Contre » après la couche 1, cosinus moyen : 1,00 entre deux phrases de même emploi et 0,00 entre deux "
        "emplois différents."
    )
    assert rows[2] == ["3. Contre-indication.", "interdire", "0,00", "0,00", "1,00"]


ERRORS: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown mode": (
        "angle", {"mode": "carte"},
        "EmbeddingMap : le mode « carte » n'existe pas. Choisissez parmi neighbours, angle, analogy, pull, context.",
    ),
    "a vector is missing": (
        "angle", {"vectors": ROWS[1:]},
        "EmbeddingMap : 12 termes, et vectors est de taille 11 × 8. Donnez un vecteur par terme.",
    ),
    "no vector": (
        "angle", {"terms": [], "vectors": []},
        "EmbeddingMap : 0 termes, et vectors est de taille 0. Donnez un vecteur par terme.",
    ),
    "a vector without direction": (
        "angle", {"vectors": [[0] * 8, *ROWS[1:]]},
        "EmbeddingMap, vectors : un vecteur est nul ou n'est pas un nombre. Retirez son terme.",
    ),
    "a term twice": (
        "angle", {"terms": [*TERMS[:11], TERMS[0]]},
        "EmbeddingMap, terms : « hypokaliémie » vient deux fois. Gardez-en un.",
    ),
    "too few kinds": (
        "angle", {"kinds": ["x"]},
        "EmbeddingMap, kinds : 1 pour 12 termes. Donnez-en autant, ou aucun.",
    ),
    "no pair": (
        "pull", {"presets": [], "a": "gauche"},
        "EmbeddingMap, mode pull : il manque b. Donnez un terme de la carte.",
    ),
    "a term that is not there": (
        "neighbours", {"presets": [], "a": "thermomètre"},
        "EmbeddingMap, mode neighbours : a vaut « thermomètre », qui n'est pas sur la carte. Choisissez un terme de terms.",
    ),
    "a preset cut short, with a key too many": (
        "analogy", {"presets": [PRESETS[0], {"a": "gauche", "b": "droite", "attendu": "x"}]},
        "EmbeddingMap, presets, choix 2 : il manque c. Donnez un terme de la carte.\n"
        "EmbeddingMap, presets, choix 2 : la clé « attendu » est inconnue. "
        "Clés possibles : a, b, c, expected, note.",
    ),
    "no layer": (
        "context", {"layers": []},
        "EmbeddingMap, mode context : 3 phrases, et layers est de taille 0. "
        "Donnez occurrences, et layers = contextual_vectors(…).",
    ),
    "a word that is not in its sentence": (
        "context", {"occurrences": [*SENTENCES[:2], {"sentence": "Sans.", "word": "Contre", "use": "x"}]},
        "EmbeddingMap, occurrences, phrase 3 : word n'est pas dans sentence. Recopiez-le de la phrase.",
    ),
    "a sentence cut short": (
        "context", {"occurrences": [*SENTENCES[:2], {"sentence": "Contre."}]},
        "EmbeddingMap, occurrences, phrase 3 : il manque word, use. Complétez cette phrase.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_author_is_told_what_to_change(name: str) -> None:
    mode, changes, message = ERRORS[name]
    with pytest.raises(CourseError) as error:
        made(mode, **changes)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("mode", "trait", "value", "message"),
    [
        ("angle", "a", "thermomètre", "a = « thermomètre » : ce terme n'est pas sur la carte."),
        ("context", "a", "Sans", "a = « Sans » : ce terme n'est pas sur la carte."),
        ("pull", "where", "ailleurs", "where = « ailleurs » : choisissez parmi map, space."),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(mode: str, trait: str, value: str, message: str) -> None:
    with pytest.raises(TraitError) as error:
        setattr(made(mode), trait, value)
    assert str(error.value) == message
