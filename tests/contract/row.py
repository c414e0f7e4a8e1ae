"""A row of the contract, and the tests that fail when its promise is broken."""

from typing import NamedTuple


class Row(NamedTuple):
    """A promise.

    Attributes
    ----------
    promise : str
        What holds.
    tests : tuple of str
        ``path::name`` of each test that covers it; of a JavaScript test the title.
    reason : str
        Why there is none, if there is none.
    """

    promise: str
    tests: tuple[str, ...] = ()
    reason: str = ""
