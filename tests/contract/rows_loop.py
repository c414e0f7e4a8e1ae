"""Rows E, T and X: the event loop, timers, errors and signals."""

from contract.row import Row

ROWS: dict[str, Row] = {
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
            "tests/backend/test_loops.py::test_blocking_input_in_a_callback",
            "tests/backend/test_loops.py::test_labels_of_contours_by_hand",
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
            "tests/input/test_queue.py::test_bounded_with_room_for_releases",
            "tests/browser/test_server.py::test_show_without_blocking_while_python_computes",
        ),
    ),
    "E9": Row(
        "input is merged in order, and starves nothing",
        (
            "tests/backend/test_eventloop.py::test_moves_merge_presses_stay",
            "tests/backend/test_eventloop.py::test_slow_handlers_starve_neither_draws_nor_timers",
            "tests/backend/test_eventloop.py::test_input_that_is_left_over_is_handled_next",
            "tests/input/test_queue.py::test_motions_of_different_kinds_stay",
            "tests/input/test_queue.py::test_presses_and_keys_stay_and_part_others",
            "tests/input/test_queue.py::test_scroll_steps_add_up",
            "tests/input/test_queue.py::test_only_the_newest_size_is_taken",
            "tests/input/test_queue.py::test_order_is_kept_and_nothing_lost_or_doubled",
            "tests/backend/test_eventloop.py::test_figures_get_their_input_in_the_order_in_which_it_came",
        ),
    ),
    "E10": Row(
        "threads draw, ask and stop without harm",
        (
            "tests/backend/test_eventloop.py::test_threads_that_draw_and_ask_while_the_main_thread_pauses",
            "tests/backend/test_eventloop.py::test_no_thread_draws_while_the_figure_is_being_saved",
            "tests/backend/test_eventloop.py::test_one_figure_is_drawn_at_a_time",
            "tests/backend/test_eventloop.py::test_a_request_from_a_thread_wakes_a_loop",
            "tests/backend/test_eventloop.py::test_input_from_a_thread_wakes_a_loop",
            "tests/backend/test_eventloop.py::test_turns_belong_to_the_main_thread_while_it_runs",
            "tests/backend/test_timers.py::test_a_timer_started_elsewhere_wakes_the_loop",
            "tests/backend/test_loops.py::test_loop_is_stopped_by_another_thread",
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
            "tests/backend/test_timers.py::test_stop_and_stop_inside_the_callback",
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
        ("tests/backend/test_closing.py::test_close_callback_that_raises",),
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
}
