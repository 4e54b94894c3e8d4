"""Vrai, faux, mal formé, ou une abstention : juger chaque phrase qu'écrit le modèle.

Dans le monde réel, vérifier une phrase demande un expert. Ici la vérité est écrite (``world.py``) et les phrases ont
peu de formes : on peut donc juger tout ce que le modèle produit, et compter ses hallucinations au lieu d'en parler.

* **true** : la phrase dit un fait de la table ; ou de la fiche, si une fiche est donnée et qu'elle en parle ;
* **false** : elle a la forme d'un fait, et ce n'est pas le fait. Une phrase sur un remède qui n'existe pas est fausse ;
* **abstention** : elle dit que la fiche n'en parle pas ;
* **malformed** : tout le reste, un mot inconnu, un nom qui n'est pas de ce monde, une phrase coupée.

Une hallucination est une phrase *fausse*, jamais une phrase mal formée : c'est parce qu'elle est bien écrite qu'on la croit.

>>> world = load_world()
>>> fact = world.facts[0]
>>> [judgement.verdict for judgement in judge(fact.sentence, world)]
['true']
>>> [judgement.reason for judgement in judge(fact.sentence[:-1], world)]
['truncated']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chevet.lm.world import Fact, World, load_world

__all__ = ["Fact", "Judgement", "World", "asked", "judge", "load_world"]

Verdict = Literal["true", "false", "malformed", "abstention"]
Kind = Literal["statement", "premise"]
Reason = Literal["empty", "truncated", "form", "name", "value"]

LINE = re.compile(r"(Question|Réponse|Fiche) ?: ?")  # ce qui peut ouvrir une ligne
SENTENCE = re.compile(r"[^.]+\.?|\.")  # aucun nom, aucune valeur ne contient de point
YES_NO = re.compile(r"(Oui|Non)(?:, ?|(?=\.)|$)")

# Ce qu'un lecteur voit.
JUSTIFIED = "Abstention justifiée. La fiche n’en dit rien."
ABSTENTION = {False: "Abstention à tort.", None: "Abstention, sans fiche à lire."}
MALFORMED: dict[Reason, str] = {
    "empty": "Le modèle n’a rien écrit.",
    "truncated": "La phrase n’est pas finie.",
    "form": "Aucune phrase du corpus n’a cette forme.",
    "name": "«\u00a0{}\u00a0» n’est pas un nom de ce monde.",
    "value": "«\u00a0{}\u00a0» n’est pas une valeur de ce monde.",
}
NO_REMEDY = "Ce remède n’existe pas\u00a0: le {} n’est pas dans la pharmacopée fictive."


@dataclass(frozen=True)
class Judgement:
    """Ce que l'on peut dire d'une phrase écrite par le modèle."""

    kind: Kind  # premise : le « Oui » ou le « Non » qui répond à une question fermée
    verdict: Verdict
    span: tuple[int, int]  # sa place dans ``prompt + text``, en caractères
    explanation: str  # le verdict en une ou deux phrases, telles qu'un lecteur les voit
    remedy: str | None = None
    attribute: str | None = None
    value: str | None = None  # celle qui est écrite ; pour une prémisse, celle que la question proposait
    truth: str | None = (
        None  # la phrase juste ; None si le remède n'existe pas ou si la phrase est mal formée
    )
    source: Literal["table", "sheet"] | None = None  # d'où vient ``truth`` : la table, ou la fiche
    mentions: int | None = None  # combien de fois le corpus d'entraînement dit le fait de la table
    justified: bool | None = None  # d'une abstention : la fiche n'en parle pas, en effet ; None sans fiche
    reason: Reason | None = None  # pourquoi une phrase est mal formée


@dataclass(frozen=True)
class Reading:
    """Une phrase ou une question comprise : qui, quoi, combien.

    ``value`` est None si la phrase dit que la fiche n'en parle pas, ou si la question est ouverte.
    """

    remedy: str
    attribute: str
    value: str | None


def read(sentence: str, world: World) -> Reading | tuple[Reason, str]:
    """Comprend une phrase, ou dit pourquoi elle est mal formée et quel mot en est la cause."""
    if not sentence.endswith("."):
        return "truncated", sentence
    sentence = sentence[0].upper() + sentence[1:]  # après « Oui, », une phrase commence par une minuscule
    for attribute, pattern in world.patterns:
        if found := pattern.fullmatch(sentence):
            words = found.groupdict()
            if words["x"] not in world.names:
                return "name", words["x"]
            if "v" in words and words["v"] not in world.values:
                return "value", words["v"]
            return Reading(words["x"], attribute, words.get("v"))
    return "form", sentence


class Sheet:
    """Ce qu'une fiche dit : la valeur, ou les valeurs si elle se contredit, de chaque (remède, attribut)."""

    def __init__(self, sentences: Sequence[str], world: World) -> None:
        self.given = bool(sentences)
        self.said: dict[tuple[str, str], list[str]] = {}
        for sentence in sentences:
            fact = read(sentence.strip(), world)
            if isinstance(fact, Reading) and fact.value is not None:
                self.said.setdefault((fact.remedy, fact.attribute), []).append(fact.value)


def judge(text: str, world: World, sheet: Sequence[str] = (), *, prompt: str = "") -> list[Judgement]:
    """Juge chaque phrase du texte, dans l'ordre.

    Args:
        text: ce que le modèle a écrit, ou le document entier : une question et sa réponse.
        world: les faits.
        sheet: les phrases de la fiche donnée au modèle. Celles d'une ligne « Fiche : » du prompt s'y ajoutent.
        prompt: ce qui précède ``text``. Une phrase que le prompt a commencée est jugée entière ; celles qu'il
            contenait déjà ne le sont pas. Si sa question est fermée, le « Oui » ou le « Non » est jugé aussi.

    Returns:
        Rien pour une question, qui n'affirme rien ; sinon au moins un jugement.
    """
    if not prompt and "\nRéponse :" in text:
        prompt = text[: text.rindex("\nRéponse :") + len("\nRéponse :")]
        text = text[len(prompt) :]
    whole, written = prompt + text.rstrip(), len(prompt)
    found: list[Judgement] = []
    sentences, question = list(sheet), None
    offset = 0
    for line in whole.split("\n"):
        head = LINE.match(line)
        start, end = offset + (head.end() if head else 0), offset + len(line)
        offset = end + 1
        if head and head[1] == "Question":
            question = _read_question(line[head.end() :], world)
        elif end < written and head and head[1] == "Fiche":
            sentences += SENTENCE.findall(whole[start:end])
        elif end >= written:
            found += _judge_line(whole, (start, end), written, question, Sheet(sentences, world), world)
    return found


def asked(prompt: str, world: World) -> Reading | None:
    """Ce que demande la dernière question d'un prompt ; ``value`` est None si elle est ouverte, donc ne propose rien.

    >>> asked("Question : la dose du Brabalune est-elle de 12 zilles par jour ?", load_world())
    Reading(remedy='Brabalune', attribute='dose', value='12 zilles')
    """
    lines = (line for line in reversed(prompt.split("\n")) if line.startswith("Question"))
    return _read_question(LINE.sub("", next(lines, ""), count=1), world)


def _read_question(question: str, world: World) -> Reading | None:
    for attribute, pattern in world.questions:
        if found := pattern.fullmatch(question.strip()):
            words = found.groupdict()
            return Reading(words["x"], attribute, words.get("v"))
    return None


def _judge_line(
    whole: str, span: tuple[int, int], written: int, question: Reading | None, sheet: Sheet, world: World
) -> Iterator[Judgement]:
    """Les jugements d'une ligne ; ``written`` est l'endroit où le modèle a pris la plume."""
    start, end = span
    start += len(whole[start:end]) - len(whole[start:end].lstrip())
    if start == end and len(whole) <= written:
        yield _malformed("empty", "", (end, end))
    if word := YES_NO.match(whole, start, end):
        closed = question is not None and question.value is not None
        if question and closed and word.end(1) > written:
            yield _judge_premise(word[1], question, word.span(1), sheet, world)
        if whole[word.end() : end].strip(" ."):
            start = word.end()
        elif closed:
            return
    for piece in SENTENCE.finditer(whole, start, end):
        sentence = piece[0].strip()
        first = piece.end() - len(piece[0].lstrip())
        last = first + len(sentence)
        if sentence and (last > written or not sentence.endswith(".")):
            yield _judge_sentence(sentence, (first, last), sheet, world)


@dataclass(frozen=True)
class _Truth:
    """Ce qu'on sait d'un remède et d'un attribut : la fiche décide si elle en parle, sinon la table."""

    values: Sequence[str]
    sentence: str | None
    source: Literal["table", "sheet"] | None
    known: Fact | None  # le fait de la table, quoi que dise la fiche


def _truth(about: Reading, sheet: Sheet, world: World) -> _Truth:
    known = world.fact(about.remedy, about.attribute)
    said = sheet.said.get((about.remedy, about.attribute))
    values = said or ([known.value] if known else [])
    sentence = world.sentence(about.attribute, about.remedy, values[0]) if values else None
    return _Truth(values, sentence, "sheet" if said else "table" if known else None, known)


def _judge_sentence(sentence: str, span: tuple[int, int], sheet: Sheet, world: World) -> Judgement:
    fact = read(sentence, world)
    if not isinstance(fact, Reading):
        return _malformed(*fact, span)
    truth, justified = _truth(fact, sheet, world), None
    verdict: Verdict = "true" if fact.value in truth.values else "false"
    if fact.value is None:
        verdict = "abstention"
        justified = truth.source != "sheet" if sheet.given else None
        explanation = JUSTIFIED if justified else f"{ABSTENTION[justified]} {_say(truth, fact)}"
    elif verdict == "false":
        explanation = f"Faux. {_say(truth, fact)}{_say_owner(fact, world)}"
    elif truth.source == "table":
        explanation = "Vrai. La pharmacopée fictive le dit."
    elif truth.known and truth.known.value == fact.value:
        explanation = "Vrai. La fiche le dit."
    else:
        table = _truth(fact, Sheet((), world), world)
        explanation = f"Vrai. La fiche le dit, et c’est elle qui décide. {_say(table, fact)}"
    return _judgement("statement", verdict, span, explanation, fact, truth, justified)


def _judge_premise(
    word: str, premise: Reading, span: tuple[int, int], sheet: Sheet, world: World
) -> Judgement:
    """« Oui » est juste si la valeur proposée est la bonne ; « Non », si elle ne l'est pas."""
    truth = _truth(premise, sheet, world)
    right = (word == "Oui") == (premise.value in truth.values)
    explanation = f"«\u00a0{word}\u00a0», à {'raison' if right else 'tort'}. {_say(truth, premise)}"
    return _judgement("premise", "true" if right else "false", span, explanation, premise, truth, None)


def _judgement(
    kind: Kind,
    verdict: Verdict,
    span: tuple[int, int],
    explanation: str,
    about: Reading,
    truth: _Truth,
    justified: bool | None,
) -> Judgement:
    mentions = truth.known.mentions if truth.known else None
    said = (about.remedy, about.attribute, about.value)
    return Judgement(
        kind, verdict, span, explanation, *said, truth.sentence, truth.source, mentions, justified
    )


def _malformed(reason: Reason, cause: str, span: tuple[int, int]) -> Judgement:
    explanation = f"Mal formé. {MALFORMED[reason].format(cause)}"
    return Judgement("statement", "malformed", span, explanation, reason=reason)


def _say(truth: _Truth, about: Reading) -> str:
    """La vérité en une phrase, avec sa source."""
    if truth.sentence is None:
        return NO_REMEDY.format(about.remedy)
    where = "D’après la fiche" if truth.source == "sheet" else "Dans la pharmacopée fictive"
    return f"{where}, {truth.sentence[0].lower()}{truth.sentence[1:]}"


def _say_owner(fact: Reading, world: World) -> str:
    """Une référence inventée est souvent celle, bien réelle, d'un autre : le dire. Une étude n'a qu'un remède."""
    for other in world.facts:
        cited = world.attributes[other.attribute].acronyms and other.value == fact.value
        if cited and other.remedy != fact.remedy:
            return f" {other.value} est l’étude du {other.remedy}."
    return ""
