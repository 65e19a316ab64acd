"""Loads the settings in a process of its own, with exactly the environment that a test gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]

# Everything that production demands, and nothing else.
PRODUCTION = {
    "RVE_MODE": "production",
    "RVE_SECRET_KEY": "a-long-secret-of-this-installation-0123456789-abcdefghijk",
    "RVE_ENCRYPTION_KEYS": "bG9jYWwtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZmc=",
    "RVE_LOOKUP_KEY": "another-long-secret",
    "RVE_ALLOWED_HOSTS": "rve.example.no",
    "RVE_LETTER_FOLDER": "/var/lib/rve/letters",
    "DATABASE_URL": "postgresql://rve:secret@db/rve",
    "REDIS_URL": "redis://redis/0",
}


def clean_environment(given: dict[str, str]) -> dict[str, str]:
    """Nothing of this test run's own servers and settings, but what is given."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {"RVE_LOCAL": "/nonexistent", "DJANGO_SETTINGS_MODULE": "rve.settings"} | given


def python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env=clean_environment(environment),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def settings(name: str, environment: dict[str, str]) -> str:
    """The value of one setting, or the last line of what went wrong."""
    done = python(f"from django.conf import settings; print(repr(settings.{name}))", environment)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]
