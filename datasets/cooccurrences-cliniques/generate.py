"""Draws the fictional clinical sentences of ``cooccurrences-cliniques`` from ``phrases.yml``.

Run ``python datasets/cooccurrences-cliniques/generate.py`` to write the CSV again.
"""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

HERE = Path(__file__).parent
SEED = 20261121
PER_SITUATION = 110  # sentences: the same number for each, so no disease is better known than another

CHOICE = re.compile(r"\{([^{}]*)\}")
PATIENT = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")  # [masculine|feminine]
DISEASE = re.compile(r"\(([^()|]*)\|([^()|]*)\)")
SLOT = re.compile(r"<(Un|un|Le|le|du|d’un|de|Nu|nu) (\w+)>|<(côté|valeur)>")
ARTICLE = re.compile(r"(une?|des|du|de la|de l’|les?|la|l’)(?: |(?<=’))(.+)")
LISTS = {"signe": "signes", "absent": "absents", "terrain": "terrains", "examen": "examens", "bilan": "bilan",
         "traitement": "traitements", "organe": "organes", "image": "images"}  # fmt: skip
OPTIONAL = ("mesure", "durée", "organes", "images")
ASPIRATED = ("hanche", "holter")  # no elision: « la hanche »


class Noun:
    """A noun with its article, « une fièvre », and the other articles French gives it."""

    def __init__(self, text: str) -> None:
        found = ARTICLE.fullmatch(text)
        if found is None:
            raise ValueError(f"phrases.yml : « {text} » n'a pas d'article.")
        self.text, self.article, self.bare = text, found[1], found[2]
        self.is_plural = self.article in ("des", "les")
        self.is_feminine = self.article in ("une", "de la", "la") or self.bare in ("oreille", "épaule")
        first = self.bare[0].lower()
        self.elides = first in "aeéèêiîoôœuy" or (first == "h" and not self.bare.startswith(ASPIRATED))

    def form(self, word: str) -> str:
        """The noun after ``un``, ``le``, ``du``, ``d’un``, ``de`` or ``nu`` (nothing)."""
        short = "d’" if self.elides else "de "
        if word == "un":
            return self.text
        if word == "nu":
            return self.bare
        if word == "de":
            return short + self.bare
        if word == "d’un":
            return f"d’{self.text}" if self.article in ("un", "une") else short + self.bare
        if self.is_plural:
            return ("des " if word == "du" else "les ") + self.bare
        if self.elides:
            return ("de l’" if word == "du" else "l’") + self.bare
        if self.is_feminine:
            return ("de la " if word == "du" else "la ") + self.bare
        return ("du " if word == "du" else "le ") + self.bare


class Sentence:
    """One sentence in the making: a situation, a patient, and what has been said already."""

    def __init__(self, draw: random.Random, situation: dict[str, Any]) -> None:
        self.draw = draw
        self.situation = situation | {"images": [draw.choice(situation.get("images", [None]))]}
        self.woman = draw.random() < 0.5
        self.disease = Noun(situation["maladie"])
        self.said: set[str] = set()
        self.organ: Noun | None = None

    def render(self, model: str) -> str:
        text = PATIENT.sub(lambda m: m[2 if self.woman else 1], model)
        text = DISEASE.sub(lambda m: m[2 if self.disease.is_feminine else 1], text)
        while found := CHOICE.search(text):
            text = text[: found.start()] + self.draw.choice(found[1].split("|")) + text[found.end() :]
        text = SLOT.sub(self.fill, text)
        return text[0].upper() + text[1:]

    def fill(self, slot: re.Match[str]) -> str:
        if slot[3] == "valeur":
            return str(self.situation["valeur"])
        if slot[3] == "côté":
            right = "droite" if self.organ is None or self.organ.is_feminine else "droit"
            return self.draw.choice([right, "gauche"])
        return self.noun(slot[2]).form(slot[1].lower())

    def noun(self, name: str) -> Noun:
        if name == "maladie":
            return self.disease
        if name == "mesure":
            return Noun(self.situation["mesure"])
        known = self.situation.get(LISTS[name], [])
        if name == "bilan":  # any examination one asks for, those that settle the diagnosis included
            known = [*self.situation["examens"], *known]
        # A sign is said once; an image, as often as the sentence likes: it comes, then it is gone.
        left = [text for text in known if name == "image" or Noun(text).bare not in self.said]
        chosen = Noun(self.draw.choice(left))
        self.said.add(chosen.bare)
        if name == "organe":
            self.organ = chosen
        return chosen


def generate(seed: int = SEED) -> pd.DataFrame:
    """One row per sentence, all different, shuffled."""
    draw = random.Random(seed)
    phrases = yaml.safe_load((HERE / "phrases.yml").read_text(encoding="utf-8"))
    rows: list[tuple[str, str]] = []
    seen: set[str] = set()
    for situation in phrases["situations"]:
        kinds = ["toujours", "toujours", *(kind for kind in OPTIONAL if situation.get(kind))]
        name = Noun(situation["maladie"]).bare
        wanted = len(rows) + PER_SITUATION
        while len(rows) < wanted:
            model = draw.choice(phrases["modèles"][draw.choice(kinds)])
            text = Sentence(draw, situation).render(model)
            if text not in seen:
                seen.add(text)
                rows.append((name, text))
    draw.shuffle(rows)
    numbered = [(f"co-{number:04d}", *row) for number, row in enumerate(rows, 1)]
    return pd.DataFrame(numbered, columns=["id", "situation", "texte"])


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
