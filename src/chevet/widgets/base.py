"""What every widget of the course shares: one folder, one state, and a text that stands without it."""

from __future__ import annotations

import hashlib
import html
import inspect
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from chevet.problems import Problem
from chevet.widgets.modules import notebook_source

# The wheel carries the stylesheet; a checkout has it where the site's authors edit it.
_STYLESHEETS = (
    Path(__file__).parents[1] / "web" / "chevet.css",
    Path(__file__).parents[3] / "book" / "_static" / "chevet.css",
)
_SHARED_SECTIONS = ("1. Tokens", "2b. ", "4. ", "5. ", "6. ", "6b. ")


@cache
def shared_style() -> str:
    """What a widget needs of the site's stylesheet inside a notebook: tokens and shared components.

    Sections that style the page itself (``body``, headings…) stay out, since the page is not ours there.
    """
    path = next((path for path in _STYLESHEETS if path.is_file()), None)
    if path is None:
        return ""
    sections = re.split(r"^/\* (?=\d+b?\. )", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = "".join(f"/* {section}" for section in sections if section.startswith(_SHARED_SECTIONS))
    # JupyterLab says its theme on <body>, and sets no box model for us.
    kept = kept.replace(
        'html[data-theme="dark"] {', 'html[data-theme="dark"], body[data-jp-theme-light="false"] {'
    )
    return kept + ".chevet-frame, .chevet-frame * { box-sizing: border-box; }\n"


class ChevetWidget(anywidget.AnyWidget):
    """An anywidget that also renders in a page without a kernel.

    A subclass lives in ``widgets/<name>/<name>.py`` beside ``<name>.js`` and ``<name>.css``; it declares
    its traits with ``.tag(sync=True)`` and says, in :meth:`fallback_html`, what a reader gets without
    JavaScript, on paper, or until the widget is mounted.
    """

    widget_name: ClassVar[str] = ""
    _COMPUTED: ClassVar[tuple[str, ...]] = ()
    """Traits left out of the digest of ``repr``: their last digits depend on the processor."""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if abstract:  # what several widgets share, with nothing of its own to show
            return
        # anywidget's add_traits() makes a subclass of the same name for each object: nothing to read again.
        if any(base.__name__ == cls.__name__ for base in cls.__mro__[1:]):
            return
        # A kernel would send back each value it receives: come late, it takes away the letters typed since.
        for trait in vars(cls).values():
            if isinstance(trait, traitlets.TraitType):
                trait.tag(echo_update=False)
        # From the class name, so that a widget has one name: TokenExplorer -> token_explorer.
        cls.widget_name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
        folder = Path(inspect.getfile(cls)).parent
        cls._esm = notebook_source(folder / f"{cls.widget_name}.js")
        cls._css = shared_style() + (folder / f"{cls.widget_name}.css").read_text(encoding="utf-8")

    def fallback_html(self) -> str:
        """HTML that says the same thing without the widget. No inline style, no script."""
        raise NotImplementedError

    def summary(self) -> str:
        """A short stable text, what ``print`` shows and nbval compares."""
        return ""

    def state(self) -> dict[str, Any]:
        """The synchronised traits of this widget as JSON values, sorted by name."""
        own = {
            name
            for cls in type(self).__mro__
            if issubclass(cls, ChevetWidget)
            for name in cls.__dict__
            if name in self.traits(sync=True)
        }
        state = {name: getattr(self, name) for name in sorted(own) if not name.startswith("_")}
        return json.loads(json.dumps(state))  # type: ignore[no-any-return]

    def island_html(self) -> str:
        """The state and the fallback together: what ``web/host.js`` mounts in a page."""
        # "</" would end the script element early; "\u003c" is the same string once parsed.
        state = json.dumps(self.state(), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
        return (
            f'<div class="chevet-island" data-chevet-widget="{html.escape(self.widget_name)}">'
            f'<script type="application/json">{state}</script>'
            f'<div class="chevet-fallback">{self.fallback_html()}</div></div>'
        )

    def __repr__(self) -> str:
        """``Quiz(2 questions : …) #1a2b3c4d``: the digest of the state, so that nbval sees every change."""
        state = {name: value for name, value in self.state().items() if name not in self._COMPUTED}
        text = json.dumps(state, ensure_ascii=False, sort_keys=True)
        return f"{type(self).__name__}({self.summary()}) #{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/plain": repr(self), "text/html": self.island_html()}, metadata


def preset_problems(widget: str, where: str, item: Mapping[str, str], known: Sequence[str]) -> list[Problem]:
    """What is wrong with an example of an author: the first two keys are needed, none but ``known`` is read."""
    missing = [
        Problem(widget, 0, f"il manque {key}.", "Complétez cet exemple.", where)
        for key in known[:2]
        if not item.get(key)
    ]
    remedy = f"Clés possibles : {', '.join(known)}."
    return missing + [
        Problem(widget, 0, f"la clé « {key} » est inconnue.", remedy, where)
        for key in item
        if key not in known
    ]
