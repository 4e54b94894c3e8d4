"""A page carries the definition of each term it calls, once, and of no other."""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes

from chevet.site.terms import describe_terms, glossary_definitions

LINK = '<a class="reference internal" href="../book/glossaire.html#term-{0}"><span class="xref std std-term">{1}</span></a>'
DEFINITIONS = {
    "token": "<strong>token</strong> : un morceau.",
    "corpus": "<strong>corpus</strong> : des textes.",
}


def test_a_link_is_described_by_its_definition_which_is_written_once() -> None:
    body = describe_terms(
        f"<p>{LINK.format('token', 'tokens')}, {LINK.format('token', 'token')}</p>", DEFINITIONS
    )
    assert body.count('class="reference internal chevet-term" aria-describedby="def-token" href=') == 2
    assert body.count('<p id="def-token"><strong>token</strong> : un morceau.</p>') == 1
    assert "corpus" not in body


def test_a_link_that_is_not_to_a_known_entry_stays_as_it_is() -> None:
    same_page = '<p><a class="reference internal" href="#term-token"><span class="xref std std-term">token</span></a></p>'
    plain = '<p><a class="reference internal" href="../book/glossaire.html"><span class="std std-doc">Glossaire</span></a></p>'
    for body in (same_page, plain, f"<p>{LINK.format('absent', 'x')}</p>"):
        assert describe_terms(body, DEFINITIONS) == body


def test_a_definition_keeps_its_words_and_its_emphasis_and_nothing_else() -> None:
    definition = nodes.definition()
    link = nodes.reference("", "le lien", refuri="https://doi.org/10.1/x")
    definition += nodes.paragraph("", "", nodes.Text("Moins de 5 < 6, "), nodes.emphasis("", "dit-on"), link)
    definition += nodes.paragraph("", "Chapitre 1.")
    terms = [nodes.term("", name, ids=[f"term-{name}"]) for name in ("RAG", "recherche")]
    glossary = addnodes.glossary(
        "", nodes.definition_list("", nodes.definition_list_item("", *terms, definition))
    )
    text = "\u00a0: Moins de 5 &lt; 6, <em>dit-on</em>le lien Chapitre 1."
    assert glossary_definitions(glossary) == {
        "RAG": f"<strong>RAG</strong>{text}",
        "recherche": f"<strong>recherche</strong>{text}",
    }
