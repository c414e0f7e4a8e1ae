"""Finding a port to listen on."""

from __future__ import annotations

import errno
import numbers
import random
import socket
from collections.abc import Iterator

from tornado.netutil import bind_sockets

SEQUENTIAL = 5
MAX_PORT = 65535


def candidates(port: int, tries: int) -> Iterator[int]:
    """Yield *tries* ports to try: five in a row from *port*, then some around it."""
    if port == 0:
        yield 0
        return
    for offset in range(tries):
        if offset >= SEQUENTIAL:
            offset = random.randint(-2 * tries, 2 * tries)
        if 0 < port + offset <= MAX_PORT:
            yield port + offset


def bind(port: int, address: str, tries: int) -> tuple[int, list[socket.socket]]:
    """Listen on the first free port.

    Parameters
    ----------
    port : int
        The port to try first; 0 lets the system choose.
    address : str
        Address or name to bind; ``""`` binds all.
    tries : int
        How many ports to try.

    Returns
    -------
    int, list of socket
        The port and its listening sockets.

    Raises
    ------
    OSError
        If no port could be had, or the address is not this machine's.
    TypeError, ValueError
        If *port* is no whole number, or none of a port; if *address* is no text.
    """
    if isinstance(port, bool) or not isinstance(port, numbers.Integral):
        raise TypeError(f"port must be a whole number, not {port!r}")
    if not isinstance(address, str):
        raise TypeError(f"address must be a text, not {address!r}")
    if not 0 <= port <= MAX_PORT:
        raise ValueError(f"port must be 0 to {MAX_PORT}, not {port}")
    for candidate in candidates(port, max(1, tries)):
        try:
            sockets = bind_sockets(candidate, address)
        except UnicodeError as error:
            raise _foreign(address, "no name") from error
        except OSError as error:
            foreign = error.errno == errno.EADDRNOTAVAIL
            if foreign or isinstance(error, socket.gaierror):
                raise _foreign(address, error.strerror) from error
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return sockets[0].getsockname()[1], sockets
    raise OSError(
        errno.EADDRINUSE,
        f"the webagg server found no free port in {tries} tries around {port} on "
        f"{address or 'all addresses'}; set rcParams['webagg.port'] to another one",
    )


def _foreign(address: str, why: str | None) -> OSError:
    return OSError(
        errno.EADDRNOTAVAIL,
        f"the webagg server cannot listen on {address!r} ({why}); address must be "
        "one of this machine's, or '' for all of them",
    )


def check_address(address: str) -> None:
    """Raise OSError, in words, unless *address* can be bound."""
    for each in bind(0, address, 1)[1]:
        each.close()
