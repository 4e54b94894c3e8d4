"""Zones to point at as numbered zones to tick: the numbers are drawn on the picture, the list works by keyboard.

Moodle's own markers (ddmarker) want a mouse and a bitmap; a list of ticks wants neither.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from chevet.export.fractions import nearest
from chevet.export.loss import Loss
from chevet.export.moodle_model import Answer, Body, lost
from chevet.export.rich import Place, Rich, paragraph, rich, together
from chevet.quiz.types.qzp import Qzp

_VIEW_BOX = re.compile(r"""\bviewBox=["']\s*([-\d.]+)[\s,]+([-\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)""")
_END = re.compile(r"</svg>\s*\Z")


def qzp(question: Qzp, place: Place) -> Body:
    """x/n to who ticks n zones, as in the course."""
    count = len(question.right_ids)
    share = nearest(100 / count)
    drawing = numbered(question).encode("utf-8")
    name = f"{hashlib.sha1(drawing, usedforsecurity=False).hexdigest()[:8]}-zones.svg"
    order = f"Cochez exactement {count} zone{'s' if count > 1 else ''}."
    answers = tuple(
        Answer(
            together(Rich(f"{rank}. "), rich(zone.name, place)),
            share if zone.right else 0.0,
            rich(zone.feedback, place),
        )
        for rank, zone in enumerate(question.zones, 1)
    )
    picture = Rich(f'<p><img src="@@PLUGINFILE@@/{name}" alt="{escape(question.alt)}"></p>', {name: drawing})
    losses: tuple[Loss, ...] = (
        lost(
            question,
            "zones",
            f"les {len(question.zones)} zones se cochent par leur numéro au lieu de se pointer.",
        ),
        lost(
            question, "coches", f"{count} attendue{'s' if count > 1 else ''} ; Moodle laisse en cocher plus."
        ),
    )
    return Body(
        "multichoice",
        answers,
        single=False,
        shuffle=False,  # their numbers are on the picture
        stem=together(
            paragraph(rich(question.stem, place)), picture, paragraph(Rich(order), "chevet-consigne")
        ),
        losses=losses,
    )


def numbered(question: Qzp) -> str:
    """The SVG with a frame and a number on each zone, in the units of the drawing."""
    match = _VIEW_BOX.search(question.drawing)
    assert match is not None, "checked when the bank was read"
    left, top, width, height = map(float, match.groups())
    size = max(width, height) / 30
    marks = []
    for rank, zone in enumerate(question.zones, 1):
        x, y = left + zone.place[0] * width / 100, top + zone.place[1] * height / 100
        w, h = zone.place[2] * width / 100, zone.place[3] * height / 100
        marks.append(
            f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="none" stroke="#1b1b1b" '
            f'stroke-width="{size / 12:g}" stroke-dasharray="{size / 3:g}"/>'
            f'<circle cx="{x + w / 2:g}" cy="{y + h / 2:g}" r="{size:g}" fill="#ffffff" stroke="#1b1b1b" '
            f'stroke-width="{size / 12:g}"/>'
            f'<text x="{x + w / 2:g}" y="{y + h / 2:g}" font-family="sans-serif" font-size="{size * 1.2:g}" '
            f'text-anchor="middle" dominant-baseline="central" fill="#1b1b1b">{rank}</text>'
        )
    return _END.sub(f"<g>{''.join(marks)}</g></svg>\n", question.drawing)
