"""What each column of an export is, from its header: in French or English, as printed or as a JSON key.

A JSON key has lost its spaces and, for Moodle, its accents with the letters that bore them: « rponse1 ».
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from chevet.cohort.numbers import read_number
from chevet.quiz.fold import fold

_PLAIN = {
    "email": "email emailaddress adressedecourriel adressedemessagerie courriel mail adressemail",
    "idnumber": "idnumber numerodidentification numrodidentification",
    "username": "username nomdutilisateur",
    "lastname": "lastname surname nom nomdefamille name fullname nomcomplet",
    "firstname": "firstname prenom prnom",
    "state": "state status etat tat statut",
    "started": "startedon started commencele commencle commence commenc debut dbut",
    "ended": "completed completedon termine termin lastaccessedon dernieraccesle dernieraccs dernieracces",
    "attempt": "attempt tentative attemptnumber",
    "learner": "learner apprenant etudiant student",
    "item": "item question questionid identifiant",
    "response": "response reponse answer",
    "score": "score note points",
    "certainty": "certainty certitude confidence confiance",
    "date": "date",
    "duration": "timetaken duration duree dure tempsutilise tempsutilis",
    "institution": "institution",
    "department": "department departement dpartement",
}
_ROLES = {name: role for role, names in _PLAIN.items() for name in names.split()}
_NUMBERED = (
    ("response", re.compile(r"(?:response|reponse|rponse)(\d{1,4})")),
    (
        "right",
        re.compile(r"(?:rightanswer|right|(?:reponse|rponse)correcte|bonne(?:reponse|rponse))(\d{1,4})"),
    ),
    ("question", re.compile(r"question(\d{1,4})")),
    ("result", re.compile(r"(?:result|resultat|rsultat)(\d{1,4})")),
)
_MARK = re.compile(r"Q\.?\s*(\d{1,4})\s*/\s*([\d\s.,]+)", re.IGNORECASE)
_MARK_KEY = re.compile(r"q(\d{3,8})")


@dataclass
class Columns:
    """Ranks of the columns found: by role, and by role and number for those of the questions."""

    plain: dict[str, int] = field(default_factory=dict)
    slots: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    most: dict[int, float] = field(default_factory=dict)  # slot → marks it is out of
    ignored: int = 0

    def has(self, role: str) -> bool:
        """Whether some question has a column of this role."""
        return any(role in slot for slot in self.slots.values())


def find_columns(headers: Sequence[str]) -> Columns:
    """The role of each header that has one; the first of two with the same role."""
    found = Columns()
    for rank, header in enumerate(headers):
        compact = fold(header).replace(" ", "")
        if match := _MARK.fullmatch(header.strip()):
            most = read_number(match[2].strip())
            if most:
                found.slots[int(match[1])].setdefault("mark", rank)
                found.most[int(match[1])] = most
                continue
        expected = 1 + sum("mark" in slot for slot in found.slots.values())
        if (match := _MARK_KEY.fullmatch(compact)) and match[1].startswith(str(expected)):
            hundredths = match[1].removeprefix(str(expected))  # « Q. 1 /1,00 » became q1100
            if len(hundredths) >= 3 and int(hundredths):
                found.slots[expected].setdefault("mark", rank)
                found.most[expected] = int(hundredths) / 100
                continue
        for role, pattern in _NUMBERED:
            if match := pattern.fullmatch(compact):
                found.slots[int(match[1])].setdefault(role, rank)
                break
        else:
            plain = _ROLES.get(compact)
            if plain and plain not in found.plain:
                found.plain[plain] = rank
            else:
                found.ignored += 1
    return found
