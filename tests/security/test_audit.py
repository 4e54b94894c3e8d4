"""The audit of dependencies: a known vulnerability fails, silence is said, and silence is never health. No network."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import audit  # noqa: E402

NODE = {"packages": {"": {}, "node_modules/a": {"version": "1.0.0"}, "node_modules/b": {"version": "2.0.0"}}}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text(
        "Sain_A==1.0 \\\n    --hash=sha256:00\ntroue[x]==2.0 \\\n", encoding="utf-8"
    )
    (tmp_path / "requirements-test.lock").write_text(
        "sain-a==1.5 ; python_version < '3.12' \\\n", encoding="utf-8"
    )
    (tmp_path / "package-lock.json").write_text(json.dumps(NODE), encoding="utf-8")
    return tmp_path


def index(*vulnerable: str, unknown: tuple[str, ...] = ()) -> audit.Run:
    """An index that knows of a vulnerability in these packages."""

    def answer(command: list[str]) -> str:
        listed = Path(command[-1]).read_text(encoding="utf-8").split()
        assert len({line.split("==")[0] for line in listed}) == len(listed), (
            "pip-audit refuses a package twice"
        )
        found: list[dict[str, Any]] = []
        for line in listed:
            name, _, version = line.partition("==")
            if name in unknown:
                found.append({"name": name, "skip_reason": "not found"})
                continue
            told = (
                [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3.0"]}]
                if name in vulnerable
                else []
            )
            found.append({"name": name, "version": version, "vulns": told})
        return json.dumps({"dependencies": found})

    return answer


def said(
    capsys: pytest.CaptureFixture[str], answer: Any, accepted: dict[str, str] | None = None
) -> tuple[bool, str]:
    passed = audit.report("Python", answer, accepted or {})
    return passed, capsys.readouterr().out


def test_every_version_of_every_lock_is_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passed, told = said(capsys, lambda: audit.audit_python(root, index()))
    assert passed
    assert "3 paquets ; 0 faille(s)" in told


def test_a_known_vulnerability_fails_unless_it_is_argued(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    passed, told = said(capsys, lambda: audit.audit_python(root, index("troue")))
    assert not passed
    assert "troue 2.0 : PYSEC-1, CVE-1, corrigé en 3.0" in told
    passed, told = said(
        capsys, lambda: audit.audit_python(root, index("troue")), {"CVE-1": "ne nous touche pas"}
    )
    assert passed
    assert "1 admise(s)" in told


def test_what_the_index_does_not_know_is_not_sound(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passed, told = said(capsys, lambda: audit.audit_python(root, index(unknown=("troue",))))
    assert passed
    assert "dont 1 inconnus de l'index" in told
    passed, told = said(capsys, lambda: audit.audit_python(root, index(unknown=("troue", "sain-a"))))
    assert passed
    assert "audit non fait" in told


@pytest.mark.parametrize("answer", ["", "ERROR", "{}", '{"dependencies": null}', "[]"])
def test_without_a_network_the_audit_says_that_it_was_not_done(
    answer: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ask in (audit.audit_python, audit.audit_node):
        passed, told = said(capsys, lambda ask=ask: ask(root, lambda command: answer))
        assert passed
        assert "audit non fait : réseau absent" in told


def test_what_npm_says_is_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    via = [{"url": "https://example.org/advisories/GHSA-1"}]
    told = {
        "a": {"via": via, "nodes": ["node_modules/a"], "fixAvailable": {"name": "a", "version": "1.0.1"}},
        "b": {"via": ["a"], "nodes": ["node_modules/b"], "fixAvailable": True},
    }
    passed, out = said(
        capsys, lambda: audit.audit_node(root, lambda command: json.dumps({"vulnerabilities": told}))
    )
    assert not passed
    assert "2 paquets ; 1 faille(s)" in out
    assert "a 1.0.0 : GHSA-1, corrigé en 1.0.1" in out
    passed, out = said(capsys, lambda: audit.audit_node(root, lambda command: '{"vulnerabilities": {}}'))
    assert passed


def test_a_tool_that_is_not_there_is_said() -> None:
    with pytest.raises(audit.NotDone, match="ne répond pas"):
        audit.run([str(ROOT / "absent")])


FOUND = audit.Audit(2, 0, (audit.Finding("troue", "2.0", ("PYSEC-1",), ""),))
SOUND = audit.Audit(2, 0, ())


def silent() -> audit.Audit:
    raise audit.NotDone("réseau absent")


@pytest.mark.parametrize(
    ("python", "node", "required", "status"),
    [
        (lambda: SOUND, lambda: SOUND, "", 0),
        (lambda: FOUND, lambda: SOUND, "", 1),
        (lambda: SOUND, lambda: FOUND, "", 1),
        (silent, lambda: FOUND, "", 1),
        (silent, silent, "", 0),
        (silent, lambda: SOUND, "1", 1),
        (lambda: SOUND, silent, "1", 1),
        (lambda: SOUND, lambda: SOUND, "1", 0),
    ],
)
def test_the_command_fails_for_what_is_known_and_where_it_is_owed_for_silence(
    python: Any, node: Any, required: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "audit_python", lambda _: python())
    monkeypatch.setattr(audit, "audit_node", lambda _: node())
    monkeypatch.setenv("CHEVET_AUDIT_REQUIRED", required)
    assert audit.main() == status


def test_make_check_runs_it_and_the_forge_wants_an_answer() -> None:
    rule = (ROOT / "Makefile").read_text(encoding="utf-8").split("\ncheck:")[1].split("\n\n")[0]
    assert "tools/audit.py" in rule
    forge = "".join(path.read_text("utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    assert 'run: make check\n        env:\n          CHEVET_AUDIT_REQUIRED: "1"\n' in forge
