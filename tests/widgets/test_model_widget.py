"""What a notebook gets when a widget asks for the language model."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from chevet.widgets import model_files
from chevet.widgets.model_files import CLIENT
from chevet.widgets.model_widget import ModelWidget
from chevet.widgets.modules import publish

TINY = Path(__file__).parents[1] / "vectors" / "lm_tiny.safetensors"


class Probe(ModelWidget, abstract=True):
    """A widget without a folder of its own."""

    _esm = "export default {};"


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], list[bytes]]]:
    """What Python says; the model « gpt » is there, « masked » is not."""
    weights = tmp_path / "weights"
    weights.mkdir()
    for folder in (tmp_path, weights):
        shutil.copy(TINY, folder / "gpt.safetensors")
    monkeypatch.setattr(model_files, "FOLDER", weights)
    said: list[tuple[dict[str, Any], list[bytes]]] = []
    monkeypatch.setattr(
        Probe, "send", lambda self, content, buffers=(): said.append((content, list(buffers)))
    )
    return said


def ask(message: dict[str, object]) -> None:
    Probe()._handle_custom_msg(message, [])


def test_the_kernel_answers_with_the_worker_and_the_bytes(
    answers: list[tuple[dict[str, Any], list[bytes]]],
) -> None:
    ask({"type": "model", "kind": "gpt"})
    ((content, buffers),) = answers
    assert (content["type"], content["kind"], "error" in content) == ("model", "gpt", False)
    assert buffers == [TINY.read_bytes()]
    head, _, encoded = content["worker"].partition(",")
    assert head == "data:text/javascript;base64"
    source = base64.b64decode(encoded).decode("utf-8")
    assert "export function serve" in source
    assert not re.search(r"""\bfrom\s*["']\.""", source), "an import that a notebook cannot follow"


@pytest.mark.parametrize("kind", ["masked", "../gpt", None])
def test_a_model_that_is_not_there_is_told(
    kind: str | None, answers: list[tuple[dict[str, Any], list[bytes]]]
) -> None:
    ask({"type": "model", "kind": kind})
    ((content, buffers),) = answers
    assert "error" in content
    assert buffers == []


def test_other_messages_are_left_to_others(answers: list[tuple[dict[str, Any], list[bytes]]]) -> None:
    ask({"type": "hello"})
    assert answers == []


def test_the_client_is_light_and_brings_no_network_of_its_own() -> None:
    """Every page with such a widget loads it at once; the network comes at the reader's gesture."""
    assert [path.name for path in publish(CLIENT)] == ["lm_client.js"]
