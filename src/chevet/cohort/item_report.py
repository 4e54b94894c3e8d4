"""The section of one question: its stem, its figures, who ticked what."""

from __future__ import annotations

from chevet.cohort import html
from chevet.cohort.html import Safe, anchor, number, percent, safe, table, with_interval
from chevet.cohort.sheet import CohortSheet, ItemFigures, OptionFigures


def item_section(item: ItemFigures, sheet: CohortSheet) -> Safe:
    """The section, from its heading on."""
    at = anchor(item.item)
    said = f'<section class="item" id="{at}" aria-labelledby="t-{at}">\n'
    said += f'<h3 id="t-{at}">{safe(item.item)}{safe(f" ({item.type.upper()})" if item.type else "")}</h3>\n'
    if item.stem:
        said += html.paragraph(item.stem)
    said += html.paragraph(_sentence(item), "note")
    if item.verdicts:
        said += html.items(item.verdicts)
    if item.options:
        heads = (
            "Proposition",
            "Clé",
            "Cochée",
            "Tiers inférieur",
            "Tiers moyen",
            "Tiers supérieur",
            "Supérieur − inférieur",
        )
        said += table(
            f"{item.item} : qui coche quoi", heads, [_option(option) for option in item.options], words=(1,)
        )
    return Safe(said + "</section>\n")


def _sentence(item: ItemFigures) -> str:
    parts = [
        f"{html.several(item.n, 'réponse')}, dont {html.count(item.blank)} sans réponse",
        f"difficulté {number(item.difficulty.value)} {html.interval(item.difficulty)}",
    ]
    if item.discrimination.value is not None:
        parts.append(
            f"discrimination {number(item.discrimination.value)} {html.interval(item.discrimination)}"
        )
    if item.upper_lower.value is not None:
        parts.append(
            f"D {number(item.upper_lower.value)} {html.interval(item.upper_lower)} "
            f"({html.count(item.n_upper)} contre {html.count(item.n_lower)} apprenants)"
        )
    if item.invalid:
        parts.append(f"{html.several(item.invalid, 'réponse')} que la question ne peut pas lire, comptées 0")
    if item.unread:
        parts.append(f"{html.several(item.unread, 'réponse')} dont le texte n’a pas été retrouvé")
    return " ; ".join(parts).replace(" ;", "\u202f;") + "."


def _role(option: OptionFigures) -> str:
    if option.votes is not None:
        return html.several(option.votes, "vote")
    return "juste" if option.right else "fausse"


def _option(option: OptionFigures) -> tuple[str, *tuple[object, ...]]:
    low, middle, high = option.thirds
    return (
        f"{option.letter}. {option.text}",
        _role(option),
        Safe(f'{safe(percent(option.share))}<span class="ci">n = {html.count(option.chosen)}</span>'),
        percent(low),
        percent(middle),
        percent(high),
        with_interval(option.drift, True, (-1, 1)),
    )
