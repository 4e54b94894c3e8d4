"""Dated facts as a list to read, year by year: the list itself is the timeline, without drawing or script."""

from __future__ import annotations

import html
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
# What was read: see the datasheet of ``frise-modeles``.
_STATUS = {"V": "Sources", "Vs": "Sources secondaires"}


class Timeline:
    """Facts that Jupyter and the site show as nested lists, and a terminal as lines."""

    def __init__(self, facts: list[dict[str, Any]]) -> None:
        self.facts = facts

    def __repr__(self) -> str:
        return "\n".join(
            f"{one['date']}  {one['nom']} ({one['acteur']})  {one['fait']}" for one in self.facts
        )

    def _repr_html_(self) -> str:
        years = "".join(
            f'<li><p class="chevet-year"><time>{year}</time></p><ol role="list">{"".join(map(_item, facts))}</ol></li>'
            for year, facts in groupby(self.facts, key=lambda one: html.escape(one["date"][:4]))
        )
        # Safari forgets that a list without bullets is one, unless it is said.
        return f'<ol class="chevet-timeline" role="list">{years}</ol>'


def show_timeline(table: pd.DataFrame, ids: Iterable[str] | None = None) -> Timeline:
    """The facts of ``table``, in the order of time.

    Args:
        table: the dataset ``frise-modeles``, whose ``schema.yml`` gives columns and units.
        ids: the facts to keep, all of them when None.

    Raises:
        ValueError: an id is in no row.
    """
    wanted = None if ids is None else list(ids)
    if unknown := sorted(set(wanted or ()) - set(table["id"])):
        raise ValueError(
            f"faits inconnus : {', '.join(unknown)}. Les noms courts sont dans la colonne « id »."
        )
    kept = table if wanted is None else table[table["id"].isin(wanted)]
    rows = kept.sort_values("date", kind="stable").to_dict("records")
    return Timeline([{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in rows])


def _item(fact: dict[str, Any]) -> str:
    date = str(fact["date"])
    what = fact["nature"] if fact["mode"] in ("texte", "autre") else f"{fact['nature']}, {fact['mode']}"
    notes = [size for size in (_size(fact),) if size]
    if fact["repose_sur"]:
        notes.append(f"Repose sur\u00a0: {fact['repose_sur']}.")
    if fact["reserve"]:
        notes.append(str(fact["reserve"]))
    sources = ", ".join(_link(fact[name], fact["nom"]) for name in ("source", "autre_source"))
    return (
        f'<li><p class="chevet-when"><time datetime="{html.escape(date)}">{_day(date)}</time></p>'
        f'<div><p class="chevet-who"><strong>{_text(fact["nom"])}</strong> <span>{_text(fact["acteur"])}'
        f" · {_text(what)}</span></p><p>{_text(fact['fait'])}</p>"
        + (f'<p class="chevet-prov">{_text(" ".join(notes))}</p>' if notes else "")
        + f'<p class="chevet-prov">{_STATUS[fact["statut"]]}\u00a0: {sources}</p></div></li>'
    )


def _day(date: str) -> str:
    """« 2022-11-30 » → « 30 novembre » ; the year stands above."""
    _, month, day = [*date.split("-"), "", ""][:3]
    if not month:
        return "dans l’année"
    name = _MONTHS[int(month) - 1]
    return f"{'1er' if day == '01' else int(day)} {name}" if day else name


def _size(fact: dict[str, Any]) -> str:
    parts = [
        f"{_billions(value)} {unit}"
        for value, unit in (
            (fact["parametres_milliards"], "de paramètres"),
            (fact["tokens_milliards"], "de tokens lus"),
        )
        if value is not None
    ]
    return f"Taille annoncée\u00a0: {', '.join(parts)}." if parts else ""


def _billions(value: float) -> str:
    """0.34 → « 340 millions » ; 1750 → « 1 750 milliards »."""
    number, word = (value * 1000, "million") if value < 1 else (value, "milliard")
    text = f"{number:,.4g}" if number < 1000 else f"{number:,.0f}"
    return f"{text.replace(',', chr(0x202F)).replace('.', ',')} {word}{'s' if number >= 2 else ''}"


def _link(address: str, name: str) -> str:
    host = (urlsplit(address).hostname or address).removeprefix("www.")
    hidden = f'<span class="chevet-hide">, sur {_text(name)}</span>'
    return f'<a href="{html.escape(address)}" rel="external noopener">{_text(host)}{hidden}</a>'


def _text(value: object) -> str:
    return html.escape(str(value), quote=False)
