"""Other encoders: those that are there are right, those that are not are named."""

import sys

import numpy as np
import pytest

from webagg.bench import compare
from webagg.bench.encoders import Encoder, find_encoders
from webagg.bench.run import Cost
from webagg.bench.scenes import SCENES, draw_frames
from webagg.bench.verify import WrongOutput

FOUND, MISSING = find_encoders()
IMAGE = draw_frames(SCENES["transparent"], 0.5, 2).pixels[1]


@pytest.mark.parametrize("encoder", FOUND, ids=lambda encoder: encoder.name)
def test_encoders_are_lossless_and_wrong_bytes_are_found(encoder):
    prepared = encoder.prepare(IMAGE)
    payload = encoder.encode(prepared)
    encoder.check(prepared, payload)
    broken = bytearray(payload)
    broken[len(broken) // 2] ^= 1
    with pytest.raises(WrongOutput):
        encoder.check(prepared, bytes(broken))
    with pytest.raises(WrongOutput):
        encoder.check(encoder.prepare(IMAGE ^ 1), payload)


def test_zlib_and_pillow_are_always_there():
    assert {"zlib 1", "Pillow PNG 1"} <= {encoder.name for encoder in FOUND}


def test_missing_encoders_are_named(monkeypatch):
    # None in sys.modules makes an import fail.
    for module in ("isal", "isal.isal_zlib", "fpng"):
        monkeypatch.setitem(sys.modules, module, None)
    found, missing = find_encoders()
    assert not any(encoder.name.startswith("ISA-L") for encoder in found)
    assert {"isal", "fpng"} <= {one.name for one in missing}
    rows = [compare.Comparison("a", 1.0, dict.fromkeys(compare.OURS, Cost(1, 1, 1)))]
    text = compare.as_text(rows, missing)
    assert "Skipped, not installed: isal" in text
    assert "pip install isal" in text


def test_comparison_of_a_scene():
    copy = Encoder(
        "copy",
        np.ascontiguousarray,
        lambda image: image.tobytes(),
        lambda payload: np.frombuffer(payload, np.uint8),
    )
    row = compare.compare(SCENES["line_anim"], 0.5, [copy], rounds=1, frames=3)
    assert list(row.costs) == [*compare.OURS, "copy"]
    assert row.costs["copy"].size == 320 * 240 * 4
    assert row.costs["diff_png"].size < row.costs["copy"].size


def test_text_names_the_scenes_in_which_others_are_ahead():
    costs = {
        "png_since": Cost(2, 2, 1000),
        "diff_png": Cost(3, 3, 1000),
        "fast": Cost(1, 1, 900),
        "quick": Cost(1, 1, 4000),
        "tiny": Cost(4, 4, 500),
    }
    text = compare.as_text([compare.Comparison("noise", 2.0, costs)], [])
    assert "noise, density 2: faster than 2.00 ms: quick 1.00" in text
    assert "noise, density 2: smaller than 1.00 kB: tiny 0.50" in text
    lines = [line for line in text.splitlines() if line.startswith("quick")]
    assert lines[0].split() == ["quick", "1.00", "0.50", "4.00", "400", "%"]
