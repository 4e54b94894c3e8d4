"""The sliders and the choices of a call: which values each one takes, and how a reader reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

from chevet.typography import fr


@dataclass(frozen=True)
class Axis:
    """One argument of the function: ``kind`` is ``number`` (a slider) or ``choice`` (radios or a list)."""

    name: str
    label: str
    kind: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    start: int

    def to_state(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "kind": self.kind,
            "texts": list(self.texts),
            "start": self.start,
        }


def french(text: str) -> str:
    """An author's words with French spaces and apostrophes."""
    return fr(text.replace("{", "{{").replace("}", "}}"))


def say_number(value: Any, unit: str = "") -> str:
    """1234.5 → « 1 234 », 0.25 → « 0,25 »: four significant digits, the unit after a space that never breaks."""
    number = float(value)
    if not math.isfinite(number):
        return "–"
    if number == int(number) and abs(number) < 1e15:
        text = f"{abs(int(number)):,}"
    else:
        digits = max(0, 3 - math.floor(math.log10(abs(number))))
        text = f"{abs(number):,.{min(digits, 8)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    text = text.replace(",", "\u202f").replace(".", ",")
    sign = "−" if number < 0 and text.strip("0,") else ""
    return f"{sign}{text}" + (f"\u00a0{unit}" if unit else "")


def read_axis(name: str, spec: object, *, label: str = "", unit: str = "", start: object = None) -> Axis:
    """An axis from what ``ipywidgets.interact`` accepts, and a little more.

    ``(least, most)`` or ``(least, most, step)``, both ends included; ``range(…)``, a list or an array of
    numbers, in increasing order: a slider. A list of anything else, ``{label: value}``, ``bool``: a choice.
    ``start`` is a value of the axis; by default the first one.

    Raises:
        ValueError: what is wrong with it, a French sentence.
    """
    values, texts = _choices(spec)
    kind = "choice"
    if values is None:
        numbers = _numbers(name, spec)
        values, texts, kind = numbers, tuple(say_number(value, unit) for value in numbers), "number"
    if len(values) < 2:
        raise ValueError(f"{name} n'a que {len(values)} valeur")
    if len(set(texts)) < len(texts):
        raise ValueError(f"deux valeurs de {name} s'écrivent de la même façon")
    place = 0
    if start is not None:
        place = next(
            (i for i, value in enumerate(values) if type(value) is type(start) and value == start), -1
        )
        if place < 0:
            place = next((i for i, value in enumerate(values) if value == start), -1)
        if place < 0:
            raise ValueError(f"{name} ne passe pas par {start!r}")
    return Axis(name, label or name.replace("_", " "), kind, values, texts, place)


def _choices(spec: object) -> tuple[tuple[Any, ...] | None, tuple[str, ...]]:
    """Values and labels; None when the specification is one of numbers."""
    if isinstance(spec, bool):
        return (False, True), ("non", "oui")
    if isinstance(spec, Mapping):
        return tuple(spec.values()), tuple(french(str(key)) for key in spec)
    if isinstance(spec, list | tuple) and any(not _is_number(value) for value in spec):
        return tuple(spec), tuple(french(str(value)) for value in spec)
    return None, ()


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _numbers(name: str, spec: object) -> tuple[Any, ...]:
    if isinstance(spec, tuple) and len(spec) in (2, 3):
        return _steps(name, spec)
    try:
        values = tuple(value.item() if hasattr(value, "item") else value for value in spec)  # type: ignore[attr-defined]
    except TypeError:
        values = (None,)
    if not all(map(_is_number, values)):
        raise ValueError(f"{name} n'est ni un intervalle, ni une liste, ni des choix")
    if list(values) != sorted(values):
        raise ValueError(f"les nombres de {name} ne sont pas en ordre croissant")
    return values


def _steps(name: str, spec: tuple[Any, ...]) -> tuple[Any, ...]:
    """Both ends included, as ``interact`` does; tenths of the interval when no step is given."""
    low, high = spec[:2]
    whole = all(isinstance(value, int) for value in spec)
    step = spec[2] if len(spec) == 3 else 1 if whole else (high - low) / 10
    if not (step > 0 and high > low):
        raise ValueError(f"{name} = {spec} ne va pas en croissant")
    count = math.floor((high - low) / step + 1e-9) + 1
    # Rounded, so that 0.1 + 0.2 reads 0.3 in the function as on the slider.
    return tuple(low + i * step if whole else round(low + i * step, 10) for i in range(count))
