"""Find or install what the tests need beside Python: Node, the JavaScript packages, and Chromium.

Each is looked for on the machine first, then in the system's packages when we are root, then in what the
Python environment can carry. When none can be had, the message says what is missing and how to get it.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from environment import Environment, Failure, say

OLDEST_NODE = 20
CHROMIUMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT_CHROMIUM = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def answer(command: list[str], **options: object) -> str:
    """What a command prints, or nothing when it fails or does not start."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            **options,  # type: ignore[call-overload]
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return str(done.stdout).strip() if done.returncode == 0 else ""


def can_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(environment: Environment, *packages: str) -> None:
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    environment.execute(["apt-get", "install", "-y", "--no-install-recommends", *packages])


def node_is_recent(folder: Path | None = None) -> bool:
    """Node and npm both start, and Node is recent enough; on the path, or in ``folder``."""
    node, npm = (shutil.which(name, path=str(folder) if folder else None) for name in ("node", "npm"))
    if not node or not npm:
        return False
    with_node_first = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}
    version = re.match(r"v(\d+)", answer([node, "--version"]))
    return bool(
        version and int(version[1]) >= OLDEST_NODE and answer([npm, "--version"], env=with_node_first)
    )


def ensure_node(environment: Environment) -> None:
    """Put a recent Node first on the path.

    Raises:
        Failure: none found, none in the system's packages, and the wheel does not install.
    """
    if node_is_recent():
        return
    scripts = environment.python.parent
    if not node_is_recent(scripts):
        if can_use_apt():
            say("Recherche de Node dans les paquets du système…")
            environment.execute(["apt-get", "update"])
            candidate = re.search(r"Candidate: (?:\d+:)?(\d+)", answer(["apt-cache", "policy", "nodejs"]))
            if candidate and int(candidate[1]) >= OLDEST_NODE:
                apt_install(environment, "nodejs", "npm")
                if node_is_recent():
                    return
        try:
            environment.install_lock("requirements-node.lock")
        except Failure as failure:
            raise Failure(
                f"Il faut Node {OLDEST_NODE} ou plus, avec npm, pour vérifier le JavaScript.\n"
                f"Installez-le (https://nodejs.org), puis relancez la même commande.\n{failure}"
            ) from failure
    os.environ["PATH"] = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    if not node_is_recent():
        raise Failure(f"Il faut Node {OLDEST_NODE} ou plus, avec npm : celui de {scripts} ne démarre pas.")


def ensure_packages(environment: Environment) -> None:
    """``npm ci``, when package-lock.json has changed; npm empties node_modules first, stamp included."""
    key = hashlib.sha256((environment.root / "package-lock.json").read_bytes()).hexdigest()
    stamp = environment.root / "node_modules" / ".chevet-lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == key:
        return
    say("Installation des paquets JavaScript…")
    npm = shutil.which("npm") or "npm"
    environment.execute([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    stamp.write_text(key, encoding="utf-8")


def opens_a_page(chromium: str) -> bool:
    """Whether this browser really starts: a snap in a container or a missing library passes ``--version``."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        options = ["--headless", *sandbox, f"--user-data-dir={profile}", "--dump-dom", "about:blank"]
        return "<html" in answer([chromium, *options])


def chromiums_here(environment: Environment) -> Iterator[str]:
    yield from filter(None, map(shutil.which, CHROMIUMS))
    own = answer([str(environment.python), "-c", PLAYWRIGHT_CHROMIUM])
    if own and Path(own).exists():
        yield own


def ensure_chromium(environment: Environment) -> None:
    """Name in ``$CHEVET_CHROMIUM`` a browser that starts.

    Raises:
        Failure: the one asked for does not start, or none can be found nor installed.
    """
    asked = os.environ.get("CHEVET_CHROMIUM")
    if asked:
        if not opens_a_page(asked):
            raise Failure(f"CHEVET_CHROMIUM désigne {asked}, qui ne démarre pas. Corrigez ou retirez-la.")
        return
    found = next(filter(opens_a_page, chromiums_here(environment)), None)
    if not found:
        say("Installation de Chromium…")
        found = install_chromium(environment)
    os.environ["CHEVET_CHROMIUM"] = found


def install_chromium(environment: Environment) -> str:
    ways = [[str(environment.python), "-m", "playwright", "install", "chromium"]]
    if can_use_apt():
        ways.insert(0, ["apt-get", "update"])
        ways.insert(1, ["apt-get", "install", "-y", "--no-install-recommends", "chromium"])
    reasons = []
    for way in ways:
        try:
            environment.execute(way)
        except Failure as failure:
            reasons.append(str(failure))
        found = next(filter(opens_a_page, chromiums_here(environment)), None)
        if found:
            return found
    raise Failure(
        "Il faut Chromium ou Chrome pour les vérifications dans le navigateur, et aucun ne démarre.\n"
        "Installez-le (Debian, Ubuntu : apt-get install chromium ; macOS : brew install --cask chromium),\n"
        "ou donnez son chemin : CHEVET_CHROMIUM=/chemin/vers/chromium make test\n" + "\n".join(reasons)
    )


def ensure_all(root: Path) -> None:
    """Everything, in an order that fails early; later processes inherit the path and the variable."""
    if sys.platform == "win32":
        raise Failure("Windows n’est pas pris en charge ; WSL l’est.")
    environment = Environment(root)
    ensure_node(environment)
    ensure_packages(environment)
    ensure_chromium(environment)
