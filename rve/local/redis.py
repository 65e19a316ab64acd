"""An embedded Redis, with a password in a file that only its owner reads."""

from __future__ import annotations

import secrets
import time

from redis import Redis, RedisError

from rve.local.binaries import redis_server
from rve.local.child import Child
from rve.local.ports import free_port
from rve.local.supervisor import Supervisor

_SECONDS_TO_START = 15.0


class RedisFailed(RuntimeError):
    """Redis could not be started; the message carries its log."""


def start_redis(supervisor: Supervisor, *, durable: bool = True, port: int | None = None) -> str:
    """Start Redis under the supervisor's folder; its address, without a database number."""
    home = supervisor.folder / "redis"
    home.mkdir(exist_ok=True, mode=0o700)
    deadline = time.monotonic() + _SECONDS_TO_START
    while True:
        chosen, password = port or free_port(), secrets.token_hex(16)
        configuration = home / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {chosen}\nrequirepass {password}\nappendonly no\ndatabases 64\n"
            + ("save 60 1\n" if durable else 'save ""\n'),
            encoding="utf-8",
        )
        command = [str(redis_server()), str(configuration)]
        child = supervisor.start("redis", command, folder=home, foundation=True)
        address = f"redis://:{password}@127.0.0.1:{chosen}"
        if _ready(child, address, deadline):
            return address
        supervisor.stop([child])
        if time.monotonic() > deadline:
            raise RedisFailed(f"Redis does not start:\n{child.last_lines()}")


def _ready(child: Child, address: str, deadline: float) -> bool:
    while child.process.poll() is None and time.monotonic() < deadline:
        try:
            with Redis.from_url(address) as client:
                client.ping()
        except RedisError:
            time.sleep(0.05)
        else:
            return True
    return False
