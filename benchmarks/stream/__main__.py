"""Command line: ``python -m stream --help``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from harness.link import Link
from stream.busy import busy
from stream.cuts import cuts
from stream.halfopen import halfopen
from stream.many import many
from stream.slow import slow


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(prog="python -m stream", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("many", help="many viewers, some never read")
    command.add_argument("--viewers", type=int, default=200)
    command.add_argument("--deaf", type=int, default=2)
    command.add_argument("--seconds", type=float, default=60)
    command.add_argument("--interval", type=int, default=100, metavar="MS")
    command = commands.add_parser("slow", help="an animation over a slow link")
    command.add_argument("--bandwidth", type=float, default=1e6, metavar="BITS/S")
    command.add_argument("--round-trip", type=float, default=0.02, metavar="S")
    command.add_argument("--ratio", type=float, default=2)
    command.add_argument("--seconds", type=float, default=15)
    command.add_argument("--interval", type=int, default=33, metavar="MS")
    command = commands.add_parser("cuts", help="a drag over a line that is cut")
    command.add_argument("--count", type=int, default=50)
    command = commands.add_parser("busy", help="a page kept busy by its own script")
    command.add_argument("--seconds", type=float, default=5)
    commands.add_parser("halfopen", help="a connection that went dead unnoticed")
    options = parser.parse_args()
    if options.command == "many":
        asyncio.run(
            many(options.viewers, options.deaf, options.seconds, options.interval)
        )
    elif options.command == "slow":
        asyncio.run(
            slow(
                Link(options.round_trip, options.bandwidth),
                options.ratio,
                options.seconds,
                options.interval,
            )
        )
    elif options.command == "cuts":
        cuts(options.count)
    elif options.command == "busy":
        busy(options.seconds)
    elif options.command == "halfopen":
        halfopen()


if __name__ == "__main__":
    main()
