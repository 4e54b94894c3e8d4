"""Writes embeddings.json, which Python and JavaScript both run; run me after a change of the embedding map's reading.

python tests/vectors/make_embedding_vectors.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chevet.lm.embeddings import load_clinical_space
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

VECTORS = Path(__file__).with_name("embeddings.json")
TERMS = [
    "hypokaliémie", "hyperkaliémie", "potassium", "kaliémie", "insuline", "hyperglycémie", "hypoglycémie",
    "resucrage", "gauche", "droite", "migraine", "fracture",
]  # fmt: skip
DIMENSIONS = 8
EXACT = [[3.0, 4.0], [-0.0005, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0], [-2.0, 0.001, 0.25, -0.125]]
DECIMALS = [0.0, 1.0, -1.0, 0.125, -0.125, 0.004, -0.004, 0.915, 0.2, -0.2, 12.5]
PAIRS = [(0, 1), (8, 9), (10, 11), (4, 7), (3, 3)]
SUMS = [(4, 5, 6), (0, 1, 5), (2, 3, 4)]
CONTEXTS = [[["potassium", 21], ["crampes", 9]], [["bradycardie", 21], ["potassium", 13]], []]


def vectors() -> dict[str, Any]:
    space = load_clinical_space()
    rows = [quantise(space.vectors[space.row(term)][:DIMENSIONS]) for term in TERMS]
    sums = []
    for a, b, c in SUMS:
        ranked = analogy(rows, a, b, c, len(TERMS))
        alone = next(i for i, _ in neighbours(rows, c, 3) if i not in (a, b))
        said = [
            say_analogy(TERMS, a, b, c, ranked, alone, rank, expected)
            for rank, expected in ((None, ""), (1, TERMS[ranked[0][0]]), (4, TERMS[ranked[3][0]]))
        ]
        sums.append({"terms": [a, b, c], "expect": ranked, "alone": alone, "said": said})
    turned = []
    for a, b, wanted in [(0, 1, 0.5), (0, 1, 0.0), (8, 9, -0.25), (3, 3, 0.5)]:
        vector = turn_away(rows[a], rows[b], wanted)
        before = [pair for pair in neighbours(rows, a, 4) if pair[0] != b][:3]
        said = say_turned(TERMS, a, b, wanted, before, lambda i, v=vector: cosine(rows[i], v))
        turned.append({"a": a, "b": b, "wanted": wanted, "expect": vector, "before": before, "said": said})
    uses = ["x", "y", "x"]
    return {
        "about": "Written by tests/vectors/make_embedding_vectors.py.",
        "terms": TERMS,
        "vectors": rows,
        "quantise": [{"exact": exact, "expect": quantise(exact)} for exact in EXACT],
        "decimal": [{"value": value, "expect": decimal(value)} for value in DECIMALS],
        "cosine": [
            {"a": a, "b": b, "expect": cosine(rows[a], rows[b]), "degrees": degrees(cosine(rows[a], rows[b])),
             "said": say_angle(TERMS[a], TERMS[b], cosine(rows[a], rows[b]), 0.2)}
            for a, b in PAIRS
        ],
        "neighbours": [
            {"term": term, "n": n, "expect": neighbours(rows, term, n),
             "said": say_neighbours(TERMS, term, neighbours(rows, term, n))}
            for term, n in [(0, 3), (8, 1), (10, 20)]
        ],
        "analogy": sums,
        "turn": turned,
        "shared": [
            {"ours": ours, "theirs": theirs, "expect": shared(ours, theirs)}
            for ours, theirs in [(CONTEXTS[0], CONTEXTS[1]), (CONTEXTS[0], CONTEXTS[2])]
        ],
        "means": {"vectors": rows[:3], "uses": uses, "expect": means(rows[:3], uses)},
        "context": [
            {"word": "contre", "layer": layer, "same": same, "other": other,
             "expect": say_context("contre", layer, same, other)}
            for layer, same, other in [(0, 1.0, 1.0), (3, 0.9, 0.5), (2, None, 0.5), (1, 0.5, None)]
        ],
    }  # fmt: skip


if __name__ == "__main__":
    text = json.dumps(vectors(), ensure_ascii=False, indent=1)
    VECTORS.write_text(text + "\n", encoding="utf-8")
