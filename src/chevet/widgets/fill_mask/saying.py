"""What the widget says, in Python: the twin of the sentences of ``reading.js``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chevet.typography import fr
from chevet.widgets.saying import decimal, percent, quoted

Hole = Mapping[str, Any]
CLOSE = 0.05

VERDICTS = {
    "both": "Ici, la suite de la phrase aide.",
    "left": "Ici, lire la suite ne suffit pas à faire mieux.",
    "same": "Ici, la suite de la phrase ne change presque rien.",
}


def say_place(hole: Hole) -> str:
    """« au 1er rang (98,0 %) »."""
    rank = hole["rank"]
    which = f"{decimal(rank, 0)}{'er' if rank == 1 else 'e'}"
    return fr("au {which} rang ({p})", which=which, p=percent(hole["p"]))


def better(left: Hole, both: Hole) -> str:
    """Which side gives the word more: ``left``, ``both`` or ``same``."""
    if abs(left["p"] - both["p"]) < CLOSE:
        return "same"
    return "both" if both["p"] > left["p"] else "left"


def say_sides(word: str, left: Hole, both: Hole) -> str:
    """Both readings of a hidden word, in three sentences."""
    name = quoted(word.strip())
    first = fr("D'après la gauche seule, GPT met {name} {place}.", name=name, place=say_place(left))
    second = fr("D'après les deux côtés, BERT le met {place}.", place=say_place(both))
    return f"{first} {second} {fr(VERDICTS[better(left, both)])}"
