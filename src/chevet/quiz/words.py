"""What pydantic refuses, told in French to the author of a bank: the place, the fault, the remedy."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chevet.quiz.lines import Place
from chevet.quiz.question import BankItem


class Told(NamedTuple):
    """A fault of one question; ``place`` is inside the question."""

    place: Place
    message: str
    remedy: str


_REMEDIES = {
    "id": "Donnez-lui un identifiant permanent : tokens-03.",
    "feedback": "Écrivez ce qu'elle apprend à l'étudiant.",
    "right": "Écrivez right: true ou right: false.",
    "credit": "Écrivez credit: 1 ou credit: 0.5.",
    "review": "Écrivez review: pending, ou review: AB 2026-11-21 si cette personne a relu.",
    "covers": "Écrivez le numéro d'une ligne de programme.csv : C013.",
    "unit": "Une unité ne commence pas par un chiffre.",
}
_QUOTES = "Si c'est bien du texte, mettez-le entre guillemets."
_NUMBER = "Écrivez-le sans guillemets ni espace, avec un point pour les décimales : 1.5."


def tell(
    model: type[BaseModel],
    data: dict[str, Any],
    error: ValidationError,
    context: dict[str, Any] | None = None,
) -> list[Told]:
    """Everything wrong with ``data``.

    A rule that ties fields together is only looked at once each field is well formed. So what is
    malformed and does not matter to the rules (a missing feedback, an unknown key) is mended in a
    copy, and the copy is read again: the author hears of everything at once.
    """
    told: dict[Place, list[Told]] = {}
    mended: Any = copy.deepcopy(data)
    while True:
        known = set(told)
        can_go_on = True
        for detail in error.errors(include_url=False):
            place = tuple(detail["loc"])
            if place not in known:
                told.setdefault(place, []).append(_tell_one(model, place, detail))
            can_go_on = _mend(mended, place, detail, len(told)) and can_go_on
        if not can_go_on or set(told) == known:
            break
        try:
            model.model_validate(mended, context=context)
            break
        except ValidationError as more:
            error = more
    return [one for several in told.values() for one in several]


def nearest(word: str, known: Iterable[str]) -> str:
    """« Vouliez-vous dire … ? » when something known is close to ``word``, else nothing."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Vouliez-vous dire « {close[0]} » ? " if close else ""


def _tell_one(model: type[BaseModel], place: Place, detail: ErrorDetails) -> Told:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    of, key = _owner(model, place), place[-1] if place else ""
    if isinstance(key, int):
        key = place[-2]
    remedy = _REMEDIES.get(str(key), "")
    match kind:
        case "rule":
            return Told(place, of + context["message"], context["remedy"])
        case "missing":
            return Told(place, f"{of}la clé {key} manque.", remedy or f"Ajoutez {key}: …")
        case "extra_forbidden":
            fields = _model_at(model, place[:-1]).model_fields
            guess = nearest(str(key), fields).rstrip() or f"Clés possibles : {', '.join(fields)}."
            return Told(place, f"{of}clé inconnue « {key} ».", guess)
        case "string_too_short":
            return Told(place, f"{of}la clé {key} est vide.", remedy or "Remplissez-la ou retirez-la.")
        case "string_type":
            if value is None:
                return Told(place, f"{of}la clé {key} est vide.", remedy or "Remplissez-la ou retirez-la.")
            return Told(
                place,
                f"{of}{key} : {_shown(value)} n'est pas lu comme un texte.",
                _QUOTES if key in _PROSE else remedy or _QUOTES,
            )
        case "string_pattern_mismatch":
            return Told(
                place, f"{of}{key} : {_shown(value)} est mal formé.", remedy or "Voyez un exemple voisin."
            )
        case "bool_type":
            return Told(
                place,
                f"{of}{key} : {_shown(value)} n'est ni true ni false.",
                remedy or "Écrivez true ou false.",
            )
        case "literal_error":
            return Told(
                place,
                f"{of}{key} : {_shown(value)} n'existe pas.",
                f"Valeurs possibles : {_expected(context)}.",
            )
        case "int_type" | "float_type" | "finite_number":
            return Told(place, f"{of}{key} : {_shown(value)} n'est pas un nombre.", remedy or _NUMBER)
        case "greater_than_equal":
            return Told(
                place, f"{of}{key} : {value} est plus petit que {context['ge']:g}.", "Augmentez la valeur."
            )
        case "greater_than":
            return Told(
                place, f"{of}{key} : {value} n'est pas plus grand que {context['gt']:g}.", "Augmentez-la."
            )
        case "less_than_equal":
            return Told(
                place, f"{of}{key} : {value} est plus grand que {context['le']:g}.", "Diminuez la valeur."
            )
        case "tuple_type":
            return Told(
                place, f"{of}{key} : on attendait une liste.", "Écrivez ses éléments précédés d'un tiret."
            )
        case "model_type":
            return Told(place, f"{of}on attendait des clés.", "Écrivez par exemple {text: …, feedback: …}.")
    return Told(place, f"{of}{key} : {_shown(value)} est refusé ({detail['msg']}).", "Corrigez la valeur.")


def _owner(model: type[BaseModel], place: Place) -> str:
    """Which part of the question is at fault, as the author counts them."""
    if len(place) < 2 or not isinstance(place[1], int):
        return ""
    words = model.part_words.get(str(place[0])) if issubclass(model, BankItem) else None
    return f"{words.format(letter=ascii_lowercase[place[1] % 26], rank=place[1] + 1)}, " if words else ""


def _model_at(model: type[BaseModel], place: Place) -> type[BaseModel]:
    """The model of the part at ``place``: Choice at ("choices", 2)."""
    for key in place:
        if isinstance(key, str):
            parts = get_args(model.model_fields[key].annotation)
            model = next(part for part in parts if isinstance(part, type) and issubclass(part, BaseModel))
    return model


def _shown(value: object) -> str:
    text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    return f"« {text if len(text) <= 40 else text[:39] + '…'} »"


def _expected(context: dict[str, Any]) -> str:
    return str(context["expected"]).replace("'", "").replace(" or ", " ou ")


_PROSE = {
    "stem",
    "text",
    "left",
    "match",
    "hypothesis",
    "new_fact",
    "panel",
    "name",
    "alt",
    "fact",
    "feedback",
    "feedback_right",
    "feedback_wrong",
    "source",
    "section",
    "unit",
}
_INDIFFERENT = {
    "certainty",
    "hints",
    "covers",
    "difficulty",
    "usage",
    "opening",
    "level",
    "review",
    "retired",
}


def _mend(data: Any, place: Place, detail: ErrorDetails, rank: int) -> bool:
    """Put something harmless where ``data`` is malformed; False where that could change a verdict."""
    for key in place[:-1]:
        data = data[key]
    key, kind = place[-1], detail["type"]
    if kind == "extra_forbidden" or key in ("indispensable", "unacceptable"):
        del data[key]
    elif key == "id":
        data[key] = "x-00"
    elif key in _PROSE or (len(place) > 1 and place[-2] in ("also", "hints")):
        data[key] = f"mot {rank}"
    elif key in _INDIFFERENT:
        del data[key]
    elif len(place) > 1 and place[-2] == "covers":
        data[key] = "C000"
    else:
        return False
    return True
