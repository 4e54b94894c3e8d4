"""How marks left on a letter are compared with its known faults: which are found, in part found, missed, and what it is worth.

``widgets/quiz/annotation_score.js`` states the same rules; both run ``tests/vectors/annotation.json``.

A *span* is a run of words of one line, which is a sentence of the letter (``L``) or a note of the file (``D``,
where what the letter leaves out is marked). As text, what an answer is made of: ``L7-3-4e2`` is words 3 to 4 of
sentence 7, erreur, gravity 2; ``L7e2`` is the whole sentence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Side = Literal["D", "L"]
Kind = Literal["erreur", "ajout", "omission"]

MOST_MARKS = (
    20  # of 11 characters at most and a comma: 239, within the 255 that SCORM 1.2 keeps of a response
)
MOST = 99  # lines of a side, words of a line: two digits
NEAR = 1  # words of difference at each end of a passage that is still the same: two readers rarely cut alike
SEVERE = 3
SEVERE_CAP = 0.5  # the most a question is worth once a severe fault is missed

KINDS: dict[str, Kind] = {"e": "erreur", "a": "ajout", "o": "omission"}
_LETTERS = {kind: letter for letter, kind in KINDS.items()}
# Between two spaces: those of fold.py, which Python and JavaScript know alike.
_WORD = re.compile(r"[^\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_MARK = re.compile(r"([DL])([1-9][0-9]?)(?:-([1-9][0-9]?)-([1-9][0-9]?))?([eao])([123])")


@dataclass(frozen=True)
class Span:
    """Words ``first`` to ``last`` (from 1, both included) of line ``line`` (from 1)."""

    side: Side
    line: int
    first: int
    last: int
    kind: Kind
    gravity: int

    def words_shared_with(self, other: Span) -> int:
        if (self.side, self.line) != (other.side, other.line):
            return 0
        return max(0, min(self.last, other.last) - max(self.first, other.first) + 1)

    def is_near(self, other: Span) -> bool:
        return abs(self.first - other.first) <= NEAR and abs(self.last - other.last) <= NEAR


def words_of(text: str) -> tuple[tuple[int, int], ...]:
    """Where each word of ``text`` starts and ends, in characters.

    A word is what stands between two spaces; a sign alone (« : ») goes with the word before it, or with the
    first word when it opens the text.
    """
    words: list[tuple[int, int]] = []
    opening: int | None = None
    for run in _WORD.finditer(text):
        if any(unicodedata.category(sign)[0] in "LN" for sign in run[0]):
            words.append((run.start() if opening is None else opening, run.end()))
            opening = None
        elif words:
            words[-1] = (words[-1][0], run.end())
        elif opening is None:
            opening = run.start()
    return tuple(words)


def words_between(text: str, start: int, end: int) -> tuple[int, int]:
    """First and last word, from 1, of those that the characters ``start`` to ``end`` (not included) touch.

    Raises:
        ValueError: they touch none.
    """
    touched = [rank for rank, (first, last) in enumerate(words_of(text), 1) if first < end and last > start]
    if not touched:
        raise ValueError(f"aucun mot entre {start} et {end}")
    return touched[0], touched[-1]


def write_mark(span: Span, length: int) -> str:
    """``span`` as text; ``length`` is the number of words of its line."""
    whole = (span.first, span.last) == (1, length)
    words = "" if whole else f"-{span.first}-{span.last}"
    return f"{span.side}{span.line}{words}{_LETTERS[span.kind]}{span.gravity}"


def read_marks(lengths: Mapping[Side, Sequence[int]], response: Iterable[str]) -> tuple[Span, ...]:
    """The marks of a response, in the order of the document, each once.

    Args:
        lengths: the number of words of each line of each side.
        response: marks as text; those that the document cannot hold are ignored.
    """
    found: set[Span] = set()
    for text in response:
        match = _MARK.fullmatch(text)
        if match is None:
            continue
        side: Side = "D" if match[1] == "D" else "L"
        line, kind = int(match[2]), KINDS[match[5]]
        if line > len(lengths[side]) or (side == "D") != (kind == "omission"):
            continue
        length = lengths[side][line - 1]
        first, last = (int(match[3]), int(match[4])) if match[3] else (1, length)
        if first <= last <= length:
            found.add(Span(side, line, first, last, kind, int(match[6])))
    in_order = sorted(found, key=lambda s: (s.side, s.line, s.first, s.last, _LETTERS[s.kind], s.gravity))
    return tuple(in_order[:MOST_MARKS])


@dataclass(frozen=True)
class Ratio:
    """Precision, recall and their harmonic mean (van Rijsbergen's F1), each from 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Kappa:
    """Agreement of two readers who put each sentence in one of three boxes: fidèle, erreur, ajout."""

    sentences: int
    agreed: int
    observed: float
    chance: float
    kappa: float | None  # None: both put every sentence in one same box, chance alone explains all


@dataclass(frozen=True)
class Measures:
    """All that is said of a response. Ranks are those of ``marks`` (as :func:`read_marks` orders them) and ``faults``."""

    pairs: tuple[tuple[int, int, float], ...]  # mark, fault, credit: 1 whole, 0.5 in part; by fault
    spurious: tuple[int, ...]  # marks that fell on no fault, or on one already found
    missed: tuple[int, ...]
    severe_missed: tuple[int, ...]
    kinds: int  # pairs of the same kind
    gravities: int  # pairs of the same gravity
    partial: Ratio
    exact: Ratio
    touching: Ratio
    words: Ratio
    kappa: Kappa
    capped: bool
    mark: float

    def to_json(self) -> dict[str, Any]:
        """The fields under the names that annotation_score.js gives them."""
        return asdict(self)


def measure(marks: Sequence[Span], faults: Sequence[Span], sentences: int) -> Measures:
    """Compare ``marks`` with ``faults`` on a letter of ``sentences`` sentences.

    Passages are matched one to one, the best overlap first. A pair is worth 1 when both ends agree to a word
    (BioNLP'09, « approximate span »), 0.5 when they only overlap: the partial match of MUC-4 (Chinchor 1992) and of
    SemEval-2013 task 9 (Segura-Bedmar et al. 2013), ``P = (whole + 0.5 part) / marks``, ``R = (whole + 0.5 part) / faults``.
    Three other ways to count are given beside it: ``exact`` (the very same words), ``touching`` (any overlap is
    worth 1), ``words`` (each word counts alone; in words rather than characters, which no reader counts).

    Args:
        marks: what the learner marked.
        faults: the key; at least one.
        sentences: how many sentences the letter has.
    """
    pairs = _pairs(marks, faults)
    found = {fault for _, fault, _ in pairs}
    used = {mark for mark, _, _ in pairs}
    missed = tuple(rank for rank in range(len(faults)) if rank not in found)
    severe = tuple(rank for rank in missed if faults[rank].gravity == SEVERE)
    kinds = sum(marks[mark].kind == faults[fault].kind for mark, fault, _ in pairs)
    gravities = sum(marks[mark].gravity == faults[fault].gravity for mark, fault, _ in pairs)
    partial = _ratio(sum(credit for _, _, credit in pairs), len(marks), len(faults))
    same = sum(_place(marks[mark]) == _place(faults[fault]) for mark, fault, _ in pairs)
    return Measures(
        pairs=pairs,
        spurious=tuple(rank for rank in range(len(marks)) if rank not in used),
        missed=missed,
        severe_missed=severe,
        kinds=kinds,
        gravities=gravities,
        partial=partial,
        exact=_ratio(same, len(marks), len(faults)),
        touching=_ratio(len(pairs), len(marks), len(faults)),
        words=_word_ratio(marks, faults),
        kappa=_kappa(marks, faults, sentences),
        capped=bool(severe),
        mark=_mark(partial.f1, len(pairs), kinds, gravities, is_capped=bool(severe)),
    )


def _mark(f1: float, pairs: int, kinds: int, gravities: int, *, is_capped: bool) -> float:
    """The training scale of this course, 0 to 1 in hundredths.

    F1, of which a fifth depends on the faults found being rightly named (a tenth for their kind, a tenth for their
    gravity, which clinicians themselves dispute); at most SEVERE_CAP once a severe fault is missed.
    """
    if not pairs:
        return 0.0
    mark = f1 * ((8 * pairs + kinds + gravities) / (10 * pairs))
    if is_capped:
        mark = min(mark, SEVERE_CAP)
    hundredths = int(mark * 100 + 0.5)
    return 1.0 if mark == 1 else min(hundredths, 99) / 100  # 1 is for a perfect reading only


def _place(span: Span) -> tuple[Side, int, int, int]:
    return span.side, span.line, span.first, span.last


def _pairs(marks: Sequence[Span], faults: Sequence[Span]) -> tuple[tuple[int, int, float], ...]:
    candidates = []
    for f, fault in enumerate(faults):
        for m, mark in enumerate(marks):
            if shared := mark.words_shared_with(fault):
                union = max(mark.last, fault.last) - min(mark.first, fault.first) + 1
                credit = 1.0 if mark.is_near(fault) else 0.5
                candidates.append((-credit, -shared / union, f, m))
    taken_marks: set[int] = set()
    taken_faults: set[int] = set()
    pairs = []
    for credit, _, f, m in sorted(candidates):
        if f not in taken_faults and m not in taken_marks:
            taken_faults.add(f)
            taken_marks.add(m)
            pairs.append((m, f, -credit))
    return tuple(sorted(pairs, key=lambda pair: pair[1]))


def _ratio(credit: float, marks: int, faults: int) -> Ratio:
    return Ratio(
        precision=credit / marks if marks else 0.0,
        recall=credit / faults if faults else 0.0,
        f1=2 * credit / (marks + faults) if marks + faults else 0.0,
    )


def _word_ratio(marks: Sequence[Span], faults: Sequence[Span]) -> Ratio:
    marked, faulty = _words(marks), _words(faults)
    return _ratio(len(marked & faulty), len(marked), len(faulty))


def _words(spans: Iterable[Span]) -> set[tuple[Side, int, int]]:
    return {(span.side, span.line, word) for span in spans for word in range(span.first, span.last + 1)}


def _kappa(marks: Sequence[Span], faults: Sequence[Span], sentences: int) -> Kappa:
    """Cohen's kappa (1960), ``(po - pe) / (1 - pe)``, of the learner and the key on the sentences of the letter.

    A marked sentence is in the box of its first mark, the others are in « fidèle ».
    """
    boxes = [_boxes(marks, sentences), _boxes(faults, sentences)]
    agreed = sum(one == other for one, other in zip(*boxes, strict=True))
    by_chance = sum(boxes[0].count(box) * boxes[1].count(box) for box in ("fidèle", "erreur", "ajout"))
    square = sentences * sentences
    return Kappa(
        sentences=sentences,
        agreed=agreed,
        observed=agreed / sentences,
        chance=by_chance / square,
        kappa=None if by_chance == square else (sentences * agreed - by_chance) / (square - by_chance),
    )


def _boxes(spans: Sequence[Span], sentences: int) -> list[str]:
    boxes = ["fidèle"] * sentences
    for span in reversed(spans):
        if span.side == "L":
            boxes[span.line - 1] = span.kind
    return boxes
