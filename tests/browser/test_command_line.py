"""``python -m webagg``: any script, and the demo."""

from harness.process import free_port

# Run as a module, but with the harness' control thread beside it.
RUN_MODULE = """
import runpy, sys
import matplotlib.pyplot as plt
sys.argv[0] = "webagg"
runpy.run_module("webagg", run_name="__main__", alter_sys=True)
"""

USERS_SCRIPT = """
import sys
import matplotlib.pyplot as plt
print("arguments", sys.argv[1:], __name__)
plt.figure(" ".join(sys.argv[1:])).add_subplot().plot([1, 2])
plt.show()
print("script goes on")
"""


def test_runs_a_script(start_figure, open_chromium, tmp_path):
    script = tmp_path / "users_script.py"
    script.write_text(USERS_SCRIPT)
    port = free_port()
    process = start_figure(
        RUN_MODULE, "--port", str(port), str(script), "first", "--second"
    )
    assert f":{port}" in process.url
    process.wait_for_output(r"arguments \['first', '--second'\] __main__")
    view = open_chromium(process.url)
    view.wait_for_same_pixels(process)
    assert view.page.get_by_role("img", name="first --second").count() == 1
    view.click_button("Close")
    process.wait_for_output("script goes on")
    assert process.wait() == 0


def test_demo_shows_four_figures(start_figure, open_page):
    process = start_figure(RUN_MODULE, "--demo")
    view = open_page(process.url)
    view.wait_for_figures(4)
    for index, num in enumerate(sorted(process.run("plt.get_fignums()"))):
        # Some move by themselves: what counts is that each shows a picture.
        view.wait_until(
            "(i) => document.querySelectorAll('canvas[role=img]')[i].width > 300", index
        )
        picture = view.pixels(index)
        assert len(set(map(tuple, picture[::7, ::7].reshape(-1, 4)))) > 3, num
    process.interrupt()
    assert process.wait() == 0


def test_help_teaches(start_figure):
    process = start_figure(RUN_MODULE, "--help")
    assert process.wait() == 0
    for word in ("--demo", "--port", "--address", "--token", "--url-prefix", "example"):
        assert word in process.output.lower(), word
