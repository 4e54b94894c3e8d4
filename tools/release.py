"""Make a release: ``dist/chevet-VERSION/``, whole or not at all, the same bytes wherever and whenever it is made.

``release.py`` makes it. ``release.py --twice`` makes it in two copies of the sources, in two folders, time zones,
locales and orders of sets, and says which files differ. Deflate and the drawings are those of the Python and the
libraries of the lock files: two machines with the same of both give the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from release_licences import MissingLicence, notice
from release_sbom import bill, read_parts, strangers

ROOT = Path(__file__).resolve().parent.parent
EPOCH = "315532800"  # 1980-01-01, what the zips say too: a release holds no time
VERB = [sys.executable, "-c", "from chevet.cli import app; app()"]
MOODLE = ("moodle-xml", "mbz", "gift")
PURPOSES = {  # suffix of a file → what it is for; the first that fits
    "-site.zip": "le site à héberger",
    "chevet-scorm12.zip": "tous les paquets SCORM 1.2 et la page qui les liste",
    "chevet-scorm2004.zip": "tous les paquets SCORM 2004 et la page qui les liste",
    "-scorm12.zip": "une activité Moodle « Paquetage SCORM », version 1.2",
    "-scorm2004.zip": "une activité SCORM 2004, quatrième édition",
    ".html": "la page qui liste les paquets, à poser à côté d’eux",
    ".css": "le style de cette page",
    ".mbz": "un cours Moodle entier, à restaurer",
    ".moodle.xml": "la banque de questions, à importer dans Moodle",
    ".gift.txt": "la banque de questions au format GIFT",
    "-cle-usb.zip": "le cours sans réseau, à ouvrir depuis une clé USB",
    ".whl": "le paquet Python (commande chevet)",
    ".tar.gz": "les sources",
    ".cdx.json": "la liste des composants (CycloneDX 1.6)",
    "LICENCES-TIERS.txt": "les licences de tiers",
}
WORLDS = (  # two places to build in; a locale that the machine lacks behaves as « C »
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "de", "PYTHONHASHSEED": "2"},
)


class Failure(Exception):
    """What stopped the release, in French."""


def run(root: Path, *command: str, is_told: bool = True) -> None:
    """Run a command in ``root``; its messages pass through, those of success only if ``is_told``.

    Raises:
        Failure: it failed.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
    words = None if is_told else subprocess.DEVNULL
    if subprocess.run(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=words).returncode:
        raise Failure(f"« {' '.join(command[-4:])} » a échoué : la version n’est pas faite.")


def make_release(root: Path, out: Path) -> Path:
    """Build everything anew from the sources in ``root`` and put it in ``out/chevet-VERSION``.

    Raises:
        Failure: a build or an export failed, or something of somebody else's has no licence. What was there stays.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    name = f"chevet-{project['version']}"
    out.mkdir(parents=True, exist_ok=True)
    clear_up(out, name)
    with tempfile.TemporaryDirectory(prefix=f".{name}.", dir=out) as aside:
        folder = Path(aside) / name
        run(root, *VERB, "build", "--neuf")
        for edition in ("1.2", "2004"):
            run(root, *VERB, "export", "scorm", "--all", "--edition", edition, "--out", str(folder / "scorm"))
        for one in MOODLE:  # what each loses, question by question: a thousand lines, for who exports by hand
            run(root, *VERB, "export", one, "--all", "--out", str(folder / "moodle"), is_told=False)
        run(root, *VERB, "export", "cle-usb", "--out", str(folder))
        run(root, sys.executable, "-m", "hatchling", "build", "-d", str(folder))

        parts = read_parts(root)
        notices = notice(parts)
        (folder / "LICENCES-TIERS.txt").write_bytes(notices)
        (folder / f"{name}.cdx.json").write_bytes(make_bill(root, project, parts))
        site = read_site(root / "_build" / "html")
        site |= {"LICENCES-TIERS.txt": notices}
        site |= {file: (root / file).read_bytes() for file in project["license-files"]}
        write_zip(folder / f"{name}-site.zip", site)

        changes = (root / "CHANGELOG.md").read_text(encoding="utf-8")
        (folder / "NOTES.md").write_text(notes(project["version"], changes, folder), encoding="utf-8")
        (folder / "SHA256SUMS").write_text(sums(folder), encoding="utf-8")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        return swap(folder, out / name)


def make_bill(root: Path, project: dict, parts: Iterable) -> bytes:
    """The parts list of the package that ``root`` holds."""
    weights = (root / "src" / "chevet" / "lm" / "weights").glob("*.safetensors")
    needs = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    return bill(
        parts, project["version"], project["license"], {p.name: p.read_bytes() for p in weights}, needs
    )


def read_site(site: Path) -> dict[str, bytes]:
    """The files of the built site.

    Raises:
        Failure: a script or a style of somebody else's that the parts list does not tell.
    """
    files = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}
    if unknown := strangers(files):
        raise Failure(
            f"Le site contient des fichiers que tools/release_sbom.py (READERS) ne connaît pas : {', '.join(unknown)}."
        )
    return files


def write_zip(path: Path, files: dict[str, bytes]) -> None:
    from chevet.export.zip import zip_bytes

    path.write_bytes(zip_bytes(files))


def notes(version: str, changelog: str, folder: Path) -> str:
    """What a faculty reads first: the section of this version in CHANGELOG.md, the files, how to check them.

    Raises:
        Failure: CHANGELOG.md says nothing of this version.
    """
    section = re.search(
        rf"^## ({re.escape(version)}\b.*?)\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not section:
        raise Failure(
            f"CHANGELOG.md n’a pas de section « ## {version} » : dites ce que cette version change."
        )
    rows = "\n".join(
        f"| `{name}` | {_size(size)} | {purpose(name)} |" for name, size in sorted(_files(folder).items())
    )
    return (
        f"# Chevet {section[1]}\n\n{section[2].strip()}\n\n## Fichiers\n\n| Fichier | Taille | Pour |\n|---|---|---|\n"
        f"{rows}\n\n## Vérifier\n\n`sha256sum --check SHA256SUMS`, dans ce dossier. Refaire cette version depuis les "
        "sources donne les mêmes octets, avec le même Python et les versions des fichiers `requirements*.lock`\u202f: "
        "`make release`.\n"
    )


def purpose(name: str) -> str:
    return next((told for suffix, told in PURPOSES.items() if name.endswith(suffix)), "")


def _files(folder: Path) -> dict[str, int]:
    return {p.relative_to(folder).as_posix(): p.stat().st_size for p in folder.rglob("*") if p.is_file()}


def _size(count: int) -> str:
    return f"{count / 1000:,.0f}".replace(",", "\u202f") + "\u00a0ko"


def sums(folder: Path) -> str:
    """One line for each file, as ``sha256sum --check`` reads them."""
    return "".join(
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(_files(folder))
    )


def clear_up(out: Path, name: str) -> None:
    """Give back the release that a death between two names hid, and remove what others left half made."""
    from chevet.writing import recover

    recover(out / name)
    for left in out.glob(f".{name}.*"):
        shutil.rmtree(left, ignore_errors=True)


def swap(folder: Path, place: Path) -> Path:
    """Put what is made in ``place``, and remove what an earlier release had put there."""
    from chevet.writing import swap as swap_folders

    swap_folders(folder, place)
    return place


def sources(root: Path) -> list[str]:
    """The files that git knows; without git (a release unpacked), all but what is built."""
    if (root / ".git").exists():
        done = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)
        return [name for name in done.stdout.decode("utf-8").split("\0") if name and (root / name).is_file()]
    built = {"_build", "dist", ".venv", "node_modules"}
    files = (p.relative_to(root) for p in root.rglob("*") if p.is_file())
    return sorted(
        p.as_posix() for p in files if not built.intersection(p.parts) and "__pycache__" not in p.parts
    )


def make_in_worlds(root: Path, scratch: Path) -> list[Path]:
    """Two releases of the same sources, each made in one of WORLDS, at the same time.

    Raises:
        Failure: one of them was not made.
    """
    names, making = sources(root), []
    for world, folder in zip(WORLDS, ("un", "deux dossiers, plus loin/é"), strict=True):
        place = scratch / folder / "cours"
        for name in names:
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target)
        command = [sys.executable, str(place / "tools" / "release.py"), "--out", str(place / "dist")]
        environment = {**os.environ, **world, "PYTHONPATH": str(place / "src")}
        umask = 0o077 if making else 0o022
        making.append((place, subprocess.Popen(command, cwd=place, env=environment, umask=umask)))
    ends = [process.wait() for _, process in making]  # all of them: nothing may go on writing
    if any(ends):
        raise Failure("La version n’a pas pu être faite deux fois.")
    return [next((place / "dist").iterdir()) for place, _ in making]


def differences(one: Path, other: Path) -> Iterator[str]:
    """The files of two folders that are not the same bytes; inside a zip, those of its entries."""
    names = sorted(set(_files(one)) | set(_files(other)))
    for name in names:
        left, right = one / name, other / name
        if not (left.is_file() and right.is_file()):
            yield f"{name} : d’un seul côté"
        elif left.read_bytes() != right.read_bytes():
            yield f"{name}{_inside(left, right)}"


def _inside(left: Path, right: Path) -> str:
    if not zipfile.is_zipfile(left) or not zipfile.is_zipfile(right):
        return ""
    with zipfile.ZipFile(left) as a, zipfile.ZipFile(right) as b:
        entries = ({info.filename: info.CRC for info in archive.infolist()} for archive in (a, b))
        first, second = entries
    changed = [name for name in sorted({*first, *second}) if first.get(name) != second.get(name)]
    return " : " + (", ".join(changed[:8]) or "mêmes fichiers, autres en-têtes")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Prépare une version dans dist/.")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "dist", metavar="DOSSIER", help="dossier où écrire"
    )
    parser.add_argument("--twice", action="store_true", help="la fait deux fois, ailleurs, et compare")
    options = parser.parse_args(arguments)
    try:
        if options.twice:
            with tempfile.TemporaryDirectory(prefix="chevet-") as scratch:
                differing = list(differences(*make_in_worlds(ROOT, Path(scratch))))
            print("\n".join(differing) or "Les deux versions sont les mêmes, octet pour octet.")
            return 1 if differing else 0
        place = make_release(ROOT, options.out.resolve())
        print(f"Version faite : {os.path.relpath(place)} ({len(_files(place))} fichiers)")
    except (Failure, MissingLicence) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
