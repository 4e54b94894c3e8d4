"""What the token explorer says and counts, in Python: the twin of ``reading.js``.

A page without JavaScript, a notebook's text output and a printed page need the same sentences as the
instrument; both languages run ``tests/vectors/token_explorer.json``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from chevet.lm.tokenizer import N_BYTES, Bpe, show, split
from chevet.typography import fr
from chevet.widgets.saying import number, visible

Strategy = Literal["end", "start"]
Fate = Literal["kept", "cut", "lost"]

FATES: dict[Fate, str] = {"kept": "Lu", "cut": "Coupé", "lost": "Perdu"}


def ratio(a: int, b: int) -> str:
    """a / b to one decimal, « 1,6 »: in whole tenths, so that JavaScript rounds the same way."""
    tenths = (20 * a + b) // (2 * b)
    return f"{number(tenths // 10)},{tenths % 10}"


def count(value: int, noun: str) -> str:
    """« 1 token », « 14 tokens »; zero is singular in French."""
    return f"{number(value)} {noun}{'' if value < 2 else 's'}"


@dataclass(frozen=True)
class Word:
    """A word with the space before it, and its tokens."""

    text: str
    ids: tuple[int, ...]


def words_of(bpe: Bpe, text: str) -> list[Word]:
    """The words of a text: runs of segments up to the next white space, so that « l’ECG, » is one word."""
    runs: list[list[str]] = []
    for segment in split(text):
        if not runs or segment[0].isspace():
            runs.append([])
        runs[-1].append(segment)
    return [Word("".join(run), tuple(bpe.encode("".join(run)))) for run in runs]


@dataclass(frozen=True)
class Measure:
    """Characters, words and tokens of a text."""

    characters: int
    words: int
    tokens: int
    longest: Word | None


def measure(words: Sequence[Word]) -> Measure:
    """Count a text cut by :func:`words_of`; a lone sign, as the « : » of French typography, is no word."""
    real = [word for word in words if any(map(str.isalnum, word.text))]
    return Measure(
        characters=sum(len(word.text) for word in words),
        words=len(real),
        tokens=sum(len(word.ids) for word in words),
        longest=max(real, key=lambda word: len(word.ids), default=None),
    )


def say_cut(words: Sequence[Word]) -> str:
    """Mode ``cut``."""
    m = measure(words)
    if not m.tokens:
        return fr("Rien à découper : écrivez un mot.")
    totals = f"{count(m.characters, 'caractère')}, {count(m.words, 'mot')}, {count(m.tokens, 'token')}"
    if m.longest is None:
        return f"{totals}."
    most = fr("Aucun mot n'est découpé.")
    if len(m.longest.ids) > 1:
        tokens = count(len(m.longest.ids), "token")
        most = fr("Le plus découpé : « {word} », {tokens}.", word=m.longest.text.strip(), tokens=tokens)
    return fr("{totals} : {each} par mot. {most}", totals=totals, each=ratio(m.tokens, m.words), most=most)


def say_merge(rank: int, counts: Sequence[int] | None) -> str:
    """« fusion n° 42, vue 118 fois dans le corpus ». The count is said when the state carries it."""
    often = fr(", vue {n} fois dans le corpus", n=number(counts[rank])) if counts else ""
    return fr("fusion n° {n}{often}", n=number(rank + 1), often=often)


def piece(bpe: Bpe, number: int) -> str:
    """The visible text of a token."""
    return visible(show(bpe.vocabulary[number]))


def say_step(bpe: Bpe, text: str, at: int, counts: Sequence[int] | None = None) -> str:
    """Mode ``merges``: the sentence of step ``at`` of the replay of ``text``."""
    steps = bpe.steps(text)
    last = len(steps) - 1
    tokens = count(len(steps[at].ids), "token")
    rank = steps[at].rank
    if not steps[0].ids:
        return fr("Rien à fusionner : écrivez un mot.")
    if last == 0:
        return fr("Aucune fusion apprise ne s'applique : il reste {tokens}.", tokens=tokens)
    if rank is None:
        start = fr("Départ : {n}, rien n'est encore fusionné.", n=count(len(steps[0].ids), "octet"))
        return fr("{start} {n} à venir.", start=start, n=count(last, "fusion"))
    a, b = (piece(bpe, part) for part in bpe.merges[rank])
    joined = fr("« {a} » et « {b} » deviennent « {c} »", a=a, b=b, c=piece(bpe, N_BYTES + rank))
    said = fr(
        "Étape {at} sur {last} : {joined} ({merge}). Il reste {tokens}.",
        at=at,
        last=last,
        joined=joined,
        merge=say_merge(rank, counts),
        tokens=tokens,
    )
    return said + (fr(" C'est fini : plus aucune paire apprise.") if at == last else "")


def say_ratio(a: int, b: int) -> str:
    """Mode ``compare``: two counts of tokens in a sentence."""
    if not a or not b:
        return fr("Il manque un texte : écrivez dans les deux champs.")
    head = fr("{a} contre {b} : ", a=count(a, "token"), b=number(b))
    if a == b:
        return head + "autant de chaque côté."
    times = ratio(max(a, b), min(a, b))
    if times == "1,0":
        return head + "presque autant."
    return f"{head}{times.removesuffix(',0')} fois {'plus' if a > b else 'plus pour le second'}."


def section_text(section: Mapping[str, str]) -> str:
    """A section of the file as the model gets it."""
    return f"{section['date']}, {section['title']}\n{section['text']}\n"


@dataclass(frozen=True)
class Fit:
    """What a window keeps: for each section, the tokens ``[first, last[`` that are read."""

    total: int
    kept: int
    spans: tuple[tuple[int, int], ...]


def fit_window(counts: Sequence[int], size: int, reserved: int, strategy: Strategy) -> Fit:
    """What a window of ``size`` tokens, ``reserved`` of them for the answer, keeps of a file.

    Args:
        counts: tokens of each section, in order.
        size: the window, in tokens: what is read and what is written share it.
        reserved: tokens of the window kept for the answer.
        strategy: which side of the file is kept when it overflows.
    """
    total = sum(counts)
    kept = max(0, min(total, size - reserved))
    low = total - kept if strategy == "end" else 0
    spans, start = [], 0
    for n in counts:
        spans.append((max(0, min(n, low - start)), max(0, min(n, low + kept - start))))
        start += n
    return Fit(total, kept, tuple(spans))


def characters_of(bpe: Bpe, ids: Sequence[int], span: tuple[int, int], text: str) -> tuple[int, int]:
    """The characters ``[from, to[`` that tokens ``span`` cover; a cut character is lost."""
    low, high = (sum(len(bpe.vocabulary[number]) for number in ids[:n]) for n in span)
    offset = start = end = 0
    for at, character in enumerate(text):
        size = len(character.encode("utf-8"))
        if offset < low:
            start = at + 1
        if offset + size <= high:
            end = at + 1
        offset += size
    return (start, end) if span[0] < span[1] and start < end else (0, 0)


def fate(part: tuple[int, int], read: tuple[int, int]) -> Fate:
    """What becomes of characters ``part`` when ``read`` is kept."""
    if read[0] <= part[0] and part[1] <= read[1]:
        return "kept"
    return "cut" if max(part[0], read[0]) < min(part[1], read[1]) else "lost"


@dataclass(frozen=True)
class Section:
    """What the window does to one section of the file."""

    source: Mapping[str, str]
    tokens: int
    read: int
    range: tuple[int, int]  # characters read, in section_text()
    fate: Fate
    fact_fate: Fate


@dataclass(frozen=True)
class Reading:
    """What the window does to the whole file."""

    fit: Fit
    size: int
    reserved: int
    strategy: Strategy
    sections: tuple[Section, ...]


def read_record(
    bpe: Bpe, record: Sequence[Mapping[str, Any]], size: int, reserved: int, strategy: Strategy
) -> Reading:
    """Fit a record (sections with date, title, text, maybe fact and excerpt) in a window; see :func:`fit_window`."""
    encoded = [bpe.encode(section_text(section)) for section in record]
    fit = fit_window([len(ids) for ids in encoded], size, reserved, strategy)
    sections = []
    for source, ids, span in zip(record, encoded, fit.spans, strict=True):
        text, read = section_text(source), span[1] - span[0]
        characters = characters_of(bpe, ids, span, text)
        told = source.get("excerpt") or source["text"]
        start = len(text) - len(source["text"]) - 1 + source["text"].index(told)
        whole: Fate = "lost" if read == 0 else "kept" if read == len(ids) else "cut"
        fact = fate((start, start + len(told)), characters)
        sections.append(Section(source, len(ids), read, characters, whole, fact))
    return Reading(fit, size, reserved, strategy, tuple(sections))


def say_window(reading: Reading) -> str:
    """Mode ``window``: what is read, then what is lost."""
    total, kept = reading.fit.total, reading.fit.kept

    def facts(wanted: Fate) -> str:
        told = [s.source["fact"] for s in reading.sections if s.source.get("fact") and s.fact_fate == wanted]
        return fr(" ; ").join(told)

    side = "à la fin" if reading.strategy == "end" else "au début"
    read = f"le modèle lit {count(kept, 'token')}, {side} du dossier"
    if kept == total:
        read = "tout est lu"
    elif kept == 0:
        read = "le modèle ne lit rien"
    said = fr(
        "Le dossier fait {total}. La fenêtre en a {size}, dont {reserved} pour la réponse : {read}.",
        total=count(total, "token"),
        size=number(reading.size),
        reserved=number(reading.reserved),
        read=read,
    )
    lost, cut = facts("lost"), facts("cut")
    if lost:
        said += fr(" Perdu : {facts}.", facts=lost)
    if cut:
        said += fr(" Coupé : {facts}.", facts=cut)
    if not lost and not cut:
        said += fr(" Rien n'est perdu." if kept == total else " Aucun fait signalé n'est perdu.")
    return said
