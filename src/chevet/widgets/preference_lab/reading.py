"""What a state of the laboratory amounts to: the two reward models, what they choose, what they add."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chevet.widgets.preference_lab import reward
from chevet.widgets.preference_lab.features import FEATURES
from chevet.widgets.preference_lab.saying import (
    say_agreement,
    say_apart,
    say_choice,
    say_learned,
    say_push,
)

_WORDS = [feature.key for feature in FEATURES].index("longueur")
_DOSE = [feature.key for feature in FEATURES].index("dose")
START_FACTS = 1  # the answer both start from says one fact of the sheet: the effect


class Lab:
    """A state of the widget, read as the page reads it."""

    def __init__(self, state: Mapping[str, Any]) -> None:
        self.state = state
        self.judges = {judge["key"]: judge for judge in state["judges"]}
        self.keys = list(self.judges)
        counts = [answer["counts"] for answer in state["answers"]]
        self.scale = reward.scale_of(counts)
        self.rows = [self.scale.apply(row) for row in counts]
        self.unseen = [self.scale.apply(answer["counts"]) for answer in state["unseen"]]
        self._weights: dict[str, list[float]] = {}

    def pairs(self, key: str) -> list[reward.Pair]:
        """The comparisons this judge's model learns from."""
        source = self.state["learned"][key]
        if source == "rank":
            return reward.pairs_of(self.state["order"][key])
        if source == "pairs":
            return [(first, second) for first, second in self.state["duels"][key]]
        return []

    def weights(self, key: str) -> list[float]:
        """One weight per trait, per standard deviation of the trait over the ten answers."""
        if key not in self._weights:
            self._weights[key] = reward.fit(self.rows, self.pairs(key), self.state["penalty"])
        return self._weights[key]

    def learned(self, key: str) -> str:
        """What this model rewards, in a sentence."""
        return say_learned(self.judges[key]["name"], self.weights(key))

    def agreement(self, key: str) -> str:
        """How many comparisons it repeats, in a sentence."""
        pairs = self.pairs(key)
        return say_agreement(reward.agreement(self.rows, self.weights(key), pairs), len(pairs))

    def rewards(self, key: str) -> list[float]:
        """The rewards of the unseen answers."""
        return reward.rewards(self.unseen, self.weights(key))

    def chosen(self, key: str) -> list[int]:
        """The unseen answers this assistant likes best; several if it cannot tell them apart."""
        return reward.best(self.rewards(key))

    def choice(self, key: str) -> str:
        """What it chooses, in a sentence."""
        letters = [self.state["unseen"][i]["id"] for i in self.chosen(key)]
        return say_choice(self.judges[key]["name"], letters)

    def apart(self) -> str:
        """How far the two assistants differ, in a sentence."""
        n = len(self.unseen)
        return say_apart(reward.differ(*(self.rewards(key) for key in self.keys)), n * (n - 1) // 2)

    def pushed(self, key: str, steps: int) -> tuple[str, str]:
        """The answer after so many added sentences, and what is said of it."""
        additions, base = self.state["additions"], self.state["base"]
        every = reward.push(
            [one["counts"] for one in additions], self.scale, self.weights(key), len(additions)
        )
        added = [additions[i] for i in every[:steps]]
        words = base["counts"][_WORDS]
        facts = START_FACTS + any(one["counts"][_DOSE] for one in added)
        rise = sum(reward.gain(one["counts"], self.scale, self.weights(key)) for one in added)
        said = say_push(
            self.judges[key]["name"],
            len(added),
            steps > 0 and steps >= len(every) and len(every) < len(additions),
            (words, words + sum(one["counts"][_WORDS] for one in added)),
            (START_FACTS, facts),
            rise,
        )
        return " ".join([base["text"], *(one["text"] for one in added)]), said
