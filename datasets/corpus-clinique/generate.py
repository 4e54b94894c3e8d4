"""Draws the fictional clinical notes and everyday sentences of ``corpus-clinique`` from ``phrases.yml``.

Run ``python datasets/corpus-clinique/generate.py`` to write the CSV again.
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

# Texts of each type; about three clinical bytes for one everyday byte.
COUNTS = {"observation": 160, "courrier": 120, "compte rendu": 200, "transmission": 300, "quotidien": 760}
# Typed at a keyboard in the ward: straight apostrophe. The other types have the typographic one.
TYPED = {"observation", "transmission"}

AGREEMENT = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")  # [masculine|feminine]
CHOICE = re.compile(r"\{([^{}]*)\}")
SLOT = re.compile(r"<([^<>]+)>")
RANGE = re.compile(r"(\d+(?:,\d+)?)-(\d+(?:,\d+)?)")
AFTER_COLON = re.compile(r"(?<= : )([A-ZÀ-Ý])(?=[a-zà-ÿ’]| l’)")
SENTENCE_START = re.compile(r"(^|[.?!] )([a-zà-ÿœ])")


class Note:
    """One text in the making: a situation, a person, and the slots that phrases ask for."""

    def __init__(self, draw: random.Random, phrases: dict[str, Any], situation: dict[str, Any]) -> None:
        self.draw = draw
        self.phrases = phrases
        self.situation = situation
        self.profile = situation["profil"]
        self.sex = situation.get("sexe") or draw.choice("mf")
        self.age = draw.randint(*situation["âge"])
        self.is_right = draw.random() < 0.5  # "droite" and "gauche" say the same side in a whole note
        # An examination, its result and its conclusion go together: one draw for the three.
        self.examination = draw.randrange(len(situation["résultat"]))

    def render(self, text: str) -> str:
        text = AGREEMENT.sub(lambda m: m[1] if self.sex == "m" else m[2], text)
        while found := CHOICE.search(text):
            text = text[: found.start()] + self.choose(found[1].split("|")) + text[found.end() :]
        return SLOT.sub(lambda m: self.fill(m[1]), text)

    def choose(self, options: list[str]) -> str:
        if len(options) == 2 and "droit" in options[0] and "gauche" in options[1]:
            return options[0 if self.is_right else 1]
        return self.draw.choice(options)

    def fill(self, slot: str) -> str:
        if found := RANGE.fullmatch(slot):
            return self.number(found[1], found[2])
        generation = "enfant" if self.age < 16 else "jeune" if self.age < 45 else "adulte"
        profile = self.phrases["profils"][self.profile]
        if slot == "nom":
            title = "l’enfant" if self.age < 16 else "M." if self.sex == "m" else "Mme"
            return f"{title} {self.draw.choice(self.phrases['noms'])}"
        if slot == "âge":
            return str(self.age)
        if slot == "antécédents":
            return self.history(self.phrases["antécédents"][generation])
        if slot == "mode de vie":
            return self.render(self.draw.choice(self.phrases["mode de vie"][generation]))
        if slot == "constantes stables":
            self.profile = "stable"
            return self.fill("constantes")
        if slot in profile:
            return self.render(profile[slot])
        if slot in ("examen complémentaire", "résultat", "conclusion"):
            return self.render(self.situation[slot][self.examination])
        if slot in self.situation:
            return self.render(self.draw.choice(self.situation[slot]))
        lists = {"hôpital": "hôpitaux", "cabinet": "cabinets", "patronyme": "noms"}
        return self.render(self.draw.choice(self.phrases[lists.get(slot, slot)]))

    def number(self, low: str, high: str) -> str:
        """A number of the range, with as many decimals as its bounds, in French."""
        decimals = len(low.partition(",")[2])
        value = self.draw.randint(int(low.replace(",", "")), int(high.replace(",", "")))
        if not decimals:
            return str(value)
        return f"{value // 10**decimals},{value % 10**decimals:0{decimals}d}"

    def history(self, known: list[str]) -> str:
        items = [self.render(item) for item in self.draw.sample(known, self.draw.randint(1, 4))]
        none = [item for item in items if item.startswith(("aucun", "pas d’"))]
        return none[0] if none else ", ".join(items)


def write_text(draw: random.Random, phrases: dict[str, Any], kind: str) -> str:
    # Nobody keeps a migraine in hospital: no nursing note, no letter of discharge.
    model = draw.choice(phrases[kind])
    in_ward = kind == "transmission" or "hospitalis" in model or "<hôpital>, <service>" in model
    situation = draw.choice([s for s in phrases["situations"] if not (in_ward and s.get("ambulatoire"))])
    text = Note(draw, phrases, situation).render(model)
    if kind == "quotidien":  # short sentences: two make a text
        text += " " + Note(draw, phrases, situation).render(
            draw.choice([m for m in phrases[kind] if m != model])
        )
    text = SENTENCE_START.sub(lambda m: m[1] + m[2].upper(), text)
    text = AFTER_COLON.sub(lambda m: m[1].lower(), text)
    return text.replace("’", "'") if kind in TYPED else text


def generate(seed: int = SEED) -> pd.DataFrame:
    draw = random.Random(seed)
    phrases = yaml.safe_load((HERE / "phrases.yml").read_text(encoding="utf-8"))
    kinds = [kind for kind, count in COUNTS.items() for _ in range(count)]
    draw.shuffle(kinds)
    rows: list[tuple[str, str, str, str]] = []
    seen: set[str] = set()
    for number, kind in enumerate(kinds, 1):
        text = write_text(draw, phrases, kind)
        while text in seen:
            text = write_text(draw, phrases, kind)
        seen.add(text)
        register = "courant" if kind == "quotidien" else "clinique"
        rows.append((f"cc-{number:04d}", register, kind, text))
    return pd.DataFrame(rows, columns=["id", "registre", "type", "texte"])


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
