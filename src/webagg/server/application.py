"""The Tornado application, and the one server of this process."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote, unquote

import matplotlib as mpl
import tornado.httputil
import tornado.web

from webagg.backend.manager import FigureManagerWebAgg
from webagg.server import handlers, websocket
from webagg.server.access import PREFIX_VARIABLE, WILDCARDS, Access, is_loopback
from webagg.server.connections import Connections
from webagg.server.guard import NotFound, StaticFiles, log
from webagg.server.listener import Listener
from webagg.server.ports import bind

MAX_MESSAGE_BYTES = 1024 * 1024
LEAVE_VARIABLE = "WEBAGG_CLOSE_ON_LEAVE"
TEMPLATES = Path(__file__).parent.parent / "web" / "templates"


_PREFIX = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*")


def check_prefix(url_prefix: str) -> None:
    """Raise an error unless all addresses can start with *url_prefix*."""
    if not isinstance(url_prefix, str):
        raise TypeError(f"url_prefix must be a text, not {url_prefix!r}")
    if not _PREFIX.fullmatch(url_prefix):
        raise ValueError(
            "url_prefix must be '' or start with a '/' and not end with one, such as "
            f"'/some/plots', of characters that URLs may have, not {url_prefix!r}"
        )


def _closes_on_leave(given: bool | None) -> bool | None:
    """Return what is *given*, else what the environment says, else None."""
    if given is None:
        text = os.environ.get(LEAVE_VARIABLE, "")
        if text not in ("", "0", "1"):
            raise ValueError(f"{LEAVE_VARIABLE} must be 0 or 1, not {text!r}")
        return text == "1" if text else None
    if not isinstance(given, bool):
        raise TypeError(f"close_on_leave must be True, False or None, not {given!r}")
    return given


class WebAggApplication(tornado.web.Application):
    """Pages, sockets and downloads of all figures of this process.

    An instance can be served by a Tornado server of your own. pyplot uses the
    class methods, which run one server per process.

    Parameters
    ----------
    url_prefix : str
        What all addresses start with: ``""`` or ``"/some/path"``.

    Raises
    ------
    TypeError, ValueError
        If *url_prefix* is not such a path.
    """

    initialized: ClassVar[bool] = False
    """Whether the server of this process listens."""
    started: ClassVar[bool] = False
    """Whether `start` runs, or a running asyncio loop made it needless."""
    port: ClassVar[int]
    address: ClassVar[str]
    url_prefix: ClassVar[str] = ""
    token: ClassVar[str | None] = None
    close_on_leave: ClassVar[bool] = False
    """Whether leaving the last page of a figure closes it; read by `initialize`."""

    _access: ClassVar[Access | None] = None
    _serving: ClassVar[WebAggApplication | None] = None
    _listener: ClassVar[Listener | None] = None
    _abandoned: ClassVar[list[Listener]] = []

    FavIcon = handlers.FavIcon
    SingleFigurePage = handlers.SingleFigurePage
    AllFiguresPage = handlers.AllFiguresPage
    InlineFigurePage = handlers.InlineFigurePage
    MplJs = handlers.MplJs
    Download = handlers.Download
    WebSocket = websocket.WebSocket
    PageSocket = websocket.PageSocket

    def __init__(self, url_prefix: str = "") -> None:
        check_prefix(url_prefix)
        self.connections = Connections()
        self.last_answer: float | None = None
        images = str(Path(mpl.get_data_path(), "images"))
        static = FigureManagerWebAgg.get_static_file_path()
        page = {"url_prefix": url_prefix}
        routes: list[tuple[Any, ...]] = [
            (r"/_static/(.*)", StaticFiles, {"path": static}),
            (r"/_images/(.*)", StaticFiles, {"path": images}),
            (r"/favicon\.ico", self.FavIcon),
            (r"/([0-9]+)", self.SingleFigurePage, page),
            (r"/([0-9]+)/inline", self.InlineFigurePage, page),
            (r"/?", self.AllFiguresPage, page),
            (r"/js/mpl\.js", self.MplJs),
            (r"/([0-9]+)/ws", self.WebSocket),
            (r"/ws", self.PageSocket),
            (r"/([0-9]+)/download\.([a-z0-9.]+)", self.Download),
        ]
        super().__init__(
            [(re.escape(url_prefix) + path, *rest) for path, *rest in routes],
            default_handler_class=NotFound,
            log_function=self._log_request,
            template_path=str(TEMPLATES),
            websocket_max_message_size=MAX_MESSAGE_BYTES,
            url_prefix=url_prefix,
            connections=self.connections,
            close_on_leave=type(self).close_on_leave,
            access=type(self)._access or Access.configured(),
        )

    def find_handler(
        self, request: tornado.httputil.HTTPServerRequest, **kwargs: Any
    ) -> Any:
        """Find a request's handler.

        ``PREFIX/t/TOKEN/...`` means ``PREFIX/...`` with the token: relative
        addresses keep it, where frames in notebooks get no cookies.
        """
        prefix = self.settings["url_prefix"]
        path = request.path.removeprefix(prefix)
        if path.startswith("/t/"):
            token, slash, rest = path[3:].partition("/")
            request.path_token = unquote(token)  # type: ignore[attr-defined]
            request.path = prefix + slash + rest
        return super().find_handler(request, **kwargs)

    def _log_request(self, handler: tornado.web.RequestHandler) -> None:
        """Log a request without its query, in which the token may be."""
        request = handler.request
        self.last_answer = time.monotonic()
        log.debug("%d %s %s", handler.get_status(), request.method, request.path)

    # -- the server of this process --------------------------------------------

    @classmethod
    def initialize(
        cls,
        url_prefix: str = "",
        port: int | None = None,
        address: str | None = None,
        *,
        token: str | None = None,
        allowed_hosts: Iterable[str] | None = None,
        allowed_origins: Iterable[str] | None = None,
        close_on_leave: bool | None = None,
    ) -> None:
        """Start to serve, on a thread of its own; does nothing if that is done.

        Parameters
        ----------
        url_prefix : str
            What all addresses start with; ``""`` takes ``WEBAGG_URL_PREFIX``.
        port : int, optional
            The port to try first (a taken one moves on to the next), 0 for any;
            default :rc:`webagg.port`.
        address : str, optional
            The address to bind; default :rc:`webagg.address`.
        token : str, optional
            What visitors must know. Default: ``WEBAGG_TOKEN``, and without that a
            random one, made once per process. ``""`` lets everybody in who can
            reach the port.
        allowed_hosts, allowed_origins : iterable of str, optional
            Names by which proxies and other machines call this server, and
            addresses of pages that may connect; default
            ``WEBAGG_ALLOWED_HOSTS`` and ``WEBAGG_ALLOWED_ORIGINS``.
        close_on_leave : bool, optional
            Whether a figure counts as closed when its last page was left (closed, or
            for another address) and nobody comes back within 5 seconds. Lost
            connections never count. Default: whether ``WEBAGG_CLOSE_ON_LEAVE`` is
            ``1``, and without that `close_on_leave` of the class: no.

        Raises
        ------
        OSError
            If no port is free, or the address is not this machine's.
        TypeError, ValueError
            For an argument, environment variable or rcParam that cannot be meant.
        """
        if cls.initialized:
            return
        url_prefix = url_prefix or os.environ.get(PREFIX_VARIABLE, "")
        if address is None:
            address = str(mpl.rcParams["webagg.address"])
        if token is None and cls._access is not None:
            # The token of before: pages that stayed open shall find us again.
            token = cls._access.token
        cls._access = Access.configured(
            token, allowed_hosts, allowed_origins, address=address or "0.0.0.0"
        )
        close_on_leave = _closes_on_leave(close_on_leave)
        if close_on_leave is not None:
            cls.close_on_leave = close_on_leave
        application = cls(url_prefix=url_prefix)
        first = int(mpl.rcParams["webagg.port"]) if port is None else port
        tries = int(mpl.rcParams["webagg.port_retries"])
        cls.port, sockets = bind(first, address, tries)
        cls.address = address
        cls.url_prefix = url_prefix
        cls.token = cls._access.token
        cls._serving = application
        cls._listener = Listener(application, application.connections, sockets)
        cls._listener.start()
        cls.initialized = True
        if not cls.token and not is_loopback(address):
            print(
                "webagg: no token, and other machines can connect: "
                "everybody who reaches this port sees and steers the figures",
                file=sys.stderr,
                flush=True,
            )

    @classmethod
    def start(cls) -> None:
        """Show all figures until they are closed, or Ctrl+C.

        Inside a running asyncio loop this returns at once, as the figures are
        served anyway.
        """
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop()
            cls.started = True
        if cls.started:
            return
        cls.started = True
        try:
            FigureManagerWebAgg.pyplot_show(block=True)
        finally:
            cls.started = False

    @classmethod
    def stop(cls, reason: str = "exit") -> None:
        """Tell all pages why, and end the server; it can be started again.

        Parameters
        ----------
        reason : str
            As in the message ``closed``.
        """
        listener, cls._listener = cls._listener, None
        cls._serving = None
        cls.initialized = cls.started = False
        if listener is not None:
            listener.stop(reason)

    @classmethod
    def url(cls, path: str = "/", *, token: bool = True, host: str = "") -> str:
        """Return the address of *path* on the server of this process.

        Parameters
        ----------
        path : str
            Starting with a slash.
        token : bool
            Whether the address lets in who opens it.
        host : str
            The name of this machine to use; default: what is bound.

        Raises
        ------
        RuntimeError
            Before `initialize`.
        """
        return f"{cls._origin(host)}{cls.url_prefix}{path}" + (
            f"?token={quote(cls.token, safe='')}" if token and cls.token else ""
        )

    @classmethod
    def frame_url(cls, path: str) -> str:
        """Return an address that lets in, and its relative addresses do too."""
        if cls._access is None:
            raise RuntimeError("call WebAggApplication.initialize() first")
        prefix = cls.url_prefix + cls._access.path_prefix()
        return f"{cls._origin()}{prefix}{path}"

    @classmethod
    def _origin(cls, host: str = "") -> str:
        if not cls.initialized:
            raise RuntimeError("call WebAggApplication.initialize() first")
        host = host or ("127.0.0.1" if cls.address in WILDCARDS else cls.address)
        host = f"[{host}]" if ":" in host else host
        return f"http://{host}:{cls.port}"

    @classmethod
    def pages(cls) -> int:
        """Return how many sockets are open."""
        return 0 if cls._serving is None else len(cls._serving.connections)

    @classmethod
    def answered_since(cls, moment: float) -> bool:
        """Return whether a request was answered after *moment* (monotonic time)."""
        last = None if cls._serving is None else cls._serving.last_answer
        return last is not None and last > moment

    @classmethod
    def abandon(cls) -> None:
        """Drop the server that a forked child inherited; the parent's goes on."""
        listener, cls._listener = cls._listener, None
        cls._serving = None
        cls.initialized = cls.started = False
        if listener is not None:
            listener.abandon()
            # Finalizers of the loop and its sockets would speak up.
            cls._abandoned.append(listener)


atexit.register(WebAggApplication.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=WebAggApplication.abandon)
