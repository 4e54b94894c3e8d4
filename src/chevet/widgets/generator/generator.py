"""Let the small model write from a prompt, judge each statement against its world, and count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from chevet.lm.world import World, load_world
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import preset_problems
from chevet.widgets.generator import fallback
from chevet.widgets.generator.presets import default_presets
from chevet.widgets.generator.record import SENTENCES, TEMPERATURE, record, shipped_network
from chevet.widgets.model_widget import ModelWidget

COUNTS = (1, 10, 50)
UNITS = ("mots", "lettres")
LEVERS = ("temperature", "top_k", "top_p", "sheet")


class Generator(ModelWidget):
    """The model writes, each statement is judged as it comes, and the counters grow with their intervals.

    Args:
        prompt: the text to continue; by default that of the first preset.
        presets: prompts, ``{"label", "prompt"}`` and maybe ``"note"``, a sentence shown with it. Answers to
            them are written now and kept in the page; by default five questions chosen in the table.
        temperature, top_k, top_p: the settings shown first; ``top_k`` 0 and ``top_p`` 1 keep all.
        count: how many statements a press writes: 1, 10 or 50.
        sheet: whether the sentences found by the search are given to the model.
        k: how many of them, from 1 to 5.
        unit: what the search compares, ``mots`` or ``lettres`` (see ``chevet.lm.retrieval``).
        seed: of the draws.
        levers: which settings the reader may change, among ``temperature``, ``top_k``, ``top_p``, ``sheet``.
        recorded_at: the temperatures of the answers kept in the page, ten for each preset.
        world: the facts; by default those of the course.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    prompt = traitlets.Unicode(help="The text to continue.").tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List(help="Prompts: label, prompt, note.").tag(sync=True)
    recorded: traitlets.List[Any] = traitlets.List(help="Answers: prompt, sheet, sentences, texts.").tag(
        sync=True
    )
    world = traitlets.Dict(help="World.to_state().").tag(sync=True)
    temperature = traitlets.Float(TEMPERATURE, help="From 0 (no chance) to 2.").tag(sync=True)
    top_k = traitlets.Int(0, help="Tokens kept; 0: all.").tag(sync=True)
    top_p = traitlets.Float(1.0, help="Share of the probability kept, from 0.05 to 1.").tag(sync=True)
    count: Any = traitlets.Int(10, help="Statements written by a press: 1, 10 or 50.").tag(sync=True)
    sheet = traitlets.Bool(False, help="Whether the sheet is given.").tag(sync=True)
    k = traitlets.Int(SENTENCES, help="Sentences of the sheet, from 1 to 5.").tag(sync=True)
    unit: Any = traitlets.Unicode("mots", help="What the search compares: mots or lettres.").tag(sync=True)
    seed = traitlets.Int(0, help="Of the draws.").tag(sync=True)
    levers: traitlets.List[Any] = traitlets.List(help="Settings the reader may change.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    _BOUNDS: ClassVar[dict[str, tuple[float, float]]] = {
        "temperature": (0, 2),
        "top_k": (0, 100_000),
        "top_p": (0.05, 1),
        "k": (1, 5),
        "seed": (0, 2**31),
    }
    _CHOICES: ClassVar[dict[str, tuple[Any, ...]]] = {"count": COUNTS, "unit": UNITS}
    _COMPUTED: ClassVar[tuple[str, ...]] = ("recorded",)  # a last digit could change with the processor

    def __init__(
        self,
        prompt: str = "",
        *,
        presets: Sequence[Mapping[str, str]] | None = None,
        temperature: float = TEMPERATURE,
        top_k: int = 0,
        top_p: float = 1.0,
        count: int = 10,
        sheet: bool = False,
        k: int = SENTENCES,
        unit: str = "mots",
        seed: int = 7,
        levers: Sequence[str] = LEVERS,
        recorded_at: Sequence[float] = (TEMPERATURE,),
        world: World | None = None,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        given: dict[str, Any] = {
            "temperature": temperature, "top_k": top_k, "top_p": top_p, "count": count, "k": k, "unit": unit, "seed": seed,
        }  # fmt: skip
        problems = [problem for name, value in given.items() if (problem := self._fault(name, value))]
        for i, item in enumerate(presets or (), 1):
            problems += preset_problems(
                "Generator", f"presets, exemple {i}", item, ("label", "prompt", "note")
            )
        if presets is not None and not presets and not prompt:
            problems.append(
                _problem("ni presets ni prompt.", "Donnez un exemple au moins, ou un début de texte.")
            )
        for name in levers:
            if name not in LEVERS:
                known = f"Choisissez parmi {', '.join(LEVERS)}."
                problems.append(_problem(f"le réglage « {name} » n'existe pas.", known))
        if problems:
            raise CourseError(problems)

        world = world or load_world()
        shown = [dict(item) for item in (default_presets(world) if presets is None else presets)]
        network_seed = shipped_network().metadata.get("seed", "?")
        super().__init__(
            prompt=prompt or shown[0]["prompt"],
            presets=shown,
            recorded=record(shown, seed, recorded_at, (False, True) if "sheet" in levers else (False,)),
            world=world.to_state(),
            sheet=sheet,
            levers=list(levers),
            title=title or fr("Faire écrire, puis juger"),
            instruction=instruction
            or fr(
                "Prédisez : sur dix énoncés, combien seront vrais ? Puis chargez le modèle et faites-le écrire. "
                "Chaque énoncé est comparé à ce que dit la pharmacopée."
            ),
            provenance=provenance
            or fr(
                "Petit modèle du cours, graine d'entraînement {a} ; tirages : graine {b}. Pharmacopée fictive.",
                a=network_seed,
                b=seed,
            ),
            **given,
            **kwargs,
        )

    @classmethod
    def _fault(cls, name: str, value: Any) -> Problem | None:
        if name in cls._CHOICES:
            known = cls._CHOICES[name]
            remedy = f"Choisissez parmi {', '.join(map(str, known))}."
            return None if value in known else _problem(f"{name} vaut {value}.", remedy)
        low, high = cls._BOUNDS[name]
        remedy = f"Donnez un nombre de {low:g} à {high:g}."
        return None if low <= value <= high else _problem(f"{name} vaut {value}.", remedy)

    @traitlets.validate(*_BOUNDS, *_CHOICES)
    def _valid(self, proposal: Any) -> Any:
        fault = self._fault(proposal["trait"].name, proposal["value"])
        if fault:
            raise traitlets.TraitError(f"{fault.message} {fault.remedy}")
        return proposal["value"]

    def summary(self) -> str:
        """One line that depends on no processor: what nbval compares."""
        labels = ", ".join(preset["label"] for preset in self.presets)
        return f"{labels or repr(self.prompt)}{' ; avec fiche' if self.sheet else ''}"

    def fallback_html(self) -> str:
        """Recorded answers to each preset, judged, without and with the sheet."""
        return fallback.frame(self.state())


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("Generator", 0, message, remedy, where)
