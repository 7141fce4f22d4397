"""Real threads that begin together, each with a database session of its own, as in the server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

from portal.base.db import session


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    """Let so many threads begin together; what each found, in their order."""
    gate = Barrier(number)

    def run(which: int) -> Any:
        gate.wait()
        try:
            return work(which)
        finally:
            session.remove()

    with ThreadPoolExecutor(number) as pool:
        # Each thread sees the clock that the test has stopped.
        waiting = [pool.submit(copy_context().run, run, which) for which in range(number)]
        return [one.result() for one in waiting]
