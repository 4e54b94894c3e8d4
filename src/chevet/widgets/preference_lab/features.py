"""What a reward model is allowed to see of an answer: six counts, and nothing of its truth.

Real reward models read the whole text with a large network; here the traits are counted with short lists of words, so
that a reader can check each count by eye. The lists are those of the exercise and would not do for other texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

APOSTROPHE = "’"


@dataclass(frozen=True)
class Feature:
    """One visible trait of an answer: how it is named, counted in words, and what more of it is called."""

    key: str
    label: str  # « Longueur »
    noun: str  # what a judge rewards or penalises: « la longueur »
    unit: tuple[str, str]  # singular, plural
    help: str  # how it is counted, for the reader

    def to_state(self) -> dict[str, str | list[str]]:
        """JSON for JavaScript."""
        return {
            "key": self.key,
            "label": self.label,
            "noun": self.noun,
            "unit": list(self.unit),
            "help": self.help,
        }


FEATURES = (
    Feature("longueur", "Longueur", "la longueur", ("mot", "mots"), "nombre de mots"),
    Feature(
        "prudence",
        "Précautions",
        "les précautions",
        ("précaution", "précautions"),
        "« peut-être », « il est possible », « en général », « parfois »",
    ),
    Feature(
        "jargon",
        "Jargon",
        "le jargon",
        ("mot savant", "mots savants"),
        "« posologie », « effet indésirable », « imputabilité »…",
    ),
    Feature(
        "empathie",
        "Empathie",
        "l’empathie",
        ("marque d’empathie", "marques d’empathie"),
        "« je comprends », « vous n’êtes pas seul », « courage »…",
    ),
    Feature("dose", "Dose chiffrée", "la dose chiffrée", ("dose", "doses"), "un nombre suivi de « zilles »"),
    Feature(
        "renvoi",
        "Renvoi vers un soignant",
        "le renvoi vers un soignant",
        ("renvoi", "renvois"),
        "« médecin », « pharmacien », « prescripteur », « consultez »",
    ),
)

# Each match counts once; longer expressions first, so that « effet indésirable » is one mark.
_PATTERNS = {
    "prudence": r"peut-être|il est possible|en général|parfois|probable(?:ment)?|vraisemblable",
    "jargon": (
        r"effet indésirable|symptomatologie|imputabilité|rapport bénéfice-risque|posologie|contre-indication|"
        r"pharmacovigilance|observance|prescripteur"
    ),
    "empathie": (
        r"je comprends|vous avez bien fait|légitime|prenez le temps|vous n’êtes pas seul|rassurez-vous|"
        r"courage|cela surprend"
    ),
    "dose": r"\d+ zilles",
    "renvoi": r"médecin|pharmacien|prescripteur|consultez",
}
_WORD = re.compile(r"[\w’-]*\w[\w’-]*")


def count_words(text: str) -> int:
    """Words between spaces and signs: « l’effet » is one, « peut-être » too."""
    return len(_WORD.findall(text))


def count_features(text: str) -> list[int]:
    """The counts of ``text``, in the order of ``FEATURES``."""
    # An answer may carry the spaces of French typography: they separate words as any space does.
    plain = re.sub(r"[\u00a0\u202f]", " ", text).replace("'", APOSTROPHE)
    counts = {key: len(re.findall(pattern, plain, re.IGNORECASE)) for key, pattern in _PATTERNS.items()}
    counts["longueur"] = count_words(plain)
    return [counts[feature.key] for feature in FEATURES]
