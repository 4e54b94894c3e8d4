"""What a reader gets without JavaScript or before the widget is mounted: what was recorded, as text."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from chevet.lm.network import START
from chevet.lm.tokenizer import Bpe, show
from chevet.typography import fr
from chevet.widgets.fallback import frame_html, table_html
from chevet.widgets.next_token.record import read_logits
from chevet.widgets.next_token.saying import read_distribution, say_distribution
from chevet.widgets.saying import decimal, percent, quoted, visible

State = Mapping[str, Any]
DRAWS = 50


def frame(state: State, bpe: Bpe) -> str:
    """The frame of the widget; the bars are tables of what the model gave when the page was built."""
    tell = _writing if state["mode"] == "write" else _distribution
    body = "".join(tell(state, bpe, preset) for preset in state["presets"])
    kept = fr("Sorties enregistrées : calculées par le petit modèle à la construction de cette page.")
    return frame_html("next-token", state, f'<p class="chevet-prov">{kept}</p>{body}')


def _heading(preset: Mapping[str, str]) -> str:
    note = f'<p class="chevet-prov">{escape(preset["note"])}</p>' if preset.get("note") else ""
    text = escape(preset["text"]).replace("\n", "<br>")
    return f'<h4 class="chevet-mini">{escape(preset["label"])}</h4><p>« {text}… »</p>{note}'


def _distribution(state: State, bpe: Bpe, preset: Mapping[str, str]) -> str:
    settings = {name: state[name] for name in ("temperature", "top_k", "top_p", "greedy")}
    reading = read_distribution(read_logits(state["recorded"][preset["text"]]), **settings)

    def token(number: int) -> str:
        return show(bpe.vocabulary[number])

    heads = [fr("Token"), fr("Logit"), fr("Probabilité")]
    expects = state["mode"] == "draws"
    if expects:
        heads.append(fr("Attendus sur {n} tirages", n=DRAWS))

    def cells(p: float, cut: bool) -> list[str]:
        said = fr("écarté") if cut else percent(p)
        return [said, decimal(p * DRAWS, 1)] if expects else [said]

    rows = [
        [visible(token(line.id)), decimal(line.logit, 2), *cells(line.p, line.cut)] for line in reading.top
    ]
    others = fr("{n} autres", n=decimal(reading.others, 0))
    rows.append([others, "–", *cells(reading.others_p, reading.others_p == 0)])
    said = f'<p class="chevet-read">{escape(say_distribution(reading, token))}</p>'
    return _heading(preset) + said + table_html("", heads, rows, (1, 2, 3))


def _writing(state: State, bpe: Bpe, preset: Mapping[str, str]) -> str:
    entries = state["writings"][preset["text"]]

    def token(number: int) -> str:
        return show(bpe.vocabulary[number])

    rows = []
    for number, p, bits, top in entries:
        others = [f"{quoted(token(other))} {percent(q)}" for other, q in top if other != number]
        rows.append([visible(token(number)), percent(p), decimal(bits, 2), ", ".join(others[:3]) or "–"])
    text = bpe.decode(number for number, *_ in entries if number != START)
    said = f'<p class="chevet-read">Le modèle a écrit : «\u00a0{escape(text.strip())}\u00a0»</p>'
    heads = [fr("Token"), fr("Probabilité"), fr("Entropie (bits)"), fr("Autres choix")]
    return _heading(preset) + said.replace(" :", "\u00a0:") + table_html("", heads, rows, (1, 2))
