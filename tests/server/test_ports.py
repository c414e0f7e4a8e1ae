"""Finding a port."""

import re
import socket

import pytest

from webagg.server import ports


def test_five_in_a_row_then_others_nearby():
    found = list(ports.candidates(8988, 50))
    assert found[:5] == [8988, 8989, 8990, 8991, 8992]
    assert len(found) == 50
    assert all(8988 - 100 <= port <= 8988 + 100 for port in found)


@pytest.mark.parametrize("port", [1, 65535])
def test_only_ports_that_exist(port):
    assert all(1 <= found <= 65535 for found in ports.candidates(port, 50))


def test_a_taken_port_moves_on():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found, sockets = ports.bind(port, "127.0.0.1", 10)
        for each in sockets:
            assert each.getsockname() == ("127.0.0.1", found)
            each.close()
        assert found != port


def test_zero_lets_the_system_choose():
    found, sockets = ports.bind(0, "127.0.0.1", 1)
    assert found == sockets[0].getsockname()[1] > 0
    for each in sockets:
        each.close()


def test_no_free_port_is_a_clear_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=r"no free port in 1 tries.*webagg\.port"):
            ports.bind(port, "127.0.0.1", 1)


@pytest.mark.parametrize("address", ["300.1.1.1", "two..dots", "127.0.0.1:80"])
def test_a_name_that_is_no_address(address):
    said = rf"'{re.escape(address)}'.*address must be"
    with pytest.raises(OSError, match=said):
        ports.bind(0, address, 3)
    with pytest.raises(OSError, match=said):
        ports.check_address(address)


@pytest.mark.parametrize("address", ["", "localhost", "127.0.0.2"])
def test_an_address_of_this_machine(address):
    ports.check_address(address)
    found, sockets = ports.bind(0, address, 1)
    for each in sockets:
        each.close()
    assert found > 0


def test_an_address_of_another_machine():
    with pytest.raises(OSError, match=r"192\.0\.2\.1.*assign"):
        ports.bind(0, "192.0.2.1", 3)


@pytest.mark.parametrize("port", ["8988", 1.5, True, None])
def test_a_port_is_a_whole_number(port):
    with pytest.raises(TypeError, match="port must be a whole number, not"):
        ports.bind(port, "127.0.0.1", 3)


@pytest.mark.parametrize("address", [5, b"127.0.0.1", None])
def test_an_address_is_a_text(address):
    with pytest.raises(TypeError, match="address must be a text, not"):
        ports.bind(0, address, 3)


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_such_port(port):
    with pytest.raises(ValueError, match=f"not {port}"):
        ports.bind(port, "127.0.0.1", 3)
