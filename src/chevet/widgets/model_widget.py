"""A widget that needs the language model: a notebook gets the weights from Python, a page from its own site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chevet.widgets.base import ChevetWidget
from chevet.widgets.model_files import WORKER, weights_file
from chevet.widgets.modules import notebook_address


@cache
def _worker_address() -> str:
    return notebook_address(WORKER)


class ModelWidget(ChevetWidget, abstract=True):
    """A widget whose module opens the language model with ``openModel`` or ``gate`` (web/lm_client.js).

    In a notebook, ``lm_client.js`` sends ``{"type": "model", "kind": "gpt"}``. The answer has the same two
    entries, ``"worker"``, the address of the code that runs the network, and the file of weights as its only
    buffer; or ``"error"`` and no buffer. In a page there is no kernel: the same file is on the site.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_msg(self._send_model)

    def _send_model(self, _widget: object, content: Mapping[str, Any], _buffers: Sequence[object]) -> None:
        if content.get("type") != "model":
            return
        kind = str(content.get("kind"))
        path = weights_file(kind)
        answer = {"type": "model", "kind": kind}
        if path is None:
            self.send({**answer, "error": f"le modèle « {kind} » n'est pas dans ce paquet"})
        else:
            self.send({**answer, "worker": _worker_address()}, [path.read_bytes()])
