"""Fuzz the reader of updates: fuzz_updates.py [SECONDS] [SEED].

Real updates are damaged, in the header, in the tables, in the packed bytes and in what
those unpack to. The reader must refuse them (ValueError) or read what the plain reader
of the tests reads; it must not take long, nor much memory.
"""

import faulthandler
import random
import resource
import sys
import time
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from harness.frames import CHANGES, KINDS, change, make_frame
from harness.updates import apply_update
from webagg.stream.stream import FrameStream
from webagg.stream.update import HEADER, decode_update

VALUES = (0, 1, 2, 3, 4, 5, 127, 128, 254, 255)


def make_update(rng: random.Random) -> bytes:
    """Encode a small frame, or what changed in it."""
    shape = rng.randint(1, 40), rng.randint(1, 40)
    old = make_frame(rng.getrandbits(32), *shape, rng.choice(KINDS), rng.random() < 0.8)
    stream = FrameStream()
    first = stream.push(old)
    stream.push(change(old, rng.getrandbits(32), rng.choice(CHANGES)))
    base = first if rng.random() < 0.6 else None
    effort = rng.choice(["fast", "small"])
    return stream.update_since(base, effort) or stream.update_since(None, effort)


def damage(rng: random.Random, update: bytes) -> bytes:
    """Change some bytes, of the whole or of what the payload unpacks to."""
    n_boxes, n_colours = (
        int.from_bytes(update[at : at + 4], "little") for at in (40, 44)
    )
    start = HEADER.size + 16 * n_boxes + 4 * n_colours
    head, payload = bytearray(update[:start]), bytearray(update[start:])
    how = rng.random()
    if how < 0.6:
        payload = bytearray(zlib.decompress(payload, -15))
    for part, share in ((head, 0.6), (payload, 0.6)):
        while part and rng.random() < share:
            at = rng.randrange(min(len(part), 120))
            at = rng.choice([at, rng.randrange(len(part))])
            part[at] = rng.choice([*VALUES, part[at] ^ 1 << rng.randrange(8)])
    if rng.random() < 0.15:
        del payload[rng.randrange(len(payload) + 1) :]
    if how < 0.3:
        packer = zlib.compressobj(rng.randrange(10), zlib.DEFLATED, -15)
        payload = bytearray(packer.compress(payload) + packer.flush())
    elif how < 0.6:
        head[5] = 0
    return bytes(head + payload)


def check(payload: bytes) -> bool:
    """Return whether it could be read; then it must be right."""
    try:
        update = decode_update(payload)
    except ValueError:
        return False
    if update.height * update.width < 10**5:
        canvas = np.full((update.height, update.width, 4), 9, np.uint8)
        update.apply(canvas)
        try:
            expected = apply_update(payload, np.full_like(canvas, 9))
        except AssertionError:  # The plain one also refuses rectangles that overlap.
            return True
        np.testing.assert_array_equal(canvas, expected)
    return True


def main(seconds: float, seed: int) -> None:
    rng = random.Random(seed)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    end = time.monotonic() + seconds
    inputs = read = 0
    while time.monotonic() < end:
        faulthandler.dump_traceback_later(60, exit=True)
        update = make_update(rng)
        for _ in range(20):
            payload = damage(rng, update)
            try:
                read += check(payload)
            except BaseException:
                Path("damaged-update.bin").write_bytes(payload)
                raise
            inputs += 1
    faulthandler.cancel_dump_traceback_later()
    print(f"{inputs} damaged updates: {read} read, {inputs - read} refused")


if __name__ == "__main__":
    main(float((sys.argv[1:] or ["60"])[0]), int((sys.argv[2:] or ["1"])[0]))
