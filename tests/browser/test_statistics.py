"""The numbers over the figure, shown by a key, are those of Python and the page."""

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
plt.show()
"""
ROWS = """() => {
    const element = document.querySelector(".webagg-statistics");
    if (element === null || element.hidden) return null;
    const rows = element.textContent.split("\\n");
    return Object.fromEntries(rows.map((row) => row.trim().split(/ {2,}/)));
}"""


def test_shows_both_sides(start_figure, open_chromium):
    process = start_figure(SCRIPT)
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    assert view.evaluate(ROWS) is None
    view.evaluate("() => document.querySelector('.webagg-box').focus()")
    view.key("Shift+F2")
    view.wait_until(f"() => ({ROWS})()?.['draw ms'] !== undefined")
    rows = view.evaluate(ROWS)
    (stats,) = process.run("fig.canvas.manager.viewer_stats()")
    assert rows["draw ms"] == f"{stats['draw_ms']:.1f}"
    for row in ("encode", "link"):
        assert rows[f"{row} ms"] == f"{stats[f'{row}_ms']:.1f}"
    assert stats["frames_sent"] > 0
    assert rows["sent"] == rows["painted"] == str(stats["frames_sent"])
    assert rows["sent MB"] == f"{stats['bytes_sent'] / 1e6:.2f}"
    assert rows["skipped"] == str(stats["frames_skipped"])
    assert rows["effort"] == stats["effort"] == "fast"
    assert rows["in flight"] == f"0 of {stats['window']}"
    assert rows["frames"].startswith(f"{stats['frames_sent']} (")
    assert rows["pixels"] == "640\u00d7480"
    view.key("Shift+F2")
    assert view.evaluate(ROWS) is None
    assert not view.errors


def test_the_key_is_the_pages_wherever_the_focus_is(show_in_chromium):
    process, view = show_in_chromium(SCRIPT)
    process.run("keys = []; fig.canvas.mpl_connect('key_press_event',"
                " lambda event: keys.append(event.key))")  # fmt: skip
    for selector in ("[aria-label=Home]", "[aria-label=Shortcuts]", ".webagg-box"):
        view.evaluate("(name) => document.querySelector(name).focus()", selector)
        view.key("Shift+F2")
        assert view.evaluate(ROWS), selector
        view.key("Shift+F2")
        assert view.evaluate(ROWS) is None, selector
    view.key("a")
    process.wait_until("'a' in keys")
    assert process.run("keys") == ["shift", "shift", "a"]
