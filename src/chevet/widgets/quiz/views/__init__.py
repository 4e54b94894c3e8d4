"""What each type of question looks like, on the Python side: one line for each type of ``chevet.quiz.types``."""

from __future__ import annotations

from typing import Any

from chevet.widgets.quiz.views.annotation import ANNOTATION
from chevet.widgets.quiz.views.base import View
from chevet.widgets.quiz.views.choices import QRM, QRU
from chevet.widgets.quiz.views.numeric import NUMERIC
from chevet.widgets.quiz.views.qroc import QROC

VIEWS: dict[str, View[Any]] = {
    "qru": QRU,
    "qrm": QRM,
    "qroc": QROC,
    "numeric": NUMERIC,
    "annotation": ANNOTATION,
}
