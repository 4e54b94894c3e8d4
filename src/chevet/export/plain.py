"""A chapter's Markdown as any notebook shows it: boxes become quotations, roles become words.

JupyterLab knows neither our directives nor Sphinx's roles. What cannot be said there (a margin, a sheet to print)
keeps its text and its title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chevet.site.references import Reference

TITLES = {
    "case": "Au chevet",
    "margin": "En marge",
    "keep": "À retenir",
    "sheet": "Fiche",
    "limits": "Ce que ce chapitre ne dit pas",
}
_OPEN = re.compile(r"^(:{3,}|`{3,})\{([a-z-]+)\}\s*(.*)$")
_OPTION = re.compile(r"^:([a-z-]+):\s*(.*)$")
_TERM = re.compile(r"\{term\}`([^`<]+?)(?:\s*<[^`>]*>)?`")
_CITE = re.compile(r"\{cite\}`([^`]+)`")
_ROLE = re.compile(r"\{[a-z:]+\}`([^`<]+?)(?:\s*<[^`>]*>)?`")


def plain_markdown(text: str, references: Mapping[str, Reference], cited: list[str]) -> str:
    """``text`` without directives nor roles; ``cited`` are the keys that ``{references}`` lists."""
    out: list[str] = []
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        match = _OPEN.match(lines[at])
        if not match:
            out.append(_words(lines[at], references))
            at += 1
            continue
        fence, name, argument = match.groups()
        end = next((n for n in range(at + 1, len(lines)) if lines[n].strip() == fence), len(lines))
        out.extend(_block(name, argument, lines[at + 1 : end], references, cited))
        at = end + 1
    return "\n".join(out)


def _block(
    name: str, argument: str, body: list[str], references: Mapping[str, Reference], cited: list[str]
) -> list[str]:
    options = {}
    while body and (match := _OPTION.match(body[0])):
        options[match[1]] = match[2]
        body = body[1:]
    if name == "references":
        return [f"- {_text(references[key].html)}" for key in cited if key in references]
    inner = plain_markdown("\n".join(body), references, cited).strip().splitlines()
    if name == "figure":
        return [f"![{options.get('alt', '')}]({argument})", "", *inner]
    title = argument or TITLES.get(name, "")
    quoted = [f"> {line}".rstrip() for line in inner]
    return [f"> **{title}**", ">", *quoted] if title else quoted


def _words(line: str, references: Mapping[str, Reference]) -> str:
    line = _TERM.sub(r"\1", line)
    line = _CITE.sub(lambda match: f"({_labels(match[1], references)})", line)
    return _ROLE.sub(r"\1", line)


def _labels(keys: str, references: Mapping[str, Reference]) -> str:
    found = (references.get(key.strip()) for key in keys.split(","))
    return " ; ".join(one.label for one in found if one)


def _text(html: str) -> str:
    """A reference in Markdown: its link kept, its other tags dropped."""
    html = re.sub(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', r"[\2](\1)", html)
    html = re.sub(r"</?(?:em|i|cite)>", "*", html)
    return re.sub(r"<[^>]+>", "", html).replace("&amp;", "&").strip()
