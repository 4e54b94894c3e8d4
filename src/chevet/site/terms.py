"""The glossary where a word is read: each page carries the definitions of its own terms, and no others.

A link to the glossary stays a link. The definition waits in the page, hidden, and describes the link: a screen reader
says it without any script; ``web/terms.js`` shows it at hover, focus or tap.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

# What Sphinx writes for {term}`…`, when the glossary is on another page.
_LINK = re.compile(
    r'<a class="reference internal" (href="[^"#]+#term-([^"]+)")((?: title="[^"]*")?><span class="xref std std-term">)'
)
TERM = "chevet-term"
"""The class of a term whose definition is in the page; its ``aria-describedby`` names it."""


def connect(app: Sphinx) -> None:
    app.connect("env-updated", _learn)
    # After pages.py, which writes the body as the reader gets it.
    app.connect("html-page-context", _fill, priority=600)


def glossary_definitions(glossary: nodes.Element) -> dict[str, str]:
    """Anchor of each entry without its « term- » → its name and its definition, as phrasing HTML.

    Several names may share a definition.
    """
    found: dict[str, str] = {}
    for entry in glossary.findall(nodes.definition_list_item):
        text = "".join(_phrasing(child) for child in entry.findall(nodes.definition)).strip()
        for term in entry.findall(nodes.term):
            name = f"<strong>{html.escape(term.astext())}</strong>\u00a0: {text}"
            found |= {str(anchor).removeprefix("term-"): name for anchor in term["ids"]}
    return found


def describe_terms(body: str, definitions: Mapping[str, str]) -> str:
    """``body`` with each link to the glossary described by its definition, written once at its end."""
    used: dict[str, str] = {}

    def describe(match: re.Match[str]) -> str:
        href, anchor, rest = match.groups()
        if anchor not in definitions:
            return match[0]
        used[anchor] = definitions[anchor]
        return f'<a class="reference internal {TERM}" aria-describedby="def-{anchor}" {href}{rest}'

    described = _LINK.sub(describe, body)
    if not used:
        return body
    texts = "".join(f'<p id="def-{anchor}">{text}</p>' for anchor, text in sorted(used.items()))
    return f'{described}<div class="chevet-definitions" hidden>{texts}</div>'


def _phrasing(node: nodes.Node) -> str:
    """Words and emphasis: a definition shown beside a word holds neither link nor block."""
    if isinstance(node, nodes.Text):
        return html.escape(str(node), quote=False)
    inner = "".join(_phrasing(child) for child in node.children)
    if isinstance(node, nodes.emphasis):
        return f"<em>{inner}</em>"
    return inner + " " if isinstance(node, nodes.paragraph) and node.next_node(siblings=True) else inner


def _glossaries(env: BuildEnvironment) -> list[str]:
    objects: Mapping[tuple[str, str], tuple[str, str]] = env.get_domain("std").data["objects"]
    return sorted({page for (kind, _), (page, _) in objects.items() if kind == "term"})


def _learn(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep the definitions in ``env``; when one changed, every page is written again (none is read again)."""
    now: dict[str, str] = {}
    for page in _glossaries(env):
        for glossary in env.get_doctree(page).findall(addnodes.glossary):
            now |= glossary_definitions(glossary)
    before, env.chevet_definitions = getattr(env, "chevet_definitions", None), now  # type: ignore[attr-defined]
    return sorted(env.found_docs) if before != now else []


def _fill(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    if doctree is not None:
        definitions = app.env.chevet_definitions  # type: ignore[attr-defined]
        context["body"] = describe_terms(str(context.get("body", "")), definitions)
