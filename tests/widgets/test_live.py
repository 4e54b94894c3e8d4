"""What a widget and the page say to each other in a notebook, without a browser nor a kernel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import chevet
from chevet.site.assets import widget_folders
from chevet.widgets.base import ChevetWidget
from chevet.widgets.token_explorer import TokenExplorer

BPE = json.loads((Path(__file__).parents[1] / "vectors" / "bpe.json").read_text(encoding="utf-8"))["bpe"]


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> tuple[TokenExplorer, list[dict[str, Any]]]:
    """A widget, and what the kernel says of it from now on."""
    widget = TokenExplorer(bpe=BPE, text="La dyspnée")
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(widget.comm, "send", lambda data=None, **_: said.append(data))
    return widget, said


def receive(widget: ChevetWidget, **state: object) -> None:
    data = {"method": "update", "state": state, "buffer_paths": []}
    widget._handle_msg({"content": {"data": data}, "buffers": []})


def test_what_a_reader_types_reaches_the_kernel_and_does_not_come_back(
    live: tuple[TokenExplorer, list[dict[str, Any]]],
) -> None:
    widget, said = live
    seen: list[str] = []
    widget.observe(lambda change: seen.append(change.new), "text")
    receive(widget, text="La dyspnée d’effort")
    assert (widget.text, seen) == ("La dyspnée d’effort", ["La dyspnée d’effort"])
    assert said == [], "an echo that is late would take away what was typed since"


def test_what_a_cell_sets_is_said_to_the_page(live: tuple[TokenExplorer, list[dict[str, Any]]]) -> None:
    widget, said = live
    widget.text = "Œdème"
    assert [(one["method"], one["state"]) for one in said] == [("update", {"text": "Œdème"})]


@pytest.mark.parametrize("name", [folder.name for folder in widget_folders()])
def test_no_widget_sends_back_what_it_receives(name: str) -> None:
    widget = getattr(chevet, "".join(word.title() for word in name.split("_")))
    own = {trait: one for trait, one in widget.class_traits(sync=True).items() if not trait.startswith("_")}
    ours = set(own) - set(ChevetWidget.class_traits(sync=True))
    assert ours
    assert [trait for trait in ours if own[trait].metadata.get("echo_update", True)] == []
