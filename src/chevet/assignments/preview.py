"""What a teacher reads before giving an assignment: each question with its weight, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chevet.assignments.files import Read

FEEDBACK = {
    "each": "après chaque question",
    "end": "à la fin",
    "closed": "après le dernier jour",
}


def describe(read: Read) -> Iterator[str]:
    """The lines of the preview, in French."""
    assignment = read.assignment
    yield assignment.title
    if assignment.opens or assignment.closes:
        opens = f"du {assignment.opens:%d/%m/%Y} " if assignment.opens else ""
        closes = f"au {assignment.closes:%d/%m/%Y}" if assignment.closes else ""
        yield f"  {opens}{closes}".rstrip()
    attempts = "sans limite de tentatives"
    if assignment.attempts:
        attempts = f"{assignment.attempts} tentative{'s' if assignment.attempts > 1 else ''}"
    yield f"  Correction {FEEDBACK[assignment.feedback]} ; {attempts}."
    if assignment.instructions:
        yield f"  {assignment.instructions}"
    total = sum(one.weight for one in read.asked) + sum(lab.weight for lab in assignment.labs)
    for rank, one in enumerate(read.asked, 1):
        exam = ", examen" if one.question.usage == "examen" else ""
        share = 100 * one.weight / total
        if (case := one.question.case) and case.rank == 1:
            yield f"       dossier {case.id} ({case.kind}, {case.count} questions, dans l’ordre) : {_short(case.vignette)}"
        yield (
            f"  {rank:>3}. {one.question.id} ({one.question.type}, difficulté {one.question.difficulty}{exam}), "
            f"{share:.0f} % : {_short(one.question.stem)}"
        )
    for lab in assignment.labs:
        yield f"       travail pratique {lab.slug}, {100 * lab.weight / total:.0f} % : noté par l’enseignant"
    kinds = Counter(one.question.type for one in read.asked)
    chapters = Counter(one.chapter for one in read.asked)
    rows = {row for one in read.asked for row in one.question.covers}
    yield (
        f"  {len(read.asked)} question{'s' if len(read.asked) > 1 else ''} : "
        + ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        + " ; "
        + ", ".join(f"{n} de {slug}" for slug, n in sorted(chapters.items()))
        + f" ; {len(rows)} ligne{'s' if len(rows) > 1 else ''} du programme."
    )
    if pending := sum(one.question.review == "pending" for one in read.asked):
        yield f"  {pending} sans relecture clinique signée : relisez-les avant de noter avec."


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 90 else text[:89] + "…"
