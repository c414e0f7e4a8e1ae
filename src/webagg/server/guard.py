"""What all handlers share: who is let in, the headers, and errors in plain words."""

from __future__ import annotations

import html
import http
import json
import logging
from collections.abc import Mapping
from typing import Any, cast

import tornado.web

from webagg.server import refused
from webagg.server.access import Access, Refusal, bearer, same_origin

log = logging.getLogger("webagg.server")

CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
RETRY_AFTER = "10"
"""Seconds after which to ask again when Python was busy."""
SENTENCES = {
    400: "The address or a header of the request cannot be read.",
    403: "There is no file that may be read at this address.",
    404: "There is nothing at this address.",
    405: "This address answers to GET and HEAD only.",
}
"""What is said of errors that Tornado finds."""
FALLBACK_PAGE = """\
<!DOCTYPE html>
<html lang="en"><meta charset="utf-8"><title>{status} {phrase}</title>
<h1>{phrase}</h1><p>{sentence}</p></html>
"""


class Failure(tornado.web.HTTPError):
    """An answer with an error status and a sentence that says why."""

    def __init__(
        self, status: int, sentence: str, *, needs_token: bool = False
    ) -> None:
        super().__init__(status)
        self.sentence = sentence
        self.needs_token = needs_token


class Guarded(tornado.web.RequestHandler):
    """Base of every handler: nothing is answered to who is not let in."""

    framed_by_anyone = False
    """Whether other sites (notebooks) may show the page in a frame."""

    @property
    def access(self) -> Access:
        """The rules of the application."""
        return cast(Access, self.settings["access"])

    def set_default_headers(self) -> None:
        """Set the headers that every answer has, errors included."""
        self._set_policy(CONTENT_POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.clear_header("Server")

    def _set_policy(self, policy: Mapping[str, str]) -> None:
        framing = {} if self.framed_by_anyone else {"frame-ancestors": "'self'"}
        rules = {**policy, **framing}
        text = "; ".join(f"{name} {value}" for name, value in rules.items())
        self.set_header("Content-Security-Policy", text)

    def prepare(self) -> None:
        """Refuse, with status 403, what `Access` does not let in."""
        request = self.request
        host = request.headers.get("Host", "")
        query = self.get_query_argument("token", None, strip=False)
        cookie = self.get_cookie(self.access.cookie_name(host))
        refusal = self.access.refusal(
            host=host,
            origin=request.headers.get("Origin"),
            scheme=request.protocol,
            tokens=(
                query,
                getattr(request, "path_token", None),
                bearer(request.headers.get("Authorization")),
            ),
            cookie=cookie,
        )
        if refusal is not None:
            needs_token = refusal is Refusal.TOKEN
            raise Failure(403, refusal.value, needs_token=needs_token)
        if self.access.token and query and self.access.knows_token(query):
            self._remember(host, cookie)

    def _remember(self, host: str, cookie: str | None) -> None:
        """Exchange the token in the address for a cookie."""
        value = self.access.cookie_value
        if cookie == value:
            return
        # Strict: other sites cannot make the browser use it. Frames in notebooks,
        # where such cookies are not sent, carry the token in their path instead.
        self.set_cookie(
            self.access.cookie_name(host),
            value,
            path=self.settings.get("url_prefix") or "/",
            secure=self.request.protocol == "https",
            httponly=True,
            samesite="Strict",
        )

    def check_origin(self, origin: str) -> bool:
        """Return whether a page from *origin* may open a socket.

        `prepare` has refused other origins before Tornado asks this.
        """
        host = self.request.headers.get("Host", "")
        application = getattr(self, "application", None)
        if application is None:
            return same_origin(origin, host)
        return self.access.allows_origin(origin, host, self.request.protocol)

    def head(self, *args: str, **kwargs: str) -> Any:
        """Answer as `get` does, without the body."""
        return self.get(*args, **kwargs)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with one sentence, as a page, JSON or plain text."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        phrase = http.HTTPStatus(status_code).phrase
        if isinstance(error, Failure):
            sentence = error.sentence
        elif status_code >= 500:
            sentence = "Something failed in Python; its messages say more."
        else:
            sentence = SENTENCES.get(status_code, f"{phrase}.")
        self.set_status(status_code, phrase)
        if status_code == 503:
            self.set_header("Retry-After", RETRY_AFTER)
        accept = self.request.headers.get("Accept", "")
        if "text/html" in accept:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            needs_token = isinstance(error, Failure) and error.needs_token
            self.finish(self._error_page(status_code, phrase, sentence, needs_token))
        elif "application/json" in accept:
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps({"status": status_code, "error": sentence}))
        else:
            self.set_header("Content-Type", "text/plain; charset=utf-8")
            self.finish(f"{status_code} {phrase}: {sentence}\n")

    def _error_page(
        self, status: int, phrase: str, sentence: str, needs_token: bool
    ) -> str | bytes:
        try:
            styles = ""
            if needs_token:
                # Who has no token gets no style sheet either.
                styles = refused.styles()
                allowed = {"style-src": refused.style_source()}
                self._set_policy({**CONTENT_POLICY, **allowed})
            return self.render_string(
                "error.html",
                styles=styles,
                status=status,
                title=phrase,
                message=sentence,
                needs_token=needs_token,
                prefix=self._relative_root(),
            )
        except Exception:
            # An error page must come whatever is wrong with the template.
            log.exception("the template error.html cannot be shown")
            return FALLBACK_PAGE.format(
                status=status, phrase=phrase, sentence=html.escape(sentence)
            )

    def _relative_root(self) -> str:
        """Return the way from the page to the application's root, behind any proxy."""
        prefix = self.settings.get("url_prefix", "")
        depth = self.request.path.removeprefix(prefix).count("/") - 1
        return "/".join([".."] * depth) or "."

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log failures of ours; a refused request is no news, and has a token."""
        if isinstance(value, tornado.web.HTTPError):
            log.debug("%s %s: %s", self.request.method, self.request.path, value)
        else:
            log.error(
                "%s %s failed",
                self.request.method,
                self.request.path,
                exc_info=(typ, value, tb),
            )


class NotFound(Guarded):
    """Every address that is no other handler's."""

    def prepare(self) -> None:
        """Answer 404, but only to who is let in."""
        super().prepare()
        raise tornado.web.HTTPError(404)


class StaticFiles(Guarded, tornado.web.StaticFileHandler):
    """Scripts, styles and icons."""

    def head(self, *args: str, **kwargs: str) -> Any:
        """Answer as `get` does, without the body."""
        return tornado.web.StaticFileHandler.head(self, *args, **kwargs)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Return the path of the file, or refuse."""
        if "\0" in absolute_path:
            raise tornado.web.HTTPError(404)
        return super().validate_absolute_path(root, absolute_path)

    def set_extra_headers(self, path: str) -> None:
        """Have browsers keep files, and ask every time whether they changed."""
        self.set_header("Cache-Control", "private, no-cache")
