"""Writes tests/vectors/lm_retrieval.json, which Python and JavaScript both run; run me after a change of the search."""

from __future__ import annotations

import json
from pathlib import Path

from chevet.lm.retrieval import TERMS, Retriever
from chevet.lm.world import World

FOLDER = Path(__file__).parents[1] / "vectors"
VECTORS = FOLDER / "lm_retrieval.json"

OTHERS = [
    "L’œuf d’Ézéchiel, 38,2 °C ; 120/80 : « ÇA » va-t-il ?",
    "aujourd'hui aujourd’hui AUJOURD’HUI",
    "la la la",
    "",
    "中文 Ⅷ ½ m² 10⁹ ٣ _soul_ign_é_",
]
QUESTIONS = [
    "quelle est la dose du Brabalune ?",
    "quelle est la dose du Brabadoc ?",
    "la contre-indication du Touzoudoc",
    "contre indication",
    "quel est l’antidote du Vanilune ?",
    "QUELLE EST LA DOSE DU BRABALUNE",
    "la dose du Brabalume",
    "Touzoudoc Touzoudoc dose",
    "la la",
    "98",
    "l’ÉTUDE éTOUPE 2099 dit-elle vrai ?",
    "œuf ça 38",
    "中文 ٣",
    "xyz",
    "",
]
TEXTS = ["L’antidote du Brabalune ?", "va-t-il, y a-t-il : arc-en-ciel- -x", "ab 12c é 3", *OTHERS]


def vectors() -> dict[str, object]:
    small = json.loads((FOLDER / "lm_facts.json").read_text(encoding="utf-8"))["world"]
    sentences = [*(fact.sentence for fact in World.from_state(small).facts), *OTHERS]
    cases = []
    for unit in TERMS:
        retriever = Retriever(sentences, unit)
        for question in QUESTIONS:
            found = [[one.rank, one.score] for one in retriever.retrieve(question, 4)]
            cases.append({"unit": unit, "question": question, "found": found})
    return {
        "about": "Written by tests/lm/write_retrieval_vectors.py: [rank, score] of the four best sentences.",
        "sentences": sentences,
        "terms": [{"text": t, **{unit: cut(t) for unit, cut in TERMS.items()}} for t in TEXTS],
        "cases": cases,
    }


def text() -> str:
    """The whole file: one case a line, so that a change can be read."""
    lines = []
    for key, value in vectors().items():
        if isinstance(value, list):
            items = ",\n  ".join(json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f' "{key}": [\n  {items}\n ]')
        else:
            lines.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    VECTORS.write_text(text(), encoding="utf-8", newline="\n")
