"""What a reader gets without JavaScript: the cases one after the other, each trace in words too, answers folded.

All of it is folded at first: a page that mounts the study replaces it without a jump, and fetches no trace for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.parts import data_address

State = Mapping[str, Any]
ALONE = (
    "Cette étude demande JavaScript : elle tire au sort l'ordre des cas et mesure un temps. Sans lui, les mêmes cas "
    "se lisent ci-dessous : lisez, décidez, puis dépliez la réponse."
)
CASES = "Lire les {count} cas, un par un"
ALT = "Tracé d'une dérivation, 6 secondes. Sa lecture en mots est juste dessous."
SCALE = "Un petit carreau : 40 ms et 0,1 mV. Un grand : 200 ms et 0,5 mV."
WORDS = "Lire le tracé en mots"
ANSWER = "Voir les deux suggestions et la réponse"


def frame(state: State) -> str:
    """The frame of the study: the rules of reading, then every case."""
    rules = "".join(
        f"<p>{escape(one['asked'])}</p><ol>{''.join(f'<li>{escape(rule)}</li>' for rule in one['rules'])}</ol>"
        for one in state["questions"].values()
    )
    cases = "".join(_case(state, rank) for rank in range(len(state["cases"])))
    return (
        '<div class="chevet-frame chevet-reading-study">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-note-in">{fr(ALONE)}</p></noscript>'
        f'<details class="chevet-text"><summary>{fr("Les règles de lecture")}</summary>{rules}</details>'
        f'<details class="chevet-text"><summary>{fr(CASES, count=len(state["cases"]))}</summary>'
        f"<p>{fr(SCALE)}</p>{cases}</details></div>"
        f'<footer><p class="chevet-prov">{escape(state["provenance"])}</p></footer></div>'
    )


def _case(state: State, rank: int) -> str:
    case = state["cases"][rank]
    choices = "".join(f"<li>{escape(choice)}</li>" for choice in case["choices"])
    right, wrong = case["choices"][case["right"]], case["choices"][case["wrong"]]
    told = fr(
        "Une suggestion juste dirait : {right} (assurance affichée : {sure} %). Une suggestion fausse dirait : {wrong} "
        "({unsure} %). La réponse est : {right}.",
        right=right,
        wrong=wrong,
        sure=case["claims"][0],
        unsure=case["claims"][1],
    )
    number = fr("Cas {rank} sur {count}", rank=rank + 1, count=len(state["cases"]))
    return (
        f'<h4>{number}</h4><p class="chevet-vignette">{escape(case["vignette"])}</p>'
        f'<div class="chevet-strip"><span>{_image(case, fr(ALT))}</span><span>{_image(case, "")}</span></div>'
        f'<details class="chevet-text"><summary>{WORDS}</summary><p>{escape(case["words"])}</p></details>'
        f"<p>{escape(state['questions'][case['question']]['asked'])}</p><ul>{choices}</ul>"
        f'<details class="chevet-text"><summary>{ANSWER}</summary><p>{escape(told)}</p>'
        f"<p>{escape(case['why'])}</p></details>"
    )


def _image(case: Mapping[str, Any], alt: str) -> str:
    """The trace; on a narrow screen the style sheet shows its two halves, one in each of two images."""
    source = data_address(case["trace"]["content"])
    return f'<img loading="lazy" src="{source}" alt="{alt}" width="600" height="103">'
