"""Every public name and signature of matplotlib's WebAgg modules exists here too."""

import inspect

import pytest
from matplotlib import _api
from matplotlib.backends import backend_webagg, backend_webagg_core

import webagg

MODULES = (backend_webagg, backend_webagg_core)

# What `_Backend.export` and module level assignments add to the classes and functions.
EXPORTED = [
    "Show",
    "FigureCanvas",
    "FigureManager",
    "backend_version",
    "draw_if_interactive",
    "new_figure_manager",
    "new_figure_manager_given_figure",
    "show",
    "webagg_server_thread",
]

# Deliberate differences: dotted name -> why.  One that is no more is an error.
DIFFERENCES: dict[str, str] = {
    "Show": "what `show` was made from before matplotlib 3.6; nothing uses it",
    "WebAggApplication.initialize": "also says who is let in, by keyword only",
    "webagg_server_thread": "made at import; a ServerThread is made when needed",
}


def is_public(name: str) -> bool:
    return not name.startswith("_") or name == "__init__"


def top_level() -> dict[str, list[object]]:
    """Return every public name, with the objects of either module that bear it."""
    names: dict[str, list[object]] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            own = getattr(value, "__module__", None) == module.__name__
            if is_public(name) and (own or name in EXPORTED):
                names.setdefault(name, []).append(value)
    return names


def members(cls: object) -> dict[str, object]:
    """Return the public names that a class itself defines."""
    return {n: v for n, v in vars(cls).items() if is_public(n)}


def walk(dotted: str, theirs: object):
    """Yield dotted name and object, for `theirs` and whatever classes contain."""
    yield dotted, theirs
    own = inspect.isclass(theirs) and theirs.__module__.startswith("matplotlib")
    if own and dotted not in DIFFERENCES:
        for name, value in members(theirs).items():
            yield from walk(f"{dotted}.{name}", value)


CASES = [
    pytest.param(dotted, value, id=f"{dotted}-{number}")
    for name, values in top_level().items()
    for number, theirs in enumerate(values)
    for dotted, value in walk(name, theirs)
]


def find(dotted: str) -> object:
    """Return webagg's object of a dotted name, unbound (a descriptor stays one)."""
    owner: object = webagg
    value: object = None
    for name in dotted.split("."):
        owner, before = getattr(owner, name), owner
        # A module may make its names when they are asked for.
        value = inspect.getattr_static(before, name) if value is not None else owner
    return value


def signature(value: object) -> inspect.Signature:
    """Return a signature, of the function inside if `value` wraps one."""
    return inspect.signature(getattr(value, "__func__", value))


def describe_difference(theirs: object, ours: object) -> str | None:
    """Say how a function or class of ours differs from matplotlib's; None if not."""
    if _api.classproperty in (type(theirs), type(ours)):
        return None  # Read like any other attribute of the class.
    for kind in (classmethod, staticmethod, property):
        if isinstance(theirs, kind) != isinstance(ours, kind):
            return f"is {type(ours).__name__}, matplotlib's {type(theirs).__name__}"
    if inspect.isclass(theirs) != inspect.isclass(ours):
        return f"is {type(ours).__name__}, matplotlib's {type(theirs).__name__}"
    if inspect.isclass(theirs) or not callable(getattr(theirs, "__func__", theirs)):
        return None
    expected, found = signature(theirs), signature(ours)
    wanted = [
        (p.name, p.kind, p.default)
        for p in expected.parameters.values()
        if p.name not in ("self", "cls")
    ]
    given = [
        (p.name, p.kind, p.default)
        for p in found.parameters.values()
        if p.name not in ("self", "cls")
    ]
    return None if wanted == given else f"is {found}, matplotlib's {expected}"


@pytest.mark.parametrize(("dotted", "theirs"), CASES)
def test_same_as_matplotlib(dotted, theirs):
    try:
        difference = describe_difference(theirs, find(dotted))
    except AttributeError as error:
        difference = str(error)
    if dotted in DIFFERENCES:
        assert difference is not None, f"{dotted} is in DIFFERENCES but does not differ"
    else:
        assert difference is None, f"webagg.{dotted} {difference}"


def test_differences_are_names_of_matplotlib():
    names = {case.values[0] for case in CASES}
    assert names >= DIFFERENCES.keys()


def test_comparison_notices():
    """The comparison sees a changed default, order, kind and a missing parameter."""

    def original(a, b=1, *, c=None): ...
    def default(a, b=2, *, c=None): ...
    def order(b, a=1, *, c=None): ...
    def kind(a, b=1, c=None): ...
    def missing(a, b=1): ...
    def same(a, b=1, *, c=None): ...

    assert describe_difference(original, same) is None
    for other in (default, order, kind, missing, classmethod(same), int):
        assert describe_difference(original, other) is not None
