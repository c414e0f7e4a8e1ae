# ruff: noqa: E501 -- the names of tests stay whole
"""The rows of the GUI contract, and the tests that fail when one is broken.

The contract says what a GUI backend must do, with a Qt window as the yardstick. Each
row is one promise, named by a letter and a number; tests name the rows they are for.
"""

from typing import NamedTuple


class Row(NamedTuple):
    """A promise.

    Attributes
    ----------
    promise : str
        What holds.
    tests : tuple of str
        ``path::name`` of each test that covers it; of a JavaScript test the title.
    reason : str
        Why there is none, if there is none.
    """

    promise: str
    tests: tuple[str, ...] = ()
    reason: str = ""


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
            "tests/backend/test_prompt.py::test_figures_do_not_wait_for_the_prompt",
        ),
    ),
    "L5": Row(
        "one close_event, whatever closes the figure",
        (
            "tests/backend/test_show.py::test_one_close_event",
            "tests/backend/test_show.py::test_registration_during_close_event",
            "tests/backend/test_show.py::test_a_close_event_that_closes_again",
            "tests/browser/test_alive.py::test_closing_from_a_timer",
        ),
    ),
    "L6": Row(
        "a closed figure has a plain canvas, its dpi, and saves the same bytes",
        (
            "tests/backend/test_show.py::test_after_closing",
            "tests/backend/test_show.py::test_nothing_keeps_a_closed_figure",
            "tests/mpl/test_backends_interactive.py::test_interactive_backend",
        ),
    ),
    "L7": Row(
        "figures made in callbacks appear once shown",
        (
            "tests/backend/test_show.py::test_late_figure_shown_by_a_callback",
            "tests/browser/test_pages.py::test_figures_come_and_go",
            "tests/browser/test_alive.py::test_a_figure_made_in_a_callback",
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
        ),
    ),
    "L11": Row(
        "the title is that of the window, and names the saved file",
        (
            "tests/backend/test_show.py::test_title",
            "tests/browser/test_pages.py::test_page_of_one_figure",
        ),
    ),
    "L12": Row(
        "shown again: no second tab, the panel comes to the front",
        (
            "tests/backend/test_show.py::test_shown_again",
            "tests/server/test_presenter.py::test_a_later_figure_opens_a_tab_only_if_nobody_looks",
        ),
    ),
    "L13": Row(
        "the end of the program is told, with the right exit code",
        (
            "tests/browser/test_pages.py::test_pages_say_that_the_program_is_over",
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
    # Loop
    "E1": Row(
        "pause draws what changed once, and runs events",
        (
            "tests/backend/test_loops.py::test_pause_draws_once_for_each_change",
            "tests/backend/test_loops.py::test_pause_waits",
            "tests/backend/test_loops.py::test_pause_serves_all_figures",
        ),
    ),
    "E2": Row(
        "event loops start, nest and stop, from threads too",
        (
            "tests/backend/test_loops.py::test_loop_without_timeout_runs_until_stopped",
            "tests/backend/test_loops.py::test_loop_is_stopped_by_another_thread",
            "tests/backend/test_loops.py::test_stop_is_harmless_when_idle",
            "tests/backend/test_loops.py::test_second_loop_of_one_canvas",
            "tests/backend/test_loops.py::test_loops_of_two_canvases_nest",
            "tests/backend/test_loops.py::test_outer_loop_stopped_first",
        ),
    ),
    "E3": Row(
        "blocking input returns clicks and keys, and on closing",
        (
            "tests/backend/test_loops.py::test_blocking_input_returns_clicks_keys_and_on_closing",
            "tests/backend/test_kernel.py::test_ginput_gets_clicks",
        ),
    ),
    "E4": Row(
        "flush_events handles all that waits, and does not wait",
        ("tests/backend/test_draws.py::test_flush_events_does_not_wait",),
    ),
    "E5": Row(
        "draw_idle is one draw at the next turn",
        (
            "tests/backend/test_draws.py::test_many_requests_are_one_draw_at_the_next_turn",
            "tests/backend/test_draws.py::test_a_request_from_a_draw_event_is_one_frame_more_each_turn",
            "tests/backend/test_draws.py::test_a_request_while_a_draw_runs_a_loop_is_kept",
        ),
    ),
    "E6": Row(
        "draw is done on return, and raises to its caller",
        (
            "tests/backend/test_draws.py::test_draw_is_done_on_return_and_raises",
            "tests/backend/test_draws.py::test_artists_going_stale_while_drawn_ask_for_nothing",
        ),
    ),
    "E7": Row(
        "draws come though nobody looks",
        (
            "tests/backend/test_draws.py::test_a_closed_window_delays_a_draw_but_not_for_ever",
            "tests/backend/test_draws.py::test_viewers_that_do_not_look_delay_nothing",
            "tests/mpl/test_backends_interactive.py::test_blitting_events",
            "tests/mpl/test_backends_interactive.py::test_sigint",
        ),
    ),
    "E8": Row(
        "while Python is busy pages work, and say so",
        (
            "tests/backend/test_notices.py::test_pages_say_busy_while_input_waits",
            "tests/backend/test_notices.py::test_input_is_kept_while_python_computes",
            "tests/browser/test_server.py::test_show_without_blocking_while_python_computes",
        ),
    ),
    "E9": Row(
        "input is merged in order, and starves nothing",
        (
            "tests/backend/test_eventloop.py::test_moves_merge_presses_stay",
            "tests/backend/test_eventloop.py::test_slow_handlers_starve_neither_draws_nor_timers",
            "tests/backend/test_eventloop.py::test_input_that_is_left_over_is_handled_next",
            "tests/input/test_queue.py::test_order_is_kept_and_nothing_lost_or_doubled",
            "tests/backend/test_eventloop.py::test_figures_get_their_input_in_the_order_in_which_it_came",
        ),
    ),
    "E10": Row(
        "threads draw, ask and stop without harm",
        (
            "tests/backend/test_eventloop.py::test_threads_that_draw_and_ask_while_the_main_thread_pauses",
            "tests/backend/test_eventloop.py::test_one_figure_is_drawn_at_a_time",
            "tests/backend/test_draws.py::test_a_request_while_a_thread_draws_is_kept",
            "tests/backend/test_eventloop.py::test_no_input_is_lost_between_threads",
            "tests/mpl/test_backends_interactive.py::test_interactive_thread_safety",
        ),
    ),
    # Timers
    "T1": Row(
        "timers do not drift, and skip what they missed",
        (
            "tests/backend/test_timers.py::test_ticks_keep_to_multiples_of_the_interval",
            "tests/backend/test_timers.py::test_late_ticks_are_skipped_not_queued",
            "tests/backend/test_timers.py::test_slow_callbacks_come_back_to_back",
            "tests/backend/test_timers.py::test_ticks_do_not_overlap",
        ),
    ),
    "T2": Row(
        "timers restart and change from now on",
        (
            "tests/backend/test_timers.py::test_starting_again_counts_from_now",
            "tests/backend/test_timers.py::test_a_new_interval_counts_from_now",
            "tests/backend/test_timers.py::test_a_new_interval_inside_the_callback",
            "tests/backend/test_timers.py::test_a_single_shot_fires_once_for_each_start",
            "tests/backend/test_timers.py::test_intervals_are_whole_milliseconds",
            "tests/mpl/test_backends_interactive.py::test_interactive_timers",
        ),
    ),
    "T3": Row(
        "callbacks of timers return false, raise, remove themselves",
        (
            "tests/backend/test_timers.py::test_a_callback_that_returns_nothing_true_is_removed",
            "tests/backend/test_timers.py::test_a_callback_that_raises_is_printed_and_goes_on",
            "tests/backend/test_timers.py::test_a_callback_that_removes_itself",
        ),
    ),
    "T4": Row(
        "timers start before loops, outlive figures, end with their last reference",
        (
            "tests/backend/test_timers.py::test_dropping_the_last_reference_stops",
            "tests/backend/test_timers.py::test_started_before_any_loop_and_from_a_thread",
            "tests/backend/test_timers.py::test_a_timer_outlives_its_figure",
        ),
    ),
    # Errors and signals
    "X1": Row(
        "a callback that raises is printed and told, and all goes on",
        (
            "tests/backend/test_errors.py::test_callback_that_raises",
            "tests/backend/test_errors.py::test_only_the_figure_concerned_is_told",
            "tests/backend/test_errors.py::test_callback_of_axes_that_raises",
            "tests/browser/test_alive.py::test_a_callback_and_a_draw_that_raise",
        ),
    ),
    "X2": Row(
        "a draw that raises leaves the last good picture",
        (
            "tests/backend/test_errors.py::test_idle_draw_that_raises",
            "tests/browser/test_alive.py::test_a_callback_and_a_draw_that_raise",
        ),
    ),
    "X3": Row(
        "a close callback that raises does not keep the figure",
        ("tests/backend/test_show.py::test_close_callback_that_raises",),
    ),
    "X4": Row(
        "exits in callbacks leave the loop as it was found",
        (
            "tests/backend/test_signals.py::test_exit_in_a_callback",
            "tests/backend/test_signals.py::test_keyboard_interrupt_in_a_callback",
        ),
    ),
    "X5": Row(
        "Ctrl-C in show closes the figures, and the script goes on",
        (
            "tests/backend/test_signals.py::test_ctrl_c_in_show",
            "tests/backend/test_signals.py::test_ctrl_c_while_show_starts",
            "tests/backend/test_signals.py::test_ctrl_c_in_a_pause_within_show",
            "tests/mpl/test_backends_interactive.py::test_webagg",
            "tests/mpl/test_backends_interactive.py::test_sigint",
            "tests/browser/test_server.py::test_interrupt_ends_show_cleanly",
        ),
    ),
    "X6": Row(
        "Ctrl-C elsewhere raises, and figures stay",
        (
            "tests/backend/test_signals.py::test_ctrl_c_elsewhere",
            "tests/backend/test_signals.py::test_ctrl_c_in_a_pause_within_a_pause",
            "tests/mpl/test_backends_interactive.py::test_sigint",
        ),
    ),
    "X7": Row(
        "handlers of the user and of asyncio are called once and restored",
        (
            "tests/backend/test_signals.py::test_own_handler_that_returns",
            "tests/backend/test_signals.py::test_ignored_stays_ignored",
            "tests/backend/test_signals.py::test_default_action_is_not_replaced",
            "tests/backend/test_signals.py::test_handler_of_asyncio_run",
            "tests/backend/test_signals.py::test_handlers_of_an_asyncio_loop_get_their_signals",
        ),
    ),
    "X8": Row(
        "other signals are handled promptly",
        (
            "tests/backend/test_signals.py::test_other_signals",
            "tests/mpl/test_backends_interactive.py::test_other_signal_before_sigint",
        ),
    ),
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
            "tests/browser/test_mouse.py::test_ctrl_and_wheel_zoom_the_axes_not_the_page",
            "tests/browser/test_mouse.py::test_modifiers_that_were_pressed_elsewhere",
        ),
    ),
    "M7": Row(
        "entering, leaving, axes and picking",
        (
            "tests/backend/test_input.py::test_enter_leave_and_axes",
            "tests/backend/test_input.py::test_pick",
        ),
    ),
    "M8": Row(
        "a finger or pen is the left button",
        (
            "tests/js/pointer.test.js::a finger is the left button, a second finger nothing",
            "tests/js/pointer.test.js::two quick taps are a double click",
            "tests/browser/test_mouse.py::test_a_finger_pans",
            "tests/browser/test_mouse.py::test_fingers_scroll_the_page_beside_the_figure",
        ),
    ),
    # Size and density
    "Z1": Row(
        "a user resizes: one event, one draw, never blank",
        (
            "tests/backend/test_size.py::test_a_user_resizes",
            "tests/backend/test_size.py::test_a_burst_of_sizes_ends_with_the_last",
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
            "tests/backend/test_show.py::test_after_closing",
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
            "tests/backend/test_blitting.py::test_text_box",
            "tests/backend/test_blitting.py::test_selectors_blit",
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
        ),
    ),
    "U2": Row(
        "no toolbar, and keys still work",
        (
            "tests/backend/test_toolbar.py::test_no_toolbar",
            "tests/backend/test_input.py::test_default_keys",
        ),
    ),
    "U3": Row(
        "the tool manager's tools, users' own among them",
        (
            "tests/backend/test_toolbar.py::test_tools_are_listed_in_groups",
            "tests/backend/test_toolbar.py::test_tools_toggle_and_are_triggered",
            "tests/backend/test_toolbar.py::test_tools_of_users",
            "tests/backend/test_toolbar.py::test_messages_and_dialogs_of_tools",
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
            "tests/browser/test_embedding.py::test_download",
            "tests/browser/test_tools.py::test_saving_is_a_download",
            "tests/browser/test_tools.py::test_buttons_call_what_a_program_overrides",
        ),
    ),
    "U6": Row(
        "margins, help and copy",
        (
            "tests/backend/test_toolbar.py::test_margins_adjust_reset_and_close",
            "tests/backend/test_toolbar.py::test_messages_and_dialogs_of_tools",
            "tests/js/geometry.test.js::margins never meet",
            "tests/browser/test_tools.py::test_margins",
            "tests/browser/test_tools.py::test_help",
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
    # Where it runs
    "H1": Row(
        "Python's prompt with readline",
        (
            "tests/backend/test_prompt.py::test_figures_do_not_wait_for_the_prompt",
            "tests/backend/test_prompt.py::test_typing",
            "tests/backend/test_prompt.py::test_ctrl_c_gives_a_new_prompt",
            "tests/backend/test_prompt.py::test_other_prompts",
            "tests/backend/test_prompt.py::test_earlier_hook_keeps_working",
        ),
    ),
    "H2": Row(
        "Python's own prompt of 3.13",
        (
            "tests/backend/test_prompt.py::test_pasted_text",
            "tests/backend/test_prompt.py::test_typing",
        ),
    ),
    "H3": Row(
        "IPython's terminal",
        (
            "tests/backend/test_ipython.py::test_ways_to_choose",
            "tests/backend/test_ipython.py::test_the_hook_stays",
            "tests/backend/test_ipython.py::test_ctrl_c_in_a_cell",
            "tests/backend/test_ipython.py::test_embedded",
        ),
    ),
    "H4": Row(
        "Jupyter kernels",
        (
            "tests/backend/test_kernel.py::test_alive_between_cells",
            "tests/backend/test_kernel.py::test_alive_during_await",
            "tests/backend/test_kernel.py::test_blocking_calls_in_a_cell",
            "tests/backend/test_kernel.py::test_other_tasks_run_on",
            "tests/backend/test_kernel.py::test_callbacks_print_in_the_cell_of_their_figure",
            "tests/browser/test_jupyterlab.py::test_panning_in_jupyterlab",
        ),
    ),
    "H5": Row(
        "asyncio programs",
        (
            "tests/backend/test_asyncio.py::test_pump_is_a_callback_of_the_loop",
            "tests/backend/test_asyncio.py::test_two_runs_in_a_row",
            "tests/backend/test_asyncio.py::test_blocking_show_blocks_the_coroutine",
            "tests/backend/test_asyncio.py::test_ctrl_c_ends_a_blocking_show",
        ),
    ),
    "H6": Row(
        "worker threads get one clear error, or it works",
        (
            "tests/backend/test_threads.py::test_one_clear_error_or_it_works",
            "tests/backend/test_loops.py::test_loops_run_on_the_main_thread_only",
        ),
    ),
    # Conformance
    "C1": Row(
        "matplotlib's interactive checks pass",
        (
            "tests/mpl/test_backends_interactive.py::test_interactive_backend",
            "tests/mpl/test_backends_interactive.py::test_interactive_thread_safety",
            "tests/mpl/test_backends_interactive.py::test_blitting_events",
            "tests/mpl/test_backends_interactive.py::test_interactive_timers",
            "tests/mpl/test_backends_interactive.py::test_sigint",
            "tests/mpl/test_backends_interactive.py::test_other_signal_before_sigint",
        ),
    ),
    "C2": Row(
        "whole test files of matplotlib pass as on Agg",
        ("tests/backend/test_mpl_files.py::test_same_passes_as_agg",),
    ),
    "C3": Row(
        "Qt's own tests, by analogy",
        (
            "tests/backend/test_show.py::test_one_close_event",
            "tests/input/test_keys.py::test_names",
            "tests/backend/test_size.py::test_density",
            "tests/backend/test_size.py::test_resizing_twice_from_the_resize_event",
            "tests/backend/test_draws.py::test_canvas_without_manager",
            "tests/backend/test_signals.py::test_own_handler_that_returns",
            "tests/backend/test_toolbar.py::test_margins_adjust_reset_and_close",
            "tests/backend/test_toolbar.py::test_save",
        ),
    ),
}
