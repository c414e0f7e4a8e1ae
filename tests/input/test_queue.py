"""Input that waits: `webagg.input.queue`. Row E9."""

import itertools
import json
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webagg.input.queue import LIMIT, MERGED, InputQueue
from webagg.stream.protocol import check


def message(kind, seq=0, **fields):
    required = {
        "key_press": {"key": "ka"},
        "key_release": {"key": "ka"},
        "toolbar_button": {"name": "home"},
        "scroll": {"step": 1, "x": 0, "y": 0},
        "resize": {},
        "draw": {},
        "close": {},
        "subplots": {},
        "set_device_pixel_ratio": {},
    }
    defaults = required.get(kind, {"x": 0, "y": 0})
    return check({"type": kind, "seq": seq, **defaults, **fields})


def drain(queue):
    items = []
    while (item := queue.take()) is not None:
        items.append(item)
    return items


def put(*messages, source="viewer"):
    queue = InputQueue()
    for each in messages:
        assert queue.put(each, source)
    return [item[0] for item in drain(queue)]


def test_the_newest_motion_wins():
    assert put(*(message("motion_notify", seq=n, x=n) for n in range(5))) == [
        message("motion_notify", seq=4, x=4)
    ]


@pytest.mark.parametrize("field", [{"buttons": 1}, {"modifiers": ["ctrl"]}])
def test_motions_of_different_kinds_stay(field):
    motions = [message("motion_notify"), message("motion_notify", **field)]
    assert put(*motions) == motions


def test_scroll_steps_add_up():
    scrolls = [message("scroll", step=s, x=s) for s in (1, 0.5, -0.25)]
    (merged,) = put(*scrolls)
    assert merged["step"] == 1.25
    assert merged["x"] == -0.25


def test_only_the_newest_size_is_taken():
    sizes = [message("resize", width=w, height=10) for w in (100, 200, 300)]
    assert put(*sizes) == sizes[-1:]


def test_margins_are_joined():
    (merged,) = put(
        message("subplots", left=0.1, right=0.9), message("subplots", left=0.2, seq=7)
    )
    assert (merged["left"], merged["right"], merged["seq"]) == (0.2, 0.9, 7)
    both = [message("subplots", left=0.1), message("subplots", reset=True)]
    assert put(*both) == both


@pytest.mark.parametrize(
    "kind", ["button_press", "button_release", "dblclick", "key_press", "key_release"]
)
def test_presses_and_keys_stay_and_part_others(kind):
    messages = [
        message("motion_notify", x=1),
        message(kind, seq=1),
        message(kind, seq=2),
        message("motion_notify", x=2),
    ]
    assert put(*messages) == messages


def test_viewers_are_not_mixed():
    queue = InputQueue()
    for source in ("a", "b", "b", "a"):
        queue.put(message("motion_notify"), source)
    assert [source for _, source in drain(queue)] == ["a", "b", "a"]


def test_bounded_with_room_for_releases():
    queue = InputQueue()
    accepted = [queue.put(message("key_press"), None) for _ in range(LIMIT + 5)]
    assert accepted == [True] * LIMIT + [False] * 5
    assert queue.put(message("key_release"), None)
    assert queue.put(message("button_release"), None)
    while queue.put(message("key_release"), None):
        assert len(queue) < 2 * LIMIT
    assert queue.take() is not None


def test_waiting_since_is_when_the_oldest_came(monkeypatch):
    from harness.viewers import Clock
    from webagg.input import queue as queue_module

    clock = Clock()
    monkeypatch.setattr(queue_module, "time", clock)
    queue = InputQueue()
    assert queue.waiting_since is None
    start = clock.now
    queue.put(message("motion_notify"), None)
    clock.now += 1
    queue.put(message("motion_notify"), None)
    assert queue.waiting_since == start
    clock.now += 1
    queue.put(message("key_press"), None)
    queue.take()
    assert queue.waiting_since == start + 2
    queue.clear()
    assert queue.waiting_since is None


KINDS = [
    "motion_notify",
    "scroll",
    "resize",
    "draw",
    "button_press",
    "button_release",
    "key_press",
    "key_release",
    "toolbar_button",
]
steps = st.tuples(
    st.sampled_from(KINDS), st.sampled_from(["a", "b"]), st.sampled_from([0, 1])
)


@given(st.lists(st.one_of(steps, st.just("take")), max_size=80))
def test_order_is_kept_and_nothing_lost_or_doubled(history):
    """What does not merge comes out as it went in; the rest as its newest."""
    queue, put, taken = InputQueue(), [], []
    for number, step in enumerate(history):
        if step == "take":
            if (item := queue.take()) is not None:
                taken.append(item)
            continue
        kind, source, buttons = step
        fields = {"buttons": buttons} if kind in ("motion_notify", "scroll") else {}
        queue.put(message(kind, seq=number, **fields), source)
        put.append((kind, source, number))
    taken += drain(queue)
    came = [(item["type"], source, item["seq"]) for item, source in taken]
    # Nothing new, nothing twice, in order.
    assert len(set(came)) == len(came)
    assert [c for c in put if c in came] == came
    # What is missing merged into a newer one right behind it.
    for index, (kind, source, _) in enumerate(put):
        if put[index] not in came:
            assert kind in MERGED
            assert put[index + 1][:2] == (kind, source)
    # No scrolling is lost.
    scrolled = sum(item["step"] for item, _ in taken if item["type"] == "scroll")
    assert scrolled == sum(kind == "scroll" for kind, _, _ in put)


def test_threads_lose_nothing():
    queue, taken = InputQueue(), []
    total = 4 * 500

    def work(source):
        for number in range(500):
            queue.put(message("key_press", seq=number), source)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        taken += drain(queue)
    taken += drain(queue)
    assert len(taken) == total
    for source in range(4):
        numbers = [item["seq"] for item, which in taken if which == source]
        assert numbers == list(range(500))


MERGE = """
import { MERGED, merge } from "%s";
const merged = JSON.parse(process.argv[2]).map(([one, other]) =>
  one.type === other.type ? merge(one.type, one, other) : null);
console.log(JSON.stringify({ table: MERGED, merged }));
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_page_merges_as_the_queue_does(tmp_path):
    """What waits for an animation frame there, by the same table."""
    states = [{}, {"buttons": 1}, {"modifiers": ["ctrl"]}, {"modifiers": ["shift"]},
              {"button": 2}, {"guiEvent": {"pointerType": "pen"}}]  # fmt: skip
    waiting = [
        message(kind, x=number, **state)
        for kind in ("motion_notify", "scroll")
        for number, state in enumerate(states)
    ]
    pairs = list(itertools.product(waiting, repeat=2))
    script = tmp_path / "merge.mjs"
    module = Path(__file__).parents[2] / "src/webagg/web/js/merging.js"
    script.write_text(MERGE % module.as_uri())
    done = subprocess.run(
        ["node", str(script), json.dumps(pairs)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    page = json.loads(done.stdout)
    ours = [put(one, other) for one, other in pairs]
    assert page["merged"] == [both[0] if len(both) == 1 else None for both in ours]
    for kind, fields in page["table"].items():
        assert tuple(fields) == MERGED[kind]
