"""Where the tools we start keep their own things, on a machine whose home folder cannot be written.

Jupyter wants a place for the connection of each kernel, IPython and Matplotlib for their settings and caches: by
default in the home of the user. A home that is read-only, or missing, as in many rooms of computers and containers,
stops the first one and makes the others complain inside the cells, which would fail the build.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

FOLDERS = {
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "JUPYTER_DATA_DIR": "jupyter",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}


def find_room(root: Path, environment: MutableMapping[str, str]) -> None:
    """Send the tools elsewhere than in the home, where it refuses: in ``_build`` of the course at ``root``, or beside.

    What ``environment`` says already is left as it is.
    """
    if _accepts(_home()):
        return
    folder = root / "_build" / "outils"
    if not _accepts(folder):
        folder = Path(tempfile.mkdtemp(prefix="chevet-outils-"))
    for variable, name in FOLDERS.items():
        environment.setdefault(variable, str(folder / name))
    for variable in FOLDERS:
        Path(environment[variable]).mkdir(parents=True, exist_ok=True)
    _list_fonts(environment)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # a user whom the machine does not know
        return None


def _accepts(folder: Path | None) -> bool:
    """Whether a file could be written in ``folder``, once made."""
    while folder is not None and not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder is not None and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _list_fonts(environment: MutableMapping[str, str]) -> None:
    """Have Matplotlib list the fonts now: it says that it does, and a cell that says so would fail the build."""
    folder = Path(environment["MPLCONFIGDIR"])
    if importlib.util.find_spec("matplotlib") and not any(folder.glob("fontlist-*.json")):
        command = [sys.executable, "-c", "import matplotlib.font_manager"]
        subprocess.run(command, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True)
