"""A tool judged group by group, with its uncertainty; one measure made equal, and the others seen to move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import traitlets

from chevet.audit import ScoreCounts
from chevet.problems import CourseError, Problem
from chevet.typography import fr
from chevet.widgets.base import ChevetWidget
from chevet.widgets.subgroup_audit import fallback
from chevet.widgets.subgroup_audit.reading import POLICIES, SAME, say_all

TITLE = "Le même outil, groupe par groupe"
INSTRUCTION = "Prédisez : si la sensibilité devient la même pour tous, que devient la valeur d'une alerte ? Puis égalisez."
PROVENANCE = "Calculé dans la page, sur des données inventées pour ce cours. Intervalles de Wilson à 95 %."


class SubgroupAudit(ChevetWidget):
    """Sensitivity, specificity, predictive values and share alerted of each group, as shares with intervals.

    Args:
        groups: counts of the scores by group (:class:`chevet.audit.ScoreCounts`), on the same steps; two at least.
        step: rank of the common threshold shown first; the middle by default.
        policy: which measure is made equal at first: ``same`` (none), ``alerted``, ``sensitivity``,
            ``specificity`` or ``ppv``.
        auc: (value, low, high) by group, computed in Python by resampling; shown as given.
        score: name of the score.
        title, instruction, provenance: words of the frame.

    Raises:
        CourseError: what is wrong in these arguments, all at once.
    """

    groups: traitlets.List[Any] = traitlets.List(help="name, ill, well, auc of each group.").tag(sync=True)
    steps: traitlets.List[float] = traitlets.List(help="Lower bound of each step, rising.").tag(sync=True)
    step = traitlets.Int(0, help="Rank of the common threshold; len(steps) alerts nobody.").tag(sync=True)
    policy = traitlets.Unicode(SAME, help="Which measure is made equal.").tag(sync=True)
    score = traitlets.Unicode("score").tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    instruction = traitlets.Unicode().tag(sync=True)
    provenance = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        groups: Mapping[str, ScoreCounts],
        *,
        step: int | None = None,
        policy: str = SAME,
        auc: Mapping[str, Sequence[float]] | None = None,
        score: str = "score",
        title: str = "",
        instruction: str = "",
        provenance: str = "",
        **kwargs: Any,
    ) -> None:
        problems = _check(groups, step, policy, auc or {})
        if problems:
            raise CourseError(problems)
        steps = next(iter(groups.values())).steps
        shown = [
            {
                "name": fr(name),
                "ill": list(c.ill),
                "well": list(c.well),
                "auc": list((auc or {}).get(name, ())),
            }
            for name, c in groups.items()
        ]
        super().__init__(
            groups=shown,
            steps=list(steps),
            step=len(steps) // 2 if step is None else step,
            policy=policy,
            score=fr(score),
            title=title or fr(TITLE),
            instruction=instruction or fr(INSTRUCTION),
            provenance=provenance or fr(PROVENANCE),
            **kwargs,
        )

    @traitlets.validate("step")
    def _within(self, proposal: Any) -> int:
        if not 0 <= proposal["value"] <= len(self.steps):
            raise traitlets.TraitError(
                f"step = {proposal['value']} : donnez un rang de 0 à {len(self.steps)}."
            )
        return int(proposal["value"])

    @traitlets.validate("policy")
    def _known(self, proposal: Any) -> str:
        if proposal["value"] not in POLICIES:
            raise traitlets.TraitError(
                f"policy = « {proposal['value']} » : choisissez parmi {', '.join(POLICIES)}."
            )
        return str(proposal["value"])

    def summary(self) -> str:
        """The two first sentences of the start, which do not depend on the browser."""
        return " ".join(say_all(self.state())[:2])

    def fallback_html(self) -> str:
        """Each policy in words and as a table, and the areas under the curve, as text."""
        return fallback.frame(self.state())


def _check(
    groups: Mapping[str, ScoreCounts], step: int | None, policy: str, auc: Mapping[str, Sequence[float]]
) -> list[Problem]:
    if len(groups) < 2:
        return [_problem(f"{len(groups)} groupe.", "Donnez-en deux au moins.")]
    counts = list(groups.values())
    most = len(counts[0].steps)
    problems = []
    if any(one.steps != counts[0].steps for one in counts):
        problems.append(_problem("les groupes n'ont pas les mêmes paliers.", "Comptez-les sur les mêmes."))
    if step is not None and not 0 <= step <= most:
        problems.append(_problem(f"step vaut {step}.", f"Donnez un rang de 0 à {most}."))
    if policy not in POLICIES:
        problems.append(_problem(f"policy vaut « {policy} ».", f"Choisissez parmi {', '.join(POLICIES)}."))
    for name, values in auc.items():
        if name not in groups:
            problems.append(
                _problem(f"auc : le groupe « {name} » est inconnu.", f"Groupes : {', '.join(groups)}.")
            )
        elif len(values) != 3 or not 0 <= values[1] <= values[0] <= values[2] <= 1:
            problems.append(
                _problem(f"auc de « {name} » : {list(values)}.", "Donnez valeur, borne basse, borne haute.")
            )
    return problems


def _problem(message: str, remedy: str) -> Problem:
    return Problem("SubgroupAudit", 0, message, remedy)
