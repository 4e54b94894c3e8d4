"""Predict how often the small model hallucinates, read the measure, then draw your own answers over it."""

from __future__ import annotations

from typing import Any

import traitlets

from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.hallucination_lab import fallback
from chevet.widgets.hallucination_lab.figures import DATASET, Figures
from chevet.widgets.hallucination_lab.readings import READERS, Reading
from chevet.widgets.model_widget import ModelWidget

MODES: dict[str, tuple[str, str]] = {  # mode: title, then what to predict before anything is shown
    "mentions": (
        "Combien de fois a-t-il lu ce fait ?",
        "Prédisez : un fait vu une seule fois pendant l'apprentissage, combien de réponses fausses sur 100 ? "
        "Puis mesurez : vingt de ces faits, demandés au modèle lui-même.",
    ),
    "temperature": (
        "La température soigne-t-elle les hallucinations ?",
        "Prédisez : combien de réponses fausses à la température la plus basse, puis à la plus haute ? "
        "Puis dévoilez la mesure.",
    ),
    "sheet": (
        "Et si on lui donne la fiche ?",
        "Prédisez : la fiche du remède est dans le contexte ; combien de réponses restent fausses ? "
        "Puis mesurez : les mêmes vingt questions, sans puis avec la fiche.",
    ),
    "detection": (
        "Reconnaître une hallucination à son hésitation",
        "P est la probabilité que le modèle donnait à la valeur qu'il écrit. Prédisez : si l'on alerte quand P est "
        "basse, combien d'hallucinations attrape-t-on ? Puis dévoilez la mesure et déplacez le seuil.",
    ),
}


class HallucinationLab(ModelWidget):
    """One laboratory, four modes; a chapter shows it once per mode.

    Args:
        mode: ``mentions`` (how often the fact was read), ``temperature``, ``sheet`` (with the retrieved sheet, and
            ways to write a context) or ``detection`` (an alarm on the probability of the answer).
        data: rows of measures, as a DataFrame or mappings with the columns of the dataset
            ``mesures-petit-modele``; by default that dataset.
        model: whose measures are drawn: the shipped model, since the learner's own answers are its answers.
        bin: the bin of mentions first asked for the learner's answers (``0``, ``1``, ``2-3``… or ``toutes``).
        threshold: the threshold of mode ``detection`` first shown; the nearest one measured is taken.
        title, instruction, provenance: words of the frame; by default the mode gives them.

    Raises:
        CourseError: an unknown mode or bin, or a measure that is not in the data.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    mode = traitlets.Unicode("mentions", help="Which view is shown.").tag(sync=True)
    measures = traitlets.Dict(help="Figures of the charts; a rate is [n, value, low, high].").tag(sync=True)
    tables: traitlets.List[Any] = traitlets.List(help="The same as text: caption, heads, rows.").tag(
        sync=True
    )
    world = traitlets.Dict(help="World.to_state(): what to ask, and what is true.").tag(sync=True)
    predictions = traitlets.Dict(help="Prediction, out of 100, by name of what is predicted.").tag(sync=True)
    revealed = traitlets.Bool(False, help="Whether the measure is shown.").tag(sync=True)
    bin = traitlets.Unicode("1", help="Bin of mentions that is shown or asked.").tag(sync=True)
    temperature = traitlets.Float(0.0, help="Temperature of the learner's own answers.").tag(sync=True)
    threshold = traitlets.Float(0.5, help="Alarm when P is below it.").tag(sync=True)
    draws: traitlets.List[Any] = traitlets.List(help="The learner's own answers, judged.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        mode: str = "mentions",
        *,
        data: Any = None,
        world: Any = None,
        model: str = "gpt-1",
        bin: str = "",
        threshold: float = 0.5,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        if mode not in MODES:
            raise CourseError(
                _problem(f"le mode « {mode} » n'existe pas.", f"Choisissez parmi {', '.join(MODES)}.")
            )
        if not 0 <= threshold <= 1:
            raise CourseError(_problem(f"threshold vaut {threshold}.", "Donnez une probabilité, de 0 à 1."))
        reading = self._read(mode, data, model)
        bins = [one["id"] for one in reading.measures.get("bins", [])]
        bin = bin or next((b for b in ("toutes", "1") if b in bins), bins[0] if bins else "toutes")
        if bins and bin not in bins:
            raise CourseError(
                _problem(f"le palier « {bin} » n'est pas mesuré.", f"Choisissez parmi {', '.join(bins)}.")
            )
        super().__init__(
            mode=mode,
            measures=reading.measures,
            tables=[table.to_state() for table in reading.tables],
            world=_world_state(world),
            bin=bin,
            threshold=float(threshold),
            title=title or fr(MODES[mode][0]),
            instruction=instruction or fr(MODES[mode][1]),
            provenance=provenance
            or fr(
                "Mesures enregistrées du petit modèle du cours ({model}), jeu de données {dataset} ; "
                "intervalles à 95 %. Remèdes inventés.",
                model=model,
                dataset=DATASET,
            ),
            **kwargs,
        )
        self._said = reading.said

    @staticmethod
    def _read(mode: str, data: Any, model: str) -> Reading:
        if data is None:
            from chevet.datasets import load_dataset  # pandas: only for who does not bring the rows

            data = load_dataset(DATASET)
        return READERS[mode](Figures(data, model))

    @traitlets.validate("mode")
    def _known_mode(self, proposal: Any) -> str:
        if proposal["value"] not in MODES:
            raise traitlets.TraitError(
                f"mode = « {proposal['value']} » : choisissez parmi {', '.join(MODES)}."
            )
        return str(proposal["value"])

    @traitlets.validate("threshold")
    def _probability(self, proposal: Any) -> float:
        if not 0 <= proposal["value"] <= 1:
            raise traitlets.TraitError(f"threshold = {proposal['value']} : donnez une probabilité, de 0 à 1.")
        return float(proposal["value"])

    def summary(self) -> str:
        """The sentence of the measures: what nbval compares."""
        return self._said

    def fallback_html(self) -> str:
        """The recorded measures of this mode, as tables with n and intervals."""
        return fallback.frame(self.state(), self._said)


def _world_state(world: Any) -> dict[str, Any]:
    if world is None:
        from chevet.lm.facts import load_world

        world = load_world()
    return dict(world.to_state() if hasattr(world, "to_state") else world)


def _problem(message: str, remedy: str) -> Problem:
    return Problem("HallucinationLab", 0, message, remedy)
