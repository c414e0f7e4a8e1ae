"""``python -m webagg``, run as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.clients import fetch
from harness.process import free_port

TIMEOUT = 60
SCRIPT = """
import sys
import matplotlib.pyplot as plt
print("name", __name__, "arguments", sys.argv, "folder", sys.path[0])
plt.plot([1, 3, 2])
plt.show()
print("after show", plt.get_fignums())
"""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start ``python -m webagg ARGUMENTS`` in an empty folder."""
    processes = []

    def run(*arguments: str, **env: str) -> subprocess.Popen[str]:
        cleared = {name: None for name in os.environ if name.startswith("WEBAGG_")}
        cleared |= {"DISPLAY": None, "MPLBACKEND": "agg", "PYTHONSAFEPATH": None}
        environment = {**os.environ, **cleared, **env}
        process = subprocess.Popen(
            [sys.executable, "-m", "webagg", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=tmp_path,
            env={name: text for name, text in environment.items() if text is not None},
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return status, output and errors at the end of the process."""
    out, err = process.communicate(timeout=TIMEOUT)
    return process.returncode, out, err


def url_of(process: subprocess.Popen[str]) -> str:
    """Return the printed address, once the process also says how to stop it."""
    lines = ""
    for line in process.stdout:
        lines += line
        if line.startswith("Press Ctrl+C to stop WebAgg server"):
            return re.search(r"^To view figure, visit (\S+)$", lines, re.MULTILINE)[1]
    raise AssertionError(f"ended too early: {lines}\n{process.stderr.read()}")


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    process.send_signal(signal.SIGINT)
    return finish(process)


def test_runs_a_script_until_interrupted(start, tmp_path):
    script = tmp_path / "folder" / "script.py"
    script.parent.mkdir()
    (script.parent / "helper.py").write_text("")
    script.write_text("import helper\n" + SCRIPT)
    arguments = ["first", "--port", "x"]
    process = start("--port", "0", "--no-browser", str(script), *arguments)
    url = url_of(process)
    assert fetch(url).status == 200
    status, out, err = interrupt(process)
    assert (status, err) == (0, "")
    assert out.splitlines() == ["Server is stopped", "after show []"]


def test_scripts_see_what_python_would_give_them(start, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.replace("plt.show()", ""))
    status, out, err = finish(start("script.py", "--demo", "-m"))
    assert (status, err) == (0, "")
    expected = f"name __main__ arguments {['script.py', '--demo', '-m']}"
    assert out.startswith(f"{expected} folder {tmp_path}\n")


def test_runs_a_module(start, tmp_path):
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "plots.py").write_text(SCRIPT)
    process = start("--port", "0", "-m", "package.plots", "--fast", "1")
    assert fetch(url_of(process)).status == 200
    assert interrupt(process)[0] == 0
    script = SCRIPT.replace("plt.show()", "")
    (package / "plots.py").write_text(script)
    status, out, _ = finish(start("-m", "package.plots", "--fast"))
    assert status == 0
    assert f"[{str(package / 'plots.py')!r}, '--fast']" in out


@pytest.mark.parametrize(
    ("text", "status", "error"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("raise SystemExit('enough')", 1, "enough"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("this is no Python", 1, "SyntaxError"),
        ("import matplotlib.pyplot as plt; plt.plot([1])", 0, ""),
        ("import matplotlib.pyplot as plt; plt.plot(); plt.show(block=False)", 0, ""),
    ],
)
def test_ends_as_python_does(start, tmp_path, text, status, error):
    (tmp_path / "script.py").write_text(text)
    ended, _, err = finish(start("--port", "0", "script.py"))
    assert ended == status
    assert error in err
    assert bool(err) == bool(error)


def test_the_options_reach_the_server(start, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    port = free_port()
    process = start(
        *("--address", "127.0.0.2", "--port", str(port)),
        *("--token", "chosen", "--url-prefix", "plots/"),
        *("--allow-host", "one.example.org", "--allow-host", "two.example.org"),
        *("--allow-origin", "https://three.example.org", "script.py"),
    )
    url = url_of(process)
    assert url == f"http://127.0.0.2:{port}/plots/?token=chosen"
    assert fetch(url).status == 200
    assert fetch(url, Host="two.example.org").status == 200
    assert fetch(url, Host="three.example.org").status == 403
    assert fetch(url, Origin="https://three.example.org").status == 200
    assert fetch(url, Origin="https://one.example.org").status == 403
    assert interrupt(process)[0] == 0


@pytest.mark.parametrize("arguments", [["--close-on-leave"], []])
def test_closing_on_leave_is_an_option(start, tmp_path, arguments):
    text = """
        import webagg
        webagg.WebAggApplication.initialize(port=0)
        print(webagg.WebAggApplication.close_on_leave)
    """
    (tmp_path / "script.py").write_text(textwrap.dedent(text))
    out = finish(start(*arguments, "script.py"))[1]
    assert out == f"{bool(arguments)}\n"


def test_a_script_that_asks_for_windows_stays_in_the_browser(start, tmp_path):
    text = "import matplotlib\nmatplotlib.use('TkAgg')\n" + SCRIPT
    (tmp_path / "script.py").write_text(text)
    process = start("--port", "0", "script.py")
    assert fetch(url_of(process)).status == 200
    status, _, err = interrupt(process)
    assert status == 0
    assert err.count("asks for TkAgg") == 1
    (tmp_path / "script.py").write_text(text.replace("TkAgg", "svg"))
    assert finish(start("script.py"))[0] == 0


def test_no_token(start, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    process = start("--port", "0", "--no-token", "script.py", WEBAGG_TOKEN="unused")
    url = url_of(process)
    assert "token" not in url
    assert fetch(url).status == 200


def test_a_taken_port_moves_on(start, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    port = str(free_port())
    first = url_of(start("--port", port, "script.py"))
    second = url_of(start("--port", port, "script.py"))
    assert f":{port}/" in first
    assert f":{port}/" not in second
    assert fetch(first).status == fetch(second).status == 200


@pytest.mark.parametrize("what", [["script.py"], ["-m", "script"], ["--demo"]])
def test_no_free_port(start, tmp_path, what):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "matplotlibrc").write_text("webagg.port_retries: 1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, err = finish(start("--port", str(port), *what))
    assert status == 2
    assert err.startswith("python -m webagg: the webagg server found no free port")
    assert len(err.splitlines()) == 1


def test_opens_the_browser_that_is_wanted(start, tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    browser = tmp_path / "browser"
    opened = tmp_path / "opened"
    script = f'#!/bin/sh\nprintf %s "$1" > {opened}.part\nmv {opened}.part {opened}\n'
    browser.write_text(script)
    browser.chmod(0o755)
    process = start("--port", "0", "--browser", "script.py", BROWSER=f"{browser} %s")
    url = url_of(process)
    assert fetch(url).status == 200
    while not opened.exists():
        assert process.poll() is None
    assert opened.read_text() == url
    assert interrupt(process)[0] == 0


def test_demo(start):
    process = start("--port", "0", "--no-browser", "--demo")
    url = url_of(process)
    for number in range(1, 5):
        assert fetch(url.replace("/?", f"/{number}?")).status == 200
    picture = fetch(url.replace("/?", "/2/download.png?"))
    assert picture.status == 200
    assert picture.body.startswith(b"\x89PNG")
    status, out, err = interrupt(process)
    assert (status, err) == (0, "")
    assert "Server is stopped" in out


def test_help_teaches(start):
    status, out, err = finish(start("--help"))
    assert (status, err) == (0, "")
    for word in ("--demo", "ssh -L", "analysis.py data.csv", "WEBAGG_TOKEN", "-m"):
        assert word in out


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "give one of"),
        (["--demo", "script.py"], "give one of"),
        (["-m"], "give one of"),
        (["missing.py"], "no script 'missing.py'"),
        (["--port", "70000", "--demo"], "--port: must be 0 to 65535, not '70000'"),
        (["--port", "x", "--demo"], "--port: must be 0 to 65535, not 'x'"),
        (["--address", "192.0.2.1", "--demo"], "cannot listen on '192.0.2.1'"),
        (["--address", "300.1.1.1", "--demo"], "cannot listen on '300.1.1.1'"),
        (["--url-prefix", "a?b", "--demo"], "url_prefix must"),
        (["--allow-origin", "name", "--demo"], "allowed origin 'name'"),
        (["--allow-host", "http://name", "--demo"], "allowed host 'http://name'"),
        (["--token", "x", "--no-token", "--demo"], "not allowed with"),
    ],
)
def test_mistakes_are_named(start, tmp_path, arguments, error):
    (tmp_path / "script.py").write_text("")
    status, out, err = finish(start(*arguments))
    assert status == 2
    assert error in err
    assert "Traceback" not in err
    assert out == ""


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (["-m", "missing"], 1, "No module named missing"),
        (["-m", "missing.plots"], 1, "No module named 'missing'"),
        (["-m", "package"], 1, "'package' is a package and cannot be"),
        (["package"], 1, "can't find '__main__' module in 'package'"),
        # A file that even root cannot open.
        (["socket.py"], 2, "No such device or address"),
    ],
)
def test_nothing_to_run_is_said_in_a_line(start, tmp_path, arguments, status, error):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("")
    with socket.socket(socket.AF_UNIX) as unopenable:
        unopenable.bind(str(tmp_path / "socket.py"))
    ended, out, err = finish(start(*arguments))
    assert (ended, out) == (status, "")
    assert err.startswith("python -m webagg: ")
    assert error in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", ["import missing", "open('missing')"])
def test_mistakes_of_the_script_keep_their_traceback(start, tmp_path, text):
    (tmp_path / "script.py").write_text(text)
    status, _, err = finish(start("script.py"))
    assert status == 1
    assert f"line 1, in <module>\n    {text}" in err


def test_runs_a_folder(start, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "helper.py").write_text("")
    script = SCRIPT.replace("plt.show()", "")
    (folder / "__main__.py").write_text("import helper\n" + script)
    status, out, err = finish(start("folder", "one"))
    assert (status, err) == (0, "")
    assert out.startswith("name __main__ arguments ['folder', 'one'] folder ")
