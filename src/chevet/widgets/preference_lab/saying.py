"""What the laboratory says, in Python: the twin of ``saying.js``; both run ``tests/vectors/preference_lab.json``."""

from __future__ import annotations

from collections.abc import Sequence

from chevet.typography import fr
from chevet.widgets.preference_lab.features import FEATURES
from chevet.widgets.saying import decimal, listed

CLEAR = 0.25  # a weight below this, per standard deviation of its trait, is called indifference
SHEET = {
    "vrai": "dit la même chose que la fiche",
    "faux": "contredit la fiche",
    "": "n'affirme rien de ce que dit la fiche",
}


def signed(value: float) -> str:
    """« +0,6 », « −1,8 », « 0,0 »."""
    text = decimal(value, 1)
    return text if text.startswith("−") or text == "0,0" else f"+{text}"


def _ranked(weights: Sequence[float], sign: int) -> list[str]:
    """The traits a model clearly rewards (+1) or penalises (-1), the strongest first."""
    clear = [
        (sign * weight, feature.noun)
        for weight, feature in zip(weights, FEATURES, strict=True)
        if sign * weight >= CLEAR
    ]
    return [noun for _, noun in sorted(clear, key=lambda pair: -pair[0])]


def _most_first(nouns: Sequence[str]) -> str:
    if len(nouns) < 2:
        return "".join(nouns)
    return fr("surtout {first}, puis {rest}", first=nouns[0], rest=listed(nouns[1:]))


def say_learned(name: str, weights: Sequence[float]) -> str:
    """What a reward model rewards and penalises."""
    more, less = _most_first(_ranked(weights, 1)), _most_first(_ranked(weights, -1))
    parts = [fr("récompense {what}", what=more)] if more else []
    parts += [fr("pénalise {what}", what=less)] if less else []
    if not parts:
        return fr("{name} : le modèle n'a encore rien appris de net.", name=name)
    return fr("{name} : le modèle {does}.", name=name, does=fr(" ; il ").join(parts))


def say_agreement(agreed: int, total: int) -> str:
    """How well the model repeats its judge."""
    plural = "s" if total > 1 else ""
    if not total:
        return fr("Aucune comparaison.")
    return fr("{n} comparaison{s} ; le modèle en retrouve {k}.", n=total, s=plural, k=agreed)


def say_choice(name: str, chosen: Sequence[str]) -> str:
    """Which unseen answer an assistant takes; several letters: it cannot tell them apart."""
    head = fr("{name} : l'assistant prend la réponse {letter}", name=name, letter=chosen[0])
    if len(chosen) == 1:
        return f"{head}."
    return fr(
        "{head}, à égalité avec {others} : mêmes traits, même récompense.",
        head=head,
        others=listed(chosen[1:]),
    )


def say_apart(different: int, total: int) -> str:
    """How far two assistants order unseen answers differently."""
    return fr(
        "Sur {total} paires de réponses inédites, les deux assistants en ordonnent {n} en sens contraire.",
        total=total,
        n=different,
    )


def say_sheet(letter: str, fact: str) -> str:
    """What the sheet of the remedy says of an answer."""
    return fr("La réponse {letter} {verdict}.", letter=letter, verdict=SHEET[fact].replace("'", "’"))


def say_push(
    name: str, added: int, stopped: bool, words: tuple[int, int], facts: tuple[int, int], gain: float
) -> str:
    """What an assistant gains by adding sentences, and what the reader gains.

    Args:
        added: sentences added.
        stopped: nothing left would raise the reward.
        words: words before and after; ``facts``: facts of the sheet before and after.
        gain: how much the reward rose.
    """
    if not added:
        none = fr("{name} : aucune phrase ne le récompense, il n'ajoute rien.", name=name)
        return none if stopped else fr("{name} : la réponse de départ, {n} mots.", name=name, n=words[0])
    head = fr("{name} : {n} phrase{s} de plus, récompense {gain}. ", name=name, n=added, s="s" if added > 1 else "",
              gain=signed(gain))  # fmt: skip
    after = fr(
        "De {a} à {b} mots ; faits de la fiche : {c} puis {d}.",
        a=words[0],
        b=words[1],
        c=facts[0],
        d=facts[1],
    )
    return head + after + (fr(" Il s'arrête là : le reste lui coûterait.") if stopped else "")


def say_traits(counts: Sequence[int]) -> str:
    """« 12 mots · 1 mot savant · 1 dose »: what the model sees of an answer."""
    parts = [
        f"{n} {feature.unit[0 if n < 2 else 1]}"
        for n, feature in zip(counts, FEATURES, strict=True)
        if n or feature.key == "longueur"
    ]
    return " · ".join(parts)
