"""What an author reads: each fault of a bank, its line, its question, and what to do."""

from __future__ import annotations

import pytest

from chevet.problems import CourseError, Problem
from chevet.quiz.bank import load_bank, load_banks

QRM = """\
- id: tokens-01
  type: qrm
  stem: Énoncé
  choices:
    - {text: un, right: true, feedback: parce que}
    - {text: deux, right: false, feedback: parce que}
    - {text: trois, right: true, feedback: parce que}
    - {text: quatre, right: false, feedback: parce que}
"""
QROC = """\
- id: tokens-02
  type: qroc
  stem: Énoncé
  feedback: parce que
  answers:
    - {text: Œdème, credit: 1, feedback: oui}
    - {text: œdème aigu, also: [OAP], credit: 0.5, feedback: presque}
  feedback_wrong: non
  traps:
    - {text: embolie, feedback: non}
"""
NUMERIC = """\
- id: tokens-03
  type: numeric
  stem: Énoncé
  feedback: parce que
  answer: 12
  tolerance: 0.5
  unit: tokens
  feedback_right: oui
  feedback_wrong: non
  traps:
    - {value: 20, tolerance: 1, feedback: non}
"""
QRU = QRM.replace("qrm", "qru").replace("trois, right: true", "trois, right: false")

QRP = QRM.replace("qrm", "qrp")
QRPL = QRM.replace("qrm", "qrpl") + "".join(
    f"    - {{text: mot {n}, right: false, feedback: parce que}}\n" for n in range(6)
)
TCS = """\
- id: tokens-04
  type: tcs
  stem: Énoncé
  hypothesis: une idée
  new_fact: un fait
  votes: [0, 1, 2, 6, 2]
  panel: simulé
  feedback: parce que
"""
ORDERING = """\
- id: tokens-05
  type: ordering
  stem: Énoncé
  items:
    - {text: un, feedback: oui}
    - {text: deux, feedback: oui}
    - {text: trois, feedback: oui}
"""
MATCHING = """\
- id: tokens-06
  type: matching
  stem: Énoncé
  pairs:
    - {left: un, match: impair, feedback: oui}
    - {left: deux, match: pair, feedback: oui}
  others: [premier]
"""
ESTIMATION = """\
- id: tokens-07
  type: estimation
  stem: Énoncé
  feedback: parce que
  answer: 12
  widest: 10
"""
QZP = """\
- id: tokens-08
  type: qzp
  stem: Énoncé
  picture: 01-tokens/absente.svg
  alt: une image
  feedback: parce que
  zones:
    - {name: un, place: [0, 0, 10, 10], right: true, feedback: oui}
    - {name: deux, place: [20, 0, 10, 10], right: false, feedback: oui}
    - {name: trois, place: [40, 0, 10, 10], right: false, feedback: oui}
"""

# (bank, what is written, what is written instead, line, question, words of the message, words of the remedy)
# fmt: off
FAULTS = [
    # files
    ("", "", "", 0, "", "vide", "Écrivez-y"),
    ("[]\n", "", "", 0, "", "vide", "Écrivez-y"),
    ("# rien\n", "", "", 0, "", "vide", "Écrivez-y"),
    ("id: tokens-01\n", "", "", 1, "", "une liste de questions", "« - id: »"),
    (QRM.encode("latin-1"), "", "", 3, "", "UTF-8", "Réenregistrez"),
    (QRM, "  stem:", "\tstem:", 3, "", "tabulation", "espaces"),
    (QRM, "stem: Énoncé", "stem: Soit : deux", 3, "", "le YAML ne se lit pas", "guillemets"),
    (QRM, "stem: Énoncé", 'stem: "Énoncé \x07"', 3, "", "caractère de contrôle", "Effacez-le"),
    (QRM, "stem: Énoncé", "stem: 2026-13-45", 3, "tokens-01", "« 2026-13-45 » ne se lit pas", "guillemets"),
    (QRM, "stem: Énoncé", "stem: Un\n  stem: Deux", 4, "tokens-01",
     "stem est écrite deux fois (d'abord ligne 3)", ""),
    (QRM + "- du texte\n", "", "", 9, "n° 2", "on attendait une question", "id, type, stem"),
    # keys
    (QRM, "type: qrm", "type: qrmm", 2, "tokens-01", "type inconnu « qrmm »",
     "dire « qrm » ? Types connus : qru, qrm"),
    (QRM, "type: qrm", "type: [qrm]", 2, "tokens-01", "type inconnu", "Types connus"),
    (QRM, "  type: qrm\n", "", 1, "tokens-01", "la clé type manque", "Types connus"),
    (QRM, "stem: Énoncé", "stem: É\n  feedbak: x", 4, "tokens-01", "inconnue « feedbak »",
     "dire « feedback » ?"),
    (QRM, "stem: Énoncé", "stem: É\n  zzz: x", 4, "tokens-01", "inconnue « zzz »",
     "Clés possibles : id, type"),
    (QRM, "deux, right", "deux, juste", 6, "tokens-01", "", ""),
    (QRM, "  stem: Énoncé\n", "", 1, "tokens-01", "la clé stem manque", "Ajoutez stem"),
    (QRM, "stem: Énoncé", "stem: ' '", 3, "tokens-01", "la clé stem est vide", "Remplissez-la"),
    (QRM, "stem: Énoncé", "stem: 12", 3, "tokens-01", "« 12 » n'est pas lu comme un texte", "guillemets"),
    (QRM, "stem: Énoncé", "stem: É\n  covers: [C013, C13]", 4, "tokens-01", "« C13 » est mal formé", "C013"),
    (QRM, "stem: Énoncé", "stem: É\n  covers: C013", 4, "tokens-01", "on attendait une liste", "tiret"),
    (QRM, "stem: Énoncé", "stem: É\n  difficulty: 4", 4, "tokens-01", "4 est plus grand que 3", ""),
    (QRM, "stem: Énoncé", "stem: É\n  difficulty: '1'", 4, "tokens-01", "n'est pas un nombre", ""),
    (QRM, "stem: Énoncé", "stem: É\n  usage: exam", 4, "tokens-01", "« exam » n'existe pas",
     "entrainement ou examen"),
    (QRM, "stem: Énoncé", "stem: É\n  retired: oui", 4, "tokens-01", "« oui » n'est ni true ni false", ""),
    (QRM, "stem: Énoncé", "stem: É\n  review: AB", 4, "tokens-01", "« AB » n'est ni pending",
     "AB 2026-11-21"),
    (QRM, "stem: Énoncé", "stem: É\n  review: Paul 2026-11-21", 4, "tokens-01", "n'est ni pending", ""),
    (QRM, "stem: Énoncé", "stem: É\n  review: AB 2026-02-30", 4, "tokens-01", "n'est ni pending",
     "AB 2026-11-21"),
    # ids
    (QRM, "tokens-01", "Tokens-1", 1, "Tokens-1", "s'écrit tokens- suivi de deux chiffres", "tokens-01"),
    (QRM, "tokens-01", "biais-01", 1, "biais-01", "s'écrit tokens- suivi de deux chiffres", "tokens-01"),
    (QRM, "id: tokens-01", "id: 1", 1, "n° 1", "« 1 » n'est pas lu comme un texte", "tokens-03"),
    (QRM + QRM, "", "", 9, "tokens-01", "déjà pris (exercises/banks/01-tokens.yml, ligne 1)", "permanent"),
    # choices
    (QRU, "un, right: true", "un, right: false", 4, "tokens-01", "aucune réponse juste", "right: true"),
    (QRM.replace("true", "false"), "", "", 4, "tokens-01", "aucune réponse juste", "right: true"),
    (QRU, "deux, right: false", "deux, right: true", 4, "tokens-01", "plusieurs réponses justes (a et b)",
     "type: qrm"),
    (QRM[: QRM.index("    - {text: quatre")], "", "", 4, "tokens-01", "3 propositions ; le barème",
     "Complétez"),
    (QRM + QRM[QRM.index("    -") :].replace("text: ", "text: encore "), "", "", 4, "tokens-01",
     "8 propositions", ""),
    (QRM, "text: trois", "text: deux", 7, "tokens-01", "proposition c, même texte que la proposition b",
     "Changez"),
    (QRM, "deux, right: false, feedback: parce que", "deux, right: false", 6, "tokens-01",
     "proposition b, la clé feedback manque", "apprend"),
    (QRM, "deux, right: false, feedback: parce que", "deux, right: false, feedback: ''", 6, "tokens-01",
     "proposition b, la clé feedback est vide", "apprend"),
    (QRM, "deux, right: false, feedback: parce que", "deux, right: false, feedback:", 6, "tokens-01",
     "proposition b, la clé feedback est vide", "apprend"),
    (QRM, "deux, right: false", "deux, right: non", 6, "tokens-01", "« non » n'est ni true ni false",
     "right: false"),
    (QRM, "deux, right: false", "deux, right: false, indispensable: true", 6, "tokens-01",
     "proposition b, fausse, et pourtant dite indispensable", "Retirez"),
    (QRM, "un, right: true", "un, right: true, unacceptable: true", 5, "tokens-01",
     "proposition a, juste, et pourtant dite inacceptable", "Retirez"),
    (QRU, "un, right: true", "un, right: true, indispensable: true", 5, "tokens-01",
     "d'effet que dans un qrm", ""),
    (QRM, "{text: deux, right: false, feedback: parce que}", "deux", 6, "tokens-01",
     "on attendait des clés", "{text:"),
    # qroc
    (QROC, "  feedback: parce que\n", "", 1, "tokens-02", "la clé feedback manque", "apprend"),
    (QROC, "  feedback_wrong: non\n", "", 1, "tokens-02", "la clé feedback_wrong manque", "Ajoutez"),
    (QROC, "credit: 1", "credit: 0.5", 5, "tokens-02", "aucune réponse ne vaut 1 point", "credit: 1"),
    (QROC, "credit: 0.5", "credit: 0.8", 7, "tokens-02", "réponse n° 2, le crédit 0.8 n'existe pas",
     "credit: 0.5"),
    (QROC, "credit: 0.5", "credit: true", 7, "tokens-02", "« true » n'est pas un nombre", "credit: 0.5"),
    (QROC, "credit: 0.5, ", "", 7, "tokens-02", "réponse n° 2, la clé credit manque", "credit: 1"),
    (QROC, "text: œdème aigu", "text: un deux trois quatre cinq six", 7, "tokens-02", "a 6 mots",
     "Raccourcissez"),
    (QROC, "[OAP]", "[un deux trois quatre cinq six]", 7, "tokens-02", "a 6 mots", "Raccourcissez"),
    (QROC, "text: embolie", "text: un deux trois quatre cinq six", 10, "tokens-02",
     "piège n° 1, « un deux", ""),
    (QROC, "text: œdème aigu", "text: '—'", 7, "tokens-02", "n'a ni lettre ni chiffre", "Écrivez"),
    (QROC, "text: œdème aigu", "text: OEDEME", 7, "tokens-02", "« OEDEME » et « Œdème » sont une seule",
     "Gardez"),
    (QROC, "[OAP]", "[oap, O-A-P, Oap]", 7, "tokens-02", "« Oap » et « oap » sont une seule", "Gardez"),
    (QROC, "text: embolie", "text: oap", 10, "tokens-02", "piège n° 1, « oap » et « OAP » sont une seule",
     "Gardez"),
    # numeric
    (NUMERIC, "answer: 12", "answer: 12,5", 5, "tokens-03", "« 12,5 » n'est pas un nombre", "point"),
    (NUMERIC, "answer: 12", "answer: !kg 12", 5, "tokens-03", "« 12 » ne se lit pas", "guillemets"),
    (NUMERIC, "answer: 12", "answer: .nan", 5, "tokens-03", "n'est pas un nombre", ""),
    (NUMERIC, "answer: 12", "answer: true", 5, "tokens-03", "« true » n'est pas un nombre", ""),
    (NUMERIC, "tolerance: 0.5", "tolerance: -1", 6, "tokens-03", "-1 est plus petit que 0", "Augmentez"),
    (NUMERIC, "  tolerance: 0.5\n", "", 1, "tokens-03", "la clé tolerance manque", "Ajoutez"),
    (NUMERIC, "unit: tokens", "unit: 10 g", 7, "tokens-03", "« 10 g » est mal formé", "pas par un chiffre"),
    (NUMERIC, "value: 20", "value: 12.5", 11, "tokens-03", "piège n° 1, sa valeur serait comptée juste",
     "tolérance"),
    # types that came later
    (QRP, "trois, right: true", "trois, right: false", 4, "tokens-01", "une seule réponse juste", "type: qru"),
    (QRP.replace("false", "true"), "", "", 4, "tokens-01", "toutes les propositions sont justes", "Changez"),
    (QRPL, "    - {text: mot 5, right: false, feedback: parce que}\n", "", 4, "tokens-01",
     "9 propositions ; un qrpl en a de 10 à 25", "Complétez"),
    (QRPL, "un, right: true", "un, right: true, indispensable: true", 5, "tokens-01",
     "d'effet que dans un qrm ou un qrp", "Retirez"),
    (QRPL.replace("false", "true"), "", "", 4, "tokens-01", "10 réponses justes ; une liste longue", "Resserrez"),
    (TCS, "[0, 1, 2, 6, 2]", "[0, 1, 2, 8]", 6, "tokens-04", "4 nombres de votes ; il en faut cinq", "0"),
    (TCS, "[0, 1, 2, 6, 2]", "[0, 1, 2, 4, 2]", 6, "tokens-04", "9 votes ; un panel en compte 10", "panel"),
    (TCS, "[0, 1, 2, 6, 2]", "[0, 1, 2, -6, 22]", 6, "tokens-04", "-6 est plus petit que 0", "Augmentez"),
    (TCS, "[0, 1, 2, 6, 2]", "[0, 1, 2, 6.5, 2]", 6, "tokens-04", "« 6.5 » n'est pas un nombre", ""),
    (TCS, "  panel: simulé\n", "", 1, "tokens-04", "la clé panel manque", "Ajoutez"),
    (TCS, "  panel", "  about: rien\n  panel", 7, "tokens-04", "« rien » n'existe pas", "hypothese ou conduite"),
    (ORDERING, "    - {text: trois, feedback: oui}\n", "", 4, "tokens-05", "2 éléments ; il en faut de 3 à 8", "Complétez"),
    (ORDERING, "text: trois", "text: deux", 7, "tokens-05", "élément n° 3, même texte que l'élément n° 2", "Changez"),
    (ORDERING, "{text: trois, feedback: oui}", "{text: trois}", 7, "tokens-05",
     "élément n° 3, la clé feedback manque", "apprend"),
    (MATCHING, "left: deux", "left: un", 6, "tokens-06", "paire n° 2, même texte que la paire n° 1", "Changez"),
    (MATCHING, "[premier]", "[pair]", 7, "tokens-06", "« pair » est déjà proposée", "Retirez"),
    (MATCHING, "    - {left: deux, match: pair, feedback: oui}\n", "", 4, "tokens-06",
     "1 paire ; il en faut de 2 à 8", "Complétez"),
    (ESTIMATION, "widest: 10", "widest: 0", 6, "tokens-07", "0 n'est pas plus grand que 0", "Augmentez"),
    (ESTIMATION, "widest: 10", "widest: 10\n  confidence: 100", 7, "tokens-07", "100 est plus grand que 99", ""),
    (QZP, "01-tokens/absente.svg", "../../secret.svg", 4, "tokens-08", "../../secret.svg n'existe pas", "chemin"),
    (QZP, "absente", "ABSENTE", 4, "tokens-08", "chapters/figures/01-tokens/ABSENTE.svg n'existe pas", "chemin"),
    (NUMERIC, "feedback: non}", "fedback: non}", 11, "tokens-03", "", ""),
]
# fmt: on


@pytest.mark.parametrize(("bank", "old", "new", "line", "question", "message", "remedy"), FAULTS)
def test_each_fault_is_told_with_its_line_and_its_remedy(
    make_course, bank, old, new, line, question, message, remedy
):
    if old:
        assert bank.count(old) == 1, "the case would not change what it means to change"
        bank = bank.replace(old, new)
    with pytest.raises(CourseError) as error:
        load_bank(make_course({"01-tokens": bank}), "01-tokens")
    found = error.value.problems
    if message:
        assert len(found) == 1, str(error.value)
    else:
        # A misspelt key is two faults, one unknown and one missing, on the same line.
        assert [("inconnue" in p.message, "manque" in p.message) for p in found] == [
            (True, False),
            (False, True),
        ]
    for problem in found:
        assert problem.file == "exercises/banks/01-tokens.yml"
        assert (problem.line, problem.where) == (line, f"question {question}" if question else "")
        assert message in problem.message
        assert remedy in problem.remedy
        assert problem.remedy, "a fault without a remedy"


@pytest.mark.parametrize(
    "bank",
    [QRU, QRM, QROC, NUMERIC, QRP, QRPL, TCS, ORDERING, MATCHING, ESTIMATION, QRM + QROC + NUMERIC + TCS],
)
def test_the_banks_the_faults_start_from_have_none(make_course, bank):
    assert load_bank(make_course({"01-tokens": bank}), "01-tokens")


ZONES = [
    ("absente", "coupe", 0, "", ""),
    ("absente", "nue", 4, "nue.svg n'a pas de viewBox", "Ajoutez"),
    ("[0, 0, 10, 10]", "[95, 0, 10, 10]", 8, "zone n° 1, la zone sort de l'image", "pour cent"),
    ("[0, 0, 10, 10]", "[0, 0, 10]", 8, "zone n° 1, 3 nombres ; il en faut quatre", "gauche"),
    ("[0, 0, 10, 10]", "[0, 0, 0, 10]", 8, "zone n° 1, la zone est vide", "largeur"),
    ("[0, 0, 10, 10]", "[0, 0, 110, 10]", 8, "110 est plus grand que 100", ""),
    ("right: true", "right: false", 7, "aucune zone attendue", "right: true"),
    ("name: trois", "name: deux", 10, "zone n° 3, même nom que la zone n° 2", "Changez"),
]


@pytest.mark.parametrize(("old", "new", "line", "message", "remedy"), ZONES)
def test_a_picture_and_its_zones_are_checked(make_course, old, new, line, message, remedy):
    course = make_course({"01-tokens": QZP.replace("absente", "coupe").replace(old, new)})
    if old == "absente":
        course = make_course({"01-tokens": QZP.replace(old, new)})
    figures = course.root / "chapters" / "figures" / "01-tokens"
    figures.mkdir(parents=True)
    (figures / "coupe.svg").write_text('<svg viewBox="0 0 120 40"/>', encoding="utf-8")
    (figures / "nue.svg").write_text("<svg/>", encoding="utf-8")
    if not message:
        (question,) = load_bank(course, "01-tokens")
        assert question.size == (120, 40)
        return
    with pytest.raises(CourseError) as error:
        load_bank(course, "01-tokens")
    (problem,) = error.value.problems
    assert problem.line == line
    assert message in problem.message
    assert remedy in problem.remedy


def test_a_reference_to_itself_is_a_fault_and_not_a_loop(make_course):
    bank = QRM.replace("choices:", "choices: &all").replace(
        "{text: quatre, right: false, feedback: parce que}", "*all"
    )
    with pytest.raises(
        CourseError, match="ligne 4, question tokens-01 : cette référence se contient elle-même"
    ):
        load_bank(make_course({"01-tokens": bank}), "01-tokens")


def test_everything_is_told_at_once_even_in_one_question(make_course):
    bank = """\
- id: tokens-01
  type: qrm
  bogus: 1
  covers: [C1]
  usage: exam
  choices:
    - {text: un, right: false, indispensable: true, feedback: f}
    - {text: deux, right: false}
    - {text: deux, right: false, feedback: ''}
- id: tokens-2
  type: qroc
  stem: s
  answers:
    - {text: a b c d e f, credit: 0.5, feedback: 12}
    - {text: A, also: [à, 13], credit: 0.5, feedback: f}
  traps: []
- id: tokens-03
  type: inconnu
"""
    course = make_course({"01-tokens": bank, "02-biais": "- id: biais-01\n\ttype: qru\n", "03-vide": ""})
    with pytest.raises(CourseError) as error:
        load_banks(course)
    told = [(p.file[16:25], p.line, p.message[:40]) for p in error.value.problems]
    assert told == [
        ("01-tokens", 1, "la clé stem manque."),
        ("01-tokens", 3, "clé inconnue « bogus »."),
        ("01-tokens", 4, "covers : « C1 » est mal formé."),
        ("01-tokens", 5, "usage : « exam » n'existe pas."),
        ("01-tokens", 6, "3 propositions ; le barème n'est défini "),
        ("01-tokens", 6, "aucune réponse juste."),
        ("01-tokens", 7, "proposition a, fausse, et pourtant dite "),
        ("01-tokens", 8, "proposition b, la clé feedback manque."),
        ("01-tokens", 9, "proposition c, la clé feedback est vide."),
        ("01-tokens", 9, "proposition c, même texte que la proposi"),
        ("01-tokens", 10, "dans la banque 01-tokens, un identifiant"),
        ("01-tokens", 10, "la clé feedback manque."),
        ("01-tokens", 10, "la clé feedback_wrong manque."),
        ("01-tokens", 13, "aucune réponse ne vaut 1 point."),
        ("01-tokens", 14, "réponse n° 1, feedback : « 12 » n'est pa"),
        ("01-tokens", 14, "réponse n° 1, « a b c d e f » a 6 mots ;"),
        ("01-tokens", 15, "réponse n° 2, also : « 13 » n'est pas lu"),
        ("01-tokens", 15, "réponse n° 2, « à » et « A » sont une se"),
        ("01-tokens", 18, "type inconnu « inconnu »."),
        ("02-biais.", 0, "aucun chapitre ne porte le nom de cette "),
        ("02-biais.", 2, "tabulation dans le retrait."),
        ("03-vide.y", 0, "aucun chapitre ne porte le nom de cette "),
        ("03-vide.y", 0, "cette banque est vide."),
    ]


def test_a_duplicate_id_names_both_places_across_the_course(make_course):
    course = make_course({"01-tokens": NUMERIC + QRM, "02-tokens": QRM}, chapters=("01-tokens", "02-tokens"))
    with pytest.raises(CourseError) as error:
        load_banks(course)
    assert str(error.value) == (
        "exercises/banks/02-tokens.yml, ligne 1, question tokens-01 : "
        "cet identifiant est déjà pris (exercises/banks/01-tokens.yml, ligne 12). "
        "Donnez-en un autre à la plus récente des deux : un identifiant est permanent."
    )


def test_a_second_opening_names_the_first(make_course):
    bank = "".join(
        QRM.replace("tokens-01", f"tokens-0{n}").replace("stem:", "opening: true\n  stem:") for n in (1, 2)
    )
    with pytest.raises(CourseError, match=r"ligne 12, question tokens-02 : deuxième .* première est ligne 3"):
        load_bank(make_course({"01-tokens": bank}), "01-tokens")
    retired = bank.replace("tokens-01", "tokens-01\n  retired: true")
    assert len(load_bank(make_course({"01-tokens": retired}), "01-tokens")) == 2


def test_a_bank_that_does_not_exist_lists_those_that_do(make_course):
    with pytest.raises(CourseError) as error:
        load_bank(make_course({"01-tokens": QRM}), "01-token")
    assert error.value.problems == (
        Problem(
            "exercises/banks/01-token.yml", 0, "cette banque n'existe pas.", "Banques connues : 01-tokens."
        ),
    )


def test_a_bank_with_the_other_extension_is_not_passed_over_in_silence(make_course):
    course = make_course({"01-tokens": QRM})
    (course.banks_dir / "02-biais.yaml").write_text(QRM, encoding="utf-8")
    with pytest.raises(CourseError, match=r"02-biais\.yaml : une banque porte l'extension \.yml"):
        load_banks(course)


def test_a_fault_in_the_contents_is_told_with_those_of_the_banks(make_course):
    course = make_course({"01-tokens": ""})
    (course.root / "chapters" / "01-tokens.md").unlink()
    with pytest.raises(CourseError) as error:
        load_banks(course)
    assert {p.file for p in error.value.problems} == {"_toc.yml", "exercises/banks/01-tokens.yml"}
