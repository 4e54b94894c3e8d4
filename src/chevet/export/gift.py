"""The question bank as GIFT, a text that Moodle and other platforms read.

Written after ``question/format/gift/format.php``: an answer is a line, a sign that means something is escaped. What
GIFT cannot say is told, and a question that it cannot hold at all is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from chevet.course import Chapter, Course
from chevet.export.formats import Progress, Rendered, name_of
from chevet.export.fractions import written
from chevet.export.loss import Loss
from chevet.export.moodle_model import Answer, Body, MoodleQuestion
from chevet.export.moodle_questions import to_moodle
from chevet.export.moodle_xml import category_path
from chevet.export.rich import Rich
from chevet.export.sources import Filed, filed_questions

NOTES = (
    "GIFT ne garde ni les images, ni les unités, ni les indices.",
    "hors de Moodle, une plateforme peut ne pas lire les fractions négatives ni les commentaires.",
)
_SPECIAL = re.compile(r"[\\~=#{}:]")
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)">')


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """One file for all the ``chapters``; never an exam question.

    Raises:
        CourseError: see :func:`filed_questions` and :func:`to_moodle`.
    """
    progress("Lecture des banques")
    return render_filed(filed_questions(course, chapters, exam=False), name_of(course, chapters))


def render_filed(questions: Sequence[Filed], name: str) -> Rendered:
    """The same of any list of questions, in ``<name>.gift.txt``."""
    lines: list[str] = []
    losses: list[Loss] = []
    current = ""
    count = 0
    for filed in questions:
        if filed.question.usage == "examen":  # an assignment may name one; Moodle XML is its only way out
            said = "question d’examen\u00a0: elle ne sort qu’en Moodle XML."
            losses.append(Loss(filed.question.id, filed.question.type, "omise", said))
            count += 1
            continue
        question = to_moodle(filed.question, filed.place, filed.slug)
        losses += _losses(question)
        count += 1
        if _left_out(question):
            continue
        path = category_path(filed.categories[-1].names)
        if path != current:
            lines += [f"$CATEGORY: {path}", ""]
            current = path
        lines += [*_question(question), ""]
    text = "\n".join(lines)
    return Rendered({f"{name}.gift.txt": text.encode("utf-8")}, tuple(losses), count, NOTES)


def _left_out(question: MoodleQuestion) -> bool:
    return question.body.kind not in _WRITERS


def _losses(question: MoodleQuestion) -> list[Loss]:
    def loss(kind: str, message: str) -> Loss:
        return Loss(question.id, question.type, kind, message)

    if _left_out(question):
        return [loss("omise", "GIFT n’a pas de question de cette forme.")]
    found = [one for one in question.losses if one.kind not in ("unite", "indices")]
    if _rich_texts(question):
        found.append(loss("image", "remplacée par sa description."))
    if question.body.unit:
        found.append(loss("unite", f"« {question.body.unit} » n’est plus dite ; le nombre se tape seul."))
    if question.hints:
        found.append(loss("indices", f"{len(question.hints)} non repris."))
    if hidden := [
        answer.text.html for answer in question.body.answers if not _can_say(question.body, answer)
    ]:
        found.append(loss("ecritures", f"GIFT ne peut pas écrire {', '.join(hidden)}."))
    return found


def _rich_texts(question: MoodleQuestion) -> bool:
    texts = [question.stem, question.general, *(a.text for a in question.body.answers)]
    texts += [answer.feedback for answer in question.body.answers]
    texts += [asked for asked, _ in question.body.pairs]
    return any(text.files for text in texts)


def _can_say(body: Body, answer: Answer) -> bool:
    """An arrow makes of a short answer a pair to match, and no sign escapes it."""
    return body.kind != "shortanswer" or "->" not in answer.text.html


def _question(question: MoodleQuestion) -> Iterator[str]:
    marks = [f"[id:{question.id}]", *(f"[tag:{tag}]" for tag in question.tags)]
    yield f"// {' '.join(marks)}"
    stem = _html(question.stem)
    yield f"::{escape(question.name)}::[html]{stem}{{{_first(question.body)}"
    yield from (f"\t{line}" for line in _WRITERS[question.body.kind](question.body))
    if question.general.html:
        yield f"\t####{_html(question.general)}"
    yield "}"


def _first(body: Body) -> str:
    return "#" if body.kind == "numerical" else ""


def _multichoice(body: Body) -> Iterator[str]:
    for answer in body.answers:
        right = body.single and answer.fraction == 100
        # A weight even when it is 0: a choice may begin with « 20 % ».
        start = "=" if right else f"~%{written(answer.fraction)}%"
        yield f"{start}{_html(answer.text)}#{_html(answer.feedback)}"


def _shortanswer(body: Body) -> Iterator[str]:
    for answer in body.answers:
        if _can_say(body, answer):
            text = answer.text.html
            mark = "[plain]" if text.startswith("[") else ""
            yield f"=%{written(answer.fraction)}%{mark}{escape(text)}#{_html(answer.feedback)}"


def _numerical(body: Body) -> Iterator[str]:
    *known, other = body.answers
    for answer in known:
        yield (
            f"=%{written(answer.fraction)}%{answer.text.html}:{answer.tolerance or '0'}#{_html(answer.feedback)}"
        )
    yield f"~#{_html(other.feedback)}"


def _matching(body: Body) -> Iterator[str]:
    for asked, answer in body.pairs:
        yield f"={_html(asked)} -> {escape(answer)}"


def _html(text: Rich) -> str:
    return escape(_IMAGE.sub(r"[\1]", text.html))


def escape(text: str) -> str:
    """``text`` on one line, its signs no longer GIFT's."""
    return _SPECIAL.sub(lambda sign: f"\\{sign[0]}", text).replace("\n", " ").replace("\t", " ")


_WRITERS: dict[str, Callable[[Body], Iterator[str]]] = {
    "multichoice": _multichoice,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "essay": lambda body: iter(()),
}
