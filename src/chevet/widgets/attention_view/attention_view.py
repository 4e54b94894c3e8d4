"""Look at what each head of the small model looks at, switch heads off and measure, permute the words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import traitlets

from chevet.lm.network import Network
from chevet.lm.weights import load_network
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.attention_view import bench as benches
from chevet.widgets.attention_view import effects, fallback, recording
from chevet.widgets.attention_view.saying import KINDS, head_name
from chevet.widgets.model_widget import ModelWidget

MODES: dict[str, tuple[str, str]] = {  # mode: title, then what to predict before touching anything
    "look": (
        "Ce que regarde une tête d'attention",
        "Prédisez : pour écrire la suite, quel token le dernier doit-il regarder ? "
        "Puis choisissez un token et une tête.",
    ),
    "ablation": (
        "Éteindre, puis mesurer",
        "Prédisez : laquelle des deux épreuves va baisser, la mémoire ou la lecture ? "
        "Puis éteignez des têtes ou une couche, et posez les questions.",
    ),
    "order": (
        "Changer l'ordre des mots",
        "Prédisez : le modèle attendra-t-il la même suite si les mots changent de place ? "
        "Puis déplacez-en un.",
    ),
}

_PROVENANCE = {
    "look": "Petit modèle du cours. Première carte enregistrée avec la page ; les autres, calculées ici.",
    "ablation": "Petit modèle du cours, température 0. Scores enregistrés avec la page, puis mesurés ici.",
    "order": "Petit modèle du cours, température 1. Probabilités enregistrées avec la page, puis calculées ici.",
}
_MAX_BYTES = 60_000  # of a recorded map, in the page


class AttentionView(ModelWidget):
    """One instrument, three modes; a chapter shows it once per mode.

    Args:
        prompt: the text read first; by default one of the fictional pharmacopoeia.
        mode: ``look``, ``ablation`` or ``order``.
        network: what records the outputs shown before the model is loaded; by default the shipped one.
        layer, head: the head shown first, both from 0, where readers count from 1; ``head=-1``: the mean of all.
        token: place of the token whose looks are shown, from 0; by default the last one; -1: each token's
            favourite.
        circuits: what a button switches off, ``{"label", "off": [[layer, head or None], …]}``.
        bench: questions of the two benches, ``{"kind": "memoire" | "lecture", "prompt", "expected"}``; by
            default 20 of each, from the fictional pharmacopoeia.
        recorded_bench: results with everything on, then for each circuit (see ``bench.run_bench``); by default
            measured now.
        title, instruction, provenance: words of the frame; by default those of the mode.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    prompt = traitlets.Unicode(help="The text read.").tag(sync=True)
    mode = traitlets.Unicode("look", help="Which view is shown.").tag(sync=True)
    layer = traitlets.Int(0, help="Layer of the head shown.").tag(sync=True)
    head = traitlets.Int(0, help="The head shown; -1: the mean of all heads.").tag(sync=True)
    token = traitlets.Int(-1, help="The chosen token, from 0; -1: none.").tag(sync=True)
    off: traitlets.List[Any] = traitlets.List(help="Pairs [layer, head or null] switched off.").tag(sync=True)
    order: traitlets.List[Any] = traitlets.List(help="Order of the words of the prompt.").tag(sync=True)
    positions = traitlets.Bool(True, help="Whether layer 0 sees positions.").tag(sync=True)
    circuits: traitlets.List[Any] = traitlets.List(help="Presets to switch off: label, off.").tag(sync=True)
    bench: traitlets.List[Any] = traitlets.List(help="Questions: kind, prompt, expected.").tag(sync=True)
    recorded = traitlets.Dict(help="What the network did when the page was built.").tag(sync=True)
    recorded_bench: traitlets.List[Any] = traitlets.List(help="Scores: off, memoire, lecture.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    # For a chapter that asks the same questions itself.
    default_bench = staticmethod(benches.default_bench)
    copying_looks = staticmethod(effects.copying_looks)
    value_probability = staticmethod(effects.value_probability)

    def __init__(
        self,
        prompt: str = "",
        *,
        mode: str = "look",
        network: Network | None = None,
        layer: int = 1,
        head: int = 0,
        token: int | None = None,
        circuits: Sequence[Mapping[str, Any]] = (),
        bench: Sequence[Mapping[str, str]] | None = None,
        recorded_bench: Sequence[Mapping[str, Any]] | None = None,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        if mode not in MODES:
            message = f"le mode « {mode} » n'existe pas."
            raise CourseError(_problem(message, f"Choisissez parmi {', '.join(MODES)}."))
        network = network or load_network("gpt")
        # Only the mode shown is recorded, measured and sent: a page holds three of these.
        state: dict[str, Any] = {}
        if mode == "ablation":
            problems = [*_circuit_problems(circuits, network), *_bench_problems(bench or ())]
            if problems:
                raise CourseError(problems)
            asked = benches.default_bench() if bench is None else list(bench)
            if recorded_bench is None:
                tried = [[], *(circuit["off"] for circuit in circuits)]
                recorded_bench = [benches.run_bench(network, asked, off) for off in tried]
            state = {
                "bench": [dict(item) for item in asked],
                "circuits": [dict(circuit) for circuit in circuits],
                "recorded_bench": [dict(result) for result in recorded_bench],
            }
        else:
            prompt = prompt or benches.default_prompt(mode)
            state["prompt"] = prompt
        if mode == "look":
            tokens = recording.tokens_of(network, prompt)
            chosen = len(tokens) - 1 if token is None else token
            if problems := _look_problems(network, len(tokens), layer, head, chosen):
                raise CourseError(problems)
            state |= {"layer": layer, "head": head, "token": chosen}
            state["recorded"] = recording.record_attention(network, prompt)
            if len(state["recorded"]["thousandths"]) > _MAX_BYTES:
                raise CourseError(_problem("la carte est trop lourde.", "Raccourcissez le texte.", "prompt"))
        if mode == "order":
            words = len(recording.pieces_of(prompt)[0])
            if words < 3:
                raise CourseError(_problem(f"{words} mots.", "Donnez-en au moins trois.", "prompt"))
            state["order"] = list(range(words))
            state["recorded"] = recording.record_order(network, prompt)
        super().__init__(
            mode=mode,
            title=title or fr(MODES[mode][0]),
            instruction=instruction or fr(MODES[mode][1]),
            provenance=provenance or fr(_PROVENANCE[mode]),
            **state,
            **kwargs,
        )

    @traitlets.validate("mode")
    def _known_mode(self, proposal: Any) -> str:
        if proposal["value"] not in MODES:
            choices = ", ".join(MODES)
            raise traitlets.TraitError(f"mode = « {proposal['value']} » : choisissez parmi {choices}.")
        return str(proposal["value"])

    @traitlets.validate("order")
    def _permutation(self, proposal: Any) -> list[int]:
        value = list(proposal["value"])
        if sorted(value) != list(range(len(value))):
            raise traitlets.TraitError(f"order = {value} : chaque mot doit y être une fois, compté de 0.")
        return value

    def summary(self) -> str:
        """One line that never depends on the machine: what nbval compares."""
        if self.mode == "ablation":
            return f"{len(self.bench)} questions, {len(self.circuits)} circuits"
        start = self.prompt if len(self.prompt) <= 40 else f"{self.prompt[:39]}…"
        shown = head_name(self.layer, self.head) if self.mode == "look" else f"{len(self.order)} mots"
        return f"{start!r}, {shown}"

    def __repr__(self) -> str:
        # Not what the network computed: its last decimals depend on the processor, and nbval compares this.
        state = {name: value for name, value in self.state().items() if not name.startswith("recorded")}
        text = json.dumps(state, ensure_ascii=False, sort_keys=True)
        return f"{type(self).__name__}({self.summary()}) #{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def fallback_html(self) -> str:
        """The recorded outputs as tables: the map of the head shown, the benches, or the orders tried."""
        return fallback.frame(self.state())


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("AttentionView", 0, message, remedy, where)


def _look_problems(network: Network, length: int, layer: int, head: int, token: int) -> list[Problem]:
    problems = []
    if length > recording.MAX_TOKENS:
        message = f"{length} tokens, plus de {recording.MAX_TOKENS}."
        problems.append(_problem(message, "Raccourcissez le texte.", "prompt"))
    if not (0 <= layer < network.n_layers and -1 <= head < network.n_heads):
        remedy = (
            f"Couches de 0 à {network.n_layers - 1}, têtes de 0 à {network.n_heads - 1} (-1 : la moyenne)."
        )
        problems.append(_problem(f"la tête {layer}.{head} n'existe pas.", remedy))
    if not -1 <= token < length:
        problems.append(_problem(f"token vaut {token}.", f"Donnez un nombre de -1 à {length - 1}."))
    return problems


def _circuit_problems(circuits: Sequence[Mapping[str, Any]], network: Network) -> Iterable[Problem]:
    for rank, circuit in enumerate(circuits, 1):
        where = f"circuits, circuit {rank}"
        if missing := [key for key in ("label", "off") if not circuit.get(key)]:
            yield _problem(f"il manque {', '.join(missing)}.", "Complétez ce circuit.", where)
            continue
        for layer, head in circuit["off"]:
            if not (0 <= layer < network.n_layers and (head is None or 0 <= head < network.n_heads)):
                # In the author's own numbers, from 0, unlike what readers see.
                message = f"[{layer}, {head}] : cela n'existe pas."
                remedy = f"Couches de 0 à {network.n_layers - 1}, têtes de 0 à {network.n_heads - 1}."
                yield _problem(message, remedy, where)


def _bench_problems(bench: Sequence[Mapping[str, str]]) -> Iterable[Problem]:
    for rank, item in enumerate(bench, 1):
        where = f"bench, question {rank}"
        if missing := [key for key in ("kind", "prompt", "expected") if not item.get(key)]:
            yield _problem(f"il manque {', '.join(missing)}.", "Complétez cette question.", where)
        elif item["kind"] not in KINDS:
            remedy = f"Choisissez parmi {', '.join(KINDS)}."
            yield _problem(f"kind vaut « {item['kind']} ».", remedy, where)
