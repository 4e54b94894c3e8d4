"""A page of ours that no site build made: the head, styles and scripts of the site's pages, around a given text."""

from __future__ import annotations

import html
import posixpath
import re

from bs4 import BeautifulSoup

from chevet import __version__
from chevet.course import Course
from chevet.export.page import LonePage, loaded_by
from chevet.policy import CSP
from chevet.site.assets import FOLDER, collect
from chevet.site.on_demand import move_parts
from chevet.site.sharing import share_state, to_script

_ISLAND = re.compile(r'data-chevet-widget="([a-z_]+)"')


def bare_page(course: Course, title: str, body: str) -> LonePage:
    """``body`` (HTML, with islands of widgets) as a page, and every file it loads: ready to be packed.

    Raises:
        CourseError: a stylesheet or a module of the course names a file that does not exist.
    """
    assets = collect(course)
    body, parts = move_parts(body, lambda name: f"{FOLDER}/parts/{name}")
    used = sorted(set(_ISLAND.findall(body)))
    modules = {name: f"{FOLDER}/{assets.widgets[name]}" for name in used}
    sheets = [f"{FOLDER}/{file}" for file in (assets.names["chevet.css"], *(assets.sheets[n] for n in used))]
    scripts = {name: f"{FOLDER}/{assets.names[name]}" for name in ("theme.js", "host.js", "favicon.svg")}
    links = "\n".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    text = f"""<!doctype html>
<html lang="fr" data-theme="light" data-chevet-version="{__version__}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{CSP}">
<title>{html.escape(title)} · Chevet</title>
<link rel="icon" type="image/svg+xml" href="{scripts["favicon.svg"]}">
{links}
<script src="{scripts["theme.js"]}"></script>
<script type="application/json" id="chevet-modules">{to_script(modules)}</script>
<script type="module" src="{scripts["host.js"]}"></script>
</head>
<body>
<div class="chevet-shell chevet-is-narrow"><main class="chevet-page" id="contenu" tabindex="-1">
<article class="chevet-prose">
{share_state(body)}
</article>
</main></div>
</body>
</html>
"""
    page = LonePage(BeautifulSoup(text, "html.parser"))
    whole = {f"{FOLDER}/{name}": content for name, content in assets.files.items()}
    whole |= {f"{FOLDER}/parts/{name}": content for name, content in parts.items()}
    waiting = [*sheets, *scripts.values(), *modules.values(), *(f"{FOLDER}/parts/{name}" for name in parts)]
    while waiting:
        path = waiting.pop()
        if path not in page.files:
            page.files[path] = whole[path]
            folder = posixpath.dirname(path)
            waiting += [
                posixpath.normpath(posixpath.join(folder, one)) for one in loaded_by(path, whole[path])
            ]
    return page
