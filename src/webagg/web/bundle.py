"""The client as one classic script, for pages that embed figures.

The modules in ``js/`` are concatenated in the order of their imports, with ``import``
and ``export`` taken away. They keep to a few rules for that: named imports without
``as``, exports in front of declarations, and top-level names that no two modules share.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_WEB = Path(__file__).parent
_SCRIPTS = _WEB / "js"

_IMPORT = re.compile(
    r"^import \{\s*\w+(?:,\s*\w+)*,?\s*\} from \"\./(?P<module>[\w-]+\.js)\";\n",
    re.MULTILINE,
)
_EXPORT = re.compile(
    r"^export (?=(?:async function|function|class|const|let)\b)", re.MULTILINE
)
_LEFT_OVER = re.compile(r"^(?:import|export)\b.*|\bimport\.meta\b", re.MULTILINE)


class BundleError(ValueError):
    """A module that does not keep to the rules."""


def static_path() -> str:
    """Return the folder that is served as ``_static``."""
    return str(_WEB)


def modules(entry: str) -> list[str]:
    """Return a module and all that it imports, each after its imports.

    Parameters
    ----------
    entry : str
        File name in ``js/``.

    Raises
    ------
    BundleError
        If modules import each other in a circle.
    """
    ordered: list[str] = []
    open_modules: list[str] = []

    def visit(name: str) -> None:
        if name in ordered:
            return
        if name in open_modules:
            circle = " -> ".join([*open_modules, name])
            raise BundleError(f"modules import each other: {circle}")
        open_modules.append(name)
        for match in _IMPORT.finditer(_read(name)):
            visit(match["module"])
        open_modules.pop()
        ordered.append(name)

    visit(entry)
    return ordered


def classic(source: str, name: str = "module") -> str:
    """Return a module's text without ``import`` and ``export``.

    Parameters
    ----------
    source : str
        Text of the module.
    name : str
        What error messages call it.

    Raises
    ------
    BundleError
        If something is imported or exported in a form not provided for.
    """
    text = _EXPORT.sub("", _IMPORT.sub("", source))
    left_over = _LEFT_OVER.search(text)
    if left_over is not None:
        raise BundleError(f"{name} cannot be bundled because of {left_over[0]!r}")
    return text.strip() + "\n"


def concatenate(entry: str) -> str:
    """Return a module and all that it imports as one classic script.

    Parameters
    ----------
    entry : str
        File name in ``js/``.
    """
    parts = (f"// {name}\n{classic(_read(name), name)}" for name in modules(entry))
    return '(() => {\n"use strict";\n\n' + "\n".join(parts) + "})();\n"


def javascript(
    toolitems: Iterable[Sequence[str | None]],
    extensions: Iterable[str],
    default_extension: str,
) -> str:
    """Return the script that makes the global ``mpl``.

    Parameters
    ----------
    toolitems : iterable of (text, tooltip, image, method)
        Toolbar for figures whose server does not send one; None or empty: a separator.
    extensions : iterable of str
        Formats in which figures can be saved.
    default_extension : str
        The format chosen at first.
    """
    items = [[field or "" for field in item] for item in toolitems]
    settings = {
        "worker_source": concatenate("worker.js"),
        "toolbar_items": items,
        "extensions": list(extensions),
        "default_extension": default_extension,
    }
    lines = [f"mpl.{name} = {_literal(value)};" for name, value in settings.items()]
    return concatenate("mpl.js") + "\n" + "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    # The script may be pasted into a page, where "</script>" would end it.
    return json.dumps(value).replace("</", "<\\/")


def _read(name: str) -> str:
    return (_SCRIPTS / name).read_text(encoding="utf-8")
