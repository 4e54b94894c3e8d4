"""A threshold on a score, at a prevalence: who is alerted, who is missed, and what an alert is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from chevet.audit import ScoreCounts
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.threshold_explorer import fallback

PEOPLE = 1000  # drawn one by one, whatever the size of the data
# Prevalences of the slider, besides that of the data: from rare to one in two.
PREVALENCES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
TITLE = "Où mettre le seuil ?"
INSTRUCTION = "Prédisez : que deviennent les fausses alertes si le seuil baisse ? Déplacez-le, puis changez la prévalence."


class ThresholdExplorer(ChevetWidget):
    """Everything a threshold does, computed again in the page at each gesture.

    Args:
        groups: counts of the scores (:class:`chevet.audit.ScoreCounts`), or one per group by name; groups share
            their steps.
        step: rank of the threshold shown first, 0 (everybody alerted) to k (nobody); the middle by default.
        prevalence: share of the diseased shown first, between 0 and 1; that of the data by default.
        price: false alerts accepted for a right one, 1 to 50, for the net benefit shown first.
        score: name of the score, « score », « probabilité ».
        people: plural noun of those who are counted, « patients ».
        condition: what follows « ont » in a sentence, « un sepsis ».
        mark: (rank of a step, its name), such as the threshold of the maker.
        calibration: bins of predicted risk, each ``{"predicted", "observed": shares, "n"}``.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
    """

    groups: traitlets.List[Any] = traitlets.List(help="name, ill, well: counts by step.").tag(sync=True)
    steps: traitlets.List[float] = traitlets.List(help="Lower bound of each step, rising.").tag(sync=True)
    step = traitlets.Int(0, help="Rank of the threshold; len(steps) alerts nobody.").tag(sync=True)
    prevalences: traitlets.List[float] = traitlets.List(help="What the slider offers, rising.").tag(sync=True)
    own = traitlets.Int(0, help="Rank of the prevalence of the data.").tag(sync=True)
    prevalence = traitlets.Int(0, help="Rank of the prevalence shown.").tag(sync=True)
    price = traitlets.Int(10, min=1, max=50, help="False alerts accepted for a right one.").tag(sync=True)
    mark: traitlets.Dict[str, Any] = traitlets.Dict(help="step, name; or nothing.").tag(sync=True)
    calibration: traitlets.List[Any] = traitlets.List(help="predicted, observed, n of each bin.").tag(
        sync=True
    )
    score = traitlets.Unicode("score").tag(sync=True)
    people = traitlets.Unicode("patients").tag(sync=True)
    condition = traitlets.Unicode("la maladie").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        groups: ScoreCounts | Mapping[str, ScoreCounts],
        *,
        step: int | None = None,
        prevalence: float | None = None,
        price: int = 10,
        score: str = "score",
        people: str = "patients",
        condition: str = "la maladie",
        mark: tuple[int, str] | None = None,
        calibration: Sequence[Mapping[str, float]] = (),
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        named = {"": groups} if isinstance(groups, ScoreCounts) else dict(groups)
        problems = _check(named, step, prevalence, price, mark)
        if problems:
            raise CourseError(problems)
        steps = next(iter(named.values())).steps
        ill, n = (sum(sum(part) for one in named.values() for part in parts(one)) for parts in (_ill, _all))
        own = ill / n
        offered = sorted({*PREVALENCES, own, *([] if prevalence is None else [prevalence])})
        super().__init__(
            groups=[
                {"name": fr(name), "ill": list(c.ill), "well": list(c.well)} for name, c in named.items()
            ],
            steps=list(steps),
            step=len(steps) // 2 if step is None else step,
            prevalences=offered,
            own=offered.index(own),
            prevalence=offered.index(own if prevalence is None else prevalence),
            price=price,
            mark={} if mark is None else {"step": mark[0], "name": fr(mark[1])},
            calibration=[dict(one) for one in calibration],
            score=fr(score),
            people=fr(people),
            condition=fr(condition),
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr("Calculé dans la page, sur des données inventées pour ce cours."),
            **kwargs,
        )

    @traitlets.validate("step", "prevalence")
    def _within(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        most = len(self.steps) if name == "step" else len(self.prevalences) - 1
        if not 0 <= value <= most:
            raise traitlets.TraitError(f"{name} = {value} : donnez un rang de 0 à {most}.")
        return int(value)

    def summary(self) -> str:
        """The sentence of the start, which does not depend on the browser."""
        return fallback.sentence(self.state(), self.state()["groups"][0])

    def fallback_html(self) -> str:
        """The sentence, the measures at the threshold, and ten thresholds, as text."""
        return fallback.frame(self.state())


def _ill(counts: ScoreCounts) -> tuple[tuple[int, ...], ...]:
    return (counts.ill,)


def _all(counts: ScoreCounts) -> tuple[tuple[int, ...], ...]:
    return (counts.ill, counts.well)


def _check(
    named: Mapping[str, ScoreCounts],
    step: int | None,
    prevalence: float | None,
    price: int,
    mark: tuple[int, str] | None,
) -> list[Problem]:
    if not named:
        return [_problem("aucun groupe.", "Donnez au moins les effectifs d'un groupe.")]
    counts = list(named.values())
    most = len(counts[0].steps)
    problems = []
    if any(one.steps != counts[0].steps for one in counts):
        problems.append(_problem("les groupes n'ont pas les mêmes paliers.", "Comptez-les sur les mêmes."))
    if not all(sum(one.ill) and sum(one.well) for one in counts):
        problems.append(_problem("un groupe n'a pas de malade, ou que des malades.", "Il faut des deux."))
    problems += [
        _problem(f"{name} vaut {rank}.", f"Donnez un rang de 0 à {most}.")
        for name, rank in (("step", step), ("mark", mark[0] if mark else None))
        if rank is not None and not 0 <= rank <= most
    ]
    if prevalence is not None and not 0 < prevalence < 1:
        problems.append(_problem(f"prevalence vaut {prevalence:g}.", "Donnez une part entre 0 et 1."))
    if not 1 <= price <= 50:
        problems.append(_problem(f"price vaut {price}.", "Donnez un nombre de 1 à 50."))
    return problems


def _problem(message: str, remedy: str) -> Problem:
    return Problem("ThresholdExplorer", 0, message, remedy)
