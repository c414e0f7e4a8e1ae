"""The messages that ARCHITECTURE.md lists are those that both sides know."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from webagg.stream import protocol

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "webagg"
SECTION = "## Wire: text messages"

pytestmark = pytest.mark.skipif(
    not (ROOT / "ARCHITECTURE.md").exists(), reason="the sources are needed"
)


def section():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    return text.split(SECTION)[1].split("\n## ")[0]


def between(begin, end):
    return section().split(begin)[1].split(end)[0]


def in_prose(text):
    """Return the first word of everything in code style."""
    code = " | ".join(re.findall(r"`([^`]+)`", text.replace("\n", " ")))
    return set(re.findall(r"(?:^|\| *)([a-z_]+)", code))


def in_table(text):
    return set(re.findall(r"^\| `([a-z_]+)`", text, re.MULTILINE))


TO_SERVER = ("Browser to server, matplotlib's:", "Browser to server, ours.")
TO_SERVER_OURS = ("Browser to server, ours.", "Server to browser, matplotlib's:")
TO_BROWSER = ("Server to browser, matplotlib's:", "Server to browser, ours")
TO_BROWSER_OURS = ("Server to browser, ours", "The page socket")


def test_python_takes_what_is_documented():
    ours = in_table(between(*TO_SERVER_OURS))
    assert len(ours) > 8
    assert ours <= set(protocol.FIELDS)
    assert set(protocol.FIELDS) - ours <= in_prose(between(*TO_SERVER))


def test_python_sends_what_is_documented():
    sent = set()
    for path in SOURCES.glob("*/*.py"):
        if path.parent.name in ("backend", "stream", "server"):
            text = path.read_text(encoding="utf-8")
            sent |= set(re.findall(r'"type": "(\w+)"', text))
            sent |= set(re.findall(r'send_event(?:_to_asker)?\(\s*"(\w+)"', text))
    documented = in_table(between(*TO_BROWSER_OURS)) | in_prose(between(*TO_BROWSER))
    # Input that is made up; of the page's socket; within Python.
    assert sent - documented - set(protocol.INPUT) <= {"figures", "let_go"}
    assert len(sent) > 20


ASK = """
import { TO_SERVER } from "%s/protocol.js";
import { createHandlers } from "%s/messages.js";
const heard = Object.keys(createHandlers({}));
console.log(JSON.stringify([Object.values(TO_SERVER), heard]));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_pages_say_and_hear_what_is_documented(tmp_path):
    script = tmp_path / "ask.mjs"
    scripts = (SOURCES / "web" / "js").as_uri()
    script.write_text(ASK % (scripts, scripts))
    done = subprocess.run(
        ["node", str(script)], check=True, capture_output=True, text=True, timeout=60
    )
    said, heard = map(set, json.loads(done.stdout))
    assert said <= set(protocol.FIELDS)
    # The connection hears that; nothing is to be done.
    assert in_table(between(*TO_BROWSER_OURS)) - heard == {"pong"}
    assert in_prose(between(*TO_BROWSER)) - heard <= {"refresh", "x", "y", "mode"}
