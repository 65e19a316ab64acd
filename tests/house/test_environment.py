from __future__ import annotations

from pathlib import Path

import pytest

from rve.local import environment


@pytest.mark.slow
def test_the_packages_are_installed_once_and_again_when_the_lock_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "_VENV", tmp_path / ".venv")
    (tmp_path / "pyproject.toml").touch()
    lock = tmp_path / "requirements.lock"
    for content, is_installed in (("# nothing", True), ("# nothing", False), ("# nothing new", True)):
        lock.write_text(content, encoding="utf-8")
        assert environment.main(lock.name) == 0
        assert ("Installing" in capsys.readouterr().out) == is_installed


@pytest.mark.slow
def test_a_package_that_cannot_be_had_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(environment, "_VENV", tmp_path / ".venv")
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "requirements.lock").write_text("./nowhere.whl --hash=sha256:00", encoding="utf-8")
    assert environment.main("requirements.lock") == 1
