"""Who is let in, as decisions on texts."""

import pytest

from webagg.server.access import (
    Access,
    Refusal,
    bearer,
    same_origin,
    split_host,
    split_origin,
)


def test_random_tokens_are_long_and_differ(monkeypatch):
    monkeypatch.delenv("WEBAGG_TOKEN", raising=False)
    first, second = Access.configured(), Access.configured()
    assert first.token != second.token
    assert len(first.token) >= 32


def test_token_comes_from_the_argument_then_the_environment(monkeypatch):
    monkeypatch.setenv("WEBAGG_TOKEN", "environment")
    assert Access.configured().token == "environment"
    assert Access.configured("argument").token == "argument"
    assert Access.configured("").token == ""


def test_the_token_does_not_show():
    assert "hush" not in repr(Access.configured("hush"))


@pytest.mark.parametrize("given", [None, "", "x", "right ", "rightt", "righ", "\udc80"])
def test_only_the_token_is_the_token(given):
    access = Access.configured("right")
    assert access.knows_token(None, "right")
    assert not access.knows_token(given)
    assert not access.knows_cookie(given)
    assert access.knows_cookie(access.cookie_value)


def test_without_a_token_everybody_knows_it():
    assert Access.configured("").knows_token(None)


def test_the_cookie_does_not_tell_the_token():
    access = Access.configured("hush")
    assert "hush" not in access.cookie_value
    assert access.cookie_value != Access.configured("hush!").cookie_value
    assert access.cookie_name("127.0.0.1:8988") == "webagg-8988"
    assert access.cookie_name("plots.example.org") == "webagg-80"
    assert access.cookie_name("nonsense/") == "webagg-80"


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("token abc", "abc"),
        ("Token abc", "abc"),
        ("Bearer abc", "abc"),
        ("bearer  abc", "abc"),
        ("Basic abc", None),
        ("abc", None),
        ("token", None),
        ("", None),
        (None, None),
    ],
)
def test_authorization_header(header, token):
    assert bearer(header) == token


@pytest.mark.parametrize(
    ("host", "parts"),
    [
        ("localhost", ("localhost", None)),
        ("LocalHost:80", ("localhost", 80)),
        ("127.0.0.1:8988", ("127.0.0.1", 8988)),
        ("[::1]:8988", ("::1", 8988)),
        ("", None),
        ("::1", None),
        ("a b", None),
        ("user@localhost", None),
        ("localhost:", None),
        ("localhost:x", None),
        ("localhost/path", None),
        ("localhost, evil.com", None),
    ],
)
def test_host_header(host, parts):
    assert split_host(host) == parts


@pytest.mark.parametrize(
    ("origin", "parts"),
    [
        ("http://localhost", ("http", "localhost", 80)),
        ("https://localhost", ("https", "localhost", 443)),
        ("HTTP://[::1]:1", ("http", "::1", 1)),
        ("null", None),
        ("file://", None),
        ("ftp://localhost", None),
        ("http://", None),
        ("http://localhost/", None),
        ("localhost", None),
    ],
)
def test_origin_header(origin, parts):
    assert split_origin(origin) == parts


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        ("http://localhost:8988", "localhost:8988", True),
        ("http://LOCALHOST:8988", "localhost:8988", True),
        ("http://plots.example.org", "plots.example.org", True),
        ("http://plots.example.org", "plots.example.org:80", True),
        ("https://plots.example.org", "plots.example.org:80", False),
        ("http://localhost:8988", "localhost:8989", False),
        ("http://localhost.evil.com:8988", "localhost:8988", False),
        ("null", "localhost:8988", False),
        ("http://localhost:8988", "", False),
    ],
)
def test_same_origin(origin, host, same):
    assert same_origin(origin, host) is same


@pytest.mark.parametrize(
    ("address", "host", "allowed"),
    [
        ("127.0.0.1", "127.0.0.1:8988", True),
        ("127.0.0.1", "localhost:1", True),
        ("127.0.0.1", "127.3.2.1", True),
        ("127.0.0.1", "[::1]:8988", True),
        ("127.0.0.1", "evil.com:8988", False),
        ("127.0.0.1", "localhost.evil.com", False),
        ("127.0.0.1", "127.0.0.1.evil.com", False),
        ("127.0.0.1", "10.0.0.1:8988", False),
        ("127.0.0.1", "", False),
        ("10.0.0.1", "10.0.0.1:8988", True),
        ("10.0.0.1", "10.0.0.2:8988", False),
        ("machine.local", "machine.local:8988", True),
        ("0.0.0.0", "10.0.0.2:8988", True),
        ("::", "[fe80::1]:8988", True),
        ("0.0.0.0", "evil.com:8988", False),
        ("", "10.0.0.2", False),
    ],
)
def test_host_must_be_a_name_of_ours(address, host, allowed):
    assert Access.configured("t", address=address).allows_host(host) is allowed


def test_hosts_can_be_allowed():
    access = Access.configured("t", ["Plots.example.org", "[fe80::2]"])
    assert access.allows_host("plots.example.org:443")
    assert access.allows_host("[fe80::2]")
    assert not access.allows_host("example.org")
    assert Access.configured("t", ["*"]).allows_host("anything.at.all")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((5,), "token must be a text"),
        ((b"t",), "token must be a text"),
        (("t", 5), "lists of texts, not 5"),
        (("t", [5]), "is a text, not 5"),
        (("t", None, [b"https://a"]), "is a text, not b'https://a'"),
    ],
)
def test_what_is_no_text_is_refused(arguments, said):
    with pytest.raises(TypeError, match=said):
        Access.configured(*arguments)


def test_origins_can_be_allowed():
    access = Access.configured("t", [], ["https://plots.example.org/", "http://a:1"])
    ours = ("localhost:8988", "http")
    assert access.allows_origin("https://plots.example.org", *ours)
    assert access.allows_origin("http://a:1", *ours)
    assert not access.allows_origin("http://plots.example.org", *ours)
    assert not access.allows_origin("null", *ours)
    assert Access.configured("t", [], ["*"]).allows_origin("null", *ours)


def test_scheme_must_match_but_behind_a_named_proxy():
    plain = Access.configured("t")
    assert not plain.allows_origin("https://localhost:1", "localhost:1", "http")
    proxied = Access.configured("t", ["plots.example.org"])
    page = ("https://plots.example.org", "plots.example.org")
    assert proxied.allows_origin(*page, "http")


def test_lists_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("WEBAGG_ALLOWED_HOSTS", "a.example.org, b.example.org")
    monkeypatch.setenv("WEBAGG_ALLOWED_ORIGINS", "https://a.example.org")
    access = Access.configured("t")
    assert access.allows_host("b.example.org")
    assert access.allows_origin("https://a.example.org", "localhost", "http")


@pytest.mark.parametrize("host", ["http://a", "a/b", "a b"])
def test_malformed_hosts_are_named(host):
    with pytest.raises(ValueError, match="allowed host"):
        Access.configured("t", [host])


@pytest.mark.parametrize("origin", ["a.example.org", "ftp://a", "http://a/path"])
def test_malformed_origins_are_named(origin):
    with pytest.raises(ValueError, match="allowed origin"):
        Access.configured("t", [], [origin])


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"origin": "http://localhost:8988"}, None),
        ({"tokens": ["wrong", "t"]}, None),
        ({"tokens": ["wrong"]}, Refusal.TOKEN),
        ({"tokens": []}, Refusal.TOKEN),
        ({"host": "evil.com"}, Refusal.HOST),
        ({"origin": "http://evil.com"}, Refusal.ORIGIN),
    ],
)
def test_refusal(changes, refusal):
    request = {
        "host": "localhost:8988",
        "origin": None,
        "scheme": "http",
        "tokens": ["t"],
        "cookie": None,
    }
    assert Access.configured("t").refusal(**{**request, **changes}) is refusal


def test_the_cookie_lets_in():
    access = Access.configured("t")
    request = {"host": "localhost", "origin": None, "scheme": "http", "tokens": []}
    assert access.refusal(**request, cookie=access.cookie_value) is None
    assert access.refusal(**request, cookie="t") is Refusal.TOKEN
