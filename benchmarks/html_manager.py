"""The built chapter as Jupyter's own html-manager would show it: what our host replaces, the page being the same.

The widgets are the published modules themselves, put in ``_esm`` as for a notebook, so that both pages run the same
code. Where there is a choice, the lighter one for this page: no text beside a widget, only the widget's own style in
``_css``, no file asked for in vain.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import anywidget
import packages
import traitlets
from bs4 import BeautifulSoup
from harness import PAGE
from ipywidgets import Widget

from chevet.widgets.modules import notebook_source

VERSIONS = {"requirejs": "2.3.8", "@jupyter-widgets/html-manager": "1.0.15"}
FONTS = {".woff2", ".woff", ".ttf", ".eot", ".svg"}


def player(fetched: Path, site: Path) -> None:
    """Put require.js, html-manager and anywidget in ``_static/reference``, its fonts where it looks for them."""
    folder = site / "_static" / "reference"
    modules = packages.npm(fetched / "html-manager", VERSIONS)
    manager = modules / "@jupyter-widgets" / "html-manager" / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(modules / "requirejs" / "require.js", folder)
    shutil.copy(manager / "embed-amd.js", folder)
    shutil.copy(Path(anywidget.__file__).parent / "nbextension" / "index.js", folder / "anywidget.js")
    for fonts in (site / "@jupyter-widgets", site / "@jupyter-widgets" / "html-manager" / "dist"):
        fonts.mkdir(parents=True)
        for path in manager.iterdir():
            if path.suffix in FONTS:
                shutil.copy(path, fonts)


def scripts(at: str) -> str:
    """What starts the widgets of a page, from the folder ``at`` that :func:`player` filled."""
    return (
        f'<script src="{at}/require.js"></script>'
        f'<script>require.config({{paths: {{anywidget: "{at}/anywidget"}}}})</script>'
        f'<script src="{at}/embed-amd.js"></script>'
    )


def rewrite(site: Path, fetched: Path) -> None:
    """Change the chapter of a copied ``site`` in place."""
    player(fetched, site)
    page = site / PAGE
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")

    def take(selector: str) -> Any:
        found = soup.select_one(selector)
        return found.extract() if found else None

    take("meta[http-equiv=Content-Security-Policy]")  # html-manager needs eval, anywidget needs blob:
    take("script[type=module]")
    shared = take("#chevet-shared")
    values = json.loads(shared.string) if shared else {}
    sources = {}
    for name, address in json.loads(take("#chevet-modules").string).items():
        style = page.parent / take(f'link[href*="/{name}."]')["href"]
        module = (page.parent / address).resolve()
        sources[name] = {"_esm": notebook_source(module), "_css": style.read_text(encoding="utf-8")}

    for island in soup.select(".chevet-island"):
        name = str(island["data-chevet-widget"])
        traits = {}
        for key, value in json.loads(island.select("script")[0].string or "").items():
            if isinstance(value, dict) and "$chevet-shared" in value:
                value = values[value["$chevet-shared"]]
            traits[key] = traitlets.Any(value).tag(sync=True)
        widget = type(name, (anywidget.AnyWidget,), {**sources[name], **traits})()
        island.replace_with(BeautifulSoup(_json("view", widget.get_view_spec()), "html.parser"))
    head = _json("state", Widget.get_manager_state()) + scripts("../_static/reference")
    page.write_text(str(soup).replace("</head>", f"{head}</head>", 1), encoding="utf-8")


def _json(kind: str, value: object) -> str:
    text = json.dumps(value).replace("</script>", r"<\/script>")
    return f'<script type="application/vnd.jupyter.widget-{kind}+json">{text}</script>'
