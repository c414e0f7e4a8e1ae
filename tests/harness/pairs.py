"""Pairs of large frames, the old one and the new one: one for each way of coding.

They have more pixels than two threads need to share the work.
"""

from collections.abc import Callable

import numpy as np

from harness.frames import Frame, make_frame

HEIGHT, WIDTH = 230, 331

Pair = tuple[Frame, Frame]


def noise(seed: int, low: int = 0, high: int = 256) -> Frame:
    rng = np.random.default_rng(seed)
    frame = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    frame[..., :3] = rng.integers(low, high, (HEIGHT, WIDTH, 3))
    return frame


def scatter(new: Frame, old: Frame, share: float = 0.6) -> Frame:
    """Take pixels of the new frame here and there, with gaps of every length."""
    rng = np.random.default_rng(1)
    taken = rng.random((HEIGHT, WIDTH)) < share
    taken |= rng.random((HEIGHT, WIDTH)).cumsum(axis=1) % 90 < 30
    return np.where(taken[..., None], new, old)


def indexed() -> Pair:
    return noise(1), make_frame(2, HEIGHT, WIDTH, "few")


def indexed_gaps() -> Pair:
    """Pixels between the changed ones that are not of the palette, or translucent."""
    old = make_frame(1, HEIGHT, WIDTH, "noise", opaque=False)
    return old, scatter(make_frame(2, HEIGHT, WIDTH, "few"), old)


def drawn() -> Pair:
    return make_frame(1, HEIGHT, WIDTH, "lines"), make_frame(2, HEIGHT, WIDTH, "many")


def drawn_gaps() -> Pair:
    old = make_frame(1, HEIGHT, WIDTH, "many", opaque=False)
    return old, scatter(make_frame(2, HEIGHT, WIDTH, "many"), old)


def smooth(seed: int) -> Frame:
    """Slopes with a little noise, as of photographs."""
    frame = noise(seed, 0, 4)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    for channel in range(3):
        wave = 120 * np.sin(x / (31 + seed) + channel) * np.cos(y / 47) + 120
        frame[..., channel] += wave.astype(np.uint8)
    return frame


def filtered() -> Pair:
    return smooth(1), smooth(2)


def filtered_gaps() -> Pair:
    old = smooth(1)
    old[..., 3] = np.where(noise(3)[..., 0] < 9, 77, 255)
    return old, scatter(smooth(2), old)


def steps() -> Pair:
    """Slopes in steps: what filters leave repeats."""
    frame = noise(1)
    y = np.arange(HEIGHT)[:, None]
    rng = np.random.default_rng(5)
    climb = rng.integers(0, 9, (40, 3)).repeat(9, axis=0)[:WIDTH]
    for channel in range(3):
        frame[..., channel] = (
            climb[:, channel].cumsum() + y // 3 * (channel + 1)
        ) % 256
    return noise(4), np.where(y[..., None] // 40 % 2, frame, frame[:, ::-1])


def bands() -> Pair:
    """Slopes in bands with nothing between them, narrow and wide; black is taken."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    new = noise(1)
    for channel in range(3):
        offset = rng.integers(0, 200, (HEIGHT, 1)).cumsum(axis=0)
        new[..., channel] = (x // 31 * (channel + 1) + y + offset) % 256
    turn = y[:, 0] % 12
    new[turn == 3] = noise(2)[turn == 3]
    old = new.copy()
    old[..., :3] ^= 255
    new[turn < 3] = old[turn < 3]
    narrow = y[:, :1] // 12 % 3 == 0
    new = np.where((narrow & (x < WIDTH - 15))[..., None], old, new)
    old[-1, -1] = (9, 9, 9, 255)
    new[-1, -1] = (0, 0, 0, 255)
    return old, new


def green() -> Pair:
    """Grey noise, nearly: red and blue follow from green."""
    new = noise(1)
    new[..., :3] = new[..., :1]
    new[..., 0] += noise(2)[..., 0] & 1
    return noise(3), new


def translucent() -> Pair:
    return noise(1), make_frame(2, HEIGHT, WIDTH, "noise", opaque=False)


def translucent_indexed() -> Pair:
    return noise(1), make_frame(2, HEIGHT, WIDTH, "few", opaque=False)


def translucent_below() -> Pair:
    """Translucent colours that fit into no palette, in the second half only."""
    old = make_frame(1, HEIGHT, WIDTH, "many")
    new = make_frame(2, HEIGHT, WIDTH, "many")
    new[-20:] = make_frame(3, 20, WIDTH, "noise", opaque=False)
    return old, new


def translucent_above() -> Pair:
    old, new = translucent_below()
    return old, new[::-1].copy()


def rarely_translucent() -> Pair:
    """One pixel in a picture that is as RGB with green, where nobody samples."""
    old, new = green()
    new[HEIGHT - 3, WIDTH // 2 + 1] = (1, 2, 3, 99)
    return old, new


def dark() -> Pair:
    """All colours near black change, and too many for a palette: no key among them."""
    new = noise(1, 0, 2)
    new[: HEIGHT // 2] = noise(2)[: HEIGHT // 2]
    return noise(3), new


def black_taken() -> Pair:
    """Take black and every other grey, so that the key is none."""
    old = make_frame(1, HEIGHT, WIDTH, "many")
    new = scatter(make_frame(2, HEIGHT, WIDTH, "many"), old)
    old[:3, :, 3] = 254
    new[:3, :256, :3] = np.arange(256, dtype=np.uint8)[:, None]
    return old, new


def greys_taken() -> Pair:
    """Take every grey but black, so that it is the key."""
    old, new = black_taken()
    new[(new[..., :3] == 0).all(axis=2)] = (9, 0, 0, 255)
    return old, new


def greys() -> Pair:
    """Slopes with noise in all greys, but for a frame around them."""
    old, new = smooth(1), smooth(2)
    new[..., :3] = new[..., :1]
    new[20, :256, :3] = np.arange(256, dtype=np.uint8)[:, None]
    for edge in (np.s_[:9], np.s_[-9:], np.s_[:, :9], np.s_[:, -9:]):
        new[edge] = old[edge]
    return old, new


def greys_gaps() -> Pair:
    """Greys between which pixels stay as they are, some translucent."""
    old, new = greys()
    old[..., :3] = old[..., :1]
    new[..., :3] = new[..., :1]
    old[..., 3] = np.where(noise(3)[..., 0] < 9, 77, 255)
    part = scatter(new, old)
    part[20] = new[20]
    return old, part


def greys_repeated() -> Pair:
    """Waves in all greys, in which rows come again."""
    old, new = greys()
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    wave = (127.5 * np.sin(x / 23) * np.cos(y % 40 / 17) + 128).astype(np.uint8)
    new[20 : HEIGHT - 20, 20:-20, :3] = wave[20 : HEIGHT - 20, 20:-20, None]
    new[20, :256, :3] = np.arange(256, dtype=np.uint8)[:, None]
    return old, new


def flat_and_noise() -> Pair:
    new = noise(1)
    new[: HEIGHT // 2] = (7, 7, 7, 255)
    return noise(2), new


PAIRS: dict[str, Callable[[], Pair]] = {
    make.__name__: make
    for make in (
        indexed, indexed_gaps, drawn, drawn_gaps, filtered, filtered_gaps, steps, bands,
        green, translucent, translucent_indexed, translucent_below, translucent_above,
        rarely_translucent, dark, black_taken, greys_taken, greys, greys_gaps,
        greys_repeated, flat_and_noise,
    )
}  # fmt: skip
