"""bin/messages: collect, merge, write, and say what is missing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import django
from django.conf import settings

from rve.local.messages.merge import faults, files, merged

_CHECKOUT = Path(__file__).resolve().parents[3]


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/messages", description="The nb and nn catalogues.")
    parser.add_argument(
        "--merge", nargs="+", type=Path, default=[], metavar="FILE", help="translations to take in"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when something is to be done"
    )
    parser.add_argument(
        "--missing", type=Path, metavar="FILE", help="write what is missing as an empty fragment"
    )
    options = parser.parse_args()
    settings.configure()
    django.setup()
    found, translated = merged(_CHECKOUT, options.merge)
    wanted = files(_CHECKOUT, translated)
    stale = [path for path, content in wanted.items() if not path.is_file() or path.read_bytes() != content]
    if not options.check:
        for path in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    if options.missing:
        empty = {
            str(key): {name: texts[key] for name, texts in translated.items()}
            for key in found
            if not all(texts[key] for texts in translated.values())
        }
        options.missing.write_text(
            json.dumps(empty, indent=1, ensure_ascii=False, sort_keys=True), encoding="utf-8"
        )
    lines = faults(found, translated)
    print(*lines, sep="\n", end="\n" if lines else "")
    print(
        f"{len(found)} messages, {len(lines)} to mend.",
        *(f"Stale: {path}" for path in stale if options.check),
    )
    return 1 if lines or (options.check and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
