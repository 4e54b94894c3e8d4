"""A text, a decision on it with its reasons and its four steps: dated, kept, printed, never overwritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import traitlets

from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.validation_sheet import fallback
from chevet.widgets.validation_sheet.words import DECISIONS, SOURCE, STEPS

TITLE = "Fiche de validation"
INSTRUCTION = (
    "Lisez le texte en entier, puis décidez. Votre fiche est datée et gardée telle quelle : "
    "changer d'avis, c'est en ajouter une."
)
PROVENANCE = "N'écrivez jamais le nom d'un vrai patient. Rien n'est envoyé."
_FIELDS = ("titre", "phrases", "mention")


class ValidationSheet(ChevetWidget):
    """A decision on a document, with its justification, the A.V.E.C. steps, initials and a date.

    Args:
        document: the text (blank lines part its paragraphs), or ``{"titre": …, "phrases": […], "mention": …}``:
            numbered sentences; ``titre`` and ``mention`` (where the text comes from) may be left out.
        title: title of the frame.
        key: names the place where decisions are kept; two sheets with the same key share their decisions.
            By default it is drawn from the document.
        instruction, provenance: other words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
    """

    heading = traitlets.Unicode(help="Title of the document.").tag(sync=True)
    lines: traitlets.List[str] = traitlets.List(help="Its paragraphs, or its sentences.").tag(sync=True)
    numbered = traitlets.Bool(help="Whether the lines are sentences with a number.").tag(sync=True)
    mention = traitlets.Unicode(help="Where the document comes from.").tag(sync=True)
    digest = traitlets.Unicode(help="Of the document: a decision says on which version it was taken.").tag(
        sync=True
    )
    key = traitlets.Unicode(help="Where decisions are kept.").tag(sync=True)
    decisions: traitlets.List[Any] = traitlets.List(help="key, name, says: what may be decided.").tag(
        sync=True
    )
    steps: traitlets.List[Any] = traitlets.List(help="key, name, says: the four steps.").tag(sync=True)
    source = traitlets.Unicode(help="Where the four steps come from.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        document: str | Mapping[str, Any],
        *,
        title: str = "",
        key: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        problems = _check(document)
        if problems:
            raise CourseError(problems)
        given = document if isinstance(document, Mapping) else {}
        paragraphs = [] if isinstance(document, Mapping) else document.split("\n\n")
        lines = list(given.get("phrases", ())) or [
            " ".join(part.split()) for part in paragraphs if part.strip()
        ]
        written = json.dumps([given.get("titre", ""), lines], ensure_ascii=False)
        digest = hashlib.sha256(written.encode("utf-8")).hexdigest()[:8]
        super().__init__(
            heading=given.get("titre", ""),
            lines=lines,
            numbered=bool(given),
            mention=given.get("mention", ""),
            digest=digest,
            key=key or digest,
            decisions=_choices(DECISIONS),
            steps=_choices(STEPS),
            source=fr(SOURCE),
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr(PROVENANCE),
            **kwargs,
        )

    def summary(self) -> str:
        """The heading and the number of lines: what does not depend on the learner."""
        kind = "phrase" if self.numbered else "paragraphe"
        count = len(self.lines)
        return f"{self.heading or self.title}, {count} {kind}{'s' if count > 1 else ''}"

    def fallback_html(self) -> str:
        """The document and an empty sheet to fill in by hand."""
        return fallback.frame(self.state())


def _choices(words: Mapping[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"key": key, "name": fr(name), "says": fr(says)} for key, (name, says) in words.items()]


def _check(document: object) -> list[Problem]:
    if isinstance(document, str):
        return [] if document.strip() else [_problem("le texte est vide.", "Donnez ce qu'il faut valider.")]
    if not isinstance(document, Mapping):
        return [
            _problem(
                f"document est de type {type(document).__name__}.", "Donnez un texte ou un dictionnaire."
            )
        ]
    problems = [
        _problem(f"document : la clé « {name} » est inconnue.", f"Clés : {', '.join(_FIELDS)}.")
        for name in document
        if name not in _FIELDS
    ]
    phrases = document.get("phrases")
    if not isinstance(phrases, list | tuple) or not phrases or not all(isinstance(p, str) for p in phrases):
        problems.append(_problem("document : « phrases » manque.", "Donnez une liste de phrases."))
    return problems


def _problem(message: str, remedy: str) -> Problem:
    return Problem("ValidationSheet", 0, message, remedy)
