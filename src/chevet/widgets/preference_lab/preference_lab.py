"""Rank ten answers as a hurried doctor, then as an anxious patient: two reward models, two assistants."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import traitlets
import yaml

from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.preference_lab import fallback
from chevet.widgets.preference_lab.features import FEATURES, count_features
from chevet.widgets.preference_lab.reading import Lab

ANSWERS = Path(__file__).with_name("answers.yml")
METHODS = ("rank", "pairs")
SOURCES = ("", *METHODS)
DECK_SEED = 5
MOST_PUSHED = 8

TITLE = "Deux juges, deux assistants"
INSTRUCTION = (
    "Prédisez : quelle réponse l'assistant de chaque juge préférera-t-il ? Classez les dix réponses comme le "
    "médecin pressé, apprenez, puis recommencez comme le patient inquiet."
)
PROVENANCE = "Textes écrits pour l'exercice ; remède de la pharmacopée fictive. Modèle de récompense calculé dans la page."


@cache
def _material() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    return loaded


def material() -> dict[str, Any]:
    """What ``answers.yml`` holds, as the page shows it: French spaces set, traits counted, letters turned to numbers."""
    given = _material()
    letters = [answer["id"] for answer in given["reponses"]]

    def answer(one: Mapping[str, str]) -> dict[str, Any]:
        text = fr(one["texte"])
        return {"id": one["id"], "text": text, "counts": count_features(text), "sheet": one.get("fiche", "")}

    return {
        "question": fr(given["question"]),
        "note": fr(given["note"]),
        "judges": [
            {
                "key": key,
                "name": judge["nom"],
                "role": fr(judge["role"]),
                "example": [letters.index(letter) for letter in judge["exemple"]],
            }
            for key, judge in given["juges"].items()
        ],
        "answers": [answer(one) for one in given["reponses"]],
        "unseen": [answer(one) for one in given["inedites"]],
        "base": {"text": fr(given["depart"]), "counts": count_features(given["depart"])},
        "additions": [{"text": fr(text), "counts": count_features(text)} for text in given["ajouts"]],
    }


class PreferenceLab(ChevetWidget):
    """Ten written answers to one invented question; the reader judges them twice, the page learns two reward models.

    Args:
        example: start from the two rankings written as examples, already learned.
        judge: the judge shown first, ``a`` (hurried doctor) or ``b`` (anxious patient).
        method: ``rank``, put ten answers in order, or ``pairs``, choose between two at a time.
        penalty: how strongly weights are held back (ridge), above 0.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    question = traitlets.Unicode(help="The question all answers reply to.").tag(sync=True)
    note = traitlets.Unicode(help="What of it is invented.").tag(sync=True)
    judges: traitlets.List[Any] = traitlets.List(help="key, name, role, example: numbers of answers.").tag(
        sync=True
    )
    features: traitlets.List[Any] = traitlets.List(help="The traits a reward model may see.").tag(sync=True)
    answers: traitlets.List[Any] = traitlets.List(help="id, text, counts, sheet: the answers judged.").tag(
        sync=True
    )
    unseen: traitlets.List[Any] = traitlets.List(help="The answers an assistant chooses among.").tag(
        sync=True
    )
    base = traitlets.Dict(help="The answer both assistants start from when pushed: text, counts.").tag(
        sync=True
    )
    additions: traitlets.List[Any] = traitlets.List(help="Sentences they may add: text, counts.").tag(
        sync=True
    )
    deck: traitlets.List[Any] = traitlets.List(help="Pairs of answers, in the order they are shown.").tag(
        sync=True
    )
    penalty: Any = traitlets.Float(1.0, help="Ridge penalty of the reward model.").tag(sync=True)
    judge: Any = traitlets.Unicode("a", help="Who judges now.").tag(sync=True)
    method: Any = traitlets.Unicode("rank", help="rank or pairs.").tag(sync=True)
    order: Any = traitlets.Dict(help="For each judge, numbers of answers, the best first.").tag(sync=True)
    duels: Any = traitlets.Dict(help="For each judge, [preferred, other]…").tag(sync=True)
    turn: Any = traitlets.Dict(help="For each judge, pairs of the deck already shown.").tag(sync=True)
    learned: Any = traitlets.Dict(
        help="For each judge, what its model learns from: rank, pairs, or nothing."
    ).tag(sync=True)
    push = traitlets.Int(0, help="Sentences each assistant may add.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        *,
        example: bool = False,
        judge: str = "a",
        method: str = "rank",
        penalty: float = 1.0,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        shown = material()
        keys = [one["key"] for one in shown["judges"]]
        problems = []
        if judge not in keys:
            problems.append(
                _problem(f"le juge « {judge} » n'existe pas.", f"Choisissez parmi {', '.join(keys)}.")
            )
        if method not in METHODS:
            problems.append(
                _problem(f"la méthode « {method} » n'existe pas.", f"Choisissez parmi {', '.join(METHODS)}.")
            )
        if not penalty > 0:
            problems.append(_problem(f"penalty vaut {penalty}.", "Donnez un nombre positif."))
        if problems:
            raise CourseError(problems)
        numbers = list(range(len(shown["answers"])))
        super().__init__(
            features=[feature.to_state() for feature in FEATURES],
            deck=_deck(len(numbers)),
            penalty=float(penalty),
            judge=judge,
            method=method,
            order={one["key"]: one["example"] if example else numbers for one in shown["judges"]},
            duels={key: [] for key in keys},
            turn=dict.fromkeys(keys, 0),
            learned=dict.fromkeys(keys, "rank" if example else ""),
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr(PROVENANCE),
            **shown,
            **kwargs,
        )

    @traitlets.validate("judge")
    def _known_judge(self, proposal: Any) -> str:
        return _one_of("judge", proposal["value"], [one["key"] for one in self.judges])

    @traitlets.validate("method")
    def _known_method(self, proposal: Any) -> str:
        return _one_of("method", proposal["value"], METHODS)

    @traitlets.validate("order")
    def _whole_order(self, proposal: Any) -> dict[str, list[int]]:
        orders: dict[str, list[int]] = proposal["value"]
        for key, order in orders.items():
            if sorted(order) != list(range(len(self.answers))):
                raise traitlets.TraitError(f"order[{key}] : chaque réponse doit y être une fois.")
        return orders

    @traitlets.validate("learned")
    def _known_sources(self, proposal: Any) -> dict[str, str]:
        for key, source in proposal["value"].items():
            _one_of(f"learned[{key}]", source, SOURCES)
        return dict(proposal["value"])

    @traitlets.validate("push")
    def _few_steps(self, proposal: Any) -> int:
        if not 0 <= proposal["value"] <= MOST_PUSHED:
            raise traitlets.TraitError(f"push = {proposal['value']} : donnez un entier de 0 à {MOST_PUSHED}.")
        return int(proposal["value"])

    def lab(self) -> Lab:
        """The same computation as the page, on this state."""
        return Lab(self.state())

    def summary(self) -> str:
        """One line that never depends on the browser: what nbval compares."""
        lab = self.lab()
        taken = [
            f"{lab.judges[key]['name']} : {', '.join(self.unseen[i]['id'] for i in lab.chosen(key))}"
            for key in lab.keys
            if lab.pairs(key)
        ]
        return " ; ".join([f"{len(self.answers)} réponses, {len(self.judges)} juges", *taken])

    def fallback_html(self) -> str:
        """The answers, the two example rankings and what comes of them, as text."""
        return fallback.frame(self.state())


def _deck(n: int) -> list[list[int]]:
    """Every pair of ``n`` answers, in an order that stays the same and does not show one answer many times in a row."""
    pairs = [[i, j] for i in range(n) for j in range(i + 1, n)]
    random.Random(DECK_SEED).shuffle(pairs)
    return [pair if rank % 2 else pair[::-1] for rank, pair in enumerate(pairs)]


def _problem(message: str, remedy: str) -> Problem:
    return Problem("PreferenceLab", 0, message, remedy)


def _one_of(name: str, value: Any, known: Sequence[str]) -> str:
    if value not in known:
        raise traitlets.TraitError(
            f"{name} = « {value} » : choisissez parmi {', '.join(filter(None, known))}."
        )
    return str(value)
