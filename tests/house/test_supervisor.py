from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from rve.local import supervisor as supervision
from rve.local.supervisor import AlreadyRunning, Ended, Supervisor
from tests.house.processes import eventually, running_in

CHECKOUT = Path(__file__).parents[2]


def sleeper(folder: Path, *, before: str = "") -> list[str]:
    """A process that can be found by the folder's name, and sleeps."""
    return [
        sys.executable,
        "-c",
        f"import signal, time, sys\n{before}\nprint('up', flush=True)\ntime.sleep(600)",
        str(folder),
    ]


def is_up(child: supervision.Child) -> bool:
    return child.log.exists() and "up" in child.last_lines()


def test_a_child_gets_a_log_and_is_gone_afterwards(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor:
        child = supervisor.start("one", sleeper(tmp_path))
        assert eventually(lambda: is_up(child))
    assert running_in(tmp_path) == []
    assert (tmp_path / "log" / "one.log").read_text() == "up\n"


def test_a_child_that_ends_by_itself_is_told_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor, pytest.raises(Ended, match=r"one ended with 3:\nalas"):
        supervisor.start("one", [sys.executable, "-c", "print('alas'); raise SystemExit(3)"])
        supervisor.watch(pause=0.05)


def test_a_step_that_fails_is_told_with_its_last_words(tmp_path: Path) -> None:
    with Supervisor(tmp_path) as supervisor, pytest.raises(Ended, match=r"step ended with 1:\nno luck"):
        supervisor.run(
            "step", [sys.executable, "-c", "raise SystemExit('no luck')"], environment={}, folder=tmp_path
        )


def test_a_child_that_does_not_listen_is_killed_with_its_own_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervision, "SECONDS_TO_STOP", 0.5)
    deaf = "import os; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork()"
    with Supervisor(tmp_path) as supervisor:
        child = supervisor.start("deaf", sleeper(tmp_path, before=deaf))
        assert eventually(lambda: is_up(child))
    assert eventually(lambda: running_in(tmp_path) == [])
    assert "deaf had not stopped" in capsys.readouterr().err


def test_servers_outlive_the_children_that_use_them(tmp_path: Path) -> None:
    note = tmp_path / "order"
    tell = textwrap.dedent("""
        def bye(*_):
            open({note!r}, "a").write({name!r} + "\\n")
            sys.exit()
        signal.signal(signal.SIGTERM, bye)
    """)
    with Supervisor(tmp_path) as supervisor:
        for name, foundation in (("web", False), ("postgres", True)):
            before = tell.format(note=str(note), name=name)
            child = supervisor.start(name, sleeper(tmp_path, before=before), foundation=foundation)
            assert eventually(lambda child=child: is_up(child))
    assert note.read_text().split() == ["web", "postgres"]


def test_a_second_supervisor_is_kept_out_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervision, "SECONDS_TO_WAIT", 0.2)
    with Supervisor(tmp_path), pytest.raises(AlreadyRunning, match="--data"), Supervisor(tmp_path):
        pass
    with Supervisor(tmp_path):
        pass


def test_when_the_supervisor_is_killed_nothing_is_left_and_the_folder_is_free_again(tmp_path: Path) -> None:
    program = textwrap.dedent(f"""
        import sys
        from pathlib import Path
        from rve.local.supervisor import Supervisor
        with Supervisor(Path({str(tmp_path)!r})) as supervisor:
            for name in ("one", "two"):
                supervisor.start(name, {sleeper(tmp_path)!r})
            supervisor.watch()
    """)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT)
    assert eventually(lambda: len(running_in(tmp_path)) >= 3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    # The next one waits until the last child is gone.
    with Supervisor(tmp_path):
        assert running_in(tmp_path) == []
