#!/usr/bin/env python3
"""Bourn beside DuckDB, ClickHouse, DataFusion and Polars: the same people, and how long it takes to find them.

    compare.py check  [--people 20000]                  counts and ids of every segment equal DuckDB's
    compare.py time   [--people 2000000] [--threads 1]  medians of all engines on the same data, as Markdown
    compare.py scales [--folder docs/pictures]          time and memory against rows and segments, as pictures
    compare.py data   [--people 2000000]                the data alone
    compare.py project [--check]                        writes project/batches.flow from queries.py

Everything is kept below `target/compare`: a virtual environment with the versions of `requirements.txt`, and data by size and seed.

**The contract with Bourn.** Warm times in memory need a process that keeps its data, so `time` and `scales` call

    cargo run --release --example segment_bench -- PROJECT --people FILE --events FILE --threads N --retries K
        [--from-parquet] [--ids] [--only NAME,…]

It loads the data once (with `--from-parquet` anew in every run, as the peers scan their files), evaluates each request once to warm up
and 2K times more, and prints a line of JSON for each request, with the K calmer runs:

    {"query": "q01", "count": 1234, "milliseconds": [0.21, 0.20], "first_milliseconds": 1.1, "compile_milliseconds": 0.1}

Segments whose names are a word, `_` and a number (`b50attr_07`) are one request by that word: `query` is `b50attr`, and `count` the list of
their counts. All others are requests of their own. With `--ids` the keys of all persons found are written to memory within the time.
`compile_milliseconds` is what planning took; native code is made in the first run, which is in none of the `milliseconds`.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "compare"
# What `check` needs of the requirements; the other peers are large.
OF_CHECK = ("duckdb", "numpy", "pyarrow", "tzdata")


def enter_environment(command):
    """Goes on in a virtual environment that has what the command needs."""
    python = WORK / "venv" / "bin" / "python"
    lines = [line for line in (HERE / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    wanted = [line for line in lines if command != "check" or line.split("==")[0] in OF_CHECK]
    stamp = WORK / "venv" / f"installed-{hashlib.sha256(' '.join(wanted).encode()).hexdigest()[:16]}"
    if not stamp.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, *wanted], check=True)
        stamp.touch()
    if Path(sys.prefix) != WORK / "venv":
        os.execv(python, [str(python), *sys.argv])


def data(arguments):
    """The folder with people and ten times as many events."""
    from generate import generate

    events = arguments.events or 10 * arguments.people
    folder = WORK / f"data-{arguments.people}-{events}-{arguments.seed}"
    generate(folder, arguments.people, events, arguments.seed)
    return folder


def bourn(arguments):
    """The binary: the one that was named, or a release build of this tree."""
    if arguments.bourn:
        return Path(arguments.bourn).resolve()
    subprocess.run(["cargo", "build", "--quiet", "--release"], cwd=ROOT, check=True)
    return TARGET / "release" / "bourn"


def project(arguments):
    """Makes the batches, or says whether they are what `queries.py` makes."""
    from queries import batches_flow

    path = HERE / "project" / "batches.flow"
    tidy = [bourn(arguments), "fmt", "-", "--stdin-filename", "batches.flow"]
    made = subprocess.run(tidy, input=batches_flow(), capture_output=True, text=True, check=True).stdout
    if not arguments.check:
        path.write_text(made)
    elif path.read_text() != made:
        sys.exit("project/batches.flow is not what queries.py makes: run `compare.py project`")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, people in [("check", 20_000), ("time", 2_000_000), ("data", 2_000_000), ("scales", 0), ("project", 0)]:
        command = commands.add_parser(name)
        command.add_argument("--bourn", help="a binary of Bourn; a release build by default")
        if people:
            command.add_argument("--people", type=int, default=people)
            command.add_argument("--events", type=int, help="ten times the people by default")
        command.add_argument("--seed", type=int, default=7)
    commands.choices["project"].add_argument("--check", action="store_true")
    for name in ("time", "scales"):
        command = commands.choices[name]
        command.add_argument("--threads", type=int, default=1)
        command.add_argument("--retries", type=int, default=5, help="timed runs of each query")
        command.add_argument("--bench", type=Path, help="a built `segment_bench`; a release build by default")
    timing = commands.choices["time"]
    timing.add_argument("--engines", default="duckdb,clickhouse,datafusion,polars")
    timing.add_argument("--forms", default="memory,parquet")
    timing.add_argument("--only", default="", help="queries by name")
    timing.add_argument("--exact", action="store_true", help="also time the peers with texts that respect case")
    timing.add_argument("--out", type=Path, help="where the Markdown goes; standard output by default")
    commands.choices["scales"].add_argument("--folder", type=Path, default=WORK, help="where the pictures go")
    arguments = parser.parse_args()
    enter_environment(arguments.command)
    if arguments.command == "check":
        from check import check

        arguments.check = True
        project(arguments)
        check(bourn(arguments), data(arguments))
    elif arguments.command == "time":
        from timing import time_all

        time_all(arguments, data(arguments))
    elif arguments.command == "scales":
        from scales import scales

        scales(arguments, data)
    else:
        {"data": data, "project": project}[arguments.command](arguments)


if __name__ == "__main__":
    main()
