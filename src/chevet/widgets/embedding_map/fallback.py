"""What a reader gets without JavaScript or before the map is mounted: the same measures, as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.embedding_map.reading import (
    analogy,
    cosine,
    decimal,
    means,
    neighbours,
    say_analogy,
    say_angle,
    say_context,
    say_neighbours,
    say_turned,
    shared,
    turn_away,
)
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.saying import listed

State = Mapping[str, Any]
Cell = str | float

RECORDED = "Sortie enregistrée à la construction de la page."
WANTED = (0.6, 0.3, 0.0)  # cosines recorded for the mode pull


def frame(state: State) -> str:
    """The frame of the map, its drawing replaced by its reading."""
    return frame_html("embedding-map", state, _BODIES[state["mode"]](state), kept=fr(RECORDED))


def choices(state: State) -> list[dict[str, str]]:
    """The presets, preceded by the choice shown first if it is none of them."""
    own = {key: state[key] for key in ("a", "b", "c") if state[key]}
    known = [{key: preset[key] for key in own if preset.get(key)} for preset in state["presets"]]
    return list(state["presets"]) if own in known else [own, *state["presets"]]


def _note(choice: Mapping[str, str]) -> str:
    return f'<p class="chevet-note-in">{escape(choice["note"])}</p>' if choice.get("note") else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[Cell]], caption: str = "") -> str:
    """A table whose cosines are set to the right."""
    right = [i for i, value in enumerate(rows[0] if rows else ()) if isinstance(value, float)]
    texts = [[decimal(value) if isinstance(value, float) else value for value in row] for row in rows]
    return table_html(caption, heads, texts, right)


def _number(state: State, term: str) -> int:
    return int(state["terms"].index(term))


def _neighbours(state: State) -> str:
    parts = []
    for choice in choices(state):
        term = _number(state, choice["a"])
        ranked = neighbours(state["vectors"], term)
        rows = [(state["terms"][i], state["kinds"][i], value) for i, value in ranked]
        parts += [sentence_html(say_neighbours(state["terms"], term, ranked[:3])), _note(choice)]
        parts.append(_table(("Terme", "Genre", "Cosinus"), rows))
    share = fr("La carte, elle, ne garde que {n} % de la variance.", n=round(100 * state["plane"]["share"]))
    return "".join(parts) + f"<p>{share}</p>"


def _mean(state: State) -> float:
    vectors = state["vectors"]
    values = [cosine(u, v) for i, u in enumerate(vectors) for v in vectors[:i]]
    return sum(values) / len(values)


def _angle(state: State) -> str:
    mean, parts = _mean(state), []
    for choice in choices(state):
        a, b = (_number(state, choice[key]) for key in "ab")
        value = cosine(state["vectors"][a], state["vectors"][b])
        parts += [sentence_html(say_angle(choice["a"], choice["b"], value, mean)), _note(choice)]
        if state["contexts"]:
            both, first, second = shared(state["contexts"][a], state["contexts"][b])
            rows = [
                (fr("Vus près des deux"), listed(both) or "–"),
                (fr("Près de « {a} » seulement", a=choice["a"]), listed(first) or "–"),
                (fr("Près de « {b} » seulement", b=choice["b"]), listed(second) or "–"),
            ]
            parts.append(_table(("Contextes", "Mots du corpus"), rows))
    return "".join(parts)


def _analogy(state: State) -> str:
    terms, vectors, parts = state["terms"], state["vectors"], []
    for choice in choices(state):
        a, b, c = (_number(state, choice[key]) for key in "abc")
        ranked = analogy(vectors, a, b, c, len(terms))
        alone = next(i for i, _ in neighbours(vectors, c, 3) if i not in (a, b))
        expected = choice.get("expected", "")
        rank = [terms[i] for i, _ in ranked].index(expected) + 1 if expected else None
        parts += [sentence_html(say_analogy(terms, a, b, c, ranked, alone, rank, expected)), _note(choice)]
        parts.append(_table(("Résultat", "Cosinus"), [(terms[i], value) for i, value in ranked[:5]]))
    return "".join(parts)


def _pull(state: State) -> str:
    terms, vectors = state["terms"], state["vectors"]
    a, b = (_number(state, state[key]) for key in "ab")
    value = cosine(vectors[a], vectors[b])
    before = [(i, v) for i, v in neighbours(vectors, a, 6) if i != b][:5]
    wanted = [w for w in WANTED if w < value]
    turned = [turn_away(vectors[a], vectors[b], w) for w in wanted]
    fixed = fr(
        "Sur la carte, on peut écarter les deux points autant qu'on veut : le cosinus reste {value}. La carte est un "
        "dessin des vecteurs ; la déplacer ne les change pas.",
        value=decimal(value),
    )
    rows = [
        (terms[i], cosine(vectors[i], vectors[a]), *(cosine(vectors[i], vector) for vector in turned))
        for i in (b, *(i for i, _ in before))
    ]
    heads = ("Cosinus avec", fr("avant"), *(fr("écarté à {w}", w=decimal(w)) for w in wanted))
    caption = fr("Si l'on tourne le vecteur de « {a} » pour l'éloigner de « {b} »", a=terms[a], b=terms[b])
    last = turned[-1] if turned else vectors[a]
    told = say_turned(
        terms, a, b, wanted[-1] if wanted else value, before[:3], lambda i: cosine(vectors[i], last)
    )
    return sentence_html(fixed) + sentence_html(told) + _table(heads, rows, caption)


def _context(state: State) -> str:
    parts = []
    for word in dict.fromkeys(item["word"] for item in state["occurrences"]):
        items = [item for item in state["occurrences"] if item["word"] == word]
        last = len(items[0]["vectors"]) - 1
        vectors = [item["vectors"][last] for item in items]
        told = means(vectors, [item["use"] for item in items])
        rows = [
            (
                f"{n}. {item['before']}{item['word']}{item['after']}",
                item["use"],
                *(cosine(v, u) for u in vectors),
            )
            for n, (item, v) in enumerate(zip(items, vectors, strict=True), 1)
        ]
        heads = ("Phrase", "Emploi", *(f"{n}" for n in range(1, len(items) + 1)))
        parts += [
            sentence_html(say_context(word, 0, None, None)),
            sentence_html(say_context(word, last, *told)),
            _table(heads, rows),
        ]
    return "".join(parts)


_BODIES: dict[str, Callable[[State], str]] = {
    "neighbours": _neighbours,
    "angle": _angle,
    "analogy": _analogy,
    "pull": _pull,
    "context": _context,
}
