"""The same cases without a machine, with a right suggestion, with a wrong one: what it changes in one's own reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from chevet.audit.ecg import Ecg
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.parts import file_part
from chevet.widgets.reading_study import fallback
from chevet.widgets.reading_study.plan import CONDITIONS, alike_blocks
from chevet.widgets.reading_study.traces import trace_svg
from chevet.widgets.reading_study.words import QUESTIONS, RULES

TITLE = "Lire avec et sans machine"
INSTRUCTION = "Avant le cours, mesurez ce qu'une suggestion change à vos propres lectures."
PROVENANCE = "Patients, tracés et suggestions inventés pour ce cours ; aucune machine n'a lu ces tracés."


class ReadingStudy(ChevetWidget):
    """A learner reads cases in three conditions, in an order of their own, and sees at the end what changed.

    Args:
        cases: a table such as ``load_dataset("lectures-ecg")``: three sets (``ensemble``) that hold the same
            places (``place``), the choices of each case separated by « | », its right answer and a wrong suggestion,
            the confidence shown with each, and the parameters of :class:`chevet.audit.ecg.Ecg`.
        count: how many cases are read, a third of them in each condition; all places or an exact share of them.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
    """

    cases: traitlets.List[Any] = traitlets.List(help="What is read of each case, and its drawing.").tag(
        sync=True
    )
    blocks: traitlets.List[Any] = traitlets.List(help="The places read together, one block a study.").tag(
        sync=True
    )
    questions = traitlets.Dict(help="What is asked, and the rules of reading, by kind of question.").tag(
        sync=True
    )
    key = traitlets.Unicode(help="Names these cases where readings are kept: others start anew.").tag(
        sync=True
    )
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        cases: Any,
        *,
        title: str = "",
        count: int = 12,
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        rows = [{str(name): value for name, value in row.items()} for row in cases.to_dict("records")]
        problems = _check(rows, count)
        if problems:
            raise CourseError(problems)
        shown = [_shown(row) for row in rows]
        content = json.dumps([shown, count], ensure_ascii=False, sort_keys=True)
        super().__init__(
            cases=shown,
            blocks=alike_blocks(_traits(rows), count // len(CONDITIONS)),
            questions={
                name: {"asked": fr(QUESTIONS[name]), "rules": [fr(rule) for rule in RULES[name]]}
                for name in QUESTIONS
                if any(row["question"] == name for row in rows)
            },
            key=f"lectures/{hashlib.sha256(content.encode()).hexdigest()[:8]}",
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr(PROVENANCE),
            **kwargs,
        )

    def summary(self) -> str:
        """How many cases there are, and how many a study takes."""
        count = len(CONDITIONS) * len(self.blocks[0])
        return f"{len(self.cases)} cas, {count} par étude"

    def fallback_html(self) -> str:
        """Each case with its trace, in words too; answers folded."""
        return fallback.frame(self.state())


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    choices = row["choix"].split("|")
    return {
        "id": row["id"],
        "set": row["ensemble"],
        "place": int(row["place"]),
        "question": row["question"],
        "vignette": fr(row["vignette"]),
        "words": fr(row["equivalent"]),
        "choices": [fr(choice) for choice in choices],
        "right": choices.index(row["reponse"]),
        "wrong": choices.index(row["suggestion_fausse"]),
        "claims": [int(row["confiance_juste"]), int(row["confiance_fausse"])],
        "why": fr(row["explication"]),
        "trace": file_part(".svg", trace_svg(row)),
    }


def _traits(rows: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """What blocks are made alike by: the question, how the machine goes wrong, the difficulty in each set."""
    traits: dict[int, list[str]] = {}
    for row in rows:
        normal = row["choix"].split("|")[0]
        slip = "missed" if row["suggestion_fausse"] == normal else "confused"
        slip = "invented" if row["reponse"] == normal else slip
        own = [row["question"], slip, f"{row['ensemble']} {row['difficulte']}"]
        traits.setdefault(int(row["place"]), []).extend(own)
    return traits


_COLUMNS = (
    *("id", "ensemble", "place", "question", "difficulte", "vignette", "equivalent", "choix", "reponse"),
    *("suggestion_fausse", "confiance_juste", "confiance_fausse", "explication"),
    *Ecg.__dataclass_fields__,
)


def _check(rows: Sequence[Mapping[str, Any]], count: int) -> list[Problem]:
    if not rows:
        return [_problem("aucun cas.", 'Donnez load_dataset("lectures-ecg").')]
    missing = [name for name in _COLUMNS if name not in rows[0]]
    if missing:
        return [_problem(f"colonnes absentes : {', '.join(missing)}.", "Voyez le schéma de lectures-ecg.")]
    problems = []
    places: dict[str, list[int]] = {}
    for row in rows:
        places.setdefault(row["ensemble"], []).append(int(row["place"]))
        choices = row["choix"].split("|")
        if row["question"] not in QUESTIONS:
            problems.append(
                _problem(
                    f"{row['id']} : question « {row['question']} ».", f"Questions : {', '.join(QUESTIONS)}."
                )
            )
        for name in ("reponse", "suggestion_fausse"):
            if row[name] not in choices:
                problems.append(_problem(f"{row['id']} : {name} hors des choix.", "Reprenez l'un des choix."))
        if row["reponse"] == row["suggestion_fausse"]:
            problems.append(
                _problem(f"{row['id']} : la suggestion fausse est juste.", "Prenez un autre choix.")
            )
    held = [sorted(own) for own in places.values()]
    if len(held) != len(CONDITIONS) or any(own != sorted(set(own)) or own != held[0] for own in held):
        problems.append(
            _problem(
                f"ensembles : {', '.join(sorted(places))}.",
                "Donnez trois ensembles qui ont les mêmes places.",
            )
        )
    elif count < 1 or count % len(CONDITIONS) or len(held[0]) % (count // len(CONDITIONS)):
        fits = [len(CONDITIONS) * n for n in range(1, len(held[0]) + 1) if len(held[0]) % n == 0]
        problems.append(_problem(f"count vaut {count}.", f"Choisissez parmi {', '.join(map(str, fits))}."))
    return problems


def _problem(message: str, remedy: str) -> Problem:
    return Problem("ReadingStudy", 0, message, remedy)
