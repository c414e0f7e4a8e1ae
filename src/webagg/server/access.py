"""Who is let in: the token, Host and Origin of a request, decided without Tornado."""

from __future__ import annotations

import enum
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

TOKEN_VARIABLE = "WEBAGG_TOKEN"
HOSTS_VARIABLE = "WEBAGG_ALLOWED_HOSTS"
ORIGINS_VARIABLE = "WEBAGG_ALLOWED_ORIGINS"
PREFIX_VARIABLE = "WEBAGG_URL_PREFIX"

TOKEN_BYTES = 24
DEFAULT_PORTS = {"http": 80, "https": 443}
WILDCARDS = frozenset({"", "0.0.0.0", "::"})

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
_AUTHORIZATION = re.compile(r"(?:token|bearer) +(\S+) *", re.IGNORECASE)


def split_host(host: str) -> tuple[str, int | None] | None:
    """Split a Host header into a lower-case name without brackets and a port.

    Returns None for what is no Host header.
    """
    match = _HOST.fullmatch(host)
    if match is None:
        return None
    name, port = match.groups()
    return name.lower().strip("[]"), None if port is None else int(port)


def split_origin(origin: str) -> tuple[str, str, int] | None:
    """Split an Origin header into scheme, name and port; None if it is not http(s)."""
    scheme, separator, host = origin.partition("://")
    scheme = scheme.lower()
    parts = split_host(host)
    if not separator or scheme not in DEFAULT_PORTS or parts is None:
        return None
    name, port = parts
    return scheme, name, DEFAULT_PORTS[scheme] if port is None else port


def same_origin(origin: str, host: str) -> bool:
    """Return whether a page from *origin* was loaded from *host* (a Host header)."""
    page, server = split_origin(origin), split_host(host)
    if page is None or server is None:
        return False
    scheme, name, port = page
    return (name, port) == (server[0], server[1] or DEFAULT_PORTS[scheme])


def is_loopback(name: str) -> bool:
    """Return whether *name* can only mean this machine."""
    return name == "localhost" or (
        (address := _address(name)) is not None and address.is_loopback
    )


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _same_text(given: str, expected: str) -> bool:
    """Compare in a time that does not tell where the texts differ."""
    return hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"),
        expected.encode("utf-8", "surrogatepass"),
    )


def _listed(given: Iterable[str] | None, variable: str) -> list[str]:
    if isinstance(given, str):
        given = given.split(",")
    elif given is None:
        given = os.environ.get(variable, "").split(",")
    elif not isinstance(given, Iterable):
        raise TypeError(f"allowed hosts and origins are lists of texts, not {given!r}")
    given = list(given)
    for item in given:
        if not isinstance(item, str):
            raise TypeError(f"an allowed host or origin is a text, not {item!r}")
    return [item.strip() for item in given if item.strip()]


class Refusal(enum.Enum):
    """Why a request is refused; the values are for the person who made it."""

    HOST = (
        "This server does not go by the name in your request. If it should, start it "
        "with --allow-host NAME, or set WEBAGG_ALLOWED_HOSTS."
    )
    ORIGIN = (
        "A page from another origin tried to reach this server. If it may, start it "
        "with --allow-origin ORIGIN, or set WEBAGG_ALLOWED_ORIGINS."
    )
    TOKEN = (
        "This page needs the token that is in the address printed by Python: open "
        "that address, the whole of it."
    )


@dataclass(frozen=True)
class Access:
    """The rules by which one server lets requests in.

    Attributes
    ----------
    token : str
        What a request must know; ``""`` lets everybody in who can reach the port.
    address : str
        The address that is bound; a Host header may name it.
    hosts : frozenset of str
        Names allowed in the Host header besides loopback and *address*; ``"*"``
        allows all.
    origins : frozenset of tuple
        Pages of other origins (`split_origin`) that may connect; behind a proxy
        that is the address that people see.
    any_origin : bool
        Whether pages of every origin may connect.
    """

    token: str = field(repr=False)
    address: str = ""
    hosts: frozenset[str] = frozenset()
    origins: frozenset[tuple[str, str, int]] = frozenset()
    any_origin: bool = False

    @classmethod
    def configured(
        cls,
        token: str | None = None,
        allowed_hosts: Iterable[str] | None = None,
        allowed_origins: Iterable[str] | None = None,
        *,
        address: str = "",
    ) -> Access:
        """Take what is given, else the environment's settings, else safe values.

        Parameters
        ----------
        token : str, optional
            None takes ``WEBAGG_TOKEN``, and without that a random one. The empty
            string switches the token off.
        allowed_hosts, allowed_origins : iterable of str, optional
            Names such as ``"plots.example.org"`` and origins such as
            ``"https://plots.example.org"``, or ``"*"``. None takes
            ``WEBAGG_ALLOWED_HOSTS`` and ``WEBAGG_ALLOWED_ORIGINS``, lists with
            commas.
        address : str
            The address that is bound.

        Raises
        ------
        TypeError, ValueError
            For a token, host or origin that is no text, or has another shape.
        """
        if not isinstance(token, str | None):
            raise TypeError("token must be a text, or None")
        if token is None:
            token = os.environ.get(TOKEN_VARIABLE)
        if token is None:
            token = secrets.token_urlsafe(TOKEN_BYTES)
        hosts = set()
        for host in _listed(allowed_hosts, HOSTS_VARIABLE):
            parts = split_host(host)
            if parts is None and host != "*":
                raise ValueError(
                    f"allowed host {host!r} is not a name such as plots.example.org, "
                    "an address, or *"
                )
            hosts.add("*" if parts is None else parts[0])
        origins = set()
        given = _listed(allowed_origins, ORIGINS_VARIABLE)
        for origin in given:
            page = split_origin(origin.rstrip("/"))
            if page is not None:
                origins.add(page)
            elif origin != "*":
                raise ValueError(
                    f"allowed origin {origin!r} is not of the form "
                    "https://plots.example.org[:port], or *"
                )
        return cls(token, address, frozenset(hosts), frozenset(origins), "*" in given)

    @property
    def cookie_value(self) -> str:
        """What the cookie holds: proof of the token, safe in a header."""
        key = self.token.encode("utf-8", "surrogatepass")
        return hmac.new(key, b"webagg cookie", hashlib.sha256).hexdigest()

    @staticmethod
    def cookie_name(host: str) -> str:
        """Return the cookie's name for a page loaded from *host*.

        Cookies do not tell ports apart, so the name does: the one the browser
        sees, which forwarding may have changed.
        """
        parts = split_host(host)
        return f"webagg-{(parts and parts[1]) or 80}"

    def path_prefix(self) -> str:
        """Return the path that carries the token where cookies cannot, or ``""``."""
        return f"/t/{quote(self.token, safe='')}" if self.token else ""

    def knows_token(self, *given: str | None) -> bool:
        """Return whether one of the *given* texts is the token."""
        return not self.token or any(
            _same_text(text, self.token) for text in given if text is not None
        )

    def knows_cookie(self, value: str | None) -> bool:
        """Return whether *value* is what our cookie holds."""
        return value is not None and _same_text(value, self.cookie_value)

    def allows_host(self, host: str) -> bool:
        """Return whether a request may name this server *host* (a Host header).

        A page whose name was made to point at this machine (DNS rebinding) sends
        its own name, so only names that cannot be rebound are right.
        """
        parts = split_host(host)
        if parts is None:
            return False
        name = parts[0]
        if is_loopback(name) or name in self.hosts or "*" in self.hosts:
            return True
        if self.address in WILDCARDS:
            return bool(self.address) and (
                _address(name) is not None or name == socket.gethostname().lower()
            )
        return name == self.address.lower()

    def allows_origin(self, origin: str, host: str, scheme: str) -> bool:
        """Return whether a page from *origin* may speak to us.

        Parameters
        ----------
        origin, host : str
            The headers of these names.
        scheme : str
            ``"http"`` or ``"https"``, as the request reached us. A proxy named as
            allowed host may have taken off the encryption.
        """
        page = split_origin(origin)
        if self.any_origin or (page is not None and page in self.origins):
            return True
        if page is None or not same_origin(origin, host):
            return False
        behind_proxy = page[1] in self.hosts or "*" in self.hosts
        return page[0] == scheme or behind_proxy

    def refusal(
        self,
        *,
        host: str,
        origin: str | None,
        scheme: str,
        tokens: Iterable[str | None],
        cookie: str | None,
    ) -> Refusal | None:
        """Return why a request is refused, or None to let it in."""
        if not self.allows_host(host):
            return Refusal.HOST
        if origin is not None and not self.allows_origin(origin, host, scheme):
            return Refusal.ORIGIN
        if not (self.knows_token(*tokens) or self.knows_cookie(cookie)):
            return Refusal.TOKEN
        return None


def bearer(authorization: str | None) -> str | None:
    """Return the token in an Authorization header (``token X`` or ``Bearer X``)."""
    match = _AUTHORIZATION.fullmatch(authorization or "")
    return None if match is None else match.group(1)
