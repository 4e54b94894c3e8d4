"""What a reader gets without JavaScript or before the generator is mounted: recorded answers, judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from chevet.lm.facts import Judgement, World, asked, judge
from chevet.lm.statistics import wilson
from chevet.typography import fr
from chevet.widgets.fallback import frame_html
from chevet.widgets.generator.record import SENTENCES

State = Mapping[str, Any]

KINDS = {  # verdict: its name, then what is counted, one and several (KINDS of words.js)
    "true": ("Vrai", "vrai", "vrais"),
    "false": ("Faux", "faux", "faux"),
    "off": ("Hors sujet", "vrai mais hors sujet", "vrais mais hors sujet"),
    "malformed": ("Mal formé", "mal formé", "mal formés"),
    "abstention": ("Abstention", "abstention", "abstentions"),
}


def frame(state: State) -> str:
    """The frame of the generator; for each preset, a table of what the model wrote, without and with the sheet."""
    world = World.from_state(state["world"])
    by_prompt: dict[str, list[Mapping[str, Any]]] = {}
    for one in state["recorded"]:
        by_prompt.setdefault(one["prompt"], []).append(one)
    body = "".join(_preset(preset, by_prompt.get(preset["prompt"], []), world) for preset in state["presets"])
    kept = fr(
        "Sorties enregistrées : écrites par le petit modèle à la construction de cette page, puis jugées d'après "
        "la pharmacopée fictive."
    )
    return frame_html("generator", state, f'<p class="chevet-prov">{kept}</p>{body}')


def spaced(text: str) -> str:
    """A text of the model with French spaces, for the eye; what the model reads has ordinary ones."""
    return re.sub(r" ([:»])", "\u00a0\\1", re.sub(r" ([;!?])", "\u202f\\1", text))


def _preset(preset: Mapping[str, str], recorded: Sequence[Mapping[str, Any]], world: World) -> str:
    prompt = escape(spaced(preset["prompt"])).replace("\n", "<br>")
    return (
        f'<h4 class="chevet-mini">{escape(preset["label"])}</h4>'
        f'<p class="chevet-given">{prompt}</p><p class="chevet-prov">{escape(preset.get("note", ""))}</p>'
        + "".join(_answers(one, world) for one in recorded)
    )


def _answers(recorded: Mapping[str, Any], world: World) -> str:
    prompt, sheet, texts = recorded["prompt"], recorded["sentences"], recorded["texts"]
    judged = {text: judge(text, world, sheet, prompt=prompt) for text in texts}
    question = asked(prompt, world)
    about = question and (question.remedy, question.attribute)

    def kind(one: Judgement) -> str:
        off = one.verdict == "true" and about and (one.remedy, one.attribute) != about
        return "off" if off else one.verdict

    kinds = [kind(one) for text in texts for one in judged[text] if one.kind == "statement"]
    held = prompt.startswith("Fiche")
    if recorded["sheet"]:
        given = fr(
            "avec la fiche ({n} phrases trouvées) :" if not held else "avec {n} phrases de plus :",
            n=SENTENCES,
        )
    else:
        given = fr("avec la fiche du texte :" if held else "sans fiche :")
    given = fr("Température {t}, ", t=f"{recorded['temperature']:g}".replace(".", ",")) + given
    quoted = f'<p class="chevet-prov">{escape(" ".join(sheet))}</p>' if sheet else ""
    rows = "".join(
        f'<tr><th scope="row">{escape(spaced(text.strip()) or "(rien)")}</th><td class="chevet-n">{times}</td>'
        f"<td>{escape(' '.join(_say(one, kind(one)) for one in judged[text]))}</td></tr>"
        for text, times in Counter(texts).most_common()
    )
    heads = f'<th scope="col">{fr("Énoncé")}</th><th scope="col" class="chevet-n">Fois</th><th scope="col">Verdict</th>'
    return (
        f'<p class="chevet-read">{given} {escape(say_counts(kinds, recorded["temperature"] > 0))}</p>{quoted}'
        f'<div class="chevet-scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _say(judgement: Judgement, kind: str) -> str:
    if kind != "off":
        return judgement.explanation
    return judgement.explanation + fr(" Mais la question portait sur autre chose.")


def say_counts(kinds: Sequence[str], drawn: bool = True) -> str:
    """« 10 énoncés : 7 vrais, 3 faux. Part de faux : entre 11 et 60 % (intervalle à 95 %). »

    Not ``drawn`` (temperature 0): one answer written again and again, so no interval.
    """
    n, counts = len(kinds), Counter(kinds)
    if not n:
        return fr("aucun énoncé.")
    told = ", ".join(
        f"{counts[kind]} {one if counts[kind] < 2 else many}"
        for kind, (_, one, many) in KINDS.items()
        if counts[kind]
    )
    if not drawn:
        return fr("{n} énoncés, mot pour mot le même : {told}.", n=n, told=told)
    low, high = (per_hundred(bound) for bound in wilson(counts["false"] / n, n))
    return fr(
        "{n} énoncé{s} : {told}. Part de faux : entre {low} et {high}\u00a0% (intervalle à 95\u00a0%).",
        n=n,
        s="" if n < 2 else "s",
        told=told,
        low=low,
        high=high,
    )


def per_hundred(value: float) -> str:
    """0.754 → « 75 »; what is neither nothing nor everything is never said to be (``perHundred`` of words.js)."""
    if 1e-9 < value < 0.005:
        return "moins de 1"
    if 0.995 <= value < 1 - 1e-9:
        return "plus de 99"
    return str(int(100 * value + 0.5))
