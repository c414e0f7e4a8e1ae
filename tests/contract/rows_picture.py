# ruff: noqa: E501 -- the names of tests stay whole
"""Rows Z, B and U: size, blitting, widgets, toolbar."""

from contract.row import Row

ROWS: dict[str, Row] = {
    # Size and density
    "Z1": Row(
        "a user resizes: one event, one draw, never blank",
        (
            "tests/backend/test_size.py::test_a_user_resizes",
            "tests/backend/test_size.py::test_a_burst_of_sizes_ends_with_the_last",
            "tests/backend/test_size.py::test_sizes_that_do_not_divide",
            "tests/backend/test_size.py::test_no_blank_frame_between_resize_and_draw",
            "tests/backend/test_size.py::test_a_blit_in_a_draw_event_brings_no_second_draw",
            "tests/browser/test_show.py::test_resize_by_hand",
        ),
    ),
    "Z2": Row(
        "a program resizes: the panel follows, the event comes at once",
        (
            "tests/backend/test_size.py::test_a_program_resizes",
            "tests/backend/test_size.py::test_a_program_goes_back_to_the_size_before_a_new_ratio",
            "tests/browser/test_show.py::test_resize_from_python",
        ),
    ),
    "Z3": Row(
        "density changes dpi, not inches nor files",
        (
            "tests/backend/test_size.py::test_density",
            "tests/backend/test_closing.py::test_after_closing",
            "tests/js/viewport.test.js::another ratio is told once, however it is noticed",
            "tests/browser/test_show.py::test_another_screen",
            "tests/browser/test_show.py::test_shows_every_pixel",
        ),
    ),
    "Z4": Row(
        "of several viewers the one used last decides",
        (
            "tests/backend/test_size.py::test_the_first_viewer_decides_others_only_connect",
            "tests/backend/test_size.py::test_the_viewer_used_last_decides",
            "tests/backend/test_size.py::test_when_the_deciding_viewer_leaves_another_decides",
            "tests/js/viewport.test.js::a frame for another viewer's screen is scaled to the figure's size",
        ),
    ),
    "Z5": Row(
        "saving shows nothing and leaves the panel right",
        (
            "tests/backend/test_size.py::test_saving_shows_nothing",
            "tests/backend/test_size.py::test_animation_saved_while_shown",
        ),
    ),
    "Z6": Row(
        "full screen in the page that asked",
        (
            "tests/backend/test_toolbar.py::test_full_screen_is_asked_of_the_page_that_asked",
            "tests/browser/test_tools.py::test_full_screen",
            "tests/browser/test_tools.py::test_full_screen_of_the_page_that_asked",
            "tests/browser/test_tools.py::test_full_screen_without_a_gesture_fails_quietly",
        ),
    ),
    # Blitting, animation, widgets
    "B1": Row(
        "a blit publishes exactly its region, in order",
        (
            "tests/backend/test_blitting.py::test_blitting_is_supported",
            "tests/backend/test_blitting.py::test_exactly_the_region_is_published",
            "tests/backend/test_blitting.py::test_blits_and_draws_keep_their_order",
            "tests/backend/test_blitting.py::test_blits_for_a_slow_viewer_merge_and_end_exact",
            "tests/mpl/test_backends_interactive.py::test_blitting_events",
            "tests/browser/test_alive.py::test_a_thousand_blits_end_exact",
        ),
    ),
    "B2": Row(
        "animations run, go on after a resize, stop on close",
        ("tests/backend/test_blitting.py::test_animation",),
    ),
    "B3": Row(
        "widgets work and blit",
        (
            "tests/backend/test_blitting.py::test_slider_released_outside_lets_go",
            "tests/backend/test_blitting.py::test_button_and_check_buttons",
            "tests/backend/test_blitting.py::test_what_a_blit_leaves_out_is_published_a_moment_later",
            "tests/backend/test_blitting.py::test_text_box",
            "tests/backend/test_blitting.py::test_selectors_blit",
            "tests/backend/test_blitting.py::test_activating_a_selector_keeps_it_visible",
            "tests/backend/test_blitting.py::test_cursor_blits",
            "tests/backend/test_blitting.py::test_draggable_legend",
            "tests/backend/test_mpl_files.py::test_same_passes_as_agg",
            "tests/browser/test_alive.py::test_a_slider_released_outside_lets_go",
        ),
    ),
    # Toolbar
    "U1": Row(
        "toolbar2: items, states, coordinates",
        (
            "tests/backend/test_toolbar.py::test_items_in_their_order",
            "tests/backend/test_toolbar.py::test_modes_and_history_follow",
            "tests/backend/test_toolbar.py::test_coordinates_are_shown",
            "tests/browser/test_show.py::test_pan_zoom_and_history",
            "tests/browser/test_show.py::test_buttons_and_coordinates_follow_python",
        ),
    ),
    "U2": Row(
        "no toolbar, and keys still work",
        (
            "tests/backend/test_toolbar.py::test_no_toolbar",
            "tests/browser/test_tools.py::test_no_toolbar",
            "tests/backend/test_input.py::test_default_keys",
        ),
    ),
    "U3": Row(
        "the tool manager's tools, users' own among them",
        (
            "tests/backend/test_toolmanager.py::test_tools_are_listed_in_groups",
            "tests/backend/test_toolmanager.py::test_tools_toggle_and_are_triggered",
            "tests/backend/test_toolmanager.py::test_tools_of_users",
            "tests/browser/test_tools.py::test_buttons_of_the_tool_manager",
            "tests/backend/test_toolmanager.py::test_messages_and_dialogs_of_tools",
            "tests/backend/test_toolbar.py::test_rubberband",
            "tests/mpl/test_backends_interactive.py::test_interactive_backend",
        ),
    ),
    "U4": Row(
        "the rubber band needs no frame",
        (
            "tests/backend/test_toolbar.py::test_rubberband",
            "tests/browser/test_tools.py::test_rubber_band",
        ),
    ),
    "U5": Row(
        "saving is a download of the page that asked",
        (
            "tests/backend/test_toolbar.py::test_save",
            "tests/server/test_handlers.py::test_saves_what_savefig_would",
            "tests/browser/test_embedding.py::test_download",
            "tests/browser/test_tools.py::test_saving_is_a_download",
            "tests/browser/test_tools.py::test_buttons_call_what_a_program_overrides",
        ),
    ),
    "U6": Row(
        "margins, help and copy",
        (
            "tests/backend/test_toolbar.py::test_margins_adjust_reset_and_close",
            "tests/backend/test_toolmanager.py::test_messages_and_dialogs_of_tools",
            "tests/js/geometry.test.js::margins never meet",
            "tests/browser/test_tools.py::test_margins",
            "tests/browser/test_tools.py::test_help",
            "tests/backend/test_toolbar.py::test_the_list_of_keys_is_that_of_the_key_map",
            "tests/backend/test_toolbar.py::test_the_list_of_tools",
            "tests/browser/test_tools.py::test_copy",
            "tests/browser/test_tools.py::test_copying_where_the_browser_does_not_allow_it",
        ),
    ),
    "U7": Row(
        "cursors are shown at once",
        (
            "tests/backend/test_toolbar.py::test_cursor",
            "tests/browser/test_tools.py::test_cursors",
        ),
    ),
}
