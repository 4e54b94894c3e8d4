"""What a reader gets without JavaScript or before the view is mounted: the recorded outputs, in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from chevet.typography import fr
from chevet.widgets.attention_view.recording import read_row
from chevet.widgets.attention_view.saying import (
    KINDS,
    capital,
    head_name,
    percent,
    say_bench,
    say_distance,
    say_look,
    say_off,
    say_score,
    strongest,
)
from chevet.widgets.fallback import frame_html, sentence_html, table_html
from chevet.widgets.saying import visible

State = Mapping[str, Any]

NOTES = {  # said under each mode, with and without JavaScript: saying.js holds the same sentences
    "look": (
        "Une carte d'attention n'est pas une explication. Elle dit d'où une tête tire de l'information, ni ce "
        "qu'elle en fait, ni si la réponse en dépend : la même valeur peut arriver par un autre chemin. Pour le "
        "savoir, il faut éteindre, et mesurer ce qui change."
    ),
    "ablation": (
        "Éteindre montre ce qu'une carte ne montre pas : ce dont la réponse dépend. Mais une tête seule peut être "
        "remplacée par sa voisine, et si peu de questions ne distinguent pas un écart de deux ou trois."
    ),
    "order": (
        "Sans position, un token ne sait plus à quelle distance sont les autres. Le masque causal lui dit encore "
        "lesquels le précèdent : le premier ne voit que lui-même, le deuxième en voit deux. Dès la deuxième "
        "couche, ces ensembles différents trahissent donc encore l'ordre."
    ),
}

RULE = "Le début de chaque réponse est donné : seule la valeur compte, mot pour mot."


def frame(state: State) -> str:
    """The frame of the view, its drawing replaced by what was recorded."""
    mode = state["mode"]
    alone = "Cet instrument demande JavaScript. Les sorties enregistrées se lisent ci-dessous."
    body = f'{_BODIES[mode](state)}<p class="chevet-note-in">{fr(NOTES[mode])}</p>'
    return frame_html("attention-view", state, body, alone)


def _look(state: State) -> str:
    recorded, layer, head = state["recorded"], state["layer"], state["head"]
    tokens = recorded["tokens"]
    name = capital(head_name(layer, head))
    token = state["token"] if state["token"] >= 0 else len(tokens) - 1
    row = read_row(recorded, layer, head, token)
    of = fr("« {text} », token {n}", text=visible(tokens[token]), n=token + 1)
    weights = [(str(place + 1), visible(tokens[place]), percent(weight)) for place, weight in enumerate(row)]
    favourites = []
    for one in range(recorded["layers"]):
        for two in range(recorded["heads"]):
            weighed = read_row(recorded, one, two, token)
            best = strongest(weighed, 1)[0]
            favourites.append(
                (
                    capital(head_name(one, two)),
                    fr("« {text} », token {n}", text=visible(tokens[best]), n=best + 1),
                    percent(weighed[best]),
                )
            )
    text = f'<p class="chevet-prompt">{escape(state["prompt"])}</p>'
    map_of_head = fr("Sortie enregistrée. {name} : ce que regarde {of}", name=name, of=of)
    every_head = fr("Sortie enregistrée. Ce que chaque tête regarde le plus depuis {of}", of=of)
    return (
        text
        + sentence_html(say_look(tokens, row, layer, head))
        + table_html(map_of_head, ("N°", "Token regardé", "Poids"), weights, kind="chevet-short")
        + table_html(every_head, ("Tête", "Regarde surtout", "Poids"), favourites, kind="chevet-short")
    )


def _ablation(state: State) -> str:
    results = state["recorded_bench"]
    if not results:
        kinds = ", ".join(name.lower() for name in KINDS.values())
        said = fr("{n} questions ({kinds}) attendent le modèle.", n=len(state["bench"]), kinds=kinds)
        return sentence_html(said)
    before = results[0]
    sentences = "".join(sentence_html(say_bench(result["off"], before, result)) for result in results[1:])
    rows = [(say_off(result["off"]), *(say_score(result[kind]) for kind in KINDS)) for result in results]
    caption = fr("Résultats enregistrés à la construction de la page")
    table = table_html(caption, ("Réglage", *KINDS.values()), rows)
    return f'{sentences}{table}<p class="chevet-prov">{fr(RULE)}</p>'


def _order(state: State) -> str:
    recorded = state["recorded"]
    rows = [
        (
            trial["text"].replace("\n", " ↵ "),
            "avec" if trial["positions"] else "sans",
            fr(" ; ").join(f"{visible(token)} {percent(share)}" for token, share in trial["top"]),
            say_distance(trial["moved"]) if rank else "–",
        )
        for rank, trial in enumerate(recorded["trials"])
    ]
    backwards = recorded["trials"][1]
    said = fr(
        "Les mots à l'envers, sauf le dernier : {moved} de la probabilité changent de place. Sans position ni "
        "avant ni après, changer l'ordre en déplace encore {alone}.",
        moved=say_distance(backwards["moved"]),
        alone=say_distance(recorded["order_alone"]),
    )
    heads = ("Texte lu", "Positions", "Tokens les plus attendus", "Changement")
    return sentence_html(said) + table_html(
        fr("Sorties enregistrées à la construction de la page"), heads, rows
    )


_BODIES: dict[str, Callable[[State], str]] = {"look": _look, "ablation": _ablation, "order": _order}
