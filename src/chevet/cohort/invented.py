"""An invented cohort: nobody answered anything. ``python -m chevet.cohort.invented FILE`` writes one.

Each invented learner has a level; the better it is, the likelier a right answer (a logistic curve, the same for
every question but for its difficulty). One question of the example has a wrong key on purpose.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from chevet.cohort.match import choice_texts, has_choices
from chevet.cohort.material import Material, load_material
from chevet.course import Course, find_course
from chevet.quiz.question import Question
from chevet.quiz.scoring import correct_pattern
from chevet.quiz.types.estimation import SEPARATOR, Estimation
from chevet.quiz.types.numeric import number_text

CHAPTER, LEARNERS, SEED = "01-tokens", 80, 20261122
MISKEYED = "tokens-03"


def answer_all(
    material: Material, learners: int, seed: int, miskeyed: str = ""
) -> Iterator[tuple[int, str, str, int]]:
    """(learner, item, response, certainty) of each invented learner at each question."""
    draw = random.Random(seed)
    ease = {item: draw.gauss(0.4, 0.8) for item in material.questions}
    for learner in range(1, learners + 1):
        level = draw.gauss(0, 1)
        for item, question in material.questions.items():
            chance = 1 / (1 + math.exp(-(level + ease[item])))
            if item == miskeyed:
                chance = 1 - chance
            right = _right(question)
            if draw.random() < 0.03:
                response = ""
            elif not has_choices(question):
                response = right if draw.random() < chance else "autre chose"
            elif "," not in right:
                wrong = [letter for letter in choice_texts(question) if letter != right]
                response = right if draw.random() < chance else draw.choice(wrong)
            else:
                response = ",".join(
                    letter
                    for letter in choice_texts(question)
                    if (letter in right.split(",")) == (draw.random() < 0.5 + chance / 2)
                )
            certainty = min(100, max(0, round(100 * (0.25 + 0.75 * chance + draw.gauss(0, 0.1)), -1)))
            yield learner, item, response, int(certainty)


def _right(question: Question) -> str:
    """What earns the point; of an interval, SCORM's pattern is only the number that it should hold."""
    if isinstance(question, Estimation):
        return SEPARATOR.join(number_text(question.answer + side * question.widest / 4) for side in (-1, 1))
    return correct_pattern(question)


def write_example(course: Course, path: Path) -> None:
    """Write the example in Chevet's own table."""
    material = load_material(course, [CHAPTER])
    lines = ["learner,item,response,certainty,attempt,date"]
    for learner, item, response, certainty in answer_all(material, LEARNERS, SEED, MISKEYED):
        lines.append(f'invente-{learner:03},{item},"{response}",{certainty},1,2026-01-15')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_example(find_course(), Path(sys.argv[1]))
