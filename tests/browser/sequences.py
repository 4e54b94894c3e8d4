"""What a learner may do in a package, and what the LMS must have after each step: the table, and nothing that plays it.

A step is a gesture and what is saved once it is done. A gesture is words: ``answer essai-01 b`` ticks and submits,
``type essai-03 token`` writes and submits, ``press essai-01 Réessayer`` presses a button of a question, ``press
Terminer`` one of the page; ``open``, ``leave``, ``crash``; ``refuse SetValue`` makes the LMS refuse those calls (a
regular expression on « call element »), ``accept`` ends that; ``expire`` makes it lose the session, as it says at the
next call. Scores are those of the questions of each package:
five questions worth 20 in « devoir », four steps worth 25 in « dossier », four questions worth 25 in « epreuve »,
75 and 25 in « poids ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

INCOMPLETE, COMPLETED, NEW = "incomplete", "completed", "not attempted"


@dataclass(frozen=True)
class Step:
    """``told``: the interactions that this step adds, « essai-01 correct » each; ``says``: how the notice begins."""

    do: str
    status: str
    raw: str
    told: tuple[str, ...] = ()
    says: str | None = None  # None: nothing is asked of the notice


@dataclass(frozen=True)
class Path:
    """One learner; ``saved``: what the LMS already had; ``package``: which one is opened first."""

    name: str
    steps: tuple[Step, ...]
    package: str = "devoir"
    saved: Mapping[str, str] = field(default_factory=dict)
    editions: tuple[str, ...] = ("1.2", "2004")
    players: tuple[str, ...] = ("double", "again")


def step(do: str, status: str, raw: str, *told: str, says: str | None = None) -> Step:
    return Step(do, status, raw, told, says)


OPEN = step("open", INCOMPLETE, "", says="")
RIGHT = {
    "essai-01": "answer essai-01 b",
    "essai-02": "answer essai-02 a b",
    "essai-03": "type essai-03 token",
    "essai-04": "type essai-04 6",
    "formes-09": "answer formes-09 b",
}
WRONG = {
    "essai-01": "answer essai-01 a",
    "essai-02": "answer essai-02 c e",
    "essai-03": "type essai-03 mot",
    "essai-04": "type essai-04 7",
    "formes-09": "answer formes-09 a",
}


def walk(answers: Mapping[str, str], result: str, each: int, start: int = 0) -> tuple[Step, ...]:
    """All the questions in order, the score growing by ``each``; the last one completes."""
    steps = []
    for rank, (question, do) in enumerate(answers.items(), 1):
        status = COMPLETED if rank == len(answers) else INCOMPLETE
        steps.append(step(do, status, str(start + each * rank), f"{question} {result}"))
    return tuple(steps)


ALL_RIGHT = walk(RIGHT, "correct", 20)
BUSY = "Moodle n’a pas répondu."
BACK = "Moodle répond de nouveau."

PATHS = (
    Path("opened and left", (OPEN, step("leave", INCOMPLETE, ""))),
    Path("all right", (OPEN, *ALL_RIGHT, step("leave", COMPLETED, "100"))),
    Path("all wrong is completed with 0", (OPEN, *walk(WRONG, "wrong", 0), step("leave", COMPLETED, "0"))),
    Path("one discordance", (OPEN, step("answer essai-02 a", INCOMPLETE, "10", "essai-02 0.5"))),
    Path(
        "an unacceptable choice costs all",
        (OPEN, step("answer essai-02 a b d", INCOMPLETE, "0", "essai-02 wrong")),
    ),
    Path(
        "an indispensable choice missed costs all",
        (OPEN, step("answer essai-02 b", INCOMPLETE, "0", "essai-02 wrong")),
    ),
    Path("an acceptable word is half", (OPEN, step("type essai-03 jeton", INCOMPLETE, "10", "essai-03 0.5"))),
    Path(
        "an answer that is a trap", (OPEN, step("type essai-03 syllabe", INCOMPLETE, "0", "essai-03 wrong"))
    ),
    Path("a question passed", (OPEN, step("press essai-01 Passer", INCOMPLETE, "0", "essai-01 wrong"))),
    Path(
        "what is not a number is not an answer",
        (
            OPEN,
            step("type essai-04 douze", INCOMPLETE, ""),
            step("type essai-04 6,0", INCOMPLETE, "20", "essai-04 correct"),
        ),
    ),
    Path("nothing chosen is not an answer", (OPEN, step("answer essai-01", INCOMPLETE, ""))),
    Path(
        "wrong, then right: the first attempt counts",
        (
            OPEN,
            step(WRONG["essai-01"], INCOMPLETE, "0", "essai-01 wrong"),
            step("press essai-01 Réessayer", INCOMPLETE, "0"),
            step(RIGHT["essai-01"], INCOMPLETE, "0"),
        ),
    ),
    Path(
        "right, then wrong: nothing is lost",
        (
            OPEN,
            step(RIGHT["essai-03"], INCOMPLETE, "20", "essai-03 correct"),
            step("press essai-03 Réessayer", INCOMPLETE, "20"),
            step(WRONG["essai-03"], INCOMPLETE, "20"),
            step("leave", INCOMPLETE, "20"),
        ),
    ),
    Path(
        "a hint read is told and costs nothing",
        (
            OPEN,
            step("press formes-09 Indice", INCOMPLETE, ""),
            step(RIGHT["formes-09"], INCOMPLETE, "20", "formes-09 correct", "formes-09.indices neutral"),
            step("leave", INCOMPLETE, "20"),
            step("open", INCOMPLETE, "20", says=""),
            step("press formes-09 Réessayer", INCOMPLETE, "20"),
            step(WRONG["formes-09"], INCOMPLETE, "20"),
        ),
    ),
    Path(
        "a hint read before a wrong answer",
        (
            OPEN,
            step("press formes-09 Indice", INCOMPLETE, ""),
            step(WRONG["formes-09"], INCOMPLETE, "0", "formes-09 wrong", "formes-09.indices neutral"),
        ),
    ),
    Path(
        "left in the middle, come back, finished",
        (
            OPEN,
            *ALL_RIGHT[:2],
            step("leave", INCOMPLETE, "40"),
            step("open", INCOMPLETE, "40", says=""),
            *ALL_RIGHT[2:],
            step("leave", COMPLETED, "100"),
        ),
    ),
    Path(
        "an answer given on leaving is not lost",
        (OPEN, step(f"{RIGHT['essai-01']} & leave", INCOMPLETE, "20", "essai-01 correct")),
    ),
    Path(
        "a page that dies after a commit",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step("crash", INCOMPLETE, "20"),
            step("open", INCOMPLETE, "20", says=""),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-02 correct"),
        ),
    ),
    Path(
        "opened again once completed",
        (
            OPEN,
            *ALL_RIGHT,
            step("leave", COMPLETED, "100"),
            step("open", COMPLETED, "100", says=""),
            step("press essai-01 Réessayer", COMPLETED, "100"),
            step(WRONG["essai-01"], COMPLETED, "100"),
            step("leave", COMPLETED, "100"),
        ),
    ),
    Path(
        "answers that cannot be read cost no point",
        (
            step("open", INCOMPLETE, "50", says="Vos réponses précédentes n’ont pas pu être relues."),
            step(RIGHT["essai-01"], INCOMPLETE, "50", "essai-01 correct"),
            step("leave", INCOMPLETE, "50"),
        ),
        saved={"suspended": "#?!", "status": INCOMPLETE, "raw": "50"},
    ),
    Path(
        "answers that cannot be read do not undo what was completed",
        (
            step("open", COMPLETED, "80", says="Vos réponses précédentes n’ont pas pu être relues."),
            step(WRONG["essai-01"], COMPLETED, "80", "essai-01 wrong"),
        ),
        saved={"suspended": "2AAAAAAAAAA", "status": COMPLETED, "raw": "80"},
    ),
    Path(
        "answers cut on their way",
        (
            OPEN,
            *ALL_RIGHT[:3],
            step("leave", INCOMPLETE, "60"),
            step("cut", INCOMPLETE, "60"),
            step("open", INCOMPLETE, "60", says="Vos réponses précédentes n’ont pas pu être relues."),
            step(RIGHT["essai-04"], INCOMPLETE, "60", "essai-04 correct"),
        ),
    ),
    Path(
        "an LMS that refuses to open, then answers",
        (
            step("refuse .", NEW, ""),
            step("open", NEW, "", says=BUSY),
            step(RIGHT["essai-01"], NEW, "", says=BUSY),
            step("accept", NEW, ""),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-01 correct", "essai-02 correct", says=BACK),
        ),
    ),
    Path(
        "an LMS that breaks",
        (
            step("break .", NEW, ""),
            step("open", NEW, "", says=BUSY),
            step(RIGHT["essai-01"], NEW, "", says=BUSY),
            step("leave", NEW, ""),
        ),
    ),
    Path(
        "an LMS that is late: what it had came first",
        (
            OPEN,
            step(WRONG["essai-01"], INCOMPLETE, "0", "essai-01 wrong"),
            step("leave", INCOMPLETE, "0"),
            step("refuse .", INCOMPLETE, "0"),
            step("open", INCOMPLETE, "0", says=BUSY),
            step(RIGHT["essai-01"], INCOMPLETE, "0", says=BUSY),
            step("accept", INCOMPLETE, "0"),
            step(RIGHT["essai-02"], INCOMPLETE, "20", "essai-02 correct", says=BACK),
        ),
    ),
    Path(
        "an LMS that refuses what is set",
        (
            OPEN,
            step("refuse SetValue", INCOMPLETE, ""),
            step(RIGHT["essai-01"], INCOMPLETE, "", says=BUSY),
            step("accept", INCOMPLETE, ""),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-01 correct", "essai-02 correct", says=BACK),
        ),
    ),
    Path(
        "an LMS that refuses to save",
        (
            OPEN,
            step("refuse Commit", INCOMPLETE, ""),
            step(RIGHT["essai-01"], INCOMPLETE, "", says=BUSY),
            step("accept", INCOMPLETE, ""),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-01 correct", "essai-02 correct", says=BACK),
        ),
    ),
    Path(
        "a session that expires, and the next visit",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step("refuse .", INCOMPLETE, "20"),
            step(RIGHT["essai-02"], INCOMPLETE, "20", says=BUSY),
            step("leave", INCOMPLETE, "20"),
            step("accept", INCOMPLETE, "20"),
            step("open", INCOMPLETE, "40", "essai-02 correct", says=BACK),
            *(step(one.do, one.status, one.raw, *one.told) for one in ALL_RIGHT[2:]),
        ),
    ),
    Path(
        "a session lost by the LMS: another is asked for, and told everything",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step(WRONG["essai-02"], INCOMPLETE, "20", "essai-02 wrong"),
            step("expire", INCOMPLETE, "20"),
            step(RIGHT["essai-03"], INCOMPLETE, "40", "essai-03 correct", says=""),
            step(RIGHT["essai-04"], INCOMPLETE, "60", "essai-04 correct"),
            step("expire", INCOMPLETE, "60"),
            step(RIGHT["formes-09"], COMPLETED, "80", "formes-09 correct", says=""),
            step("leave", COMPLETED, "80"),
            step("open", COMPLETED, "80", says=""),
        ),
    ),
    Path(
        "a session lost before the first answer, then on leaving with one",
        (
            OPEN,
            step("expire", INCOMPLETE, ""),
            step("press formes-09 Indice", INCOMPLETE, ""),
            step(
                WRONG["formes-09"], INCOMPLETE, "0", "formes-09 wrong", "formes-09.indices neutral", says=""
            ),
            step("expire", INCOMPLETE, "0"),
            step(f"{RIGHT['essai-01']} & leave", INCOMPLETE, "20", "essai-01 correct"),
            step("open", INCOMPLETE, "20", says=""),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-02 correct"),
        ),
    ),
    Path(
        "a session lost, and no other until one signs in again",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step("expire", INCOMPLETE, "20"),
            step("refuse Initialize", INCOMPLETE, "20"),
            step(RIGHT["essai-02"], INCOMPLETE, "20", says=BUSY),
            step(RIGHT["essai-03"], INCOMPLETE, "20", says=BUSY),
            step("accept", INCOMPLETE, "20"),
            step(
                RIGHT["essai-04"],
                INCOMPLETE,
                "80",
                "essai-02 correct",
                "essai-03 correct",
                "essai-04 correct",
                says=BACK,
            ),
        ),
    ),
    Path(
        "a session lost for good: the answers wait for the next visit",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step("expire", INCOMPLETE, "20"),
            step("refuse Initialize", INCOMPLETE, "20"),
            step(RIGHT["essai-02"], INCOMPLETE, "20", says=BUSY),
            step("leave", INCOMPLETE, "20"),
            step("accept", INCOMPLETE, "20"),
            step("open", INCOMPLETE, "40", "essai-02 correct", says=BACK),
        ),
    ),
    Path(
        "a session lost in the middle of a mock exam",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, ""),
            step(WRONG["essai-02"], INCOMPLETE, ""),
            step("expire", INCOMPLETE, ""),
            step(RIGHT["essai-03"], INCOMPLETE, ""),
            step(RIGHT["essai-04"], INCOMPLETE, ""),
            step("expire", INCOMPLETE, ""),
            step(
                "press Terminer_l’épreuve",
                COMPLETED,
                "75",
                "essai-01 correct",
                "essai-02 wrong",
                "essai-03 correct",
                "essai-04 correct",
            ),
            step("leave", COMPLETED, "75"),
        ),
        package="epreuve",
    ),
    Path(
        "a session that expires, and another student on the same machine",
        (
            OPEN,
            step("refuse .", INCOMPLETE, ""),
            step(RIGHT["essai-02"], INCOMPLETE, "", says=BUSY),
            step("leave", INCOMPLETE, ""),
            step("accept", INCOMPLETE, ""),
            step("enrol etu-0002", NEW, ""),
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
        ),
    ),
    Path(
        "a second tab takes over",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "20", "essai-01 correct"),
            step("second tab", INCOMPLETE, "20", says=""),
            step("says in the first Cette page vient d’être ouverte dans un autre onglet", INCOMPLETE, "20"),
            step(RIGHT["essai-02"], INCOMPLETE, "40", "essai-02 correct"),
            step(f"in the first {RIGHT['essai-03']}", INCOMPLETE, "40"),
            step("leave", INCOMPLETE, "40"),
        ),
        players=("double",),
    ),
    Path(
        "no room left for the answers: the score is kept",
        (
            OPEN,
            step("refuse SetValue cmi.suspend_data", INCOMPLETE, ""),
            step(RIGHT["essai-01"], INCOMPLETE, "20", says=BUSY),
            step("leave", INCOMPLETE, "20"),
            step("accept", INCOMPLETE, "20"),
            step("open", INCOMPLETE, "20", "essai-01 correct", says=BACK),
        ),
    ),
    Path(
        "an LMS without interactions",
        (
            OPEN,
            step("refuse interactions", INCOMPLETE, ""),
            step(RIGHT["essai-01"], INCOMPLETE, "20", says=""),
        ),
    ),
    Path(
        "reviewed: nothing changes",
        (
            step("open", COMPLETED, "50", says="Vous relisez ce chapitre."),
            step(RIGHT["essai-01"], COMPLETED, "50"),
            step("leave", COMPLETED, "50"),
        ),
        saved={"mode": "review", "status": COMPLETED, "raw": "50"},
    ),
    Path(
        "browsed: no trace but that one",
        (
            step("open", NEW, "", says="Vous relisez ce chapitre."),
            step(RIGHT["essai-01"], NEW, ""),
            step("leave", "browsed", ""),
        ),
        saved={"mode": "browse"},
    ),
    Path(
        "without credit: a status, no score",
        (
            OPEN,
            *(step(one.do, one.status, "") for one in ALL_RIGHT),
            step("leave", COMPLETED, ""),
        ),
        saved={"credit": "no-credit"},
    ),
    Path(
        "a package corrected during the term",
        (
            OPEN,
            *ALL_RIGHT[:2],
            step("leave", INCOMPLETE, "40"),
            step("update corrige", INCOMPLETE, "40"),
            step("open", INCOMPLETE, "40", says=""),
            # Its question changed: it is asked again, and a score already given stays.
            step(WRONG["essai-01"], INCOMPLETE, "40", "essai-01 wrong"),
            step(RIGHT["essai-03"], INCOMPLETE, "40", "essai-03 correct"),
            step(RIGHT["essai-04"], INCOMPLETE, "60", "essai-04 correct"),
            step(RIGHT["formes-09"], COMPLETED, "80", "formes-09 correct"),
        ),
    ),
    Path(
        "weights",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, "75", "essai-01 correct"),
            step("type essai-03 jeton", COMPLETED, "87.5", "essai-03 0.5"),
        ),
        package="poids",
    ),
    Path(
        "a case, step after step",
        (
            OPEN,
            step("answer formes-08-01 a", INCOMPLETE, "25", "formes-08-01 correct"),
            step("press Question_suivante", INCOMPLETE, "25"),
            step("type formes-08-02 manquante", INCOMPLETE, "50", "formes-08-02 correct"),
            step("press Question_suivante", INCOMPLETE, "50"),
            step("type formes-08-03 4", INCOMPLETE, "50", "formes-08-03 wrong"),
            step("press Question_suivante", INCOMPLETE, "50"),
            step("answer formes-08-04 a c", COMPLETED, "75", "formes-08-04 correct"),
            step("leave", COMPLETED, "75"),
        ),
        package="dossier",
    ),
    Path(
        "a case left in the middle goes on at its next step",
        (
            OPEN,
            step("press formes-08-01 Passer", INCOMPLETE, "0", "formes-08-01 wrong"),
            step("press Question_suivante", INCOMPLETE, "0"),
            step("press formes-08-02 Indice", INCOMPLETE, "0"),
            step(
                "type formes-08-02 manquante",
                INCOMPLETE,
                "25",
                "formes-08-02 correct",
                "formes-08-02.indices neutral",
            ),
            step("leave", INCOMPLETE, "25"),
            step("open", INCOMPLETE, "25", says=""),
            step("type formes-08-03 3", INCOMPLETE, "50", "formes-08-03 correct"),
            step("press Question_suivante", INCOMPLETE, "50"),
            step("answer formes-08-04 b", COMPLETED, "50", "formes-08-04 wrong"),
        ),
        package="dossier",
    ),
    Path(
        "a case taken again changes no mark",
        (
            OPEN,
            step("answer formes-08-01 b", INCOMPLETE, "0", "formes-08-01 wrong"),
            step("press Question_suivante", INCOMPLETE, "0"),
            step("press formes-08-02 Passer", INCOMPLETE, "0", "formes-08-02 wrong"),
            step("press Question_suivante", INCOMPLETE, "0"),
            step("press formes-08-03 Passer", INCOMPLETE, "0", "formes-08-03 wrong"),
            step("press Question_suivante", INCOMPLETE, "0"),
            step("press formes-08-04 Passer", COMPLETED, "0", "formes-08-04 wrong"),
            step("press Recommencer_le_dossier", COMPLETED, "0"),
            step("answer formes-08-01 a", COMPLETED, "0"),
            step("leave", COMPLETED, "0"),
        ),
        package="dossier",
    ),
    Path(
        "a mock exam: nothing is told before its end",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, ""),
            step(WRONG["essai-02"], INCOMPLETE, ""),
            step(RIGHT["essai-03"], INCOMPLETE, ""),
            step(RIGHT["essai-04"], INCOMPLETE, ""),
            step(
                "press Terminer_l’épreuve",
                COMPLETED,
                "75",
                "essai-01 correct",
                "essai-02 wrong",
                "essai-03 correct",
                "essai-04 correct",
            ),
            step("leave", COMPLETED, "75"),
        ),
        package="epreuve",
    ),
    Path(
        "a mock exam left and taken up again, an answer changed",
        (
            OPEN,
            step(WRONG["essai-01"], INCOMPLETE, ""),
            step("leave", INCOMPLETE, ""),
            step("open", INCOMPLETE, "", says=""),
            step("press essai-01 Changer", INCOMPLETE, ""),
            step(RIGHT["essai-01"], INCOMPLETE, ""),
            step("leave", INCOMPLETE, ""),
            step("open", INCOMPLETE, "", says=""),
            # Three questions without an answer: a dialog asks, then they are worth 0.
            step("press Terminer_l’épreuve", INCOMPLETE, ""),
            step(
                "confirm Terminer_l’épreuve",
                COMPLETED,
                "25",
                "essai-01 correct",
                "essai-02 wrong",
                "essai-03 wrong",
                "essai-04 wrong",
            ),
        ),
        package="epreuve",
    ),
    Path(
        "a mock exam never ended gives no mark",
        (
            OPEN,
            step(RIGHT["essai-01"], INCOMPLETE, ""),
            step("leave", INCOMPLETE, ""),
            step("open", INCOMPLETE, "", says=""),
            step("leave", INCOMPLETE, ""),
        ),
        package="epreuve",
    ),
)
