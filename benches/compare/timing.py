"""How long each engine takes for the same answers.

One process at a time, and one engine and form a process. Each query runs once to warm up and then several times; kept are the median
and the range of those runs in which the process waited least for a processor, since other programs may be about. What a peer needs
to plan is in its time; Bourn plans once, and makes native code in the first run, which stands in a column of its own.
"""

import datetime as dt
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import engines
import queries

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PACKAGES = {"duckdb": "duckdb", "clickhouse": "chdb-core", "datafusion": "datafusion", "polars": "polars"}


def time_all(arguments, folder):
    """Times Bourn and the peers, compares their counts, and writes the tables."""
    only = arguments.only.split(",") if arguments.only else None
    names = [name for name in [*(q.name for q in queries.QUERIES), *queries.BATCHES] if not only or name in only]
    tables, wrong = [], []
    for form in arguments.forms.split(","):
        for what in ("count", "ids") if form == "memory" else ("count",):
            rows = {"bourn": of_bourn(arguments, folder, form, what, names)}
            for engine in arguments.engines.split(","):
                rows[engine] = of_peer(arguments, folder, engine, form, what, names)
                if arguments.exact:
                    rows[f"{engine}, exact"] = of_peer(arguments, folder, engine, form, what, names, exact=True)
            wrong += disagreements(rows, names) if what == "count" else []
            tables.append(table(arguments, form, what, rows, names))
    text = "\n".join([heading(arguments, not wrong), *tables])
    if arguments.out:
        arguments.out.write_text(text)
    else:
        print(text)
    if wrong:
        sys.exit("\n".join(wrong))


# Bourn


def of_bourn(arguments, folder, form, what, names):
    """What `segment_bench` prints, by query."""
    options = ["--from-parquet"] * (form == "parquet") + ["--ids"] * (what == "ids")
    return asked_of_bourn(arguments, HERE / "project", folder, [*options, "--only", ",".join(names)])


def asked_of_bourn(arguments, project, folder, options):
    """The figures of Bourn by query, each with the most megabytes that the process had."""
    data = ["--people", folder / "people.parquet", "--events", folder / "events.parquet"]
    command = [built(arguments), project, *data]
    command += ["--threads", str(arguments.threads), "--retries", str(arguments.retries), *options]
    bench = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in bench.stdout]
    _, status, usage = os.wait4(bench.pid, 0)
    if status:
        sys.exit("segment_bench failed")
    megabytes = usage.ru_maxrss / 1024
    return {line["query"]: spread(line["milliseconds"]) | line | {"megabytes": megabytes} for line in lines}


def built(arguments):
    """The program that measures: the one that was named, or a build of this tree."""
    if arguments.bench:
        return arguments.bench.resolve()
    subprocess.run(["cargo", "build", "--quiet", "--release", "--example", "segment_bench"], cwd=ROOT, check=True)
    return TARGET / "release" / "examples" / "segment_bench"


def spread(milliseconds):
    return {"median": statistics.median(milliseconds), "least": min(milliseconds), "most": max(milliseconds)}


# A peer, in a process of its own


def of_peer(arguments, folder, engine, form, what, names, exact=False):
    job = {"engine": engine, "form": form, "what": what, "names": names, "exact": exact, "folder": str(folder)}
    job |= {"threads": arguments.threads, "retries": arguments.retries}
    command = [sys.executable, __file__, json.dumps(job)]
    environment = engines.environment(arguments.threads)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, cwd=HERE)
    return json.loads(done.stdout.splitlines()[-1])


def work(job):
    """The process of a peer: prints its figures, by query."""
    engine = engines.ENGINES[job["engine"]](Path(job["folder"]), job["exact"])
    engine.load(job["form"], job["threads"])
    known = {query.name: query for query in queries.QUERIES}
    ask = engine.count if job["what"] == "count" else engine.ids
    figures = {}
    for name in job["names"]:
        query = known.get(name, name)
        figures[name] = timed(lambda query=query: ask(query), job["retries"])
    print(json.dumps(figures))


def timed(ask, runs):
    """The answer, and the figures of the calmer of twice as many runs as were asked for."""
    answer, samples = ask(), []
    for _ in range(2 * runs):
        waited, started = waiting(), time.perf_counter()
        ask()
        milliseconds = (time.perf_counter() - started) * 1e3
        samples.append(((waiting() - waited) / 1e6 / milliseconds, milliseconds))
    calm = [milliseconds for _, milliseconds in sorted(samples)[:runs]]
    return spread(calm) | {"count": answer, "waiting": statistics.median(sorted(w for w, _ in samples)[:runs])}


def waiting():
    """Nanoseconds that the threads of this process could have run and did not get a processor."""
    total = 0
    for thread in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{thread}/schedstat") as file:
                total += int(file.read().split()[1])
        except (OSError, IndexError):
            pass
    return total


# The tables


def disagreements(rows, names):
    """Engines that count other than Bourn does; those with texts that respect case may."""
    wrong = []
    for engine in rows:
        for name in names:
            if "exact" not in engine and rows[engine][name]["count"] != rows["bourn"][name]["count"]:
                counts = f"{str(rows[engine][name]['count'])[:200]} and not {str(rows['bourn'][name]['count'])[:200]}"
                wrong.append(f"{name}: {engine} counts {counts}")
    return wrong


def heading(arguments, agreed):
    with open("/proc/cpuinfo") as file:
        processor = file.read().split("model name\t: ")[1].split("\n")[0]
    events = arguments.events or 10 * arguments.people
    versions = ", ".join(f"{name} {importlib.metadata.version(package)}" for name, package in PACKAGES.items())
    threads = "one thread" if arguments.threads == 1 else f"{arguments.threads} threads"
    answers = "All engines found the same number of people in this run" if agreed else "**The engines disagree**"
    return (
        f"Figures of {dt.date.today()}: {arguments.people:,} people with {events:,} events (seed {arguments.seed}), {threads}, "
        f"{os.cpu_count()} cores of {processor}; {versions}. Milliseconds, the median of {arguments.retries} warm runs; behind it in "
        f"brackets the range of Bourn's; what planning and native code take is in the first run. {answers}. Texts ignore case in all of them.\n"
    )


def table(arguments, form, what, rows, names):
    peers = [engine for engine in rows if engine != "bourn"]
    where = "in memory" if form == "memory" else "from Parquet, in the page cache"
    lines = [f"\n**{'Counts' if what == 'count' else 'Ids written'}, {where}**\n"]
    lines.append("| query | found | " + " | ".join(peers) + " | bourn | first run | best peer ÷ bourn |")
    lines.append("| --- " + "| ---: " * (len(peers) + 4) + "|")
    titles = {query.name: query.title for query in queries.QUERIES}
    for name in names:
        ours = rows["bourn"][name]
        best = min(rows[peer][name]["median"] for peer in peers if "exact" not in peer)
        cells = [marked(rows[peer][name]["median"], best) for peer in peers]
        found = ours["count"] if isinstance(ours["count"], int) else sum(ours["count"])
        own = f"{figure(ours['median'])} ({figure(ours['least'])}–{figure(ours['most'])})"
        first = [f"{name} {titles.get(name, 'as one request')}", f"{found:,}", *cells]
        planned = figure(ours["compile_milliseconds"] + ours["first_milliseconds"])
        lines.append("| " + " | ".join([*first, own, planned, f"**{best / ours['median']:.1f}**"]) + " |")
    return "\n".join(lines) + "\n"


def marked(milliseconds, best):
    return f"**{figure(milliseconds)}**" if milliseconds == best else figure(milliseconds)


def figure(milliseconds):
    """Three digits that say something."""
    return f"{milliseconds:.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"


if __name__ == "__main__":
    work(json.loads(sys.argv[1]))
