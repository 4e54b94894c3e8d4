"""What a reader gets without JavaScript: the ten answers, two example rankings and what a page learns from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from chevet.widgets.next_token.saying import fr
from chevet.widgets.preference_lab.features import FEATURES
from chevet.widgets.preference_lab.reading import Lab
from chevet.widgets.preference_lab.reward import places
from chevet.widgets.preference_lab.saying import SHEET, say_sheet, say_traits, signed

State = Mapping[str, Any]

ALONE = "Cet instrument demande JavaScript. Sa lecture en texte est juste dessous."
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
    return (
        '<div class="chevet-frame chevet-preference-lab">'
        f"<header><h3>{escape(state['title'])}</h3><p>{escape(state['instruction'])}</p></header>"
        f'<div class="chevet-body"><noscript><p class="chevet-prov">{fr(ALONE)}</p></noscript>{_body(state)}</div>'
        f'<footer><p class="chevet-prov">{escape(state["provenance"])}</p></footer></div>'
    )


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
        *(_said(f"{lab.learned(key)} {lab.agreement(key)}") for key in lab.keys),
        _weights(lab, names),
        _answers(fr("Six réponses que les modèles n'ont pas vues"), shown, "unseen", lab),
        *(_said(lab.choice(key) + " " + _sheet(shown, lab, key)) for key in lab.keys),
        _said(f"{lab.apart()} {fr(UNASKED)}"),
        f"<h4>{fr('La même réponse, poussée par chaque récompense')}</h4>",
    ]
    for key in lab.keys:
        text, said = lab.pushed(key, PUSHED)
        parts.append(
            f'<p>{escape(said)}</p><blockquote class="chevet-machine"><p>{escape(text)}</p></blockquote>'
        )
    return "".join(parts)


def _said(sentence: str) -> str:
    return f'<p class="chevet-read">{escape(sentence)}</p>'


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
    return _table(fr("Poids appris, par écart type du trait"), ("Trait", *names), rows)


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    right = ' class="chevet-n"'
    head = "".join(f'<th scope="col"{right if i else ""}>{escape(text)}</th>' for i, text in enumerate(heads))
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td{right}>{escape(v)}</td>" for v in row[1:])}</tr>'
        for row in rows
    )
    return (
        f'<div class="chevet-scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
