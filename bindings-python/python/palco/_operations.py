"""How an event loop waits for what the native side does on threads of its own."""

import asyncio
from typing import Any

from ._native import Operation

_Result = tuple["asyncio.Future[Any]", Any, BaseException | None]


def settle(results: list[_Result]) -> None:
    """Tells futures of the running loop their results. The native side calls this by name.

    A future that was cancelled meanwhile is told nothing.
    """
    for future, value, exception in results:
        if future.done():
            continue
        if exception is None:
            future.set_result(value)
        else:
            future.set_exception(exception)


async def done(operation: Operation) -> Any:
    """Begins an operation and waits for its result without holding the loop."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    operation.start(loop, future)
    return await future
