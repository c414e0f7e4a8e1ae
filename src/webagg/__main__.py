"""Run scripts with figures in the browser: ``python -m webagg script.py``."""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import runpy
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

MAX_PORT = 65535
DESCRIPTION = """\
Show matplotlib figures in the browser.

Runs a script, or a module, that uses pyplot, without a change to it: its figures
appear at the address that is printed.
"""
EXAMPLES = """\
examples:
  python -m webagg --demo
      four live figures to try
  python -m webagg analysis.py data.csv
      run analysis.py with the argument data.csv, figures in the browser
  python -m webagg --no-browser --port 9000 analysis.py
      only print the address; useful over SSH, together with
      ssh -L 9000:localhost:9000 machine
  python -m webagg -m package.plots --fast
      run a module, as python -m does; what follows its name is for it
  python -m webagg --url-prefix /plots --allow-host plots.example.org \\
          --allow-origin https://plots.example.org analysis.py
      behind a reverse proxy that serves https://plots.example.org/plots

The printed address contains a token: who has it can see and use the figures, nobody
else can. A token of your own belongs in the environment, WEBAGG_TOKEN, where other
users of the machine do not see it as they see a command line.

Without this command: matplotlib.use("module://webagg") in the script, or
MPLBACKEND=module://webagg in the environment.
"""


def port(text: str) -> int:
    """Return the port that *text* names."""
    try:
        number = int(text)
    except ValueError:
        number = -1
    if not 0 <= number <= MAX_PORT:
        raise argparse.ArgumentTypeError(f"must be 0 to {MAX_PORT}, not {text!r}")
    return number


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m webagg",
        usage="python -m webagg [options] (script.py | -m MODULE | --demo) [arguments]",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_argument_group("what to run")
    what.add_argument("script", nargs="?", help="a Python script that uses pyplot")
    what.add_argument(
        "arguments", nargs=argparse.REMAINDER, help="what the script gets as sys.argv"
    )
    what.add_argument(
        "-m",
        dest="module",
        nargs=argparse.REMAINDER,
        metavar=("MODULE", "ARGUMENT"),
        help="a module instead of a script",
    )
    what.add_argument("--demo", action="store_true", help="show four live figures")
    where = parser.add_argument_group("where the figures are served")
    where.add_argument(
        "--address",
        metavar="ADDRESS",
        help="bind this address; 0.0.0.0 lets other machines connect "
        "(default: rcParams webagg.address, 127.0.0.1)",
    )
    where.add_argument(
        "--port",
        type=port,
        help="try this port first, 0 for any; a taken one moves on to the next "
        "(default: rcParams webagg.port, 8988)",
    )
    where.add_argument(
        "--url-prefix", metavar="PREFIX", help="start every address with /PREFIX"
    )
    where.add_argument(
        "--browser",
        action=argparse.BooleanOptionalAction,
        help="open the browser, or only print the address "
        "(default: rcParams webagg.open_in_browser)",
    )
    where.add_argument(
        "--close-on-leave",
        action="store_true",
        help="close a figure when its last page was left and nobody comes back "
        "within 5 seconds; the script goes on then, as with a window",
    )
    who = parser.add_argument_group("who is let in")
    token = who.add_mutually_exclusive_group()
    token.add_argument(
        "--token", help="what visitors must know (default: WEBAGG_TOKEN, or random)"
    )
    token.add_argument(
        "--no-token",
        dest="token",
        action="store_const",
        const="",
        help="let in everybody who can reach the port",
    )
    who.add_argument(
        "--allow-host",
        action="append",
        metavar="NAME",
        help="answer to this name too, such as a proxy's; may be repeated",
    )
    who.add_argument(
        "--allow-origin",
        action="append",
        metavar="ORIGIN",
        help="let pages from https://name[:port] connect; may be repeated",
    )
    return parser


def apply(options: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """Put *options* where the backend looks for them: environment and rcParams."""
    import matplotlib as mpl

    from webagg.server import access, application, ports

    prefix = options.url_prefix
    if prefix is not None:
        prefix = prefix.strip("/") and "/" + prefix.strip("/")
    try:
        access.Access.configured("", options.allow_host, options.allow_origin)
        application.check_prefix(prefix or "")
        if options.address is not None:
            ports.check_address(options.address)
    except (ValueError, OSError) as error:
        # An OSError's text starts with its number.
        parser.error(getattr(error, "strerror", None) or str(error))
    environment = {
        access.TOKEN_VARIABLE: options.token,
        access.HOSTS_VARIABLE: options.allow_host and ",".join(options.allow_host),
        access.ORIGINS_VARIABLE: options.allow_origin
        and ",".join(options.allow_origin),
        access.PREFIX_VARIABLE: prefix,
        application.LEAVE_VARIABLE: "1" if options.close_on_leave else None,
        "MPLBACKEND": "module://webagg",
    }
    os.environ.update({k: v for k, v in environment.items() if v is not None})
    settings: dict[Any, object] = {
        "webagg.address": options.address,
        "webagg.port": options.port,
        "webagg.open_in_browser": options.browser,
        "backend": "module://webagg",
    }
    for name, value in settings.items():
        if value is not None:
            mpl.rcParams.update({name: value})


def keep_backend() -> None:
    """Have scripts that ask for a backend with windows stay on this one."""
    import matplotlib as mpl
    from matplotlib.backends.registry import BackendFilter, backend_registry

    interactive = BackendFilter.INTERACTIVE
    windows = set(backend_registry.list_builtin(interactive))
    use = mpl.use

    @functools.wraps(use)
    def use_but_for_windows(backend: str, *, force: bool = True) -> None:
        if backend.lower() in windows:
            print(
                f"webagg: the script asks for {backend}; its figures are shown "
                "in the browser",
                file=sys.stderr,
                flush=True,
            )
        else:
            use(backend, force=force)

    mpl.use = use_but_for_windows


def innermost(trace: TracebackType | None) -> str | None:
    """Return the name of the module at which the traceback *trace* ends."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return None if trace is None else trace.tb_frame.f_globals.get("__name__")


@contextlib.contextmanager
def named_mistakes() -> Iterator[None]:
    """End with a line where there is nothing to run, as ``python`` does, or no port."""
    try:
        yield
    except (ImportError, OSError) as error:
        # What the program itself raised ends in the program.
        where = innermost(error.__traceback__)
        if where not in ("runpy", "webagg.server.ports"):
            raise
        # An OSError's text starts with its number; files are named behind it.
        text = error if where == "runpy" else getattr(error, "strerror", error)
        print(f"python -m webagg: {text}", file=sys.stderr)
        sys.exit(2 if isinstance(error, OSError) else 1)


def run_script(path: str, arguments: Sequence[str]) -> None:
    """Run the script at *path* as ``python path arguments`` does."""
    sys.argv = [path, *arguments]
    if not sys.flags.safe_path:
        where = Path(path).resolve()
        sys.path[0] = str(where if where.is_dir() else where.parent)
    with named_mistakes():
        runpy.run_path(path, run_name="__main__")


def run_module(name: str, arguments: Sequence[str]) -> None:
    """Run the module *name* as ``python -m name arguments`` does."""
    sys.argv = [name, *arguments]
    with named_mistakes():
        runpy.run_module(name, run_name="__main__", alter_sys=True)


def run_demo() -> None:
    """Show the demo until its figures are closed, or Ctrl+C."""
    import matplotlib.pyplot as plt

    from webagg import demo

    figures = demo.build()
    with named_mistakes():
        plt.show()
    del figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line *arguments* (default: those of the process)."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.demo + bool(options.module) + bool(options.script) != 1:
        parser.error("give one of: a script, -m MODULE, --demo")
    if options.script and not Path(options.script).exists():
        parser.error(f"there is no script {options.script!r}")
    apply(options, parser)
    keep_backend()
    if options.demo:
        run_demo()
    elif options.module:
        run_module(options.module[0], options.module[1:])
    else:
        run_script(options.script, options.arguments)


if __name__ == "__main__":
    main()
