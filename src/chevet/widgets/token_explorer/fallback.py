"""What a reader gets without JavaScript or before the explorer is mounted: the same facts in text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.lm.tokenizer import Bpe
from chevet.typography import fr
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.saying import number, visible
from chevet.widgets.token_explorer.reading import (
    FATES,
    Section,
    count,
    measure,
    piece,
    ratio,
    read_record,
    say_cut,
    say_merge,
    say_ratio,
    say_step,
    say_window,
    section_text,
    words_of,
)

State = Mapping[str, Any]


def frame(state: State, bpe: Bpe) -> str:
    """The frame of the explorer, its drawing replaced by its reading."""
    body = _BODIES[state["mode"]](state, bpe)
    return frame_html("token-explorer", state, body)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> str:
    """A table whose numbers are set to the right."""
    right = [i for i, value in enumerate(rows[0] if rows else ()) if i and isinstance(value, int)]
    texts = [[number(value) if isinstance(value, int) else value for value in row] for row in rows]
    return table_html("", heads, texts, right)


def _pieces(bpe: Bpe, ids: Iterable[int]) -> str:
    return " | ".join(piece(bpe, value) for value in ids)


def _cut(state: State, bpe: Bpe) -> str:
    words = words_of(bpe, state["text"])
    rows = [
        (
            visible(word.text),
            _pieces(bpe, word.ids),
            " · ".join(map(number, word.ids)),
            len(word.ids),
        )
        for word in words
    ]
    return sentence_html(say_cut(words)) + _table(("Mot", "Découpage", "Numéros", "Tokens"), rows)


def _merges(state: State, bpe: Bpe) -> str:
    counts = state["bpe"].get("counts")
    steps = bpe.steps(state["text"])
    lines = []
    for step in steps:
        tokens = fr("{pieces} ({n})", pieces=_pieces(bpe, step.ids), n=count(len(step.ids), "token"))
        if step.rank is None:
            lines.append(fr("Départ, en octets : {tokens}", tokens=tokens))
        else:
            pair = " + ".join(piece(bpe, part) for part in bpe.merges[step.rank])
            merge = say_merge(step.rank, counts)
            lines.append(fr("{pair}, {merge} : {tokens}", pair=pair, merge=merge, tokens=tokens))
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return sentence_html(say_step(bpe, state["text"], len(steps) - 1, counts)) + f'<ol start="0">{items}</ol>'


def _compare(state: State, bpe: Bpe) -> str:
    pairs = [
        (
            (preset["left"]["label"], preset["left"]["text"]),
            (preset["right"]["label"], preset["right"]["text"]),
        )
        for preset in state["presets"]
    ]
    shown = (state["text"], state["other"])
    if shown not in [(left[1], right[1]) for left, right in pairs]:
        pairs.insert(0, (("Premier texte", shown[0]), ("Second texte", shown[1])))
    heads = ("Texte", "Découpage", "Tokens par mot", "Caractères", "Mots", "Tokens")
    parts = []
    for pair in pairs:
        rows: list[tuple[str | int, ...]] = []
        for label, text in pair:
            words = words_of(bpe, text)
            m = measure(words)
            each = ratio(m.tokens, m.words) if m.words else "–"
            ids = [value for word in words for value in word.ids]
            rows.append((label, _pieces(bpe, ids), each, m.characters, m.words, m.tokens))
        parts.append(
            sentence_html(say_ratio(*(len(bpe.encode(text)) for _, text in pair))) + _table(heads, rows)
        )
    return "".join(parts)


def _window(state: State, bpe: Bpe) -> str:
    reading = read_record(bpe, state["record"], state["window"], state["reserved"], state["strategy"])
    items = "".join(_section(section) for section in reading.sections)
    return sentence_html(say_window(reading)) + f'<ol class="chevet-file">{items}</ol>'


def _section(section: Section) -> str:
    source = section.source
    told = FATES[section.fate]
    if section.fate == "cut":
        read, tokens = number(section.read), number(section.tokens)
        told = fr("Coupé : {read} tokens lus sur {tokens}", read=read, tokens=tokens)
    whole = section_text(source)
    head = len(whole) - len(source["text"]) - 1
    start, end = (min(max(at, head), len(whole) - 1) for at in section.range)
    parts = [("del", whole[head:start]), ("span", whole[start:end]), ("del", whole[end:-1])]
    if start == end:
        parts = [("del", source["text"])]
    text = "".join(f"<{tag}>{escape(part)}</{tag}>" for tag, part in parts if part)
    return (
        f'<li class="chevet-{section.fate}"><p class="chevet-head"><b>{escape(source["date"])}, '
        f"{escape(source['title'])}</b> <span>{told}</span></p><p>{text}</p></li>"
    )


_BODIES: dict[str, Callable[[State, Bpe], str]] = {
    "cut": _cut,
    "merges": _merges,
    "compare": _compare,
    "window": _window,
}
