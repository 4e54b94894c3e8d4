"""When a figure is worth a word: only where its whole interval says the same thing, and never under 50 learners."""

from __future__ import annotations

from dataclasses import replace

from chevet.cohort.sheet import FEWEST, ItemFigures, ThemeFigures

WEAK = 0.2  # a discrimination whose interval stays under it hardly tells learners apart
HARD, EASY = 0.3, 0.95  # mean marks


def judge_item(item: ItemFigures, cohort: int) -> ItemFigures:
    """``item`` with what its figures allow to say, the gravest first.

    Args:
        cohort: how many learners there are in all.
    """
    if min(item.n, cohort) < FEWEST:
        return item
    said = []
    if item.discrimination.high is not None and item.discrimination.high < 0:
        said.append("clé à vérifier : qui réussit ailleurs échoue ici")
    keyed = [option for option in item.options if option.votes is None]
    for option in keyed:
        drawn = option.drift.low is not None and option.drift.low > 0
        if not option.right and drawn:
            said.append(
                f"clé à vérifier : la proposition {option.letter}, fausse, attire plus le tiers supérieur"
            )
    for option in keyed:
        if option.right and option.drift.high is not None and option.drift.high < 0:
            said.append(
                f"clé à vérifier : la proposition {option.letter}, juste, attire plus le tiers inférieur"
            )
    if not said and item.discrimination.high is not None and item.discrimination.high < WEAK:
        said.append("sépare peu les apprenants")
    if item.difficulty.high is not None and item.difficulty.high < HARD:
        said.append("rarement réussie")
    if item.difficulty.low is not None and item.difficulty.low > EASY:
        said.append("presque toujours réussie")
    never = [option.letter for option in keyed if not option.chosen]
    if never:
        several = len(never) > 1
        said.append(
            f"proposition{'s' if several else ''} {', '.join(never)} jamais cochée{'s' if several else ''}"
        )
    return replace(item, verdicts=tuple(said))


def judge_theme(theme: ThemeFigures, threshold: float) -> str:
    """« à reprendre » where the whole interval is under ``threshold``, « acquis » where it is above."""
    if theme.n < FEWEST or theme.mean.low is None or theme.mean.high is None:
        return ""
    if theme.mean.high < threshold:
        return "à reprendre"
    return "acquis" if theme.mean.low >= threshold else "indécis"
