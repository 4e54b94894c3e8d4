"""What a page may hold: each fault is named, and a sober page has none."""

import pytest

from chevet.site.strict import page_faults


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="color:red">a</p>', "style dans la balise <p>"),
        ("<style>p{}</style>", "balise <style>"),
        ("<script>alert(1)</script>", "script écrit"),
        ('<a onclick="x()">a</a>', "attribut onclick"),
        ('<img src="data:image/png;base64,AA==" alt="a">', "fichier écrit dans la page"),
        ('<img src="a.png">', "sans texte de remplacement"),
        ('<script src="//ailleurs.example/x.js"></script>', "adresse extérieure dans <script>"),
        ('<link rel="stylesheet" href="https://ailleurs.example/x.css">', "adresse extérieure dans <link>"),
        ('<form action="https://ailleurs.example/"></form>', "adresse extérieure dans <form>"),
    ],
)
def test_each_fault_is_named(html: str, fault: str) -> None:
    assert any(fault in found for found in page_faults(html))


def test_a_sober_page_has_no_fault() -> None:
    html = (
        '<link rel="stylesheet" href="a.css"><script src="a.js"></script>'
        '<script type="application/json">{"a": 1}</script><img src="a.png" alt="">'
        '<a href="https://doi.org/10.1">référence</a>'
    )
    assert page_faults(html) == []
