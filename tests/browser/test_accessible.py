"""Names for those who do not see the page, and work by keyboard alone."""

import re

import pytest

SCRIPT = """
import matplotlib
matplotlib.use("module://webagg")
import matplotlib.pyplot as plt
fig, ax = plt.subplots(num="Measured heights")
ax.plot([1, 3, 2])
fig.canvas.mpl_connect("close_event", lambda event: print("closed"))
plt.show()
print("show returned")
"""
BUTTONS = ["Home", "Back", "Forward", "Pan", "Zoom", "Subplots", "Save", "Copy"]
XLIM = "list(ax.get_xlim())"


@pytest.fixture
def shown(show_in_chromium):
    """Show the figure; return process and page."""
    return show_in_chromium(SCRIPT)


ACTIVE = "() => document.activeElement?.getAttribute('aria-label') ?? ''"
ON_FIGURE = """() => !!document.activeElement?.querySelector(
    ":scope > canvas[role=img]")"""


def tab(view):
    """Go one on; the figure takes every key, Tab too, until Escape."""
    if view.evaluate(ON_FIGURE):
        view.key("Escape")
    view.key("Tab")


def focus(view, name):
    """Tab through the page until the button `name` has the focus."""
    for _ in range(40):
        tab(view)
        if view.evaluate(ACTIVE) == name:
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_names_as_the_browser_computes_them(shown):
    _, view = shown
    for name in BUTTONS:
        button = view.page.get_by_role("button", name=name, exact=True)
        assert button.count() == 1, name
    assert (
        view.page.get_by_role("img", name="Measured heights", exact=True).count() == 1
    )
    assert view.page.get_by_role("toolbar").count() == 1
    # Back and Forward have nowhere to go yet.
    for name in ("Back", "Forward"):
        assert view.page.get_by_role("button", name=name, exact=True).is_disabled()


def test_toolbar_by_keyboard(shown):
    process, view = shown
    home = process.run(XLIM)
    focus(view, "Pan")
    view.key("Enter")
    process.wait_until("fig.canvas.toolbar.mode.name == 'PAN'")
    pressed = "() => document.querySelector('[aria-label=Pan]').ariaPressed === 'true'"
    view.wait_until(pressed)
    view.key("Space")
    process.wait_until("not fig.canvas.toolbar.mode")
    process.run("ax.set_xlim(0, 1); fig.canvas.toolbar.push_current()")
    view.wait_until("() => !document.querySelector('[aria-label=Back]').disabled"
                    " || document.querySelector('[aria-label=Home]')")  # fmt: skip
    focus(view, "Home")
    view.key("Enter")
    process.wait_until(f"{XLIM} in ({home}, [0, 1])")
    view.wait_for_same_pixels(process)


def test_focus_is_visible(shown):
    _, view = shown
    focus(view, "Zoom")
    outline = view.evaluate("""() => {
        const style = getComputedStyle(document.activeElement);
        return [style.outlineStyle, style.outlineWidth, style.boxShadow];
    }""")
    visible = outline[0] != "none" and outline[1] != "0px"
    assert visible or outline[2] != "none", outline


def test_keymap_on_the_figure(shown):
    """The figure itself takes the focus and matplotlib's keys."""
    process, view = shown
    for _ in range(40):
        view.key("Tab")
        if view.evaluate(ON_FIGURE):
            break
    # The name tells how to get out again.
    assert "Escape" in view.evaluate(ACTIVE)
    assert "Measured heights" in view.evaluate(ACTIVE)
    view.key("p")
    process.wait_until("fig.canvas.toolbar.mode.name == 'PAN'")
    view.key("o")
    process.wait_until("fig.canvas.toolbar.mode.name == 'ZOOM'")
    process.run("keys = []; fig.canvas.mpl_connect('key_press_event',"
                " lambda event: keys.append(event.key))")  # fmt: skip
    for key in ("Tab", "Shift+ArrowLeft", "Home", "x"):
        view.key(key)
    process.wait_until("len(keys) >= 5")
    assert process.run("keys") == ["tab", "shift", "shift+left", "home", "x"]
    view.wait_for_same_pixels(process)
    view.key("q")
    process.wait_for_output("show returned")
    assert process.output.count("closed") == 1


def test_no_keyboard_trap(shown):
    """Tab leaves the figure, in both directions."""
    _, view = shown
    names = []
    for _ in range(40):
        tab(view)
        names.append(view.evaluate(ACTIVE))
    # Gone round: what can be used came more than once.
    assert names.count("Save") >= 2
    assert sum("Escape" in name for name in names) >= 2
    view.key("Shift+Tab")
    assert view.evaluate(ACTIVE) != names[-1]


def luminance(colour):
    """Return the relative luminance (0 to 1, WCAG 2) of a CSS rgb() colour."""
    channels = [float(c) / 255 for c in re.findall(r"[\d.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
              for c in channels]  # fmt: skip
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# Text and icons that are seen, with their colour and that of what is behind them.
COLOURS = r"""() => {
    const behind = (element) => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (!/, 0\)$/.test(colour)) return colour;
        }
        return getComputedStyle(document.documentElement).backgroundColor;
    };
    const says = (element) => element.tagName === "SELECT" || [...element.childNodes]
        .some((node) => node.nodeType === 3 && node.data.trim() !== "");
    return [...document.body.querySelectorAll("*")]
        .filter((element) => says(element) || element.tagName === "svg")
        .filter((element) => element.checkVisibility({visibilityProperty: true}))
        .filter((element) => !element.closest(":disabled, noscript"))
        .map((element) => [
            element.tagName === "svg" ? element.parentElement.ariaLabel
                : (element.value || element.textContent).trim().slice(0, 40),
            getComputedStyle(element).color,
            behind(element),
            element.tagName,
        ]);
}"""


def contrast(one, other):
    """Return how much two colours differ, 1 to 21 (WCAG 2)."""
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_stands_out(start_figure, open_chromium, scheme):
    """WCAG 2, AA: texts by 4.5, icons by 3; what is pressed, too."""
    process = start_figure(SCRIPT)
    process.may_fail = True
    view = open_chromium(process.page("1"), color_scheme=scheme)
    view.wait_for_same_pixels(process)
    process.run("fig.canvas.mpl_connect('key_press_event', lambda event: 1 / 0)")
    view.key("p")
    view.click_button("Subplots")
    view.wait_until("() => !!document.querySelector('.webagg-note')")
    view.wait_until("() => !!document.querySelector('dialog[open]')")
    view.wait_until("() => !!document.querySelector('[aria-pressed=true]')")
    view.page.locator(".webagg-note summary").click()
    # Colours change by and by.
    view.wait_until("() => document.getAnimations().length === 0")
    seen = view.evaluate(COLOURS)
    assert {"Pan", "png", "Reset", "Done", "Traceback"} <= {name for name, *_ in seen}
    faint = [
        (name, colour, behind)
        for name, colour, behind, tag in seen
        if contrast(colour, behind) < (3 if tag == "svg" else 4.5)
    ]
    assert faint == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_follows_the_colour_scheme(start_figure, open_chromium, scheme):
    process = start_figure(SCRIPT)
    view = open_chromium(process.url, color_scheme=scheme)
    view.wait_for_same_pixels(process)  # The figure itself is as Python drew it.
    background, text = view.evaluate("""() => {
        const style = getComputedStyle(document.body);
        const root = getComputedStyle(document.documentElement);
        const clear = style.backgroundColor === "rgba(0, 0, 0, 0)";
        return [clear ? root.backgroundColor : style.backgroundColor, style.color];
    }""")
    assert (luminance(background) < luminance(text)) == (scheme == "dark")
    assert contrast(background, text) >= 4.5
