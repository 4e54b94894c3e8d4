"""Questions on paper: a subject to hand out, its corrected version, an answer grid, as many variants as wanted.

A variant shuffles the propositions of each question, never the questions: what is said aloud during the exam holds
for everybody, and the steps of a case keep their order. A step that brings a new fact begins a sheet, so that the fact
does not give the answer before it away. The same seed gives the same variants, so a paper found again can be marked.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from chevet.assignments.draw import draw_order
from chevet.course import Chapter, Course
from chevet.export.browser import print_pdf
from chevet.export.cases import KINDS
from chevet.export.formats import Rendered
from chevet.export.loss import Loss, french
from chevet.export.sources import chapter_title, course_title
from chevet.pictures import KINDS as MEDIA_TYPES
from chevet.pictures import moved, pictures
from chevet.policy import sealed
from chevet.quiz.bank import counted, load_banks
from chevet.quiz.model import MultipleChoice, Question
from chevet.quiz.types import TYPES
from chevet.widgets.quiz.quiz import question_state
from chevet.widgets.quiz.views import VIEWS

State = dict[str, Any]
Asked = tuple[Question, State, float]  # a question, what a page shows of it in this variant, its weight
SCALE = (
    "Barème d’entraînement, d’après les règles publiées en 2023. QRM : sans discordance 1 point, une 0,5, deux 0,2, "
    "trois ou plus 0 ; une proposition indispensable oubliée ou une inacceptable cochée met la question à 0."
)


@dataclass(frozen=True)
class Paper:
    """What is printed: ``questions`` with their weight, in the order they are asked."""

    title: str
    questions: tuple[tuple[Question, float], ...]
    instructions: str = ""
    pictures: dict[str, Path] = field(default_factory=dict)  # as a question names them → files


def render_paper(paper: Paper, name: str, *, variants: int = 1, seed: int = 0, pdf: bool = True) -> Rendered:
    """Files ``<name>-A-sujet.html``, ``<name>-A-corrige.html`` and so on, in PDF too when a browser can print.

    Raises:
        CourseError: the browser that prints stops.
    """
    files: dict[str, bytes] = {}
    notes = ["ces pages portent les réponses des corrigés : gardez-les hors du dossier des sujets."]
    for variant in ascii_uppercase[:variants]:
        asked = [(one, shuffled(one, seed, variant), weight) for one, weight in paper.questions]
        for kind, corrected in (("sujet", False), ("corrige", True)):
            files[f"{name}-{variant}-{kind}.html"] = page(paper, asked, variant, corrected).encode()
    if pdf:
        printed = print_pdf(files)
        if printed is None:
            notes.append("aucun Chromium trouvé : imprimez les pages HTML depuis un navigateur pour un PDF.")
        files |= printed or {}
    if any(question.case for question, _ in paper.questions):
        notes.append("un dossier s’imprime au recto seul, et ses feuilles se donnent l’une après l’autre.")
    losses = (loss for question, _ in paper.questions for loss in _losses(question))
    return Rendered(files, tuple(losses), len(paper.questions), tuple(notes))


def _losses(question: Question) -> Iterator[Loss]:
    def loss(kind: str, message: str) -> Loss:
        return Loss(question.id, question.type, kind, message)

    if question.type == "annotation":
        yield loss("bareme", "la note se compte à la main, d’après le corrigé.")
    if question.case:
        yield loss("dossier", "rien n’empêche de changer une réponse, sauf à ramasser chaque feuille.")
    if question.certainty:
        yield loss("certitude", "le degré de certitude n’est pas demandé.")
    if question.hints:
        yield loss("indices", f"{len(question.hints)} à dire en salle.")


def paper_of_chapters(course: Course, chapters: Sequence[Chapter]) -> Paper:
    """The published questions of ``chapters``, all of one weight; the opening questions are for the page.

    Raises:
        CourseError: a bank that cannot be read, a picture that is not there.
    """
    banks = load_banks(course)
    asked = [(one.slug, question) for one in chapters for question in counted(banks.get(one.slug, ()))]
    title = chapter_title(course, chapters[0]) if len(chapters) == 1 else course_title(course)
    questions = tuple((question, 1.0) for _, question in asked)
    return Paper(title, questions, pictures=pictures(course, asked))


def shuffled(question: Question, seed: int, variant: str) -> State:
    """The question as a page shows it, its propositions in the order of this variant.

    Degrees and zones are not propositions: they keep the order of their scale, of their numbers on the picture.
    """
    state = question_state(question)
    if isinstance(question, MultipleChoice):
        by_id = {choice["id"]: choice for choice in state["choices"]}
        order = draw_order(seed, (f"{variant}/{question.id}/{letter}" for letter in by_id))
        state["choices"] = [by_id[one.rsplit("/", 1)[1]] for one in order]
    return state


def page(paper: Paper, asked: Sequence[Asked], variant: str, corrected: bool) -> str:
    """One page to print, whole: its style is inside."""
    style = (Path(__file__).with_name("paper.css")).read_text(encoding="utf-8")
    title = html.escape(paper.title)
    kind = "Corrigé" if corrected else "Sujet"
    who = "" if corrected else _WHO
    told = f"<p>{html.escape(paper.instructions)}</p>" if paper.instructions and not corrected else ""
    embedded = {address: _data(path) for address, path in paper.pictures.items()}  # the page stands alone
    body = moved("".join(_parts(asked, corrected)), embedded)
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{sealed(style, _IMAGES)}">'
        f"<title>{title}, variante {variant}, {kind.lower()}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head><body><header><h1>{title}</h1>"
        f"<p>{kind}, variante {variant}. {len(asked)} question{'s' if len(asked) > 1 else ''}.</p>{who}{told}"
        f'<p class="scale">{SCALE}</p></header><main>{body}</main>{_grid(asked, variant, corrected)}</body></html>\n'
    )


def _data(path: Path) -> str:
    content = base64.b64encode(path.read_bytes()).decode("ascii")
    return f"data:{MEDIA_TYPES[path.suffix.lower()]};base64,{content}"


_RIGHT = "juste"
_IMAGES = "data:"  # drawings of zones and pictures are in the page
_WAIT = '<p class="wait">Répondez avant de prendre la feuille suivante\u00a0: elle apporte une nouvelle donnée.</p>'
_WHO = "".join(f"<span>{word}\u00a0: <u></u></span>" for word in ("Nom", "Numéro", "Date"))
_WHO = f'<p class="who">{_WHO}</p>'


def _parts(asked: Sequence[Asked], corrected: bool) -> Iterator[str]:
    """Each question, and above the first step of a case its vignette."""
    for rank, (_, state, weight) in enumerate(asked, 1):
        case = state.get("case")
        if case and case["rank"] == 1:
            yield (
                f'<div class="case"><h2>{KINDS[case["kind"]]} <span>questions {rank} à {rank + case["count"] - 1}, dans '
                f"l’ordre</span></h2><p>{case['vignette']}</p></div>"
            )
        coming = asked[rank][1].get("case") if rank < len(asked) else None
        waits = case and coming and coming["id"] == case["id"] and coming["facts"][-1]
        yield _question(rank, state, weight, corrected, _WAIT if waits else "")


def _question(rank: int, state: State, weight: float, corrected: bool, wait: str) -> str:
    view = VIEWS[state["type"]]
    points = "" if weight == 1 else f", coefficient {weight:g}".replace(".", ",")
    case, css = state.get("case"), state["type"]
    step = f"étape {case['rank']} sur {case['count']}, " if case else ""
    head = f"<h2>Question {rank} <span>{step}{view.name}{view.exam}{points}</span></h2>"
    if case and (fact := case["facts"][-1]):
        head += f'<p class="fact"><strong>Nouvelle donnée.</strong> {fact}</p>'
        css += " sheet" if case["rank"] > 1 and not corrected else ""
    head += f"<p>{state['stem']}</p>"
    if not corrected:
        return f'<section class="{css}">{head}{view.blanks(state)}{wait}</section>'
    feedback = f"<p>{state['feedback']}</p>" if state["feedback"] else ""
    source = f"Source : {state['source']} · ".replace(" :", "\u00a0:") if state["source"] else ""
    return (
        f'<section class="{state["type"]}">{head}<div class="right">{view.correction(state)}{feedback}</div>'
        f'<p class="small">{source}Question {html.escape(state["id"])}</p></section>'
    )


def _grid(asked: Sequence[Asked], variant: str, corrected: bool) -> str:
    """A line for each question: boxes under the letters, filled in the corrected version, or a line to write on."""
    width = max((len(state.get("choices", ())) for _, state, _ in asked), default=0)
    letters = ascii_uppercase[:width]
    head = "".join(f'<th scope="col">{letter}</th>' for letter in letters)
    rows = ""
    for rank, (question, state, _) in enumerate(asked, 1):
        choices = state.get("choices")
        if choices:
            cells = "".join(_box(mark if corrected else "") for mark in _marks(choices))
            cells += '<td class="none"></td>' * (width - len(choices))
        else:
            right = html.escape(_short_answer(question)) if corrected else ""
            cells = f'<td class="write" colspan="{max(width, 1)}">{right}</td>'
        rows += f'<tr><th scope="row">{rank}</th>{cells}</tr>'
    caption = f"Grille de réponses, variante {variant}{', corrigée' if corrected else ''}"
    who = "" if corrected else _WHO
    return (
        f'<section class="grid"><h2>{caption}</h2>{who}<table><caption>{caption}</caption>'
        f"<thead><tr><td></td>{head or '<th scope=col>Réponse</th>'}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _short_answer(question: Question) -> str:
    """What fits in a line of the grid: a word, a number; else where to look."""
    kind = TYPES[question.type]
    return kind.pattern(question) if kind.interaction in ("fill-in", "numeric") else "voir plus haut"


def _marks(choices: Sequence[State]) -> list[str]:
    """What the corrected grid says in each box: « juste », or what a degree is worth."""
    most = max(choice.get("votes", 0) for choice in choices)
    if most:
        return [french(choice["votes"] / most) if choice["votes"] else "" for choice in choices]
    return [_RIGHT if choice["right"] else "" for choice in choices]


def _box(mark: str) -> str:
    css = "box on" if mark in (_RIGHT, french(1)) else "box"
    return f'<td class="{css}">{mark}</td>'
