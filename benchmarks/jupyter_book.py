"""The same chapter built by stock Jupyter Book: its theme, its scripts, our widgets as anywidgets of a notebook.

What only our extension knows is said the ordinary way (a « case » becomes a note, a glossary word its text). The two or
three scripts that a stock page asks from other hosts are served from the same place; mathematics, of which the chapter
has none, is left out.
"""

from __future__ import annotations

import re
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import html_manager
from harness import PAGE, ROOT, Unavailable, execute

CONFIG = """title: L’IA au chevet
execute: {execute_notebooks: force, timeout: 300}
parse: {myst_enable_extensions: [colon_fence, deflist, dollarmath, attrs_inline]}
sphinx: {config: {language: fr}}
"""
OURS = (
    (r"^:::\{(case|keep|limits|margin)\}.*$", r":::{note}"),
    (r"^:::\{sheet\} *(.*)$", r":::{admonition} \1"),
    (r"^```\{references\}\n```$", ""),
    (r"\{term\}`([^<`]+?) *<[^`]*>`", r"\1"),
    (r"\{term\}`([^`]+)`", r"\1"),
    (r" *\{cite\}`([^`]+)`", r" (\1)"),
)
ELSEWHERE = re.compile(
    r"<script[^>]*(?:src=\"https?://[^\"]*\"|x-mathjax-config|MathJax)[^>]*>.*?</script>", re.S
)


def build(folder: Path, fetched: Path) -> str:
    """Write the site in ``folder``; its page.

    Raises:
        Unavailable: Jupyter Book refused the chapter, or shows no widget.
    """
    chapter = Path(PAGE).with_suffix(".md")
    source = folder.parent / "jupyter-book-source"
    source.mkdir()
    text = (ROOT / chapter).read_text(encoding="utf-8")
    for ours, theirs in OURS:
        text = re.sub(ours, theirs, text, flags=re.MULTILINE)
    (source / chapter.name).write_text(text, encoding="utf-8")
    (source / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (source / "_toc.yml").write_text(f"format: jb-book\nroot: {chapter.stem}\n", encoding="utf-8")
    shutil.copytree(ROOT / chapter.parent / "figures" / chapter.stem, source / "figures" / chapter.stem)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(source)]
    execute(command, source, {"CHEVET_ROOT": str(ROOT)})
    shutil.move(source / "_build" / "html", folder)
    page = folder / f"{chapter.stem}.html"
    html_manager.player(fetched, folder)
    markup = ELSEWHERE.sub("", page.read_text(encoding="utf-8"))
    if "widget-view+json" not in markup:
        raise Unavailable("Jupyter Book built the chapter without its widgets")
    head = html_manager.scripts("_static/reference")
    page.write_text(markup.replace("</head>", f"{head}</head>", 1), encoding="utf-8")
    return page.name


NAME = f"Jupyter Book {version('jupyter-book')}"
