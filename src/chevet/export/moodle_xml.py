"""The question bank as Moodle XML, the one format in which Moodle's own server gives the mark.

Written for Moodle 4.1 to 5.1 after ``question/format/xml/format.php``: what that importer reads, nothing else.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from chevet.course import Chapter, Course
from chevet.export.formats import Progress, Rendered, name_of
from chevet.export.fractions import written
from chevet.export.moodle_model import Answer, Body, MoodleQuestion
from chevet.export.moodle_questions import to_moodle
from chevet.export.rich import Rich
from chevet.export.sources import Category, Filed, filed_questions

NOTES = (
    "réimporter le fichier ajoute une seconde copie des questions, sans leur identifiant ; effacez d’abord "
    "la catégorie.",
    "un nombre se tape dans Moodle avec une virgule ou un point, un signe moins ordinaire et des espaces "
    "ordinaires.",
    "la note exacte du barème d’entraînement se recalcule depuis l’export des réponses de Moodle.",
)
_FEEDBACK = (
    ("correctfeedback", "Réponse juste."),
    ("partiallycorrectfeedback", "Réponse en partie juste."),
    ("incorrectfeedback", "Réponse fausse."),
)
_PENALTY = "0.3333333"  # of each further try, where the teacher allows several


def render(course: Course, chapters: Sequence[Chapter], progress: Progress) -> Rendered:
    """One file for all the ``chapters``.

    Raises:
        CourseError: see :func:`filed_questions` and :func:`to_moodle`.
    """
    progress("Lecture des banques")
    return render_filed(filed_questions(course, chapters, exam=True), name_of(course, chapters))


def render_filed(filed: Sequence[Filed], name: str) -> Rendered:
    """The same of any list of questions, an assignment for instance, in ``<name>.moodle.xml``."""
    questions = [(one.categories, to_moodle(one.question, one.place, one.slug)) for one in filed]
    losses = [loss for _, question in questions for loss in question.losses]
    return Rendered({f"{name}.moodle.xml": moodle_xml(questions)}, tuple(losses), len(questions), NOTES)


def moodle_xml(questions: Iterable[tuple[tuple[Category, ...], MoodleQuestion]]) -> bytes:
    """The file: each category when it is first entered, then its questions."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    opened: set[str] = set()
    current = ""
    for categories, question in questions:
        for category in categories:
            path = category_path(category.names)
            if path not in opened or (category is categories[-1] and path != current):
                lines += _category(path, category, first=path not in opened)
                opened.add(path)
        current = category_path(categories[-1].names)
        lines += _question(question)
    return "\n".join([*lines, "</quiz>", ""]).encode("utf-8")


def category_path(names: Sequence[str]) -> str:
    """``$course$/top/…``: a slash in a name is doubled, and never touches a separator."""
    escaped = []
    for name in names:
        doubled = name.replace("/", "//")
        escaped.append(f"{' ' * doubled.startswith('/')}{doubled}{' ' * doubled.endswith('/')}")
    return "/".join(["$course$", "top", *escaped])


def _category(path: str, category: Category, first: bool) -> Iterator[str]:
    yield '  <question type="category">'
    yield f"    <category>{_text(path)}</category>"
    yield f'    <info format="html">{_text(escape(category.info, quote=False) if first else "")}</info>'
    yield f"    <idnumber>{category.id if first else ''}</idnumber>"
    yield "  </question>"


def _question(question: MoodleQuestion) -> Iterator[str]:
    body = question.body
    yield f'  <question type="{body.kind}">'
    yield f"    <name>{_text(question.name)}</name>"
    yield _rich("questiontext", question.stem)
    yield _rich("generalfeedback", question.general)
    if body.kind != "cloze":
        yield "    <defaultgrade>1</defaultgrade>"
    yield f"    <penalty>{_PENALTY}</penalty>"
    yield "    <hidden>0</hidden>"
    yield f"    <idnumber>{question.id}</idnumber>"
    yield from _WRITERS[body.kind](body)
    if body.kind != "essay":
        yield from _hints(question)
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in question.tags)
    yield f"    <tags>{tags}</tags>"
    yield "  </question>"


def _hints(question: MoodleQuestion) -> Iterator[str]:
    kind = question.body.kind
    parts = "<shownumcorrect/>" if kind in ("multichoice", "matching", "ordering", "cloze") else ""
    hints = question.hints
    if kind == "ordering":  # importing one without two whole hints stops Moodle
        parts += "<clearwrong/><options>1</options>"
        hints += (Rich(""),) * (2 - len(hints))
    for hint in hints:
        yield f'    <hint format="html">{_inside(hint)}{parts}</hint>'


def _multichoice(body: Body) -> Iterator[str]:
    yield f"    <single>{_bool(body.single)}</single>"
    yield f"    <shuffleanswers>{_bool(body.shuffle)}</shuffleanswers>"
    yield "    <answernumbering>ABCD</answernumbering>"
    yield "    <showstandardinstruction>0</showstandardinstruction>"
    yield from _combined(body)
    for answer in body.answers:
        yield from _answer(answer, html=True)


def _shortanswer(body: Body) -> Iterator[str]:
    yield "    <usecase>0</usecase>"
    for answer in body.answers:
        yield from _answer(answer, html=False)


def _numerical(body: Body) -> Iterator[str]:
    for answer in body.answers:
        yield from _answer(answer, html=False)
    if body.unit:
        # Moodle takes the spaces out of what is typed before it looks for a unit.
        names = dict.fromkeys((body.unit, body.unit.replace(" ", "")))
        units = (f"<unit><multiplier>1</multiplier><unit_name>{cdata(n)}</unit_name></unit>" for n in names)
        yield f"    <units>{''.join(units)}</units>"
    yield "    <unitgradingtype>0</unitgradingtype>"
    yield "    <unitpenalty>0.1</unitpenalty>"
    yield f"    <showunits>{0 if body.unit else 3}</showunits>"
    yield "    <unitsleft>0</unitsleft>"


def _matching(body: Body) -> Iterator[str]:
    yield f"    <shuffleanswers>{_bool(body.shuffle)}</shuffleanswers>"
    yield from _combined(body)
    for asked, answer in body.pairs:
        yield '    <subquestion format="html">'
        yield f"      {_inside(asked)}"
        yield f"      <answer>{_text(answer)}</answer>"
        yield "    </subquestion>"


def _ordering(body: Body) -> Iterator[str]:
    yield "    <layouttype>VERTICAL</layouttype>"
    yield "    <selecttype>ALL</selecttype>"
    yield f"    <selectcount>{len(body.items)}</selectcount>"
    yield f"    <gradingtype>{body.scoring}</gradingtype>"
    yield "    <showgrading>SHOW</showgrading>"
    yield "    <numberingstyle>none</numberingstyle>"
    yield from _combined(body)
    yield "    <shownumcorrect>1</shownumcorrect>"
    for rank, item in enumerate(body.items, 1):
        yield f'    <answer fraction="{rank}" format="html">{_inside(item)}</answer>'


def _essay(body: Body) -> Iterator[str]:
    yield "    <responseformat>editor</responseformat>"
    yield "    <responserequired>1</responserequired>"
    yield "    <responsefieldlines>15</responsefieldlines>"
    yield "    <attachments>0</attachments>"
    yield "    <attachmentsrequired>0</attachmentsrequired>"
    yield _rich("graderinfo", body.grader or Rich(""))
    yield f'    <responsetemplate format="html">{_text(body.template)}</responsetemplate>'


def _combined(body: Body) -> Iterator[str]:
    for tag, words in _FEEDBACK:
        yield f'    <{tag} format="html">{_text(words)}</{tag}>'
    if not body.single:  # several parts
        yield "    <shownumcorrect/>"


def _answer(answer: Answer, html: bool) -> Iterator[str]:
    form = "html" if html else "moodle_auto_format"
    yield f'    <answer fraction="{written(answer.fraction)}" format="{form}">'
    yield f"      {_inside(answer.text)}"
    yield f'      <feedback format="html">{_inside(answer.feedback)}</feedback>'
    if answer.tolerance:
        yield f"      <tolerance>{answer.tolerance}</tolerance>"
    yield "    </answer>"


def _rich(tag: str, text: Rich) -> str:
    return f'    <{tag} format="html">{_inside(text)}</{tag}>'


def _inside(text: Rich) -> str:
    files = (
        f'<file name="{escape(name)}" path="/" encoding="base64">{base64.b64encode(content).decode()}</file>'
        for name, content in sorted(text.files.items())
    )
    return _text(text.html) + "".join(files)


def _text(text: str) -> str:
    return f"<text>{cdata(text)}</text>"


def cdata(text: str) -> str:
    """``text`` as the content of an element, the way Moodle writes its own files."""
    if not any(sign in text for sign in '<>&"'):
        return text
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _bool(value: bool) -> str:
    return "true" if value else "false"


_WRITERS = {
    "multichoice": _multichoice,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": lambda body: iter(()),  # its gaps are in its text
    "essay": _essay,
}
