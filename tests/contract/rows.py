"""All rows of the GUI contract.

The contract says what a GUI backend must do, with a Qt window as the yardstick. Each
row is one promise, named by a letter and a number; tests name the rows they are for.
"""

from contract import rows_hosts, rows_input, rows_loop, rows_picture, rows_showing
from contract.row import Row

ROWS: dict[str, Row] = {
    **rows_showing.ROWS,
    **rows_loop.ROWS,
    **rows_input.ROWS,
    **rows_picture.ROWS,
    **rows_hosts.ROWS,
}
