"""See what a hidden word owes to each of its sides: GPT reads the left one, BERT both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from chevet.lm.network import Network
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import preset_problems
from chevet.widgets.fill_mask import fallback
from chevet.widgets.fill_mask.record import default_presets, place_of, record, shipped_network
from chevet.widgets.model_widget import ModelWidget

TITLE = "Le texte à trous, d'un côté ou des deux"
INSTRUCTION = (
    "Cachez un mot. Prédisez qui le retrouvera le mieux : celui qui lit la gauche, ou celui qui lit tout ?"
)


class FillMask(ModelWidget):
    """A sentence, a hidden word, and what the two families of models put in its place.

    Args:
        presets: sentences ``{"text", "word"}`` and maybe ``"note"``, shown with it; ``word`` is the one hidden
            first (its last occurrence). What the models say of each of their words is computed now and kept in
            the page; by default three sentences of the fictional world.
        predict: whether the models' answers wait for a prediction.
        gpt, masked: the models; by default those of the course.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once; a word that is not in its sentence, or that
            is several tokens.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    text = traitlets.Unicode(help="The sentence.").tag(sync=True)
    hidden = traitlets.Int(0, help="Rank of the hidden word among the segments of text; -1: none.").tag(
        sync=True
    )
    presets: traitlets.List[Any] = traitlets.List(help="Sentences: text, hidden, note.").tag(sync=True)
    recorded = traitlets.Dict(help="Text to words: word, gpt and masked (rank, p, top).").tag(sync=True)
    predict = traitlets.Bool(True, help="Whether the answers wait for a prediction.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    # Not in the digest of __repr__: its last digits depend on the processor.
    _COMPUTED: ClassVar[tuple[str, ...]] = ("recorded",)

    def __init__(
        self,
        presets: Sequence[Mapping[str, str]] | None = None,
        *,
        predict: bool = True,
        gpt: Network | None = None,
        masked: Network | None = None,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        problems = [p for rank, item in enumerate(presets or (), 1) for p in _preset_problems(rank, item)]
        if presets is not None and not presets:
            problems.append(_problem("presets est vide.", "Donnez au moins une phrase, ou rien du tout."))
        if problems:
            raise CourseError(problems)
        gpt, masked = gpt or shipped_network("gpt"), masked or shipped_network("masked")
        given = default_presets(gpt, masked) if presets is None else presets
        shown: list[dict[str, Any]] = [
            {
                "text": item["text"],
                "hidden": place_of(item["text"], item["word"]),
                "note": item.get("note", ""),
            }
            for item in given
        ]
        recorded = record(gpt, masked, shown)
        for rank, (item, preset) in enumerate(zip(given, shown, strict=True), 1):
            entries = recorded[preset["text"]]
            if "gpt" not in entries[preset["hidden"]]:
                free = ", ".join(entry["word"].strip() for entry in entries if "gpt" in entry)
                message = f"« {item['word']} » est coupé en plusieurs tokens."
                problems.append(
                    _problem(message, f"Cachez un de ces mots : {free}.", f"presets, phrase {rank}")
                )
        if problems:
            raise CourseError(problems)
        super().__init__(
            text=shown[0]["text"],
            hidden=shown[0]["hidden"],
            presets=shown,
            recorded=recorded,
            predict=predict,
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance
            or fr(
                "Deux petits modèles du cours, l'un à la manière de GPT, l'autre de BERT ; un seul corpus, inventé."
            ),
            **kwargs,
        )

    @traitlets.validate("hidden")
    def _rank(self, proposal: Any) -> int:
        if proposal["value"] < -1:
            raise traitlets.TraitError(f"hidden = {proposal['value']} : donnez un rang, ou -1.")
        return int(proposal["value"])

    def summary(self) -> str:
        """One line: the hidden word and how each model ranks it."""
        entry = self.recorded[self.presets[0]["text"]][self.presets[0]["hidden"]]
        return f"{entry['word'].strip()!r}, rangs {entry['gpt']['rank']} et {entry['masked']['rank']}"

    def fallback_html(self) -> str:
        """For each sentence, a table of its words and of what each model finds."""
        return fallback.frame(self.state())


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("FillMask", 0, message, remedy, where)


def _preset_problems(rank: int, item: Mapping[str, str]) -> list[Problem]:
    where = f"presets, phrase {rank}"
    problems = preset_problems("FillMask", where, item, ("text", "word", "note"))
    if not problems and place_of(item["text"], item["word"]) < 0:
        message = f"le mot « {item['word']} » n'est pas dans la phrase."
        problems.append(_problem(message, "Recopiez-le mot pour mot.", where))
    return problems
