"""What each type of question looks like, on the Python side: one line for each type of ``chevet.quiz.types``."""

from __future__ import annotations

from typing import Any

from chevet.widgets.quiz.views.annotation import ANNOTATION
from chevet.widgets.quiz.views.base import View
from chevet.widgets.quiz.views.choices import QRM, QRP, QRPL, QRU
from chevet.widgets.quiz.views.estimation import ESTIMATION
from chevet.widgets.quiz.views.matching import MATCHING
from chevet.widgets.quiz.views.numeric import NUMERIC
from chevet.widgets.quiz.views.ordering import ORDERING
from chevet.widgets.quiz.views.qroc import QROC
from chevet.widgets.quiz.views.qzp import QZP
from chevet.widgets.quiz.views.tcs import TCS

VIEWS: dict[str, View[Any]] = {
    "qru": QRU,
    "qrm": QRM,
    "qrp": QRP,
    "qrpl": QRPL,
    "qroc": QROC,
    "numeric": NUMERIC,
    "estimation": ESTIMATION,
    "tcs": TCS,
    "ordering": ORDERING,
    "matching": MATCHING,
    "qzp": QZP,
    "annotation": ANNOTATION,
}
