"""What a notebook receives of each widget runs there as anywidget runs it, and shares one store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
    for (const address of globalThis[Symbol.for("chevet.modules")].values()) await import(address);
    return kinds;
}"""
STORES = """async () => {
    const names = [...globalThis[Symbol.for("chevet.modules")].keys()];
    return names.filter((name) => name.startsWith("store."));
}"""

SLIDER = """export default {
    render({ el }) { el.innerHTML = '<input type="range" max="9" value="5">'; }
};"""
# JupyterLab hears keys on the document, and forbids what the browser would have done with those it takes.
LABORATORY = """async (source) => {
    globalThis.taken = [];
    document.addEventListener("keydown", (event) => {
        taken.push(event.key);
        event.preventDefault();
    });
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { default: widget } = await import(address);
    await widget.render({ el: document.body.appendChild(document.createElement("div")) });
}"""


def test_every_module_runs_in_a_notebook_and_they_share_their_files(reader: Callable[..., Reader]) -> None:
    page = reader().page  # about:blank: a notebook has no policy of ours
    sources = [notebook_source(folder / f"{folder.name}.js") for folder in widget_folders()]
    assert page.evaluate(IMPORT, sources) == ["function"] * len(sources)
    assert len(page.evaluate(STORES)) == 1


def test_a_notebook_is_not_made_heavy_by_its_widgets() -> None:
    quiz = notebook_source(next(folder for folder in widget_folders() if folder.name == "quiz") / "quiz.js")
    assert len(quiz.encode()) < 400_000, "each file once"


def test_a_key_pressed_in_a_widget_is_not_a_shortcut_of_the_laboratory(
    reader: Callable[..., Reader], tmp_path: Path
) -> None:
    (tmp_path / "slider.js").write_text(SLIDER, encoding="utf-8")
    page = reader().page
    page.evaluate(LABORATORY, notebook_source(tmp_path / "slider.js"))
    page.locator("input").focus()
    for key in ("ArrowLeft", "b", "Control+s"):
        page.keyboard.press(key)
    assert page.locator("input").input_value() == "4"
    assert page.evaluate("taken") == ["Control", "s"]


def test_a_widget_starts_before_its_code_is_there(reader: Callable[..., Reader], tmp_path: Path) -> None:
    (tmp_path / "slow.js").write_text("await new Promise(() => {});\nexport default {};\n", encoding="utf-8")
    opened = """async (source) => {
        const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
        const late = new Promise((resolve) => setTimeout(resolve, 5000, { default: {} }));
        return typeof (await Promise.race([import(address), late])).default.render;
    }"""
    assert reader().page.evaluate(opened, notebook_source(tmp_path / "slow.js")) == "function"
