"""The look of the page for those who are not let in: they get no style sheets."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

from webagg.web import bundle

_SHEETS = ("boilerplate.css", "page.css")


@functools.cache
def styles() -> str:
    """Return the style sheets of our pages as one text, to be put into a page."""
    folder = Path(bundle.static_path()) / "css"
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in _SHEETS)


@functools.cache
def style_source() -> str:
    """Return what a content policy must allow for a page with `styles`."""
    digest = hashlib.sha256(styles().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
