"""What can be checked of deploy/jupyterhub without a cluster: keys that exist, versions that agree, limits that are set.

The keys and their types are those that the chart gives (values.schema.yaml, read on 2026-11-22): a key that it does
not know makes ``helm`` refuse the file.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from chevet import __version__

ROOT = Path(__file__).parents[2]
HUB = ROOT / "deploy" / "jupyterhub"
NUMBER = (int, float)
KNOWN: dict[str, Any] = {  # a type: that, whatever is in it
    "hub": {"config": dict, "activeServerLimit": int, "concurrentSpawnLimit": int, "allowNamedServers": bool},
    "proxy": {"https": {"enabled": bool, "hosts": list, "letsencrypt": {"contactEmail": str}}},
    "singleuser": {
        "image": {"name": str, "tag": str, "pullPolicy": str},
        "cmd": (str, list),
        "defaultUrl": str,
        "startTimeout": int,
        "cpu": {"limit": NUMBER, "guarantee": NUMBER},
        "memory": {"limit": (str, *NUMBER), "guarantee": (str, *NUMBER)},
        "extraEnv": dict,
        "storage": {"capacity": str, "extraVolumes": list, "extraVolumeMounts": list},
        "lifecycleHooks": {"postStart": dict},
        "networkPolicy": {
            "enabled": bool,
            "egressAllowRules": {"cloudMetadataServer": bool, "nonPrivateIPs": bool, "privateIPs": bool},
        },
    },
    "cull": {"enabled": bool, "timeout": int, "every": int, "maxAge": int},
}
# Configurable traits of LTI13Authenticator in jupyterhub-ltiauthenticator 1.6.3 that we set.
LTI = {
    "issuer",
    "authorize_url",
    "jwks_endpoint",
    "client_id",
    "username_key",
    "uri_scheme",
    "allow_all",
    "admin_users",
}


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HUB / "values.yaml").read_text(encoding="utf-8"))
    return found


def refused(found: Any, known: Any, path: str = "") -> list[str]:
    """The keys that the chart does not have, and those whose value is of another type."""
    if not isinstance(known, dict):
        return [] if isinstance(found, known) and (known is bool or not isinstance(found, bool)) else [path]
    if not isinstance(found, dict):
        return [path]
    out = []
    for key, value in found.items():
        place = f"{path}.{key}".lstrip(".")
        out += refused(value, known[key], place) if key in known else [place]
    return out


def test_every_value_is_one_that_the_chart_takes(values: dict[str, Any]) -> None:
    assert refused(values, KNOWN) == []
    wrong = {"singleuser": {"memmory": 1, "cpu": {"limit": "1"}, "startTimeout": True}, "cull": {"every": {}}}
    places = ["singleuser.memmory", "singleuser.cpu.limit", "singleuser.startTimeout", "cull.every"]
    assert refused(wrong, KNOWN) == places
    assert set(values["hub"]["config"]) == {"JupyterHub", "LTI13Authenticator"}
    assert set(values["hub"]["config"]["LTI13Authenticator"]) <= LTI


def test_one_signs_in_from_moodle_without_a_name(values: dict[str, Any]) -> None:
    lti = values["hub"]["config"]["LTI13Authenticator"]
    assert values["hub"]["config"]["JupyterHub"]["authenticator_class"].endswith(".LTI13Authenticator")
    assert lti["username_key"] == "sub"
    assert lti["authorize_url"] == f"{lti['issuer']}/mod/lti/auth.php"
    assert lti["jwks_endpoint"] == f"{lti['issuer']}/mod/lti/certs.php"
    script = (HUB / "tljh.sh").read_text(encoding="utf-8")
    assert all(f"LTI13Authenticator.{name}" in script for name in LTI - {"admin_users"})


def test_each_student_is_limited(values: dict[str, Any]) -> None:
    one = values["singleuser"]
    assert 0 < one["cpu"]["guarantee"] <= one["cpu"]["limit"] <= 2
    assert (one["memory"]["guarantee"], one["memory"]["limit"]) == ("600M", "1G")
    assert values["hub"]["activeServerLimit"] > 0
    assert values["cull"]["enabled"]
    assert not any(one["networkPolicy"]["egressAllowRules"].values())


def test_the_exchange_is_the_same_folder_everywhere(values: dict[str, Any]) -> None:
    config = (HUB / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder,) = re.findall(r'Exchange\.root = "(.+)"', config)
    storage = values["singleuser"]["storage"]
    (volume,) = storage["extraVolumes"]
    (mount,) = storage["extraVolumeMounts"]
    assert mount == {"name": volume["name"], "mountPath": folder}
    claim = yaml.safe_load((HUB / "pvc-exchange.yaml").read_text(encoding="utf-8"))
    assert claim["metadata"]["name"] == volume["persistentVolumeClaim"]["claimName"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    assert f"install -d -m 777 {folder}\n" in (HUB / "tljh.sh").read_text(encoding="utf-8")


def test_versions_agree(values: dict[str, Any]) -> None:
    assert values["singleuser"]["image"]["tag"] == __version__
    lock = (ROOT / "requirements-hub.lock").read_text(encoding="utf-8")
    (hub,) = re.findall(r"^jupyterhub==(\d+\.\d+)", lock, re.MULTILINE)
    for name in ("values.yaml", "LISEZMOI.md"):
        text = (HUB / name).read_text(encoding="utf-8")
        assert re.search(rf"(?:JupyterHub|`jupyterhub`) {re.escape(hub)}\b", text), name
    course = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    servers = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    assert {name: servers.get(name) for name in course} == course


def test_every_extension_that_students_lose_is_one_of_nbgrader() -> None:
    told = set(
        re.findall(r"@jupyter/nbgrader:([a-z-]+)", (HUB / "Containerfile").read_text(encoding="utf-8"))
    )
    assert told == {"formgrader", "create-assignment", "course-list"}
    script = (HUB / "tljh.sh").read_text(encoding="utf-8")
    (named,) = re.findall(r"for module in (.+); do", script)
    assert set(named.split()) == told


def test_a_chapter_opens_as_a_notebook() -> None:
    from_tools = re.search(
        r"viewers = (\{.+\})", (ROOT / "tools" / "environment.py").read_text(encoding="utf-8")
    )
    assert from_tools
    settings = json.loads((HUB / "overrides.json").read_text(encoding="utf-8"))
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == json.loads(from_tools[1])


@pytest.mark.parametrize("name", ["deploy/jupyterhub/tljh.sh", "deploy/comprimer.sh"])
def test_scripts_are_shell(name: str) -> None:
    shell = shutil.which("dash") or "sh"
    subprocess.run([shell, "-n", str(ROOT / name)], check=True)
    assert (ROOT / name).read_text(encoding="utf-8").count("\nset -eu\n") == 1
