"""Who wrote a row: the column that names learners best, and the rows that are nobody's."""

from __future__ import annotations

from collections.abc import Sequence

from chevet.cohort.columns import Columns
from chevet.quiz.fold import fold

_WORDS = {
    "email": "l’adresse de courriel",
    "idnumber": "le numéro d’identification",
    "username": "le nom d’utilisateur",
    "name": "le nom et le prénom (deux homonymes y font une seule personne)",
}
_NOBODY = {
    "overall average",
    "moyenne globale",
    "moyenne generale",
    "moyenne d ensemble",
    "group average",
    "moyenne du groupe",
}


class People:
    """How one table names its learners.

    Args:
        columns: of the table.
        rows: its rows; a column empty in half of them is passed over.
    """

    def __init__(self, columns: Columns, rows: Sequence[Sequence[str]]) -> None:
        self._columns = columns.plain
        self.kind = ""
        for role in ("email", "idnumber", "username"):
            rank = columns.plain.get(role)
            if rank is not None and 2 * sum(bool(row[rank].strip(" -")) for row in rows) > len(rows):
                self.kind = role
                break
        else:
            if "lastname" in columns.plain or "firstname" in columns.plain:
                self.kind = "name"

    @property
    def words(self) -> str:
        """Which column was taken, in French."""
        return _WORDS.get(self.kind, "")

    def name(self, row: Sequence[str]) -> str:
        """What tells this row's learner; "" for the row of a mean, or without anybody."""
        names = [row[self._columns[part]] for part in ("lastname", "firstname") if part in self._columns]
        if any(fold(name) in _NOBODY for name in names):
            return ""
        if self.kind == "name":
            return " ".join(names).strip(" -")
        return row[self._columns[self.kind]].strip(" -") if self.kind else ""
