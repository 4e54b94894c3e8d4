"""Which question of the bank a column of Moodle's report is about: Moodle numbers them, and gives no identifier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from chevet.cohort.match import has_choices, is_blank, plain, read_texts
from chevet.cohort.material import Material
from chevet.quiz.model import Numeric, Question
from chevet.quiz.quotation import without_role
from chevet.quiz.scoring import correct_pattern, score


class Identifier:
    """Finds the question that texts come from: its stem first, else its right answer, else its choices."""

    def __init__(self, material: Material) -> None:
        self._questions = material.questions
        stems = [(plain(without_role(question.stem)), item) for item, question in material.questions.items()]
        self._stems = sorted(stems, key=lambda pair: -len(pair[0]))
        self.by_stem = lru_cache(maxsize=4096)(self._by_stem)
        self.by_right = lru_cache(maxsize=4096)(self._by_right)

    def _by_stem(self, text: str) -> str | None:
        """Moodle writes the stem, then for some types « : » and the choices."""
        shown = plain(text)
        found = {
            item for stem, item in self._stems if stem and (shown == stem or shown.startswith(stem + " "))
        }
        if len(found) > 1:  # one stem opens another: the longest is meant
            longest = max(len(stem) for stem, item in self._stems if item in found)
            found = {item for stem, item in self._stems if item in found and len(stem) == longest}
        return found.pop() if len(found) == 1 else None

    def _by_right(self, text: str) -> str | None:
        if is_blank(text):
            return None
        found = [item for item, question in self._questions.items() if _is_right(question, text)]
        return found[0] if len(found) == 1 else None

    def by_responses(self, texts: Iterable[str]) -> str | None:
        """The one question whose choices make more than half of the responses of a column."""
        given = Counter(text for text in texts if not is_blank(text))
        total = sum(given.values())
        fits = {
            item: sum(n for text, n in given.items() if read_texts(question, text) is not None)
            for item, question in self._questions.items()
            if has_choices(question)
        }
        best = sorted(fits, key=lambda item: -fits[item])[:2]
        if not best or not total or 2 * fits[best[0]] <= total:
            return None
        return None if len(best) > 1 and fits[best[1]] == fits[best[0]] else best[0]


def _is_right(question: Question, text: str) -> bool:
    if has_choices(question):
        return read_texts(question, text) == correct_pattern(question)
    if isinstance(question, Numeric):
        return score(question, text).value == question.answer
    return plain(text) == plain(correct_pattern(question))
