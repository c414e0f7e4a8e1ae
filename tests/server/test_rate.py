"""The token bucket, with a clock of the test's own."""

from hypothesis import given
from hypothesis import strategies as st

from webagg.server.rate import TokenBucket


def test_a_burst_and_then_the_rate():
    bucket = TokenBucket(rate=10, burst=3)
    assert [bucket.take(1, 0.0) for _ in range(4)] == [True, True, True, False]
    assert not bucket.take(1, 0.09)
    assert bucket.take(1, 0.11)
    assert not bucket.take(1, 0.11)


def test_a_pause_refills_no_more_than_the_burst():
    bucket = TokenBucket(rate=10, burst=3)
    bucket.take(3, 0.0)
    assert [bucket.take(1, 1e6) for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_goes_back_gives_nothing():
    bucket = TokenBucket(rate=10, burst=1)
    assert bucket.take(1, 5.0)
    assert not bucket.take(1, 4.0)


@given(
    st.lists(st.tuples(st.floats(0, 0.2), st.floats(0.1, 5)), min_size=1, max_size=80)
)
def test_never_more_than_burst_and_rate(steps):
    bucket, now, taken = TokenBucket(rate=20, burst=5), 0.0, 0.0
    for pause, amount in steps:
        now += pause
        if bucket.take(amount, now):
            taken += amount
        assert taken <= 5 + 20 * now + 1e-6
