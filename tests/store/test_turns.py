"""The lock among threads: in the order in which they came, and nobody's turn is lost."""

import signal
import threading
import time

import pytest

from engage_eval.store.turns import Turns


def waiting(turns: Turns, number: int) -> None:
    """Wait until so many threads stand in the queue."""
    while len(turns._waiting) < number:
        time.sleep(0.001)


def test_threads_get_it_in_the_order_in_which_they_came() -> None:
    turns, order = Turns(), list[int]()

    def work(number: int) -> None:
        with turns:
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    with turns:
        for number, one in enumerate(threads):
            one.start()
            waiting(turns, number + 1)
    for one in threads:
        one.join(5)
    assert order == list(range(8))


def test_who_has_it_may_take_it_again_and_gives_it_back_as_often() -> None:
    turns, seen = Turns(), list[bool]()

    def look() -> None:
        if taken := turns.acquire(blocking=False):
            turns.release()
        seen.append(taken)

    def elsewhere() -> None:
        one = threading.Thread(target=look)
        one.start()
        one.join(5)

    with turns:
        with turns:
            assert turns.acquire(blocking=False)
            turns.release()
            elsewhere()
        elsewhere()
    elsewhere()
    assert seen == [False, False, True]


def test_only_one_has_it_at_a_time() -> None:
    turns, inside, most = Turns(), 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(50):
            with turns:
                inside += 1
                most = max(most, inside)
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert (inside, most) == (0, 1)


def test_who_is_stopped_while_waiting_does_not_keep_the_others_from_it() -> None:
    turns, taken, go_on = Turns(), threading.Event(), threading.Event()

    def work() -> None:
        with turns:
            taken.set()
            go_on.wait(5)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    one = threading.Thread(target=work)
    one.start()
    taken.wait(5)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            turns.acquire()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    go_on.set()
    one.join(5)
    assert turns.acquire(blocking=False)


def test_who_is_stopped_just_as_its_turn_comes_passes_it_on() -> None:
    turns, called = Turns(), threading.Event()
    turns.acquire()
    called.set()
    turns._leave(called)
    free = list[bool]()
    one = threading.Thread(target=lambda: free.append(turns.acquire(blocking=False)))
    one.start()
    one.join(5)
    assert free == [True]
