"""Pairs and orders as Moodle marks them, and intervals as two numbers in a sentence."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from chevet.export.loss import Loss, french
from chevet.export.moodle_model import Answer, Body, gap_code, lost, said, without_gaps
from chevet.export.moodle_typed import number
from chevet.export.rich import Place, Rich, paragraph, plain, rich, together, writable
from chevet.quiz.question import Question
from chevet.quiz.types.estimation import Estimation
from chevet.quiz.types.matching import Matching
from chevet.quiz.types.ordering import Ordering

FAR = 1000  # widths away: a bound further than this from the answer is taken for a slip


def matching(question: Matching, place: Place) -> Body:
    """The same mark in Moodle: right pairs over pairs."""
    pairs = tuple((rich(pair.left, place), plain(pair.match)) for pair in question.pairs)
    pairs += tuple((Rich(""), plain(other)) for other in question.others)
    told = [
        together(rich(pair.left, place), Rich("\u00a0: "), rich(pair.feedback, place))
        for pair in question.pairs
    ]
    return Body(
        "matching", pairs=pairs, single=False, more=(_list("ul", told),), losses=(_moved(question, "paire"),)
    )


def ordering(question: Ordering, place: Place) -> Body:
    """Moodle gives p, the share of pairs in the right order; ours is 2p − 1, never under 0."""
    told = [
        together(rich(item.text, place), Rich("\u00a0: "), rich(item.feedback, place))
        for item in question.items
    ]
    error, worst = order_error(len(question.items))
    message = (
        "Moodle donne la part p des paires bien rangées (un rangement au hasard vaut 0,5), le cours 2p − 1 ; écart "
        f"moyen {french(error)} sur tous les rangements, au plus {french(worst)}."
    )
    return Body(
        "ordering",
        items=tuple(rich(item.text, place) for item in question.items),
        scoring="RELATIVE_ALL_PREVIOUS_AND_NEXT",
        more=(_list("ol", told),),
        losses=(lost(question, "ordre", message, error, worst), _moved(question, "élément")),
    )


def order_error(count: int) -> tuple[float, float]:
    """Mean and largest |p − max(0, 2p − 1)| over the orders of ``count`` items, by number of inversions."""
    ways = [1]  # ways[k]: orders with k inversions (Mahonian numbers)
    for size in range(2, count + 1):
        ways = [sum(ways[max(0, k - size + 1) : k + 1]) for k in range(len(ways) + size - 1)]
    pairs = len(ways) - 1
    shares = [1 - k / pairs for k in range(pairs + 1)]
    gaps = [share - max(0.0, 2 * share - 1) for share in shares]
    return sum(w * g for w, g in zip(ways, gaps, strict=True)) / sum(ways), max(gaps)


def estimation(question: Estimation, place: Place) -> Body:
    """Two numbers to fill in: each bound is worth half, and half of that when it is too far."""
    unit = f" {rich_unit(question.unit)}" if question.unit else ""
    gaps = tuple(_gap(question, side) for side in (-1, 1))
    low, high = map(gap_code, gaps)
    stem = paragraph(rich(question.stem, place))
    asked = (
        f"<p>Intervalle de confiance à {question.confidence}\u202f%\u00a0: de {low}{unit} à {high}{unit}.</p>"
    )
    message = (
        f"chaque borne vaut la moitié, le quart si elle est à plus de {_comma(question.widest)} de la valeur ; un "
        "intervalle qui manque la valeur garde jusqu’à 0,5, au lieu de 0."
    )
    answer = Rich(f"{_comma(question.answer)}{unit}")
    return Body(
        "cloze",
        gaps=gaps,
        stem=together(without_gaps(stem), Rich(asked)),
        more=(said("Valeur", answer, "chevet-valeur"),),
        losses=(lost(question, "intervalle", message),),
    )


def _gap(question: Estimation, side: int) -> tuple[Answer, ...]:
    """Within the widest interval for all, further on the same side for half."""
    answer, widest = Decimal(repr(question.answer)), Decimal(repr(question.widest))
    spans = (
        (100, answer + side * widest / 2, widest / 2),
        (50, answer + side * widest * FAR / 2, widest * FAR / 2),
    )
    return tuple(
        Answer(Rich(number(float(centre))), percent, Rich(""), number(float(margin)))
        for percent, centre, margin in spans
    )


def rich_unit(unit: str) -> str:
    return escape(writable(unit), quote=False).replace("{", "&#123;").replace("}", "&#125;")


def _comma(value: float) -> str:
    return number(value).replace("-", "−").replace(".", ",")


def _list(tag: str, items: list[Rich]) -> Rich:
    inside = together(*(Rich(f"<li>{one.html}</li>", one.files) for one in items))
    return Rich(f"<{tag}>{inside.html}</{tag}>", inside.files)


def _moved(question: Question, part: str) -> Loss:
    return lost(question, "commentaire", f"celui de chaque {part} est dit avec l’explication générale.")
