"""What a cohort leaves on the disk: a page, two tables, and the same figures for another program."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from chevet.cohort.report import render
from chevet.cohort.sheet import CohortSheet
from chevet.writing import write_all

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_sheet(sheet: CohortSheet, folder: Path) -> list[Path]:
    """Write the report, the tables of questions and of choices, and the JSON; the paths, in that order."""
    texts = {
        "cohorte.html": render(sheet),
        "questions.csv": to_csv(_QUESTIONS, _question_rows(sheet)),
        "propositions.csv": to_csv(_OPTIONS, _option_rows(sheet)),
        "objectifs.csv": to_csv(_THEMES, _theme_rows(sheet)),
        "cohorte.json": json.dumps(
            _rounded(sheet.to_json()), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False
        )
        + "\n",
    }
    return list(write_all(folder, {name: text.encode("utf-8") for name, text in texts.items()}))


def _rounded(value: Any) -> Any:
    """The same bytes for the same answers: engines add in another order each time, which moves the last digits."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def protect(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula: a quote before what would start one.

    Numbers keep their sign: they are written as numbers, not as text.
    """
    # A wide « ＝ » is one too; spaces and signs that nobody sees change nothing before it.
    wide = unicodedata.normalize("NFKC", text)
    seen = next(
        (rank for rank, sign in enumerate(wide) if unicodedata.category(sign)[0] not in "CZ"), len(wide)
    )
    return f"'{text}" if wide.startswith(_FORMULA) or wide[seen:].startswith(_FORMULA) else text


def to_csv(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV that French spreadsheets open: UTF-8 with its mark, semicolons, decimal commas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return "\ufeff" + stream.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.6g}".replace(".", ",")
    return str(value) if isinstance(value, int) else protect(str(value))


_QUESTIONS = (
    "question", "chapitre", "type", "n", "sans_reponse", "illisibles", "non_rapprochees",
    "difficulte", "difficulte_bas", "difficulte_haut", "discrimination", "discrimination_bas", "discrimination_haut",
    "d27", "d27_bas", "d27_haut", "alpha_sans", "moodle", "moodle_ecart", "verdicts",
)  # fmt: skip
_OPTIONS = (
    "question", "proposition", "texte", "juste", "cochee", "part", "tiers_inferieur", "tiers_moyen",
    "tiers_superieur", "ecart", "ecart_bas", "ecart_haut",
)  # fmt: skip
_THEMES = ("sorte", "code", "intitule", "apprenants", "moyenne", "bas", "haut", "verdict", "questions")


def _question_rows(sheet: CohortSheet) -> Iterable[Sequence[object]]:
    for item in sheet.items:
        figures = (item.difficulty, item.discrimination, item.upper_lower)
        yield (
            item.item, item.chapter, item.type, item.n, item.blank, item.invalid, item.unread,
            *(value for figure in figures for value in (figure.value, figure.low, figure.high)),
            item.alpha_without,
            item.moodle.moodle if item.moodle else None,
            item.moodle.exact - item.moodle.moodle if item.moodle else None,
            " | ".join(item.verdicts),
        )  # fmt: skip


def _option_rows(sheet: CohortSheet) -> Iterable[Sequence[object]]:
    for item in sheet.items:
        for one in item.options:
            drift = one.drift
            yield (
                item.item, one.letter, one.text, one.right, one.chosen, one.share, *one.thirds,
                drift.value, drift.low, drift.high,
            )  # fmt: skip


def _theme_rows(sheet: CohortSheet) -> Iterable[Sequence[object]]:
    for kind, themes in (("objectif", sheet.objectives), ("chapitre", sheet.chapters)):
        for one in themes:
            yield (
                kind, one.theme, one.label, one.n, one.mean.value, one.mean.low, one.mean.high, one.verdict,
                " ".join(one.items),
            )  # fmt: skip
