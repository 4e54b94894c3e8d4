"""Move through what a function draws: computed when the page is built, or live by the kernel in JupyterLab."""

from __future__ import annotations

import gzip
import inspect
import itertools
import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import traitlets

from chevet.problems import CourseError, Problem
from chevet.typography import fr, no_break
from chevet.widgets.base import ChevetWidget
from chevet.widgets.explore import fallback
from chevet.widgets.explore.axes import Axis, french, read_axis
from chevet.widgets.explore.frames import Frame, evaluate

POSITIONS = 120
"""The most positions a call may have: each one has a sentence, and a reader on paper gets them all."""
WEIGHT = 400_000  # bytes, gzip: the files of the frames of one call, which a page fetches one at a time
INSTRUCTION = "Prédisez ce qui change, puis déplacez un réglage. Au clavier : Tab pour l'atteindre, les flèches pour le bouger."
PROVENANCE = "Calculé à la construction de la page, par la fonction de cette cellule."
LIVE = "Calculé par le noyau de ce carnet, à chaque réglage."


class Explore(ChevetWidget):
    """The static twin of ``ipywidgets.interact``; :func:`explore` is its everyday name.

    Args:
        function: called with one keyword argument per slider. It returns or leaves drawn a matplotlib figure,
            returns a pandas table or a text, or several of these in a tuple: ``return figure, sentence``.
        parameters: ``{name: specification}``, as :func:`chevet.widgets.explore.axes.read_axis` reads them.
        say: called with the same arguments, returns the French sentence that tells the frame. Without it, the
            first text that ``function`` returns is the sentence. A frame without a sentence is an error.
        start: the value shown first, by name; by default that of the function's signature, else the first.
        labels, units: what stands beside a slider, by name; by default its name, and no unit.
        title, instruction, provenance: words of the frame.
        live: whether the kernel answers each move. By default it does in a notebook opened by Jupyter, and not
            when a page is built.

    Raises:
        CourseError: what is wrong, with the call it stands in: a slider that cannot be read, too many positions,
            a frame that stops, has no sentence or changes from one run to the next, frames that weigh too much.
    """

    axes: traitlets.List[Any] = traitlets.List(help="name, label, kind, texts, start.").tag(sync=True)
    points = traitlets.Dict(help="Rank of a position, last slider first: frame, sentence.").tag(sync=True)
    frames: traitlets.List[Any] = traitlets.List(help="svg, size, body.").tag(sync=True)
    live = traitlets.Bool(False, help="Whether a kernel answers each move.").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    # Not in the digest of __repr__: the last digits of a drawing depend on the processor.
    _COMPUTED: ClassVar[tuple[str, ...]] = ("frames",)

    def __init__(
        self,
        function: Callable[..., Any],
        parameters: Mapping[str, object] | None = None,
        *,
        say: Callable[..., str] | None = None,
        start: Mapping[str, object] | None = None,
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        live: bool | None = None,
        **sliders: object,
    ) -> None:
        self._function, self._say = function, say
        self._call = f"explore({getattr(function, '__name__', type(function).__name__)})"
        self._axes = self._read_axes(
            {**(parameters or {}), **sliders}, start or {}, labels or {}, units or {}
        )
        # A kernel started from a notebook knows the name of that notebook; one that builds a page has none.
        live = "JPY_SESSION_NAME" in os.environ if live is None else live
        points, frames = self._first() if live else self._all()
        super().__init__(
            axes=[axis.to_state() for axis in self._axes],
            points=points,
            frames=[frame.to_state() for frame in frames],
            live=live,
            title=no_break(title) or fr("Explorer : {name}", name=self._call[8:-1].replace("_", " ")),
            instruction=instruction or fr(INSTRUCTION),
            provenance=no_break(provenance) or fr(LIVE if live else PROVENANCE),
        )
        self.on_msg(self._answer)

    def _read_axes(
        self,
        specs: Mapping[str, object],
        start: Mapping[str, object],
        labels: Mapping[str, str],
        units: Mapping[str, str],
    ) -> tuple[Axis, ...]:
        found, problems = [], []
        if not specs:
            problems.append(self._problem("aucun réglage.", "Donnez au moins un curseur ou un choix."))
        for option in (start, labels, units):
            problems += [
                self._problem(f"aucun réglage ne s'appelle {name}.", f"Réglages : {', '.join(specs)}.")
                for name in option
                if name not in specs
            ]
        defaults = _defaults(self._function)
        for name, spec in specs.items():
            try:
                axis = read_axis(name, spec, label=labels.get(name, ""), unit=units.get(name, ""))
                if name in start:
                    axis = read_axis(
                        name, spec, label=axis.label, unit=units.get(name, ""), start=start[name]
                    )
                elif name in defaults and defaults[name] in axis.values:
                    axis = read_axis(
                        name, spec, label=axis.label, unit=units.get(name, ""), start=defaults[name]
                    )
            except ValueError as error:
                problems.append(
                    self._problem(f"{error}.", "Donnez un intervalle (0, 10, 1), une liste ou des choix.")
                )
            else:
                found.append(axis)
        if problems:
            raise CourseError(problems)
        if (size := math.prod(len(axis.values) for axis in found)) > POSITIONS:
            counts = " × ".join(f"{len(axis.values)} ({axis.name})" for axis in found)
            raise CourseError(
                self._problem(
                    f"{size} positions, plus de {POSITIONS} : {counts}.",
                    "Espacez les valeurs ou retirez un réglage.",
                )
            )
        return tuple(found)

    def _problem(self, message: str, remedy: str) -> Problem:
        return Problem(self._call, 0, message, remedy)

    def _compute(self, place: Sequence[int]) -> tuple[Frame, str]:
        """The frame and the sentence of one position."""
        values = {axis.name: axis.values[i] for axis, i in zip(self._axes, place, strict=True)}
        where = ", ".join(f"{axis.name} = {axis.texts[i]}" for axis, i in zip(self._axes, place, strict=True))
        try:
            frame = evaluate(self._function, values, told=self._say is not None)
            sentence = self._say(**values) if self._say else frame.said
        except Exception as error:
            said = f"{type(error).__name__} : {error}"
            raise CourseError(
                self._problem(
                    f"la fonction s'arrête pour {where} ({said}).", "Corrigez-la, ou retirez cette valeur."
                )
            ) from error
        if not isinstance(sentence, str) or not sentence.strip():
            raise CourseError(
                self._problem(
                    f"pas de phrase pour {where}.",
                    "Donnez say=, une fonction qui dit ce que l'on voit, ou rendez la phrase avec la figure.",
                )
            )
        return frame, french(sentence.strip())

    def _places(self) -> list[tuple[int, ...]]:
        return list(itertools.product(*(range(len(axis.values)) for axis in self._axes)))

    def _first(self) -> tuple[dict[str, list[Any]], list[Frame]]:
        place = tuple(axis.start for axis in self._axes)
        frame, sentence = self._compute(place)
        return {str(self._places().index(place)): [0, sentence]}, [frame]

    def _all(self) -> tuple[dict[str, list[Any]], list[Frame]]:
        """Every position, each frame kept once however many positions show it."""
        points: dict[str, list[Any]] = {}
        frames: dict[str, int] = {}
        kept: list[Frame] = []
        places = self._places()
        for rank, place in enumerate(places):
            frame, sentence = self._compute(place)
            key = json.dumps(frame.files())
            if key not in frames:
                frames[key] = len(kept)
                kept.append(frame)
            points[str(rank)] = [frames[key], sentence]
        again, sentence = self._compute(places[0])
        if (again.files(), sentence) != (kept[0].files(), points["0"][1]):
            raise CourseError(
                self._problem(
                    "deux calculs ne donnent pas la même chose.", "Fixez la graine du tirage au sort."
                )
            )
        self._check_weight(kept)
        return points, kept

    def _check_weight(self, kept: Sequence[Frame]) -> None:
        files = {one for frame in kept for one in frame.files()}
        weight = sum(len(gzip.compress(one.encode("utf-8"), 6, mtime=0)) for one in files)
        if weight > WEIGHT:
            raise CourseError(
                self._problem(
                    f"{len(kept)} images pèsent {weight} octets compressées, plus de {WEIGHT}.",
                    "Tracez moins de points, ou espacez les valeurs.",
                )
            )

    def _answer(self, _widget: object, content: Mapping[str, Any], _buffers: Sequence[object]) -> None:
        """One position, computed now: what ``explore.js`` asks for in a notebook."""
        if content.get("type") != "explore":
            return
        answer = {"type": "explore", "request": content.get("request")}
        place = tuple(content.get("at", ()))
        if place not in self._places():
            self.send({**answer, "error": fr("Cette position n'existe pas.")})
            return
        try:
            frame, sentence = self._compute(place)
        except CourseError as error:
            self.send({**answer, "error": str(error)})
        else:
            self.send({**answer, "frame": frame.to_state(), "sentence": sentence})

    def summary(self) -> str:
        """How much there is to see, and the sentence of the start."""
        count = len(self.points)
        return (
            f"{count} position{'s' if count > 1 else ''} : {self.points[fallback.start_rank(self.axes)][1]}"
        )

    def fallback_html(self) -> str:
        """The starting frame, and a table of the sentences of all the others."""
        return fallback.frame(self.state())


def explore(
    function: Callable[..., Any], parameters: Mapping[str, object] | None = None, **options: Any
) -> Explore:
    """``explore(draw, generation=range(1, 8), regime={"label": value}, say=…)``: see :class:`Explore`."""
    return Explore(function, parameters, **options)


def _defaults(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        known = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # something built in
        return {}
    return {one.name: one.default for one in known if one.default is not inspect.Parameter.empty}
