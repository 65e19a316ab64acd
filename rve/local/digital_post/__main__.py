"""`python -m rve.local.digital_post PORT`: runs until it is told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from rve.local.digital_post.server import Manners, Server
from rve.local.digital_post.store import Store


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    signal.signal(signal.SIGTERM, _stop)
    manners = Manners(
        os.environ["RVE_DIGITAL_POST_TOKEN"], options.deliver_after, options.open_after, options.slow
    )
    with Server(options.port, Store(options.state), manners) as server:
        print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            return 0
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _options(arguments: list[str] | None) -> argparse.Namespace:
    usual = Manners("")
    parser = argparse.ArgumentParser(
        prog="python -m rve.local.digital_post",
        description="Behaves like digital post. RVE_DIGITAL_POST_TOKEN is the token it asks for.",
    )
    parser.add_argument("port", type=int, help="0: any free one")
    parser.add_argument("--state", type=Path, default=Path("digital_post.sqlite"), help="what it remembers")
    parser.add_argument("--deliver-after", type=float, default=usual.deliver_after, help="seconds")
    parser.add_argument("--open-after", type=float, default=usual.open_after, help="seconds after delivery")
    parser.add_argument("--slow", type=float, default=usual.slow, help="seconds a late answer takes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
