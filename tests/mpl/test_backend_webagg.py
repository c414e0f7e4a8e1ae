"""matplotlib's test_backend_webagg.py, run against webagg."""

import pytest

from harness.mpltests import load


@pytest.fixture(autouse=True, params=[None, ""], ids=["token", "no token"])
def token(request, monkeypatch):
    """Run every test with the default token, and with none asked for."""
    if request.param is None:
        monkeypatch.delenv("WEBAGG_TOKEN", raising=False)
    else:
        monkeypatch.setenv("WEBAGG_TOKEN", request.param)


tests = load(
    "test_backend_webagg.py",
    {
        # The core comes first: the other name is the beginning of its name.
        r"matplotlib\.backends\.backend_webagg_core": "webagg",
        r'\["webagg", "nbagg"\]': '["module://webagg", "fastwebagg"]',
    },
    {r"matplotlib\.backends\.backend_webagg\b": "webagg"},
)
found = {name: test for name, test in vars(tests).items() if name.startswith("test_")}
globals().update(found)


def test_all_are_here():
    """A file that gained a test or lost its content is noticed."""
    assert "test_webagg_fallback" in found
    assert "test_webagg_core_no_toolbar" in found
