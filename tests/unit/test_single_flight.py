import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from vizvae.single_flight import single_flight

VISITORS = 30


def test_thirty_who_ask_at_once_cost_one_computation():
    computations: list[int] = []
    all_asked = threading.Event()

    @single_flight(4)
    def square(number: int) -> int:
        computations.append(number)
        all_asked.wait(10)
        return number * number

    with ThreadPoolExecutor(VISITORS + 1) as pool:
        answers = [pool.submit(square, 7) for _ in range(VISITORS)]
        other = pool.submit(square, 3)  # of another key: waits for nobody
        all_asked.set()
        assert [answer.result(10) for answer in answers] == [49] * VISITORS
        assert other.result(10) == 9
    assert sorted(computations) == [3, 7]


def test_an_error_is_raised_to_who_computed_and_not_kept():
    attempts: list[int] = []

    @single_flight(4)
    def fails_once(number: int) -> int:
        attempts.append(number)
        if len(attempts) == 1:
            raise ValueError("the first time")
        return number

    with pytest.raises(ValueError, match="the first time"):
        fails_once(1)
    assert fails_once(1) == fails_once(1) == 1
    assert len(attempts) == 2


def test_the_least_recently_used_goes_first_and_what_is_too_large_is_not_kept():
    computations: list[int] = []

    @single_flight(10, len)
    def zeros(count: int) -> bytes:
        computations.append(count)
        return bytes(count)

    for count in (4, 5, 4, 6, 4, 11, 11):  # 4 and 5 fit; 6 takes the place of 5; 11 never fits
        assert len(zeros(count)) == count
    assert computations == [4, 5, 6, 11, 11]
