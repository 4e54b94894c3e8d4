"""See how the next token is chosen: its distribution, the settings of the draw, a text written step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from chevet.lm.network import Network
from chevet.lm.tokenizer import Bpe, show
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import preset_problems
from chevet.widgets.model_widget import ModelWidget
from chevet.widgets.next_token import fallback
from chevet.widgets.next_token.record import default_presets, read_logits, record, shipped_network
from chevet.widgets.next_token.saying import read_distribution
from chevet.widgets.saying import percent, quoted

MODES: dict[str, tuple[str, str]] = {  # mode: title, then what to predict before touching anything
    "distribution": (
        "La distribution du token suivant",
        "Prédisez à quel point le modèle est sûr de son premier choix. Dévoilez, puis changez un réglage.",
    ),
    "draws": (
        "Tirer le token suivant",
        "Prédisez, tirez 50 fois, et comparez : l'histogramme rejoint-il la distribution ?",
    ),
    "write": (
        "Écrire token par token",
        "Prédisez : à quel token le modèle hésite-t-il le plus ? Puis choisissez-en un, et changez la suite.",
    ),
}
LEVERS = ("temperature", "top_k", "top_p", "greedy")
USUAL_LEVERS = {"distribution": LEVERS, "draws": LEVERS[:1], "write": ("temperature", "greedy")}


class NextToken(ModelWidget):
    """One instrument, three modes; a chapter shows it once per mode, or with some of the settings only.

    Args:
        text: the prompt shown first; by default that of the first preset.
        mode: ``distribution`` (bars, settings), ``draws`` (draw from it, compare) or ``write``.
        presets: prompts, ``{"label", "text"}`` and maybe ``"note"``, a sentence shown with it. What follows
            them is computed now and kept in the page; by default three prompts of the fictional world.
        temperature, top_k, top_p, greedy: the settings shown first; ``top_k`` 0 and ``top_p`` 1 keep all.
        levers: which settings the reader may change, among these four, in order; by default, the mode says.
        predict: whether the bars wait for a prediction (mode ``distribution``).
        seed: of the draws.
        network: the model that computes the presets; by default the one of the course.
        title, instruction, provenance: words of the frame; by default the mode gives the first two, the
            network the third.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    text = traitlets.Unicode(help="The prompt.").tag(sync=True)
    mode = traitlets.Unicode("distribution", help="Which view is shown.").tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List(help="Prompts: label, text, note.").tag(sync=True)
    recorded = traitlets.Dict(help="Prompt to logits [V], in whole thousandths; not to write.").tag(sync=True)
    writings = traitlets.Dict(help="Prompt to a text: id, probability, entropy, alternatives.").tag(sync=True)
    tokenizer = traitlets.Dict(help="State of the tokenizer.").tag(sync=True)
    temperature = traitlets.Float(1.0, help="From 0.1 to 2.").tag(sync=True)
    top_k = traitlets.Int(0, help="Tokens kept; 0: all.").tag(sync=True)
    top_p = traitlets.Float(1.0, help="Share of the probability kept, from 0.05 to 1.").tag(sync=True)
    greedy = traitlets.Bool(False, help="Always the most probable token.").tag(sync=True)
    levers: traitlets.List[Any] = traitlets.List(help="Settings the reader may change.").tag(sync=True)
    predict = traitlets.Bool(True, help="Whether the bars wait for a prediction.").tag(sync=True)
    seed = traitlets.Int(0, help="Of the draws.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    _BOUNDS: ClassVar[dict[str, tuple[float, float]]] = {
        "temperature": (0.1, 2),
        "top_k": (0, 100_000),
        "top_p": (0.05, 1),
        "seed": (0, 2**32 - 1),
    }
    # Not in the digest of __repr__: their last digits depend on the processor.
    _COMPUTED: ClassVar[tuple[str, ...]] = ("recorded", "writings")

    def __init__(
        self,
        text: str = "",
        *,
        mode: str = "distribution",
        presets: Sequence[Mapping[str, str]] | None = None,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        greedy: bool = False,
        levers: Sequence[str] | None = None,
        predict: bool = True,
        seed: int = 7,
        network: Network | None = None,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        problems = []
        if mode not in MODES:
            problems.append(
                _problem(f"le mode « {mode} » n'existe pas.", f"Choisissez parmi {', '.join(MODES)}.")
            )
        for name in levers or ():
            if name not in LEVERS:
                known = f"Choisissez parmi {', '.join(LEVERS)}."
                problems.append(_problem(f"le réglage « {name} » n'existe pas.", known))
        for i, item in enumerate(presets or (), 1):
            problems += preset_problems("NextToken", f"presets, exemple {i}", item, ("label", "text", "note"))
        given = {"temperature": temperature, "top_k": top_k, "top_p": top_p, "seed": seed}
        for name, value in given.items():
            low, high = self._BOUNDS[name]
            if not low <= value <= high:
                problems.append(_problem(f"{name} vaut {value}.", f"Donnez un nombre de {low:g} à {high:g}."))
        if presets is not None and not presets:
            problems.append(_problem("presets est vide.", "Donnez au moins un exemple, ou rien du tout."))
        if problems:
            raise CourseError(problems)

        network = network or shipped_network()
        shown = [dict(item) for item in (default_presets(mode) if presets is None else presets)]
        recorded, writings = record(network, shown, mode, seed)
        size = network.vocabulary_size
        super().__init__(
            text=text or shown[0]["text"],
            mode=mode,
            presets=shown,
            recorded=recorded,
            writings=writings,
            tokenizer=network.tokenizer.to_state(),
            levers=list(USUAL_LEVERS[mode] if levers is None else levers),
            predict=predict,
            greedy=greedy,
            title=title or fr(MODES[mode][0]),
            instruction=instruction or fr(MODES[mode][1]),
            provenance=provenance
            or fr("Petit modèle du cours, {size} tokens possibles ; tirages : graine {seed}.", size=size, seed=seed),
            **given,
            **kwargs,
        )  # fmt: skip

    @traitlets.validate("mode")
    def _known_mode(self, proposal: Any) -> str:
        if proposal["value"] not in MODES:
            raise traitlets.TraitError(
                f"mode = « {proposal['value']} » : choisissez parmi {', '.join(MODES)}."
            )
        return str(proposal["value"])

    @traitlets.validate(*_BOUNDS)
    def _in_bounds(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        low, high = self._BOUNDS[name]
        if not low <= value <= high:
            raise traitlets.TraitError(f"{name} = {value} : donnez un nombre de {low:g} à {high:g}.")
        return value

    def bpe(self) -> Bpe:
        """The tokenizer this state describes."""
        return Bpe(tuple((left, right) for left, right in self.tokenizer["merges"]))

    def summary(self) -> str:
        """One line, with one figure rounded to what no processor changes."""
        text = self.presets[0]["text"]
        if self.mode == "write":
            number, p = self.writings[text][0][:2]
        else:
            first = read_distribution(read_logits(self.recorded[text])).top[0]
            number, p = first.id, first.p
        start = text if len(text) <= 40 else f"{text[:39]}…"
        token = quoted(show(self.bpe().vocabulary[number]))
        return f"{self.mode}, {start!r} → {token} {percent(round(p, 2))}"

    def fallback_html(self) -> str:
        """Tables of what was recorded: a distribution per preset, or a text and its alternatives."""
        return fallback.frame(self.state(), self.bpe())


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("NextToken", 0, message, remedy, where)
