"""The progress bar on a terminal and elsewhere."""

import io

from webagg.bench.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_bar_on_a_terminal():
    stream = Terminal()
    progress = Progress(4, stream)
    progress.label("line_pan")
    progress.advance()
    progress.advance()
    last = stream.getvalue().split("\r")[-1]
    assert "50 % line_pan" in last
    assert last.count("#") == last.count(".")
    progress.close()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_lines_elsewhere():
    stream = io.StringIO()
    progress = Progress(4, stream)
    progress.label("one")
    for _ in range(3):
        progress.advance()
    progress.label("two")
    progress.close()
    assert stream.getvalue() == "  0 % one\n 75 % two\n"
