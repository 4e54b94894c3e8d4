"""How a learner becomes a number that nobody can turn back into a name without the key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

from chevet.problems import CourseError, Problem
from chevet.writing import write_whole

KEY_BYTES = 32
LENGTH = (
    16  # hexadecimal digits kept: 64 bits, two learners in ten million share one about 3 times in a million
)


class Pseudonyms:
    """Gives each learner a pseudonym: HMAC-SHA256 of what names them, under a key.

    A plain hash would not do: anybody who has the list of students could hash it and compare.

    Args:
        key: kept by the teacher to find the same pseudonyms again; drawn and forgotten where None.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(KEY_BYTES)
        self._known: dict[str, str] = {}

    def of(self, name: str) -> str:
        """The pseudonym of the learner that ``name`` (address, number, name…) tells; case and spaces ignored."""
        if name not in self._known:
            plain = " ".join(name.casefold().split())
            digest = hmac.new(self._key, plain.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
            self._known[name] = digest[:LENGTH]
        return self._known[name]


def load_key(path: Path) -> bytes:
    """The key in ``path``, drawn and written there (readable by its owner only) if there is no such file.

    Raises:
        CourseError: the file holds something else than a key.
    """
    if not path.exists():
        write_whole(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), mode=0o600)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        remedy = "Donnez le fichier écrit par une lecture précédente, ou un nom de fichier qui n’existe pas encore."
        raise CourseError(Problem(path.name, 0, "ce n’est pas une clé de Chevet.", remedy))
    return key
