"""What a reader gets without JavaScript or before the explorer is mounted: the same facts in text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.lm.tokenizer import Bpe
from chevet.widgets.token_explorer.reading import (
    FATES,
    Section,
    count,
    fr,
    measure,
    number,
    piece,
    ratio,
    read_record,
    say_cut,
    say_merge,
    say_ratio,
    say_step,
    say_window,
    section_text,
    visible,
    words_of,
)

State = Mapping[str, Any]
_RIGHT = ' class="chevet-n"'


def frame(state: State, bpe: Bpe) -> str:
    """The frame of the explorer, its drawing replaced by its reading."""
    body = _BODIES[state["mode"]](state, bpe)
    alone = fr("Cet instrument demande JavaScript. Sa lecture en texte est juste dessous.")
    return (
        '<div class="chevet-frame chevet-token-explorer">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-prov">{alone}</p></noscript>{body}</div>'
        f'<footer><p class="chevet-prov">{escape(state["provenance"])}</p></footer></div>'
    )


def _said(sentence: str) -> str:
    return f'<p class="chevet-read">{escape(sentence)}</p>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table whose first column names the row; numbers are set to the right."""

    def cell(value: str | int, first: bool) -> str:
        if first:
            return f'<th scope="row">{escape(str(value))}</th>'
        if isinstance(value, int):
            return f"<td{_RIGHT}>{number(value)}</td>"
        return f"<td>{escape(value)}</td>"

    rows = list(rows)
    right = [i > 0 and isinstance(value, int) for i, value in enumerate(rows[0] if rows else heads)]
    head = "".join(
        f'<th scope="col"{_RIGHT if is_right else ""}>{escape(text)}</th>'
        for text, is_right in zip(heads, right, strict=True)
    )
    lines = (f"<tr>{''.join(cell(value, i == 0) for i, value in enumerate(row))}</tr>" for row in rows)
    return (
        '<div class="chevet-scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


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
    return _said(say_cut(words)) + _table(("Mot", "Découpage", "Numéros", "Tokens"), rows)


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
    return _said(say_step(bpe, state["text"], len(steps) - 1, counts)) + f'<ol start="0">{items}</ol>'


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
        parts.append(_said(say_ratio(*(len(bpe.encode(text)) for _, text in pair))) + _table(heads, rows))
    return "".join(parts)


def _window(state: State, bpe: Bpe) -> str:
    reading = read_record(bpe, state["record"], state["window"], state["reserved"], state["strategy"])
    items = "".join(_section(section) for section in reading.sections)
    return _said(say_window(reading)) + f'<ol class="chevet-file">{items}</ol>'


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
