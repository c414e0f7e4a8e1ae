"""Reading updates: what is well-formed is exact, everything else is refused."""

import json
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.frames import change, make_frame
from webagg.stream.stream import FrameStream
from webagg.stream.update import (
    Encoding,
    Flag,
    Header,
    PixelFormat,
    decode_update,
    with_seq,
)


def message(payload: bytes, boxes=((0, 0, 2, 2),), palette=b"", **fields) -> bytes:
    """Build an update by hand; a key frame of 2 x 2 stored RGBA pixels by default."""
    values = {
        "encoding": Encoding.STORED,
        "pixel_format": PixelFormat.RGBA,
        "flags": Flag.KEY_FRAME,
        "frame_id": 5,
        "base_id": 0,
        "seq": 0,
        "width": 2,
        "height": 2,
        "rectangles": len(boxes),
        "colours": len(palette) // 4,
        "literals": 0,
    }
    header = Header(**(values | fields))
    return b"".join(
        (
            header.pack(),
            *(struct.pack("<IIII", *box) for box in boxes),
            palette,
            payload,
        )
    )


def deflated(raw: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(raw) + packer.flush()


def test_the_layout_is_that_of_the_wire():
    update = message(bytes(16), seq=0x0102030405060708, frame_id=7)
    assert update[:8] == b"WAGG\x01\x00\x00\x01"
    assert struct.unpack_from("<QQQIIIII", update, 8) == (
        7,
        0,
        0x0102030405060708,
        2,
        2,
        1,
        0,
        0,
    )
    assert struct.unpack_from("<IIII", update, 52) == (0, 0, 2, 2)


def test_stored_rgba():
    update = decode_update(message(bytes(range(16))))
    assert (update.frame_id, update.base_id, update.seq) == (5, 0, 0)
    ((x, y, pixels),) = update.rectangles
    assert (x, y) == (0, 0)
    np.testing.assert_array_equal(pixels, np.arange(16).reshape(2, 2, 4))


def test_deflated_rgb_with_filters_and_green():
    # Row one: Sub; row two: Up. Then green is added to red and blue.
    raw = bytes([1, 1, 2, 3, 1, 1, 1, 2, 5, 5, 5, 250, 0, 1])
    update = decode_update(
        message(
            deflated(raw),
            encoding=Encoding.DEFLATE,
            pixel_format=PixelFormat.RGB,
            flags=Flag.KEY_FRAME | Flag.FILTERED | Flag.GREEN,
        )
    )
    expected = [
        [[3, 2, 5, 255], [5, 3, 7, 255]],
        [[13, 7, 15, 255], [255, 3, 8, 255]],
    ]
    np.testing.assert_array_equal(update.rectangles[0][2], expected)


def test_indices_and_literal_pixels():
    palette = bytes([1, 2, 3, 255, 9, 8, 7, 100])
    update = decode_update(
        message(
            bytes([0, 255, 1, 255, 50, 51, 52, 60, 61, 62]),
            palette=palette,
            pixel_format=PixelFormat.MIXED,
            literals=2,
        )
    )
    expected = [
        [[1, 2, 3, 255], [50, 51, 52, 255]],
        [[9, 8, 7, 100], [60, 61, 62, 255]],
    ]
    np.testing.assert_array_equal(update.rectangles[0][2], expected)
    plain = decode_update(
        message(bytes([0, 1, 1, 0]), palette=palette, pixel_format=PixelFormat.INDEX)
    )
    np.testing.assert_array_equal(plain.rectangles[0][2][0, 1], [9, 8, 7, 100])


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (b"", "52 bytes"),
        (b"\x89PNG" + bytes(60), "WAGG"),
        (message(bytes(15)), "16 bytes, got 15"),
        (message(bytes(17)), "16 bytes, got 17"),
        (message(bytes(16), frame_id=0), "frame_id 0"),
        (message(bytes(16), base_id=3), "key frame"),
        (message(bytes(16), flags=0), "key frame"),
        (message(bytes(16), flags=8 | 1), "flags"),
        (message(bytes(16), width=0), "0x2"),
        (message(bytes(16), width=70000), "70000"),
        (message(bytes(16), encoding=2), "Encoding"),
        (message(bytes(16), pixel_format=4), "PixelFormat"),
        (message(bytes(16), rectangles=2**32 - 1), "do not fit"),
        (message(bytes(16), colours=2**32 - 1), "do not fit"),
        (message(bytes(16), literals=1), "no literals"),
        (message(bytes(16), palette=bytes(4)), "no palette"),
        (message(bytes(16), boxes=((1, 0, 2, 2),)), "not inside"),
        (message(bytes(16), boxes=((0, 2**32 - 1, 2, 2),)), "not inside"),
        (message(bytes(8), boxes=((0, 0, 2, 1),)), "whole frame"),
        (
            message(bytes(32), ((0, 0, 2, 2),) * 2, flags=0, base_id=1),
            "larger than the frame",
        ),
        (message(bytes(4), pixel_format=PixelFormat.INDEX), "palette"),
        (message(bytes([0, 1, 0, 0]), palette=bytes(4), pixel_format=2), "index"),
        (
            message(bytes(4), palette=bytes(4), pixel_format=2, flags=3),
            "not filtered",
        ),
        (message(bytes(4), palette=bytes(4 * 257), pixel_format=2), "257"),
        (message(bytes(4), palette=bytes(4 * 256), pixel_format=3), "256"),
        (
            message(bytes(7), palette=bytes(4), pixel_format=3, literals=1),
            "0 pixels are literal, 1",
        ),
        (
            message(bytes(19), palette=bytes(4), pixel_format=3, literals=5),
            "5 literals for 4",
        ),
        (message(b"\x07", encoding=1), "inflate"),
        (message(deflated(bytes(15)), encoding=1), "got 15"),
        (message(deflated(bytes(99)), encoding=1), "got 17"),
        (message(deflated(bytes(16)) + b"x", encoding=1), "1 bytes follow"),
        (message(deflated(bytes(16))[:-1], encoding=1), "inflate|end"),
        (message(deflated(bytes(17)), encoding=1, flags=3), "got 17"),
        (
            message(bytes([5, *bytes(8)] * 2), flags=3),
            "filter type 5",
        ),
        (
            message(
                b"x", ((0, 0, 65535, 65535),), width=65535, height=65535, encoding=1
            ),
            "cannot inflate",
        ),
    ],
)
def test_what_is_malformed_is_refused(broken, words):
    with pytest.raises(ValueError, match=words):
        decode_update(broken)


def test_apply_wants_a_canvas_of_the_frame_s_size():
    update = decode_update(message(bytes(16)))
    with pytest.raises(ValueError, match=r"\(2, 2, 4\)"):
        update.apply(np.zeros((2, 3, 4), np.uint8))
    with pytest.raises(ValueError, match="float64"):
        update.apply(np.zeros((2, 2, 4)))


@given(st.integers(0, 2**64 - 1))
def test_with_seq_changes_only_seq(seq):
    stream = FrameStream()
    stream.push(make_frame(1, 30, 30, "lines"))
    payload = stream.update_since(None)
    numbered = with_seq(payload, seq)
    assert decode_update(numbered).seq == seq
    assert numbered[:24] == payload[:24]
    assert numbered[32:] == payload[32:]


def test_with_seq_refuses_what_it_cannot_write():
    with pytest.raises(ValueError, match="WAGG"):
        with_seq(b"\x89PNG", 1)
    with pytest.raises(ValueError, match="2\\*\\*64"):
        with_seq(message(bytes(16)), 2**64)
    with pytest.raises(ValueError, match="-1"):
        with_seq(message(bytes(16)), -1)


READER = """
import { readFileSync } from "node:fs";
import { decodeUpdate } from "%s";
for (const path of process.argv.slice(2)) {
  const file = readFileSync(path);
  const update = await decodeUpdate(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.length),
  );
  const rectangles = update.rectangles.map(({ x, y, width, height, data }) => ({
    x, y, width, height, data: Buffer.from(data.buffer).toString("hex"),
  }));
  console.log(JSON.stringify({ ...update, rectangles }));
}
"""


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_page_reads_what_python_writes(tmp_path):
    script = Path(__file__).parents[1] / "js/decode.js"
    reader = tmp_path / "reader.mjs"
    reader.write_text(READER % script.as_uri())
    updates, files = [], []
    for seed, kind in enumerate(
        ["few", "many", "gradient", "noise", "dark", "lines", "white"] * 2
    ):
        old = make_frame(seed, 70, 101, kind)
        stream = FrameStream()
        first = stream.push(old)
        stream.push(change(old, seed, ["box", "scattered", "all"][seed % 3]))
        for base in (first, None):
            for effort in ("fast", "small", "stored"):
                payload = stream.update_since(base, effort)
                if payload is None:
                    continue
                updates.append(decode_update(payload))
                files.append(tmp_path / f"{len(files)}.bin")
                files[-1].write_bytes(with_seq(payload, seed))
    lines = subprocess.run(
        ["node", str(reader), *map(str, files)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.splitlines()
    for update, line in zip(updates, lines, strict=True):
        theirs = json.loads(line)
        assert theirs["frameId"] == update.frame_id
        assert theirs["baseId"] == update.base_id
        for (x, y, pixels), got in zip(
            update.rectangles, theirs["rectangles"], strict=True
        ):
            assert (got["x"], got["y"]) == (x, y)
            assert (got["height"], got["width"]) == pixels.shape[:2]
            assert bytes.fromhex(got["data"]) == pixels.tobytes()
