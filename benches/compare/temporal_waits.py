"""The workflow that `temporal.py` measures. The worker reads it by itself."""

import asyncio

from temporalio import workflow


@workflow.defn
class Waits:
    """Waits for an hour, so many times, in branches that go on side by side."""

    @workflow.run
    async def run(self, times: int, branches: int) -> None:
        await asyncio.gather(*(wait(times) for _ in range(branches)))


async def wait(times):
    """Waits for an hour, so many times."""
    for _ in range(times):
        await asyncio.sleep(3600)
