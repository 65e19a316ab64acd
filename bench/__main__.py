"""bench/run: one benchmark, for a person or as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from bench.api import parts as api
from bench.clocks import parts as clocks
from bench.figure import Figure
from bench.machine import machine
from bench.rules import parts as rules
from bench.sizes import Sizes

BENCHES = {"rules": rules, "clocks": clocks, "api": api}


def main(arguments: list[str]) -> int:
    """Exit 0 whatever holds: a figure that misses its target is an answer too."""
    options = _options(arguments)
    if options.list:
        print("\n".join(BENCHES))
        return 0
    told = machine()
    figures = []
    for figure in _figures(options.name, options.only, Sizes(options.scale, options.data)):
        figures.append(figure)
        print(_line(figure), file=sys.stderr if options.json else sys.stdout, flush=True)
    if options.json:
        print(json.dumps(_answer(options, told, figures), ensure_ascii=False, indent=2))
    else:
        print(", ".join(f"{name} {value}" for name, value in told.items()))
    return 0


def _options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="bench/run", description="Measures, against peers in the same run.")
    parser.add_argument("name", nargs="?", choices=list(BENCHES), help="which benchmark")
    parser.add_argument("--list", action="store_true", help="name the benchmarks")
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    parser.add_argument("--only", metavar="PART", help=f"one part: {_parts()}")
    parser.add_argument("--scale", type=float, default=1.0, help="less work: 0.01 for a try, no figures")
    parser.add_argument(
        "--data", type=Path, default=Sizes().data, metavar="DIR", help="where the stored rows are kept"
    )
    options = parser.parse_args(arguments)
    if not options.list and options.name is None:
        parser.error("a name, or --list")
    if options.only and options.name and options.only not in BENCHES[options.name].PARTS:
        parser.error(f"{options.name} has no part {options.only}")
    return options


def _parts() -> str:
    return "; ".join(f"{name}: {', '.join(bench.PARTS)}" for name, bench in BENCHES.items())


def _figures(name: str, only: str | None, sizes: Sizes) -> Iterator[Figure]:
    for part in BENCHES[name].PARTS:
        if only in (None, part):
            print(f"… {part}", file=sys.stderr, flush=True)
            yield from BENCHES[name].measure(part, sizes)


def _answer(options: Namespace, told: dict[str, object], figures: list[Figure]) -> dict[str, object]:
    return {
        "bench": options.name,
        "scale": options.scale,
        "machine": told,
        "figures": [one.as_json() for one in figures if one.bound is not None],
        "beside": [one.as_json() for one in figures if one.bound is None],
    }


def _line(one: Figure) -> str:
    spread = "" if one.low is None else f" ({one.low:.4g}–{one.high:.4g})"
    verdict = "" if one.target is None else f"  {one.target} {'holds' if one.holds else 'MISSED'}"
    note = f"  [{one.note}]" if one.note else ""
    return f"{one.name}: {one.value:.4g} {one.unit}{spread}{verdict}{note}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
