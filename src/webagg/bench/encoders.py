"""Other people's encoders, where they are installed."""

from __future__ import annotations

import importlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from PIL import Image

from webagg.bench.scenes import Pixels
from webagg.bench.verify import WrongOutput, verify_png

__all__ = ["Encoder", "Missing", "find_encoders"]

FILTER_NONE, FILTER_UP = 0, 2


@dataclass(frozen=True)
class Encoder:
    """Something that compresses an image without loss.

    Attributes
    ----------
    name : str
        Library, level and PNG filter.
    prepare : callable
        Turns a (height, width, 4) uint8 image into what `encode` takes; not timed.
    encode : callable
        What is timed.
    decode : callable
        From what `encode` returned to what `encode` was given.
    """

    name: str
    prepare: Callable[[Pixels], Pixels]
    encode: Callable[[Pixels], bytes]
    decode: Callable[[bytes], Pixels]

    def check(self, prepared: Pixels, payload: bytes) -> None:
        """Raise `WrongOutput` unless the payload decodes to what was encoded."""
        try:
            decoded = self.decode(payload)
        except zlib.error as error:
            raise WrongOutput(f"{self.name} does not inflate: {error}") from error
        if not np.array_equal(decoded.ravel(), prepared.ravel()):
            raise WrongOutput(f"{self.name} does not decode to what it was given")


@dataclass(frozen=True)
class Missing:
    """An encoder that cannot take part, and why."""

    name: str
    reason: str


def find_encoders() -> tuple[list[Encoder], list[Missing]]:
    """Return the encoders that are installed, and those that are not."""
    found = list(_standard())
    missing = []
    for package, module, make in (
        ("isal", "isal.isal_zlib", _isal),
        ("zlib-ng", "zlib_ng.zlib_ng", _zlib_ng),
        ("deflate", "deflate", _libdeflate),
        ("imagecodecs", "imagecodecs", _imagecodecs),
        ("fpng", "fpng", _fpng),
    ):
        try:
            found += make(importlib.import_module(module))
        except ImportError as error:
            missing.append(
                Missing(package, f"{error}; python -m pip install {package}")
            )
        except AttributeError as error:
            missing.append(Missing(package, f"another version is needed: {error}"))
    return found, missing


def _scanlines(png_filter: int) -> Callable[[Pixels], Pixels]:
    """Return what makes PNG's raw rows of an image: a filter byte, then the samples."""

    def prepare(image: Pixels) -> Pixels:
        samples = image.reshape(image.shape[0], -1)
        rows = np.empty((samples.shape[0], 1 + samples.shape[1]), np.uint8)
        rows[:, 0] = png_filter
        rows[:, 1:] = samples
        if png_filter == FILTER_UP:
            rows[1:, 1:] -= samples[:-1]
        return rows

    return prepare


def _inflate(payload: bytes) -> Pixels:
    return np.frombuffer(zlib.decompress(payload), np.uint8)


def _deflater(
    name: str, encode: Callable[[Pixels], bytes], png_filter: int = FILTER_NONE
) -> Encoder:
    return Encoder(name, _scanlines(png_filter), encode, _inflate)


def _image_encoder(name: str, encode: Callable[[Pixels], bytes]) -> Encoder:
    return Encoder(name, np.ascontiguousarray, encode, verify_png)


def _standard() -> Iterator[Encoder]:
    yield _deflater("zlib 1", lambda rows: zlib.compress(rows.data, 1))
    yield _image_encoder("Pillow PNG 1", _pillow)


def _pillow(image: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(image).save(file, format="png", compress_level=1)
    return file.getvalue()


def _isal(isal: ModuleType) -> Iterator[Encoder]:
    compress = isal.compress
    yield _deflater("ISA-L 0", lambda rows: compress(rows, 0))
    yield _deflater("ISA-L 1", lambda rows: compress(rows, 1))
    yield _deflater("ISA-L 1 Up", lambda rows: compress(rows, 1), FILTER_UP)


def _zlib_ng(zlib_ng: ModuleType) -> Iterator[Encoder]:
    compress = zlib_ng.compress
    yield _deflater("zlib-ng 1", lambda rows: compress(rows, 1))


def _libdeflate(deflate: ModuleType) -> Iterator[Encoder]:
    compress = deflate.zlib_compress
    yield _deflater("libdeflate 1", lambda rows: bytes(compress(rows, 1)))
    yield _deflater("libdeflate 6", lambda rows: bytes(compress(rows, 6)))


def _imagecodecs(imagecodecs: ModuleType) -> Iterator[Encoder]:
    png, spng = imagecodecs.png_encode, imagecodecs.spng_encode
    rle, sub = imagecodecs.PNG.STRATEGY.RLE, imagecodecs.PNG.FILTER.SUB
    yield _image_encoder(
        "libpng 1 RLE Sub", lambda image: bytes(png(image, 1, strategy=rle, filter=sub))
    )
    yield _image_encoder("libspng 1", lambda image: bytes(spng(image, 1)))


def _fpng(fpng: ModuleType) -> Iterator[Encoder]:
    from_ndarray = fpng.from_ndarray
    yield _image_encoder("fpng", lambda image: bytes(from_ndarray(image)))
