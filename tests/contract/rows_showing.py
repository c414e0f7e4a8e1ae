# ruff: noqa: E501 -- the names of tests stay whole
"""Rows S and L: choosing the backend, showing and closing."""

from contract.row import Row

ROWS: dict[str, Row] = {
    # Selection
    "S1": Row(
        "works by module name, with and without a display, beside other toolkits",
        (
            "tests/backend/test_selection.py::test_by_name",
            "tests/backend/test_selection.py::test_beside_a_qt_application",
            "tests/backend/test_selection.py::test_a_foreign_toolkit_does_not_matter",
            "tests/backend/test_selection.py::test_figures_of_other_backends_stay",
        ),
    ),
    "S2": Row(
        "works by entry point, whose name takes nothing from matplotlib",
        (
            "tests/backend/test_selection.py::test_by_name",
            "tests/backend/test_selection.py::test_other_names_still_resolve",
        ),
    ),
    "S3": Row(
        "names its framework to IPython and none to pyplot",
        (
            "tests/backend/test_selection.py::test_framework_is_named_to_all_but_pyplot",
            "tests/backend/test_ipython.py::test_ways_to_choose",
            "tests/backend/test_kernel.py::test_names_are_accepted",
        ),
    ),
    "S4": Row(
        "has no side effects before something is shown",
        (
            "tests/backend/test_selection.py::test_no_side_effects",
            "tests/test_layers.py::test_import_is_light",
        ),
    ),
    "S5": Row(
        "waits for its own figures only",
        ("tests/backend/test_selection.py::test_show_waits_for_our_own_figures_only",),
    ),
    # Showing and closing
    "L1": Row(
        "blocking show returns after the last shown figure is closed",
        (
            "tests/backend/test_show.py::test_show_returns_after_the_last_shown_figure_is_closed",
            "tests/backend/test_show.py::test_closing_in_a_page_ends_show",
            "tests/browser/test_pages.py::test_closing_in_the_page_ends_show",
            "tests/browser/test_pages.py::test_closing_one_of_two_goes_on",
            "tests/browser/test_alive.py::test_closing_from_a_timer",
        ),
    ),
    "L2": Row(
        "show without figures returns at once",
        ("tests/backend/test_show.py::test_show_without_figures_returns",),
    ),
    "L3": Row(
        "non-blocking show has drawn, and pages load while Python computes",
        (
            "tests/backend/test_show.py::test_show_that_does_not_block_has_drawn",
            "tests/browser/test_server.py::test_show_without_blocking_while_python_computes",
        ),
    ),
    "L4": Row(
        "interactive mode: figures appear and follow, nothing is drawn twice",
        (
            "tests/backend/test_show.py::test_interactive_figures_appear_and_follow",
            "tests/backend/test_show.py::test_show_that_does_not_block_has_drawn",
            "tests/backend/test_prompt.py::test_figures_do_not_wait_for_the_prompt",
        ),
    ),
    "L5": Row(
        "one close_event, whatever closes the figure",
        (
            "tests/backend/test_closing.py::test_one_close_event",
            "tests/backend/test_closing.py::test_registration_during_close_event",
            "tests/backend/test_closing.py::test_a_close_event_that_closes_again",
            "tests/browser/test_alive.py::test_closing_from_a_timer",
        ),
    ),
    "L6": Row(
        "a closed figure has a plain canvas, its dpi, and saves the same bytes",
        (
            "tests/backend/test_closing.py::test_after_closing",
            "tests/backend/test_closing.py::test_nothing_keeps_a_closed_figure",
            "tests/mpl/test_backends_interactive.py::test_interactive_backend",
        ),
    ),
    "L7": Row(
        "figures made in callbacks appear once shown",
        (
            "tests/backend/test_show.py::test_late_figure_shown_by_a_callback",
            "tests/backend/test_show.py::test_interactive_figures_appear_and_follow",
            "tests/browser/test_pages.py::test_figures_come_and_go",
            "tests/browser/test_alive.py::test_a_figure_made_in_a_callback",
            "tests/browser/test_pages.py::test_a_figure_that_was_never_shown_is_shown_to_who_asks",
            "tests/server/test_handlers.py::test_a_page_shows_a_figure_that_was_never_shown",
        ),
    ),
    "L8": Row(
        "a nested show returns at once",
        ("tests/backend/test_show.py::test_nested_show_returns_at_once",),
    ),
    "L9": Row(
        "the last close in a nested loop ends both loops",
        ("tests/backend/test_show.py::test_last_close_in_a_nested_loop",),
    ),
    "L10": Row(
        "numbers come again, identities do not",
        (
            "tests/backend/test_show.py::test_numbers_come_again_identities_do_not",
            "tests/browser/test_pages.py::test_number_comes_again",
            "tests/browser/test_pages.py::test_number_comes_again_on_the_page_of_all",
            "tests/server/test_websocket.py::test_the_identity_must_be_the_figures",
        ),
    ),
    "L11": Row(
        "the title is that of the window, and names the saved file",
        (
            "tests/backend/test_show.py::test_title",
            "tests/browser/test_pages.py::test_page_of_one_figure",
            "tests/browser/test_tools.py::test_saving_is_a_download",
        ),
    ),
    "L12": Row(
        "shown again: no second tab, the panel comes to the front",
        (
            "tests/backend/test_show.py::test_shown_again",
            "tests/server/test_presenter.py::test_a_later_figure_opens_a_tab_only_if_nobody_looks",
            "tests/browser/test_pages.py::test_a_figure_shown_again_comes_to_the_front",
        ),
    ),
    "L13": Row(
        "the end of the program is told, with the right exit code",
        (
            "tests/browser/test_pages.py::test_pages_say_that_the_program_is_over",
            "tests/browser/test_pages.py::test_pages_hear_how_a_script_ends_that_does_not_block",
            "tests/backend/test_signals.py::test_exit_in_a_callback",
        ),
    ),
    "L14": Row(
        "reload, sleep and lost networks lose nothing",
        (
            "tests/browser/test_reconnect.py::test_says_so_and_comes_back",
            "tests/browser/test_reconnect.py::test_reload_keeps_the_state",
            "tests/browser/test_reconnect.py::test_many_cuts_during_a_drag",
            "tests/js/connection.test.js::a laptop that slept gives the server a chance to answer",
            "tests/stream/test_viewer.py::test_returning_viewers_get_what_changed_meanwhile",
        ),
    ),
    "L15": Row(
        "leaving is not closing, the close button is",
        (
            "tests/browser/test_pages.py::test_closing_the_tab_closes_nothing",
            "tests/browser/test_pages.py::test_closing_in_the_page_ends_show",
            "tests/browser/test_pages.py::test_leaving_closes_where_that_was_asked_for",
            "tests/browser/test_pages.py::test_reloading_is_not_leaving",
            "tests/server/test_leaving.py::test_a_lost_connection_is_no_leaving",
        ),
    ),
    "L16": Row(
        "a forked child leaves the parent's pages alone",
        (
            "tests/backend/test_fork.py::test_pages_hear_of_the_parent_only",
            "tests/backend/test_fork.py::test_child_shows_its_own",
        ),
    ),
    "L17": Row(
        "shown figures pickle, and load without webagg",
        (
            "tests/backend/test_selection.py::test_figures_travel_without_us",
            "tests/backend/test_selection.py::test_figures_travel_to_us",
            "tests/backend/test_errors.py::test_copies_do_not_know_webagg",
        ),
    ),
}
