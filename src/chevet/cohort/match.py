"""How a response written by a platform finds the choices it is made of."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from chevet.quiz.fold import fold
from chevet.quiz.question import Question
from chevet.quiz.types import TYPES
from chevet.quiz.types.base import Letters, Typed
from chevet.quiz.types.tcs import STEPS, Tcs

_LETTERS = re.compile(r"[a-z](?:[\s,;+]*[a-z])*", re.IGNORECASE)
_DEGREE = re.compile(r"\s*(?:[-−+][12]|0)(?!\w)")
_NOTHING = {"", "-", "–", "—"}


def is_blank(text: str) -> bool:
    """Whether ``text`` is how an export writes that nothing was answered."""
    return text.strip() in _NOTHING


def has_choices(question: Question) -> bool:
    """Whether a response to ``question`` is a set of lettered choices, whose texts are known."""
    return bool(choice_texts(question))


def choice_texts(question: Question) -> dict[str, str]:
    """The text of each choice under its letter; nothing for a question without choices."""
    if isinstance(question, Tcs):
        return dict(zip(question.lettered, STEPS, strict=True))
    lettered = getattr(question, "lettered", None)
    if not isinstance(lettered, dict) or not isinstance(TYPES[question.type].shape(question), Letters):
        return {}
    texts = {
        letter: getattr(one, "text", None) or getattr(one, "name", "") for letter, one in lettered.items()
    }
    return {letter: str(text) for letter, text in texts.items()} if all(texts.values()) else {}


def is_typed(question: Question) -> bool:
    """Whether a response to ``question`` is a text, kept as it was typed."""
    return isinstance(TYPES[question.type].shape(question), Typed)


def read_letters(question: Question, text: str) -> str | None:
    """« C, a » → ``a,c``; None where it is anything but letters of the question."""
    if not _LETTERS.fullmatch(text.strip()):
        return None
    letters = set(re.findall("[a-z]", text.lower()))
    return ",".join(sorted(letters)) if letters <= choice_texts(question).keys() else None


def read_texts(question: Question, text: str) -> str | None:
    """The letters of the choices whose texts make ``text``, in any order; None where they do not.

    Moodle joins the texts of the ticked choices by « ; », in the order that the learner saw, and a choice may
    itself hold a semicolon. So nothing is split: choices are taken off the front of the text, one after the other,
    going back when that leads nowhere. First the texts as they are, then without case, accents or punctuation
    (Moodle takes Markdown and HTML out of them).
    """
    texts = choice_texts(question)
    if isinstance(question, Tcs):  # « +1 : un peu plus probable »
        degree = _DEGREE.match(text)
        steps = {step.replace("−", "-"): letter for letter, step in texts.items()}
        return steps.get(degree[0].strip().replace("−", "-")) if degree else None
    shown = " ".join(html.unescape(text).split())
    exact = {letter: " ".join(one.split()) for letter, one in texts.items()}
    folded = {letter: plain(one) for letter, one in texts.items()}
    for words, whole, between in ((exact, shown, "; "), (folded, plain(shown), " ")):
        if len(set(words.values())) == len(words) and "" not in words.values():
            found = _take(words, whole, between)
            if found:
                return ",".join(sorted(found))
    return None


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """``text`` without HTML, case, accents or punctuation."""
    return fold(re.sub(r"<[^<>]{1,200}>", " ", html.unescape(text)))


def _take(words: dict[str, str], whole: str, between: str) -> frozenset[str] | None:
    """Letters whose words, joined by ``between`` in some order, are ``whole``."""
    stuck: set[tuple[int, frozenset[str]]] = set()

    def take(start: int, left: frozenset[str]) -> frozenset[str] | None:
        if (start, left) in stuck:
            return None
        for letter in sorted(left, key=lambda one: -len(words[one])):
            end = start + len(words[letter])
            if not whole.startswith(words[letter], start):
                continue
            if end == len(whole):
                return left - {letter}
            if whole.startswith(between, end):
                rest = take(end + len(between), left - {letter})
                if rest is not None:
                    return rest
        stuck.add((start, left))
        return None

    every = frozenset(words)
    unused = take(0, every)
    return None if unused is None else every - unused
