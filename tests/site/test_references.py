"""References in French, and the refusal of what nobody verified."""

from pathlib import Path

import pytest

from chevet.site.references import cited_keys, read_references

BIB = """% head of the file
% verified: https://example.org
@article{moreau2020, author={Moreau, Anne Marie and {\\'E}tienne, Luc}, title={Un {Titre} d'essai}, journal={Revue},
 volume={3}, number={2}, pages={10--12}, year={2020}, doi={10.1/abc}}
% unverified
@misc{rumeur, author={Personne, A.}, title={Rumeur}, year={2021}}
% secondary: https://example.org
@misc{equipe, author={Roux, Jeanne and others}, title={Corpus}, year={2022}}
% secondary: https://example.org
@book{copie, author={{Collectif}}, title={Livre}, publisher={Presses}, year={2019}}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "references.bib"
    path.write_text(BIB, encoding="utf-8")
    return path


def test_status_is_the_comment_above(bib: Path) -> None:
    statuses = {key: reference.status for key, reference in read_references(bib).items()}
    assert statuses == {
        "moreau2020": "verified",
        "rumeur": "unverified",
        "equipe": "secondary",
        "copie": "secondary",
    }


def test_an_article_reads_as_in_french(bib: Path) -> None:
    reference = read_references(bib)["moreau2020"]
    assert reference.label == "Moreau et coll., 2020"
    assert reference.html == (
        "Moreau AM, Étienne L. Un Titre d’essai. <cite>Revue</cite>, 2020, vol.\u00a03(2), p.\u00a010-12. "
        '<a href="https://doi.org/10.1/abc" rel="external noopener">doi.org/10.1/abc</a>'
    )


def test_a_group_keeps_its_name(bib: Path) -> None:
    assert read_references(bib)["copie"].html.startswith("Collectif. Livre. <cite>Presses</cite>, 2019.")


def test_authors_left_out_are_told_in_french(bib: Path) -> None:
    assert read_references(bib)["equipe"].html == "Roux J et coll. Corpus. 2022."


@pytest.mark.parametrize(
    ("title", "english"),
    [
        ("Attention is all you need", True),
        ("The false hope of explainable artificial intelligence", True),
        ("Prévalence de la rétinopathie en France", False),
        ("Corpus", False),
    ],
)
def test_a_title_in_english_says_so(title: str, english: bool, tmp_path: Path) -> None:
    path = tmp_path / "references.bib"
    path.write_text(f"@misc{{one, title={{{title}}}, year={{2020}}}}", encoding="utf-8")
    assert (f'<span lang="en">{title}</span>' in read_references(path)["one"].html) == english


def test_keys_come_once_in_order_of_call() -> None:
    assert cited_keys("a {cite}`b, a` c {cite}`a` {cite}`d`") == ["b", "a", "d"]


def test_every_entry_of_the_course_is_readable() -> None:
    references = read_references(Path("book/references.bib"))
    assert len(references) > 100
    assert not [
        key for key, reference in references.items() if "{" in reference.html or "\\" in reference.html
    ]
