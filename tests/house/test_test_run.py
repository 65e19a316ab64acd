from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.house.settings_run import clean_environment
from tests.house.tree import CHECKOUT


def test_pytest_refuses_the_servers_of_a_demo_that_runs_here(tmp_path: Path) -> None:
    addresses = {"DATABASE_URL": "postgresql://demo/rve", "REDIS_URL": "redis://demo/0"}
    (tmp_path / "addresses.json").write_text(json.dumps(addresses), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/house/test_docs.py"],
        env=clean_environment({"RVE_LOCAL": str(tmp_path)}),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "bin/test" in done.stdout + done.stderr
