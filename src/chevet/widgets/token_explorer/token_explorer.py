"""See how a text becomes tokens: cut it, replay its merges, compare two texts, fit a file in a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from chevet.lm.tokenizer import N_BYTES, Bpe
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.saying import number
from chevet.widgets.token_explorer import fallback
from chevet.widgets.token_explorer.reading import measure, read_record, say_ratio, words_of

MODES: dict[str, tuple[str, str]] = {  # mode: title, then what to predict before touching anything
    "cut": (
        "Découper un texte en tokens",
        "Prédisez : quel mot sera le plus découpé ? Puis écrivez votre texte, et choisissez un token.",
    ),
    "merges": (
        "Rejouer les fusions",
        "Prédisez : quels voisins fusionneront les premiers ? Puis avancez d'une étape.",
    ),
    "compare": (
        "Comparer deux textes",
        "Prédisez lequel coûtera le plus de tokens, et combien de fois plus. Puis changez d'exemple.",
    ),
    "window": (
        "Ce que la fenêtre garde du dossier",
        "Prédisez : si la fenêtre raccourcit, que perd-on en premier ? Puis déplacez le curseur.",
    ),
}
STRATEGIES = ("end", "start")


class TokenExplorer(ChevetWidget):
    """One instrument, four modes; a chapter shows it once per mode.

    Args:
        text: the text to cut, whose merges are replayed, or the first text to compare.
        mode: ``cut``, ``merges``, ``compare`` or ``window``.
        bpe: a learned tokenizer, or its state (``Bpe.to_state()``); the state may also carry ``counts``,
            how often each merged pair occurred in the corpus, in the order of ``merges``.
        presets: pairs to compare, ``{"label", "left": {"label", "text"}, "right": {"label", "text"}}``.
        other: the second text to compare; by default both texts are those of the first preset.
        record: sections of a fictional clinical file, in order, ``{"date", "title", "text"}`` and, if the
            section carries one, ``"fact"`` (what is lost with it: « l'allergie notée le 3 mars ») and
            ``"excerpt"`` (the words of ``text`` that state it; by default the whole section).
        window: size of the context window, in tokens, answer included.
        reserved: tokens of the window kept for the answer.
        strategy: ``end`` or ``start``: what is kept of a file that overflows.
        step: the step of the replay shown first.
        title, instruction, provenance: words of the frame; by default the mode gives the first two, the
            tokenizer the third.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
        traitlets.TraitError: a trait is set later to a value it cannot have.
    """

    text = traitlets.Unicode(help="Text of the learner; in mode compare, the first one.").tag(sync=True)
    other = traitlets.Unicode(help="Second text to compare.").tag(sync=True)
    mode = traitlets.Unicode("cut", help="Which view is shown.").tag(sync=True)
    bpe = traitlets.Dict(help="State of the tokenizer.").tag(sync=True)
    presets: traitlets.List[Any] = traitlets.List(
        help="Pairs to compare: label, left and right (label, text)."
    ).tag(sync=True)
    record: traitlets.List[Any] = traitlets.List(help="Sections: date, title, text, fact, excerpt.").tag(
        sync=True
    )
    window = traitlets.Int(256, help="Context window, in tokens.").tag(sync=True)
    reserved = traitlets.Int(64, help="Tokens of the window kept for the answer.").tag(sync=True)
    strategy: Any = traitlets.Unicode("end", help="Side of the file kept: end or start.").tag(sync=True)
    step = traitlets.Int(0, help="Step of the replay.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    _NATURALS: ClassVar[tuple[str, ...]] = ("window", "reserved", "step")

    def __init__(
        self,
        text: str = "",
        *,
        bpe: Bpe | Mapping[str, Any],
        mode: str = "cut",
        presets: Sequence[Mapping[str, Any]] = (),
        other: str = "",
        record: Sequence[Mapping[str, str]] = (),
        window: int = 256,
        reserved: int = 64,
        strategy: str = "end",
        step: int = 0,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        state: dict[str, Any] = dict(bpe.to_state() if isinstance(bpe, Bpe) else bpe)
        problems = [*_mode_problems(mode, text, other, presets, record), *_bpe_problems(state)]
        problems += [problem for i, item in enumerate(presets, 1) for problem in _preset_problems(i, item)]
        problems += [problem for i, item in enumerate(record, 1) for problem in _section_problems(i, item)]
        for name, value in zip(self._NATURALS, (window, reserved, step), strict=True):
            if value < 0:
                problems.append(_problem(f"{name} vaut {value}.", "Donnez un nombre positif ou nul."))
        if strategy not in STRATEGIES:
            remedy = f"Choisissez parmi {', '.join(STRATEGIES)}."
            problems.append(_problem(f"strategy vaut « {strategy} ».", remedy))
        if problems:
            raise CourseError(problems)

        if mode == "compare" and presets and not text and not other:
            text, other = (presets[0][side]["text"] for side in ("left", "right"))
        merges = len(state["merges"])
        super().__init__(
            text=text,
            other=other,
            mode=mode,
            bpe=state,
            presets=list(presets),
            record=list(record),
            window=window,
            reserved=reserved,
            strategy=strategy,
            step=step,
            title=title or fr(MODES[mode][0]),
            instruction=instruction or fr(MODES[mode][1]),
            provenance=provenance or fr("Tokeniseur d'étude : BPE de {n} fusions.", n=number(merges)),
            **kwargs,
        )

    @traitlets.validate("mode")
    def _known_mode(self, proposal: Any) -> str:
        return _one_of("mode", proposal["value"], MODES)

    @traitlets.validate("strategy")
    def _known_strategy(self, proposal: Any) -> str:
        return _one_of("strategy", proposal["value"], STRATEGIES)

    @traitlets.validate(*_NATURALS)
    def _natural(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, int(proposal["value"])
        if value < 0:
            raise traitlets.TraitError(f"{name} = {value} : donnez un nombre positif ou nul.")
        return value

    def tokenizer(self) -> Bpe:
        """The tokenizer this state describes."""
        return Bpe(tuple((left, right) for left, right in self.bpe["merges"]))

    def summary(self) -> str:
        """One line that never depends on the browser: what nbval compares."""
        bpe = self.tokenizer()
        if self.mode == "window":
            reading = read_record(bpe, self.record, self.window, self.reserved, self.strategy)
            return f"dossier de {reading.fit.total} tokens, {reading.fit.kept} lus"
        tokens = len(bpe.encode(self.text))
        if self.mode == "compare":
            return say_ratio(tokens, len(bpe.encode(self.other)))
        start = self.text if len(self.text) <= 40 else f"{self.text[:39]}…"
        if self.mode == "merges":
            return f"{start!r}, {len(bpe.steps(self.text)) - 1} fusions"
        return f"{start!r}, {measure(words_of(bpe, self.text)).tokens} tokens"

    def fallback_html(self) -> str:
        """The same reading as text: tokens, merges, comparison, or what the window keeps."""
        return fallback.frame(self.state(), self.tokenizer())


def _one_of(name: str, value: Any, known: Any) -> str:
    if value not in known:
        raise traitlets.TraitError(f"{name} = « {value} » : choisissez parmi {', '.join(known)}.")
    return str(value)


def _problem(message: str, remedy: str, where: str = "") -> Problem:
    return Problem("TokenExplorer", 0, message, remedy, where)


def _mode_problems(
    mode: str, text: str, other: str, presets: Sequence[object], record: Sequence[object]
) -> list[Problem]:
    if mode not in MODES:
        return [_problem(f"le mode « {mode} » n'existe pas.", f"Choisissez parmi {', '.join(MODES)}.")]
    if mode == "window":
        return (
            [] if record else [_problem("record est vide.", "Donnez au moins une section.", f"mode {mode}")]
        )
    if mode == "compare":
        if presets or (text and other):
            return []
        return [_problem("rien à comparer.", "Donnez presets, ou text et other.", f"mode {mode}")]
    return [] if text else [_problem("text est vide.", "Donnez le texte de départ.", f"mode {mode}")]


def _bpe_problems(state: Mapping[str, Any]) -> list[Problem]:
    merges, counts = state.get("merges"), state.get("counts")
    if state.get("kind") != "byte-bpe" or not isinstance(merges, Sequence):
        return [_problem("bpe n'est pas un tokeniseur.", "Passez un Bpe, ou Bpe.to_state().")]
    for rank, pair in enumerate(merges):
        if len(pair) != 2 or not all(0 <= part < N_BYTES + rank for part in pair):
            known = f"Elle ne peut citer que des numéros de 0 à {N_BYTES + rank - 1}."
            return [_problem(f"la fusion {rank} vaut {list(pair)}.", known, "bpe")]
    if counts is not None and len(counts) != len(merges):
        return [_problem(f"{len(counts)} effectifs pour {len(merges)} fusions.", "Donnez-en autant.", "bpe")]
    return []


def _preset_problems(rank: int, item: Mapping[str, Any]) -> list[Problem]:
    where = f"presets, exemple {rank}"
    if missing := [key for key in ("label", "left", "right") if not item.get(key)]:
        return [_problem(f"il manque {', '.join(missing)}.", "Complétez cet exemple.", where)]
    return [
        _problem(f"il manque {key} dans {side}.", "Complétez cet exemple.", where)
        for side in ("left", "right")
        for key in ("label", "text")
        if not item[side].get(key)
    ]


def _section_problems(rank: int, item: Mapping[str, str]) -> list[Problem]:
    where = f"record, section {rank}"
    known = ("date", "title", "text", "fact", "excerpt")
    if missing := [key for key in known[:3] if not item.get(key)]:
        return [_problem(f"il manque {', '.join(missing)}.", "Complétez cette section.", where)]
    problems = [
        _problem(f"la clé « {key} » est inconnue.", f"Clés possibles : {', '.join(known)}.", where)
        for key in item
        if key not in known
    ]
    if item.get("excerpt", "") not in item["text"]:
        problems.append(_problem("excerpt n'est pas dans text.", "Recopiez-le mot pour mot.", where))
    return problems
