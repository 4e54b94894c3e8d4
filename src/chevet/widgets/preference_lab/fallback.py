"""What a reader gets without JavaScript: the ten answers, two example rankings and what a page learns from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.preference_lab.features import FEATURES
from chevet.widgets.preference_lab.reading import Lab
from chevet.widgets.preference_lab.reward import places
from chevet.widgets.preference_lab.saying import SHEET, say_sheet, say_traits, signed

State = Mapping[str, Any]

RECORDED = (
    "Exemple enregistré à la construction de la page : deux classements écrits pour l'exercice, et non ceux d'un "
    "médecin ou d'un patient."
)
UNASKED = (
    "Aucun des deux juges n'a été interrogé sur l'exactitude, et le modèle de récompense ne la voit pas."
)
PUSHED = 6


def frame(state: State) -> str:
    """The frame of the laboratory, read on the example rankings unless the state has learned its own."""
    return frame_html("preference-lab", state, _body(state))


def recorded(state: State) -> State:
    """The state with what it has not learned taken from the examples."""
    learned, order = dict(state["learned"]), dict(state["order"])
    for judge in state["judges"]:
        if not learned[judge["key"]]:
            learned[judge["key"]], order[judge["key"]] = "rank", judge["example"]
    return {**state, "learned": learned, "order": order}


def _body(state: State) -> str:
    shown = recorded(state)
    lab = Lab(shown)
    names = [lab.judges[key]["name"] for key in lab.keys]
    parts = [
        f"<blockquote><p>{escape(state['question'])}</p></blockquote><p>{escape(state['note'])}</p>",
        _answers(fr("Les dix réponses"), shown, "answers"),
        f'<p class="chevet-note-in">{fr(RECORDED)}</p>',
        "".join(_ranking(shown, key) for key in lab.keys if shown["learned"][key] == "rank"),
        *(sentence_html(f"{lab.learned(key)} {lab.agreement(key)}") for key in lab.keys),
        _weights(lab, names),
        _answers(fr("Six réponses que les modèles n'ont pas vues"), shown, "unseen", lab),
        *(sentence_html(lab.choice(key) + " " + _sheet(shown, lab, key)) for key in lab.keys),
        sentence_html(f"{lab.apart()} {fr(UNASKED)}"),
        f"<h4>{fr('La même réponse, poussée par chaque récompense')}</h4>",
    ]
    for key in lab.keys:
        text, said = lab.pushed(key, PUSHED)
        parts.append(
            f'<p>{escape(said)}</p><blockquote class="chevet-machine"><p>{escape(text)}</p></blockquote>'
        )
    return "".join(parts)


def _sheet(state: State, lab: Lab, key: str) -> str:
    return " ".join(say_sheet(state["unseen"][i]["id"], state["unseen"][i]["sheet"]) for i in lab.chosen(key))


def _ranking(state: State, key: str) -> str:
    name = next(judge["name"] for judge in state["judges"] if judge["key"] == key)
    letters = ", ".join(state["answers"][i]["id"] for i in state["order"][key])
    return f"<p>{escape(fr('Classement du juge « {name} » : {letters}.', name=name, letters=letters))}</p>"


def _answers(title: str, state: State, trait: str, lab: Lab | None = None) -> str:
    ranks = {key: places(lab.rewards(key)) for key in lab.keys} if lab else {}
    items = []
    for i, answer in enumerate(state[trait]):
        told = [say_traits(answer["counts"]), SHEET[answer["sheet"]].replace("'", "’")]
        if lab:
            told += [
                fr("{name} : rang {n}", name=lab.judges[key]["name"], n=ranks[key][i]) for key in lab.keys
            ]
        line = escape(" · ".join(told))
        items.append(
            f"<li><p><b>{answer['id']}.</b> {escape(answer['text'])}</p><p class='chevet-prov'>{line}</p></li>"
        )
    return f"<h4>{title}</h4><ul class='chevet-answers'>{''.join(items)}</ul>"


def _weights(lab: Lab, names: Sequence[str]) -> str:
    rows = [
        (feature.label, *(signed(lab.weights(key)[i]) for key in lab.keys))
        for i, feature in enumerate(FEATURES)
    ]
    return table_html(
        fr("Poids appris, par écart type du trait"), ("Trait", *names), rows, range(1, len(names) + 1)
    )
