"""Le modèle sait-il quand il ne sait pas ? La probabilité qu'il annonce, face à ce qu'il réussit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from chevet.lm.measures.bench import Bench
from chevet.lm.measures.counts import Measure, measure
from chevet.lm.statistics import Floats
from chevet.lm.statistics import calibration as calibration_bins

THRESHOLDS = tuple(round(0.05 * k, 2) for k in range(1, 20))


def calibration(bench: Bench) -> list[Measure]:
    """À température 0, la probabilité de la valeur écrite et la part de réponses vraies, par tranche de 0,1."""
    cases, sure, wrong = _asserted(bench)
    right = 1.0 - wrong
    measures = []
    for b in calibration_bins(sure, right):
        members = list(b.members)
        where = ("calibration", f"{b.low:.1f}-{b.high:.1f}")
        inside = [cases[i] for i in members]
        measures.append(measure(where, "confiance", inside, sure[members], "mean"))
        measures.append(measure(where, "juste", inside, right[members]))
    return measures


def detection(bench: Bench) -> list[Measure]:
    """Trois signaux d'alerte, pour dire laquelle des réponses à température 0 est une hallucination.

    * ``probabilite`` : celle de la valeur écrite est basse ;
    * ``entropie`` : à un endroit au moins de la réponse, le modèle hésitait ;
    * ``auto-coherence`` : redemandé à température 1, il répond autre chose.

    Puis ce qu'attrape une alerte sur la probabilité, seuil par seuil.
    """
    cases, sure, wrong = _asserted(bench)
    kept = [number for number, _ in bench.sure]
    if not kept or wrong.min() == wrong.max():
        return []  # tout est vrai, ou rien ne l'est : il n'y a rien à séparer
    peaks = [max(bench.greedy[i].entropies) for i in kept]
    again = bench.draws(1.0, 1.0)
    differs = [np.mean([one.text != bench.greedy[i].text for one in again[i]]) for i in kept]
    signals: dict[str, ArrayLike] = {"probabilite": -sure, "entropie": peaks, "auto-coherence": differs}
    measures = [
        measure(("detection", name), "auroc", cases, scores, "auroc", wrong.astype(bool).tolist())
        for name, scores in signals.items()
    ]
    groups = {"attrapees": np.flatnonzero(wrong), "fausses-alertes": np.flatnonzero(wrong == 0)}
    for threshold in THRESHOLDS:
        where = ("detection", f"seuil={threshold:.2f}")
        for name, members in groups.items():
            inside = [cases[i] for i in members]
            measures.append(measure(where, name, inside, sure[members] < threshold))
    return measures


def _asserted(bench: Bench) -> tuple[list[str], Floats, Floats]:
    """Les réponses qui affirment une valeur : leurs faits, la probabilité de la valeur, 1 si elle est fausse."""
    numbers = [number for number, _ in bench.sure]
    cases = [bench.questions[i].case for i in numbers]
    wrong = [float(bench.sorted[i].kind == "hallucine") for i in numbers]
    return cases, np.array([p for _, p in bench.sure]), np.array(wrong)
