"""oidc-provider on Node, installed into a folder that git does not see, as a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.issuer import AUDIENCE, public_jwk

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / ".local" / "oidc-provider"
INSTALL = ("install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock", "--silent")


def why_not() -> str:
    """Why the provider cannot run here; empty when it can."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "no Node.js here"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "provider.mjs"):
        shutil.copy(HERE / name, FOLDER / name)
    if _installed() == _wanted():
        return ""
    done = subprocess.run(
        ["npm", *INSTALL], cwd=FOLDER, capture_output=True, text=True, timeout=300, check=False
    )
    return (
        "" if _installed() == _wanted() else f"oidc-provider could not be installed (npm: {done.returncode})"
    )


def _wanted() -> str:
    return str(json.loads((HERE / "package.json").read_text())["dependencies"]["oidc-provider"])


def _installed() -> str:
    path = FOLDER / "node_modules" / "oidc-provider" / "package.json"
    return str(json.loads(path.read_text())["version"]) if path.is_file() else ""


@dataclass
class RealProvider:
    url: str
    keys: dict[str, ec.EllipticCurvePrivateKey] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def a_provider(
    *, organisation: str, callback: str, people: dict[str, dict[str, Any]]
) -> Iterator[RealProvider]:
    """Running, with one client that is a system of the organisation and one that is our log-in."""
    port = free_port()
    keys = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("epj-vest", "rve-web")}
    shown = {name: {**public_jwk(key), "kid": name, "use": "sig"} for name, key in keys.items()}
    settings = {
        "issuer": f"http://127.0.0.1:{port}",
        "port": port,
        "audience": AUDIENCE,
        "clients": {**shown, "organisation": organisation},
        "people": people,
        "callback": callback,
    }
    environment = {**os.environ, "PROVIDER": json.dumps(settings), "NODE_NO_WARNINGS": "1"}
    command = ["node", "provider.mjs"]
    with subprocess.Popen(
        command, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            _wait_until_ready(process)
            yield RealProvider(f"http://127.0.0.1:{port}", keys)
        finally:
            process.terminate()


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    said = []
    for line in process.stdout:
        if line.strip() == "ready":
            return
        said.append(line)
    raise AssertionError("the provider did not start: " + "".join(said))
