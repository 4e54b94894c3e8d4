"""What a notebook receives of each widget runs there as anywidget runs it, and shares one store."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chevet.site.assets import widget_folders
from chevet.widgets.modules import notebook_source

from .conftest import Reader

pytestmark = pytest.mark.browser

# anywidget makes an address from the string, and imports it.
IMPORT = """async (sources) => {
    const kinds = [];
    for (const source of sources) {
        const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        const { default: widget } = await import(address);
        kinds.push(typeof (typeof widget === "function" ? await widget() : widget).render);
    }
    return kinds;
}"""
STORES = """async () => {
    const names = [...globalThis[Symbol.for("chevet.modules")].keys()];
    return names.filter((name) => name.startsWith("store."));
}"""


def test_every_module_runs_in_a_notebook_and_they_share_their_files(reader: Callable[..., Reader]) -> None:
    page = reader().page  # about:blank: a notebook has no policy of ours
    sources = [notebook_source(folder / f"{folder.name}.js") for folder in widget_folders()]
    assert page.evaluate(IMPORT, sources) == ["function"] * len(sources)
    assert len(page.evaluate(STORES)) == 1


def test_a_notebook_is_not_made_heavy_by_its_widgets() -> None:
    quiz = notebook_source(next(folder for folder in widget_folders() if folder.name == "quiz") / "quiz.js")
    assert len(quiz.encode()) < 400_000, "each file once"
