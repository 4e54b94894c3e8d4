import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from traitlets import TraitError

from chevet.lm.world import load_world
from chevet.problems import CourseError
from chevet.widgets.preference_lab import PreferenceLab, reward
from chevet.widgets.preference_lab.features import FEATURES, count_features
from chevet.widgets.preference_lab.preference_lab import material
from chevet.widgets.preference_lab.reading import Lab
from chevet.widgets.preference_lab.saying import say_agreement, say_choice, say_learned, say_sheet, signed

VECTORS = Path(__file__).parents[4] / "tests" / "vectors" / "preference_lab.json"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))


def lab_of(name: str) -> Lab:
    return Lab({**CASES["state"], **CASES["labs"][name]["changes"]})


@pytest.mark.parametrize("name", CASES["labs"])
def test_weights_are_those_scikit_learn_finds(name: str) -> None:
    lab = lab_of(name)
    for key, expect in zip(lab.keys, CASES["labs"][name]["judges"], strict=True):
        assert lab.weights(key) == pytest.approx(expect["weights"], abs=1e-6)


@pytest.mark.parametrize("name", CASES["labs"])
def test_choices_and_sentences_are_those_of_the_page(name: str) -> None:
    lab, told = lab_of(name), CASES["labs"][name]
    assert lab.apart() == told["apart"]
    for key, expect in zip(lab.keys, told["judges"], strict=True):
        assert lab.chosen(key) == expect["chosen"]
        assert reward.places(lab.rewards(key)) == expect["places"]
        assert [lab.learned(key), lab.agreement(key), lab.choice(key)] == [
            expect["learned"],
            expect["agreed"],
            expect["choice"],
        ]
        assert [list(lab.pushed(key, steps)) for steps in CASES["steps"]] == expect["pushed"]


def test_words_are_those_of_the_page() -> None:
    for case in CASES["signed"]:
        assert signed(case["value"]) == case["expect"]
    for case in CASES["learned"]:
        assert say_learned("Un juge", case["weights"]) == case["expect"]
    for case in CASES["agreement"]:
        assert say_agreement(case["k"], case["n"]) == case["expect"]
    for case in CASES["choice"]:
        assert say_choice("Un juge", case["chosen"]) == case["expect"]
    for case in CASES["sheet"]:
        assert say_sheet("K", case["fact"]) == case["expect"]
    for case in CASES["scale"]:
        scale = reward.scale_of(case["rows"])
        assert list(scale.means) == case["means"]
        assert list(scale.spreads) == pytest.approx(case["spreads"])


def test_a_chance_follows_the_difference_of_rewards() -> None:
    """Bradley and Terry by hand: one trait, judged 3 times for and once against, no penalty to speak of."""
    weights = reward.fit([[1.0], [0.0]], [(0, 1)] * 3 + [(1, 0)], penalty=1e-9)
    assert reward.sigmoid(weights[0]) == pytest.approx(3 / 4)
    assert [reward.sigmoid(x) for x in (-800.0, 800.0)] == [0.0, 1.0]


def test_the_system_is_solved() -> None:
    matrix = np.array([[2.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 1.0]])
    assert reward.solve(matrix.tolist(), [1.0, 2.0, 3.0]) == pytest.approx(
        np.linalg.solve(matrix, [1.0, 2.0, 3.0])
    )


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", [0, 0, 0, 0, 0, 0]),
        ("L'effet indésirable est peut-être connu.", [5, 1, 1, 0, 0, 0]),
        ("Je comprends\u00a0! Courage\u202f: 51\u00a0zilles.", [5, 0, 0, 2, 1, 0]),
        ("Consultez votre médecin ou votre pharmacien, dans 3 jours.", [9, 0, 0, 0, 0, 3]),
    ],
)
def test_what_a_model_sees_of_a_text_is_counted(text: str, counts: list[int]) -> None:
    assert count_features(text) == counts


def test_every_trait_varies_among_the_ten_and_no_two_say_the_same() -> None:
    rows = np.array([answer["counts"] for answer in material()["answers"]], dtype=float)
    assert rows.shape == (10, len(FEATURES))
    assert rows.std(axis=0).min() > 0
    between = np.corrcoef(rows.T) - np.eye(len(FEATURES))
    assert np.abs(between).max() < 0.6


def test_what_the_answers_say_of_the_sheet_is_marked_as_it_is() -> None:
    """The mark of each answer is held to the pharmacopoeia: a dose that differs is a contradiction."""
    facts = {fact.attribute: fact.value for fact in load_world().facts if fact.remedy == "Plirouchon"}
    shown = material()
    for answer in [*shown["answers"], *shown["unseen"]]:
        doses = set(re.findall(r"\d+ zilles", answer["text"]))
        if doses:
            assert answer["sheet"] == ("vrai" if doses == {facts["dose"]} else "faux"), answer["id"]
        else:
            assert answer["sheet"] == "", answer["id"]
    said = " ".join(one["text"] for one in shown["additions"])
    assert set(re.findall(r"\d+ zilles", said)) == {facts["dose"]}
    assert facts["indication"] in shown["question"]
    assert facts["effet"] == "la dent qui vibre"
    assert facts["voie"] in shown["unseen"][3]["text"]
    assert facts["contre-indication"].removeprefix("la ") in shown["answers"][7]["text"]


def test_two_unseen_answers_differ_by_their_truth_alone() -> None:
    first, second = material()["unseen"][:2]
    assert first["counts"] == second["counts"]
    assert {first["sheet"], second["sheet"]} == {"vrai", "faux"}


def test_the_examples_make_two_assistants_that_choose_differently_and_neither_takes_the_best_answer() -> None:
    lab = PreferenceLab(example=True).lab()
    taken = [[lab.state["unseen"][i]["id"] for i in lab.chosen(key)] for key in lab.keys]
    assert taken == [["K", "L"], ["M"]]


def test_a_ranking_makes_every_comparison_once_and_the_deck_shows_each_pair_once() -> None:
    assert reward.pairs_of([2, 0, 1]) == [(2, 0), (2, 1), (0, 1)]
    deck = PreferenceLab().state()["deck"]
    assert len({frozenset(pair) for pair in deck}) == len(deck) == 45


def test_state_is_what_the_module_reads() -> None:
    state = PreferenceLab().state()
    assert set(state) == {
        *(
            "question",
            "note",
            "judges",
            "features",
            "answers",
            "unseen",
            "base",
            "additions",
            "deck",
            "penalty",
        ),
        *(
            "judge",
            "method",
            "order",
            "duels",
            "turn",
            "learned",
            "push",
            "title",
            "instruction",
            "provenance",
        ),
    }
    assert state["instruction"].startswith("Prédisez")
    assert state["learned"] == {"a": "", "b": ""}
    assert len(json.dumps(state, ensure_ascii=False)) < 12_000


def test_summary_is_short_and_stable() -> None:
    assert PreferenceLab().summary() == "10 réponses, 2 juges"
    assert PreferenceLab(example=True).summary() == (
        "10 réponses, 2 juges ; Médecin pressé : K, L ; Patient inquiet : M"
    )


@pytest.mark.parametrize("example", [False, True])
def test_fallback_tells_a_recorded_example_and_says_so(example: bool) -> None:
    page = BeautifulSoup(PreferenceLab(example=example).fallback_html(), "html.parser")
    assert "Sa lecture en texte est juste dessous." in page.find("noscript").get_text()
    assert "Exemple enregistré" in page.select_one(".chevet-note-in").get_text()
    assert not page.find("script")
    assert not page.find(style=True)
    assert not page.find("button")
    text = page.get_text()
    for answer in [*material()["answers"], *material()["unseen"]]:
        assert answer["text"] in text
    assert "l’assistant prend la réponse K, à égalité avec L" in text
    assert "La réponse K contredit la fiche." in text
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert rows[3] == ["Empathie", "−1,8", "+1,1"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"judge": "c"}, "PreferenceLab : le juge « c » n'existe pas. Choisissez parmi a, b."),
        ({"method": "tri"}, "PreferenceLab : la méthode « tri » n'existe pas. Choisissez parmi rank, pairs."),
        ({"penalty": 0}, "PreferenceLab : penalty vaut 0. Donnez un nombre positif."),
    ],
)
def test_author_is_told_what_to_change(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CourseError) as error:
        PreferenceLab(**changes)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("trait", "value", "message"),
    [
        ("judge", "c", "judge = « c » : choisissez parmi a, b."),
        ("method", "tri", "method = « tri » : choisissez parmi rank, pairs."),
        ("order", {"a": [0, 0]}, "order[a] : chaque réponse doit y être une fois."),
        ("learned", {"a": "x"}, "learned[a] = « x » : choisissez parmi rank, pairs."),
        ("push", 99, "push = 99 : donnez un entier de 0 à 8."),
    ],
)
def test_a_trait_refuses_what_it_cannot_be(trait: str, value: Any, message: str) -> None:
    with pytest.raises(TraitError) as error:
        setattr(PreferenceLab(), trait, value)
    assert str(error.value) == message
