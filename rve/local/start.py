"""bin/demo: servers, data, web, worker and beat; one address; one Ctrl-C for all of it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import webbrowser
from pathlib import Path
from types import FrameType

from rve.local.account import NoAccount
from rve.local.binaries import MissingBinary
from rve.local.digital_post.start import start_digital_post
from rve.local.fill import fill
from rve.local.ports import answers, free_port
from rve.local.postgres import PostgresFailed
from rve.local.redis import RedisFailed
from rve.local.serve import serve
from rve.local.servers import start_servers, written_down
from rve.local.supervisor import AlreadyRunning, Ended, Supervisor

_CHECKOUT = Path(__file__).resolve().parents[2]
_USUAL_PORT = 8000
_STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class PortTaken(RuntimeError):
    """Somebody else answers on the port that was asked for."""


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    for number in _STOPPED_BY:
        signal.signal(number, _stop)
    try:
        with Supervisor(options.data) as supervisor:
            _run(supervisor, options)
    except SystemExit:
        print("Stopped.", flush=True)
        return 0
    except (
        AlreadyRunning,
        Ended,
        MissingBinary,
        NoAccount,
        PortTaken,
        PostgresFailed,
        RedisFailed,
    ) as failure:
        print(f"bin/demo: {failure}", file=sys.stderr)
        return 1
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/demo", description="RVE with made-up people.")
    parser.add_argument("--port", type=int, help=f"the web address's port ({_USUAL_PORT}, or a free one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--data", type=Path, default=_CHECKOUT / ".local", help="its files' folder (.local/)")
    return parser.parse_args(arguments)


def _stop(number: int, frame: FrameType | None) -> None:
    # From here on everything is being ended already: a second Ctrl-C must not cut that short.
    for known in _STOPPED_BY:
        signal.signal(known, signal.SIG_IGN)
    raise SystemExit(0)


def _run(supervisor: Supervisor, options: argparse.Namespace) -> None:
    started = time.monotonic()
    port = _port(options.port)
    settings = _settings(supervisor.folder, port) | start_servers(supervisor)
    settings |= start_digital_post(supervisor)
    environment = {**os.environ, **settings, "RVE_LOCAL": str(supervisor.folder)}
    with written_down(supervisor.folder, settings):
        fill(supervisor, environment=environment, checkout=_CHECKOUT)
        serve(supervisor, port=port, environment=environment, checkout=_CHECKOUT)
        addresses = settings["RVE_PUBLIC_URL"], settings["RVE_DIGITAL_POST_URL"]
        _announce(*addresses, supervisor.folder, time.monotonic() - started)
        if not options.no_browser:
            webbrowser.open(settings["RVE_PUBLIC_URL"])
        supervisor.watch()


def _port(wanted: int | None) -> int:
    if wanted is None:
        return free_port() if answers(_USUAL_PORT) else _USUAL_PORT
    if answers(wanted):
        raise PortTaken(f"port {wanted} is in use: choose another with --port.")
    return wanted


def _settings(folder: Path, port: int) -> dict[str, str]:
    """What differs between one demo and another; everything that it writes stays in its folder."""
    folders = {
        "RVE_MAIL_FOLDER": "mail",
        "RVE_LETTER_FOLDER": "letters",
        "RVE_MESSAGE_FOLDER": "messages",
        "TMPDIR": "tmp",
    }
    for name in folders.values():
        (folder / name).mkdir(exist_ok=True, mode=0o700)
    return {name: str(folder / where) for name, where in folders.items()} | {
        "RVE_MODE": "local",
        "RVE_CLOCK_FILE": str(folder / "clock.json"),
        "RVE_DEMO_LOGIN": "1",
        "RVE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        # Cookies know no ports: two demos side by side must not log each other out.
        "RVE_SESSION_COOKIE": f"rve_session_{port}",
    }


def _announce(address: str, digital_post: str, folder: Path, seconds: float) -> None:
    print(f"Up in {seconds:.0f} s. Logs, mails and letters are in {folder}.")
    print("One click logs you in as referrer, assessor, physician, team lead, institution, planner or")
    print("privacy officer. Everybody is made up. Ctrl-C stops everything.")
    print(f"Digital post, which takes the patients' letters: {digital_post}/admin")
    print(f"ready {address}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
