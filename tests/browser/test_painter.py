"""Who paints, and what happens where updates do not arrive as they were made."""

import pytest

from harness.noted import NOTE_BASES

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
from webagg.stream.channel import Channel
fig, ax = plt.subplots()
line, = ax.plot([1, 3, 2])
def draw(*values):
    for value in values:
        line.set_ydata([1, 3, value])
        fig.canvas.draw()

write_bytes = Channel.write_bytes
def spoil(change, count=1):
    def once(self, blob):
        nonlocal count
        count -= 1
        if count == 0:
            Channel.write_bytes = write_bytes
        if (blob := change(blob)):
            write_bytes(self, blob)
    Channel.write_bytes = once
plt.show()
"""
PAINTS_ITSELF = """() => {
    try {
        return document.querySelector("canvas[role=img]").getContext("2d") !== null;
    } catch {
        return false;  // It was handed to a worker.
    }
}"""
LACKING = {
    "no Worker": "delete window.Worker",
    "no OffscreenCanvas": "delete window.OffscreenCanvas",
    "no transfer": "delete HTMLCanvasElement.prototype.transferControlToOffscreen",
    "forbidden": "window.Worker = class { constructor() { throw Error('no'); } }",
    "failing": "window.Worker = class extends Worker { constructor() {"
               " super('data:text/javascript,throw 1'); } }",
}  # fmt: skip


@pytest.mark.parametrize("lacking", LACKING)
def test_the_page_paints_where_no_worker_can(start_figure, open_chromium, lacking):
    process = start_figure(SCRIPT)
    view = open_chromium("about:blank")
    view.page.add_init_script(LACKING[lacking])
    view.open(process.url)
    view.wait_for_same_pixels(process)
    assert view.evaluate(PAINTS_ITSELF)
    process.run("draw(*range(10))")
    view.wait_for_same_pixels(process)
    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.4, 0.6))
    process.wait_until("ax.get_xlim()[0] > 0")
    view.wait_for_same_pixels(process)
    process.run("fig.set_size_inches(5, 4)")
    view.wait_for_same_pixels(process)
    process.run("fig.clear(); fig.patch.set_alpha(0.5); fig.canvas.draw()")
    view.wait_for_same_pixels(process)
    # All was acknowledged.
    process.wait_until("fig.canvas.manager.viewer_stats()[0]['in_flight'] == 0")


def test_the_page_goes_on_where_the_worker_died(start_figure, open_chromium):
    process = start_figure(SCRIPT)
    view = open_chromium("about:blank")
    view.page.add_init_script(
        "window.workers = []; window.Worker = class extends Worker {"
        " constructor(...args) { super(...args); workers.push(this); } }"
    )
    view.open(process.url)
    view.wait_for_same_pixels(process)
    assert not view.evaluate(PAINTS_ITSELF)
    view.evaluate("() => { workers[0].dispatchEvent(new ErrorEvent('error')); }")
    process.run("draw(2.5)")
    view.wait_until(PAINTS_ITSELF)
    view.wait_for_same_pixels(process)
    view.click_button("Pan")
    view.drag((0.5, 0.5), (0.4, 0.6))
    process.wait_until("ax.get_xlim()[0] > 0")
    view.wait_for_same_pixels(process)


@pytest.mark.parametrize(
    "lacking", ["delete window.DecompressionStream",
                "window.DecompressionStream = class { constructor(format) {"
                " if (format === 'deflate-raw') throw TypeError(format); } }"],
    ids=["no stream", "not raw"],
)  # fmt: skip
def test_updates_come_stored_where_they_cannot_be_inflated(
    start_figure, open_chromium, lacking
):
    process = start_figure(SCRIPT)
    view = open_chromium("about:blank")
    view.page.add_init_script(f"delete window.Worker; {lacking}")
    process.run(NOTE_BASES)
    view.open(process.url)
    view.wait_for_same_pixels(process)
    process.run("draw(*range(10))")
    view.wait_for_same_pixels(process)
    assert process.run("bases").count(None) == 1


@pytest.mark.parametrize(
    "change", ["None", "blob[:-20]", "b'WAGG'", "bytes(len(blob))"],
    ids=["lost", "cut", "short", "zeros"],
)  # fmt: skip
def test_an_update_that_does_not_fit_is_made_good_by_a_key_frame(
    show_in_chromium, change
):
    process, view = show_in_chromium(SCRIPT)
    process.run(f"{NOTE_BASES}\nspoil(lambda blob: {change})")
    process.run("draw(1.5, 2.5, 1.8)")
    view.wait_for_same_pixels(process)
    assert process.run("bases").count(None) == 1
    process.run("bases.clear(); draw(2.2)")
    view.wait_for_same_pixels(process)
    assert None not in process.run("bases")


def test_a_key_frame_that_cannot_be_shown_is_asked_for_again(show_in_chromium):
    process, view = show_in_chromium(SCRIPT)
    process.run(f"{NOTE_BASES}\nspoil(lambda blob: blob[:-20], 3)")
    process.run("draw(1.5)")
    view.wait_for_same_pixels(process)
    assert process.run("bases").count(None) == 3
