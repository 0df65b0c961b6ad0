"""Loops run until told to stop; one that dies takes the process with it."""

import threading

from common.worker import Pulse, Worker


def test_loop_stops_when_asked() -> None:
    def run(pulse: Pulse) -> None:
        while not pulse.wait(0.01):
            pass

    worker = Worker("tasks", {"turn": run})
    worker.start()
    worker.close(timeout_s=2)
    assert not [thread for thread in threading.enumerate() if thread.name == "tasks.turn"]


def test_death_of_a_loop_is_announced() -> None:
    died = threading.Event()

    def run(pulse: Pulse) -> None:
        raise RuntimeError("the loop's own fault")

    worker = Worker("tasks", {"turn": run}, on_death=lambda _: died.set())
    worker.start()
    assert died.wait(2)


def test_loop_that_ends_by_itself_counts_as_dead() -> None:
    died = threading.Event()
    worker = Worker("tasks", {"turn": lambda _pulse: None}, on_death=lambda _: died.set())
    worker.start()
    assert died.wait(2)


def test_bell_wakes_a_waiting_loop() -> None:
    pulse = Pulse("tasks", "turn", threading.Event())
    bell = threading.Event()
    threading.Timer(0.02, bell.set).start()
    assert not pulse.wait_for(bell, 5)
    assert not bell.is_set()
