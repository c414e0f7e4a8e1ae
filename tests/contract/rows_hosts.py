"""Rows H and C: where it runs, and matplotlib's own tests."""

from contract.row import Row

ROWS: dict[str, Row] = {
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
            "tests/backend/test_closing.py::test_one_close_event",
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
