"""Command line: ``python -m stream --help``."""

from __future__ import annotations

import argparse
import asyncio

from stream.many import many


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(prog="python -m stream", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("many", help="many viewers, some never read")
    command.add_argument("--viewers", type=int, default=200)
    command.add_argument("--deaf", type=int, default=2)
    command.add_argument("--seconds", type=float, default=60)
    command.add_argument("--interval", type=int, default=100, metavar="MS")
    options = parser.parse_args()
    if options.command == "many":
        asyncio.run(
            many(options.viewers, options.deaf, options.seconds, options.interval)
        )


if __name__ == "__main__":
    main()
