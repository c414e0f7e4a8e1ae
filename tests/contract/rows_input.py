# ruff: noqa: E501 -- the names of tests stay whole
"""Rows K and M: keyboard and mouse."""

from contract.row import Row

ROWS: dict[str, Row] = {
    # Keyboard
    "K1": Row(
        "names of keys with modifiers",
        (
            "tests/input/test_keys.py::test_names",
            "tests/input/test_keys.py::test_names_on_a_mac",
            "tests/backend/test_input.py::test_modifiers_beside_the_key_count",
            "tests/js/keyboard.test.js::modifiers come in matplotlib's order, without the key itself",
            "tests/browser/test_keys.py::test_names_with_modifiers",
        ),
    ),
    "K2": Row(
        "names of named keys",
        (
            "tests/input/test_keys.py::test_named_keys",
            "tests/js/keyboard.test.js::a character of AltGr is a plain one",
            "tests/browser/test_keys.py::test_names_of_named_keys",
        ),
    ),
    "K3": Row(
        "held keys repeat",
        (
            "tests/backend/test_input.py::test_keys_repeat",
            "tests/js/keyboard.test.js::a held key repeats",
            "tests/browser/test_keys.py::test_a_held_key_repeats",
        ),
    ),
    "K4": Row(
        "the keymap works with every toolbar; the browser's own keys are kept back",
        (
            "tests/backend/test_input.py::test_default_keys",
            "tests/browser/test_accessible.py::test_keymap_on_the_figure",
            "tests/js/keyboard.test.js::the browser's action is suppressed where it may be",
            "tests/browser/test_keys.py::test_a_new_page_has_the_keyboard",
            "tests/browser/test_keys.py::test_keys_go_to_the_figure_after_a_click_on_a_tool",
        ),
    ),
    "K5": Row(
        "nothing stays pressed when the focus is lost",
        (
            "tests/js/keyboard.test.js::losing the focus lets go of all keys, the newest first",
            "tests/js/pointer.test.js::leaving the window releases the buttons",
            "tests/browser/test_keys.py::test_leaving_the_figure_lets_go_of_keys",
            "tests/browser/test_keys.py::test_leaving_the_window_lets_go_of_keys_and_buttons",
            "tests/browser/test_keys.py::test_reloading_by_key_leaves_no_key_down",
            "tests/backend/test_input.py::test_a_page_that_leaves_lets_go",
            "tests/backend/test_input.py::test_a_page_that_is_lost_may_come_back_and_let_go",
        ),
    ),
    "K6": Row(
        "key events know the pointer",
        ("tests/backend/test_input.py::test_key_events_know_the_pointer",),
    ),
    # Mouse
    "M1": Row(
        "a click on a drawn pixel hits that pixel",
        (
            "tests/backend/test_input.py::test_positions_are_device_pixels_from_the_bottom_left",
            "tests/browser/test_show.py::test_a_click_hits_the_drawn_pixel",
        ),
    ),
    "M2": Row(
        "five buttons, and the set of them on motion",
        (
            "tests/backend/test_input.py::test_buttons",
            "tests/backend/test_input.py::test_buttons_held_on_motion",
            "tests/js/pointer.test.js::a chord sends every press and release",
            "tests/js/pointer.test.js::no context menu, and no event after the end",
            "tests/browser/test_alive.py::test_every_button_of_the_mouse",
        ),
    ),
    "M3": Row(
        "double click: the second press alone is one",
        (
            "tests/backend/test_input.py::test_double_and_triple_click",
            "tests/js/pointer.test.js::the second press is a double click and nothing else, the third is plain",
        ),
    ),
    "M4": Row(
        "drags out of the panel end properly",
        (
            "tests/backend/test_input.py::test_dragging_outside",
            "tests/backend/test_blitting.py::test_slider_released_outside_lets_go",
            "tests/js/pointer.test.js::a leave during a drag comes after the release",
            "tests/browser/test_mouse.py::test_a_drag_goes_on_outside_and_ends_there",
            "tests/browser/test_mouse.py::test_zoom_and_pan_end_outside",
            "tests/browser/test_alive.py::test_a_slider_released_outside_lets_go",
        ),
    ),
    "M5": Row(
        "the wheel counts notches, and fractions of them",
        (
            "tests/backend/test_input.py::test_wheel",
            "tests/backend/test_input.py::test_wheel_without_steps_is_no_event",
            "tests/js/wheel.test.js::up is positive and down negative, in pixels, lines and pages",
            "tests/js/pointer.test.js::scroll steps add up within an animation frame",
            "tests/js/pointer.test.js::the page does not scroll over a figure unless told so; ctrl never zooms it",
            "tests/browser/test_mouse.py::test_wheel",
            "tests/browser/test_mouse.py::test_the_page_scrolls_beside_the_figure_only",
        ),
    ),
    "M6": Row(
        "modifiers on every pointer event",
        (
            "tests/backend/test_input.py::test_modifiers_on_every_pointer_event",
            "tests/js/pointer.test.js::the page does not scroll over a figure unless told so; ctrl never zooms it",
            "tests/browser/test_mouse.py::test_ctrl_and_wheel_zoom_the_axes_not_the_page",
            "tests/browser/test_mouse.py::test_modifiers_that_were_pressed_elsewhere",
        ),
    ),
    "M7": Row(
        "entering, leaving, axes and picking",
        (
            "tests/browser/test_mouse.py::test_one_figure_is_left_before_the_next_is_entered",
            "tests/backend/test_input.py::test_enter_leave_and_axes",
            "tests/backend/test_input.py::test_a_leave_that_comes_late_is_made_up",
            "tests/backend/test_input.py::test_pick",
            "tests/js/pointer.test.js::who is inside enters no second time",
            "tests/js/pointer.test.js::a leave during a drag comes after the release",
            "tests/browser/test_mouse.py::test_a_drag_goes_on_outside_and_ends_there",
        ),
    ),
    "M8": Row(
        "a finger or pen is the left button",
        (
            "tests/js/pointer.test.js::a finger is the left button, a second finger nothing",
            "tests/js/pointer.test.js::a pen is the left button",
            "tests/js/pointer.test.js::two quick taps are a double click",
            "tests/browser/test_mouse.py::test_a_finger_pans",
            "tests/browser/test_mouse.py::test_fingers_scroll_the_page_beside_the_figure",
        ),
    ),
}
