"""Lays out the cases of ``cas.yml`` as the table ``lectures-ecg``, and says each trace in words and numbers.

Run ``python datasets/lectures-ecg/generate.py`` to write the CSV again. The order of the cases and the confidence
shown beside each suggestion are drawn.
"""

from __future__ import annotations

import math
import random
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from chevet.audit.ecg import SECONDS, Ecg, beats

HERE = Path(__file__).parent
SEED = 20261122
# In each set, the right suggestions and the wrong ones are given with the same eight assurances: they tell nothing.
CONFIDENCES = (68, 74, 79, 84, 88, 91, 94, 97)
TOLD = [
    "id", "ensemble", "place", "question", "difficulte", "vignette", "equivalent", "choix", "reponse",
    "suggestion_fausse", "confiance_juste", "confiance_fausse", "explication",
]  # fmt: skip
COLUMNS = [*TOLD, *(field.name for field in fields(Ecg))]


def parameters(default: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Every parameter of one trace; the two rates are told once and follow from the conduction.

    Raises:
        ValueError: a parameter that no trace has.
    """
    if unknown := set(given) - {field.name for field in fields(Ecg)}:
        raise ValueError(f"cas.yml : paramètre inconnu, {', '.join(sorted(unknown))}.")
    whole = {"frequence_p": 0} | default | given
    if whole["rapport"] == "1:1":
        whole["frequence_p"] = whole["frequence"] if whole["atriale"] == "ondes P" else 0
    elif whole["rapport"] != "aucun":
        waves, kept = map(int, whole["rapport"].split(":"))
        whole["frequence"] = round(whole["frequence_p"] * kept / waves, 1)
    if whole["atriale"] != "ondes P" or whole["rapport"] == "aucun":
        whole["pr_ms"] = 0 if whole["atriale"] != "dents de scie" else whole["pr_ms"]
    return whole


def french(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", ",").replace("-", "−")


def say(ecg: Ecg) -> str:
    """The trace for who does not see it: what is measured, never its name."""
    sentences = [_rate(ecg), _atria(ecg), f"QRS de {ecg.qrs_ms:.0f} ms{_shape(ecg)}.", _repolarisation(ecg)]
    if ecg.tremblement_mv > 0.02:
        sentences.append("Un tremblement fin et rapide couvre tout le tracé, QRS compris.")
    if ecg.derive_mv > 0.05:
        sentences.append(
            f"La ligne de base ondule lentement de {french(2 * ecg.derive_mv, 2)} mV, tout le tracé avec elle."
        )
    return " ".join(sentences)


def _rate(ecg: Ecg) -> str:
    qrs = beats(ecg).qrs
    seen = qrs[(qrs >= 0) & (qrs + ecg.qrs_ms / 1000 <= SECONDS)]
    gaps = [later - sooner for sooner, later in pairwise(seen)]
    start = f"En {SECONDS:.0f} secondes, {len(seen)} QRS, soit environ {ecg.frequence:.0f}/min"
    if max(gaps) - min(gaps) < 0.01:
        return f"{start}, intervalles RR égaux ({french(gaps[0], 2)} s)."
    listed = "\u202f; ".join(french(gap, 2) for gap in gaps)
    return f"{start}, intervalles RR successifs\u00a0: {listed} s."


def _atria(ecg: Ecg) -> str:
    if ecg.atriale == "aucune":
        return "Aucune onde P visible\u202f; la ligne est plate entre l’onde T et le QRS suivant."
    if ecg.atriale == "trémulation":
        high = f"{'amples' if ecg.p_mv > 0.1 else 'petites'} ({french(2 * ecg.p_mv, 2)} mV)"
        return f"Aucune onde P\u202f; entre les QRS, des ondes {high}, de forme et de cadence changeantes."
    if ecg.atriale == "dents de scie":
        teeth = f"{ecg.frequence_p:.0f}/min, {ecg.rapport.split(':')[0]} par QRS"
        return f"Pas de retour à la ligne entre les QRS\u202f: des dents de scie identiques, à {teeth}."
    if ecg.rapport == "aucun":
        return f"Ondes P régulières à {ecg.frequence_p:.0f}/min, à une distance toujours différente des QRS."
    if ecg.rapport == "2:1":
        return (
            f"Ondes P régulières à {ecg.frequence_p:.0f}/min\u202f; la première est suivie d’un QRS (PR {ecg.pr_ms:.0f} ms), "
            "la suivante, posée sur la fin de l’onde T, n’est suivie de rien, et ainsi de suite."
        )
    if ecg.rapport != "1:1":
        waves, kept = map(int, ecg.rapport.split(":"))
        delays = " puis ".join(f"{ecg.pr_ms + k * ecg.pr_pas_ms:.0f}" for k in range(kept))
        return (
            f"Ondes P régulières à {ecg.frequence_p:.0f}/min, par groupes de {waves}\u202f: PR de {delays} ms, "
            "puis une onde P que rien ne suit."
        )
    after_t = (
        ", juste après la fin de l’onde T"
        if 60 / ecg.frequence < (ecg.qt_ms + ecg.pr_ms) / 1000 + 0.04
        else ""
    )
    usual = f"Une onde P devant chaque QRS{after_t}, PR constant de {ecg.pr_ms:.0f} ms."
    if not ecg.premature:
        return usual
    return (
        f"{usual} L’onde P placée devant le QRS qui vient tôt est négative\u202f; les autres sont positives."
    )


def _shape(ecg: Ecg) -> str:
    return ", au sommet crocheté" if ecg.qrs_ms >= 120 else ""


def _repolarisation(ecg: Ecg) -> str:
    level = "au niveau de la ligne qui précède le QRS"
    if ecg.st_mv:
        way = "au-dessus" if ecg.st_mv > 0 else "au-dessous"
        level = f"{french(abs(ecg.st_mv), 2)} mV {way} de la ligne qui précède le QRS"
    sign = "positive" if ecg.t_mv > 0 else "négative"
    end = f"Onde T {sign} de {french(abs(ecg.t_mv), 2)} mV. QT de {ecg.qt_ms:.0f} ms"
    if ecg.irregularite or ecg.rapport in ("4:3", "aucun") or ecg.premature:
        return f"Segment ST {level}. {end}."
    corrected = ecg.qt_ms / math.sqrt(60 / ecg.frequence)
    return f"Segment ST {level}. {end}, {corrected:.0f} ms une fois ramené à 60/min (Bazett)."


def generate(seed: int = SEED) -> pd.DataFrame:
    """One row per case, in a drawn order that tells nothing of the answers."""
    draw = random.Random(seed)
    source = yaml.safe_load((HERE / "cas.yml").read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = []
    for slot in source["places"]:
        choices = "|".join(source["questions"][slot["question"]])
        for case in slot["cas"]:
            trace = parameters(source["defaut"], case["trace"])
            told = {name: case[name] for name in case if name != "trace"}
            shared = {"place": slot["place"], "question": slot["question"], "choix": choices}
            rows.append(shared | told | trace | {"equivalent": say(Ecg.from_case(trace))})
    for name in "ABC":
        for column in ("confiance_juste", "confiance_fausse"):
            shown = draw.sample(CONFIDENCES, len(CONFIDENCES))
            for row, confidence in zip((r for r in rows if r["ensemble"] == name), shown, strict=True):
                row[column] = confidence
    draw.shuffle(rows)
    for number, row in enumerate(rows, 1):
        row["id"] = f"ecg-{number:02d}"
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = frame.select_dtypes("number").columns.difference(
        ["place", "difficulte", "confiance_juste", "confiance_fausse"]
    )
    return frame.astype(dict.fromkeys(numbers, np.float64))


def main() -> None:
    generate().to_csv(HERE / f"{HERE.name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
