"""Text, table and chart show the numbers that they were given."""

import numpy as np
import pytest
from PIL import Image

from harness.bench_results import report, result
from webagg.bench.chart import draw_chart
from webagg.bench.report import as_markdown, as_text, number

REPORT = report(
    result("line_pan", 50, 1, 100_000, 70_000), result("candles", 32, 4, 50_000, 56_000)
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1234.5, "1234"), (100, "100"), (43.21, "43.2"), (1.234, "1.23"), (0.056, "0.06")],
)
def test_numbers(value, text):
    assert number(value) == text


def test_text_tells_the_numbers():
    lines = as_text(REPORT).splitlines()
    cells = {line.split()[0]: line.split() for line in lines if "|" in line}
    assert cells["line_pan"][1:6] == ["25.0%", "10.0", "|", "50.0", "100"]
    assert cells["line_pan"][7:10] == ["1.00", "50.0x", "70%"]
    assert cells["candles"][7:10] == ["4.00", "8.00x", "112%"]
    # sqrt(50 * 8) = 20 and sqrt(0.7 * 1.12) = 0.885
    assert cells["geometric"][6:9] == ["|", "2.00", "20.0x"]
    assert "89%" in cells["geometric"]
    text = " ".join(" ".join(lines).split())
    assert "60 outputs" in text
    assert "A processor, 4 cores" in text
    assert "best of 5 rounds" in text
    # 10 ms for Agg, then 40 ms or 2 ms.
    assert "for 20 frames a second and for 83" in text
    assert max(map(len, lines)) <= 110


def test_columns_of_the_table_line_up():
    lines = [line for line in as_text(REPORT).splitlines() if "|" in line]
    bars = {tuple(i for i, char in enumerate(line) if char == "|") for line in lines}
    assert len(bars) == 1


def test_markdown_is_a_table():
    lines = as_markdown(REPORT).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + 3
    assert len({line.count("|") for line in table}) == 1
    assert table[2].startswith("| line_pan | 10.0 | 50.0 | 100 | 1.00 | 50.0x | 70% |")
    assert "A processor" in lines[-1]
    assert "2026-01-02" in lines[-1]


def test_chart_is_an_image_with_bars(tmp_path):
    path = tmp_path / "chart.png"
    draw_chart(REPORT, str(path))
    pixels = np.asarray(Image.open(path).convert("RGB"))
    assert pixels.shape[1] > 1000
    for colour in ("8c8c8c", "1f77b4", "2ca02c", "98df8a"):
        wanted = np.frombuffer(bytes.fromhex(colour), np.uint8)
        assert (pixels == wanted).all(axis=2).sum() > 500, colour
