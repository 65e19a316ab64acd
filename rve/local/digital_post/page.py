"""The stand-in's own page: what it holds, and a button to read a letter."""

from __future__ import annotations

import datetime as dt
import time
from html import escape

from rve.local.digital_post.store import Kept

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Digital post (stand-in)</title>
<h1>Digital post (stand-in)</h1>
<p>Messages: {number}. Everybody is made up.</p>
<table border="1" cellpadding="4"><thead><tr><th>Message</th><th>Title</th><th>Status</th><th>Taken</th>
<th>Sent how often</th><th>Second notices</th><th></th></tr></thead><tbody>{rows}</tbody></table></html>
"""
_ROW = (
    "<tr><td><code>{id}</code></td><td>{title}</td><td>{status} {code}</td><td>{at}</td><td>{puts}</td>"
    "<td>{notices}</td><td>{button}</td></tr>"
)
_BUTTON = '<form method="post" action="/admin/open/{id}"><button>Open it</button></form>'


def page(messages: list[Kept]) -> str:
    return _PAGE.format(number=len(messages), rows="\n".join(_row(one) for one in messages))


def _row(kept: Kept) -> str:
    status = kept.status(time.time())
    return _ROW.format(
        id=escape(kept.id),
        title=escape(kept.title),
        status=status,
        code=escape(kept.code),
        at=dt.datetime.fromtimestamp(kept.taken_at, dt.UTC).isoformat(" ", "seconds"),
        puts=kept.puts,
        notices=len(kept.notices.split()),
        button=_BUTTON.format(id=escape(kept.id)) if status in ("accepted", "delivered") else "",
    )
