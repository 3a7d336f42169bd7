"""That Bourn and DuckDB find the same people.

| what | by |
| --- | --- |
| every query and both batches | SQL that was written from the same description by hand (`queries.py`), ids and not counts alone |
| every segment of this project and of the examples that SQL can say | the SQL that `bourn segment --emit sql` prints |
| `folded`, the macro of that SQL | full case folding of every letter of Unicode |
| the conditions of CDNOW | what `tests/oracle/cdnow.py` counts, which is checked, too, and which `cargo test` holds Bourn against |
"""

import csv
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import duckdb
import queries
from dialects import Sql

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def check(binary, folder):
    """Exits with a message if anything differs."""
    data = ["--people", folder / "people.parquet", "--events", folder / "events.parquet"]
    found = found_by_bourn(binary, HERE / "project", data)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for table in ("people", "events"):
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder / table}.parquet'")
    wrong = differing("by hand", of_queries(found), found_by_hand(connection))
    wrong += emitted(binary, HERE / "project", connection, found)
    for example in ("cdnow", "shop"):
        place = ROOT / "examples" / example
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        wrong += emitted(binary, place, connection, found_by_bourn(binary, place, []), loaded=place)
        if example == "cdnow":
            wrong += conditions(binary, place, connection)
    oracle = ROOT / "tests" / "oracle" / "cdnow.py"
    if subprocess.run([sys.executable, oracle, "--check"]).returncode:
        wrong.append("tests/oracle/cdnow.py --check fails")
    if wrong:
        sys.exit("\n".join(wrong))


def found_by_bourn(binary, place, data):
    """The ids of all segments of a project."""
    command = [binary, "segment", "--project", place, *data, "--ids", "--format", "json"]
    document = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {segment["name"]: set(segment["ids"]) for segment in document["segments"]}


def of_queries(found):
    """Without `project/forms.flow`, of which there is no SQL but what Bourn prints."""
    return {name: members for name, members in found.items() if not name.startswith("form_")}


def found_by_hand(connection):
    """The ids of the queries and of the segments of both batches."""
    dialect = Sql("duckdb")
    found = {query.name: ids(connection, query.ids(dialect)) for query in queries.QUERIES}
    for name, size in queries.BATCHES.items():
        rows = connection.execute(queries.BATCH_SQL[name][1](dialect)).fetchall()
        for place in range(size):
            found[f"{name}_{place:02}"] = {str(key) for key, mask in rows if int(mask) >> place & 1}
    return found


def ids(connection, sql):
    return {str(row[0]) for row in connection.execute(sql).fetchall()}


def differing(what, found, wanted):
    """What two answers do not agree about."""
    wrong = [f"{what}: {name} is asked of one side only" for name in found.keys() ^ wanted.keys()]
    for name in found.keys() & wanted.keys():
        if found[name] != wanted[name]:
            only = [sorted(one - other)[:3] for one, other in ((found[name], wanted[name]), (wanted[name], found[name]))]
            counts = f"Bourn finds {len(found[name])}, DuckDB {len(wanted[name])}"
            wrong.append(f"{what}: {name}: {counts}; only Bourn: {only[0]}, only DuckDB: {only[1]}")
    persons = sum(len(members) for members in wanted.values())
    print(f"{what}: {len(wanted)} segments with {persons:,} members, {len(wrong)} differ")
    return wrong


# The SQL that Bourn prints


def emitted(binary, place, connection, found, loaded=None):
    """Runs the SQL of a project's segments and compares; `loaded` is the example whose files become tables first."""
    command = [binary, "segment", "--project", place, "--emit", "sql"]
    printed = subprocess.run(command, capture_output=True, text=True)
    before, *parts = re.split(r"^-- segment (?=\w)", printed.stdout, flags=re.MULTILINE)
    texts = {part.split(",", 1)[0]: part.split("\n", 1)[1] for part in parts}
    if loaded:
        load_example(connection, loaded, printed.stdout)
    macros = [part for text in [before, *texts.values()] for part in re.findall(r"^CREATE [^;]*;", text, re.MULTILINE)]
    for macro in macros:
        connection.execute(macro)
    selects = {name: re.search(r"^SELECT .*?;$", text, re.MULTILINE | re.DOTALL)[0] for name, text in texts.items()}
    refused = len(found) - len(selects)
    print(f"{place.name}: SQL says {len(selects)} segments and refuses {refused}")
    wrong = [] if len(selects) > len(found) / 2 else [f"{place.name}: most segments are refused\n{printed.stderr}"]
    answers = {}
    for name, select in selects.items():
        try:
            answers[name] = ids(connection, select)
        except duckdb.Error as error:
            wrong.append(f"{place.name}, emitted: {name}: {error}\n{select}")
    wrong += differing(f"{place.name}, emitted", {name: found[name] for name in answers}, answers)
    return wrong + (folding(connection) if macros and not loaded else [])


def conditions(binary, place, connection):
    """The SQL that Bourn prints of the oracle's conditions, against the oracle's counts."""
    answers = json.loads((ROOT / "tests" / "oracle" / "cdnow.json").read_text())
    wrong, said = [], 0
    for answer in answers:
        asked = ["--expr", answer["condition"], "--now", answer["now"], "--emit", "sql"]
        printed = subprocess.run([binary, "segment", "--project", place, *asked], capture_output=True, text=True).stdout
        select = re.search(r"^SELECT .*?;$", printed, re.MULTILINE | re.DOTALL)
        if not select:
            continue
        said += 1
        count = len(connection.execute(select[0]).fetchall())
        if count != answer["count"]:
            wrong.append(f"cdnow: `{answer['condition']}` holds for {count} by SQL, and for {answer['count']} by the oracle")
    print(f"cdnow, the oracle's conditions: SQL says {said} of {len(answers)}, {len(wrong)} differ")
    return wrong


def load_example(connection, place, printed):
    """Makes tables of an example's files, with the columns that the queries say they read."""
    settings = (place / "bourn.toml").read_text()
    for table in ("people", "events"):
        columns = {"personId": "VARCHAR"}
        for line in re.findall(rf"^-- {table}: (.*)$", printed, re.MULTILINE):
            columns |= dict(re.findall(r'"([^"]+)" ([A-Z]+(?:\([^)]*\)|\[\])?)', line))
        for file in json.loads(re.search(rf"^{table} = (.*)$", settings, re.MULTILINE)[1]):
            load_table(connection, table, place / file, columns)


def load_table(connection, table, file, columns):
    if file.suffix == ".parquet":
        has = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()}
        source = f"'{file}'"
    else:
        import pyarrow as pa

        rows = list(csv.DictReader(file.open())) if file.suffix == ".csv" else list(map(json.loads, file.open()))
        has = {name for row in rows for name in row}
        text = {name: pa.array([shown(row.get(name)) for row in rows], pa.string()) for name in columns}
        connection.register("rows", pa.table(text))
        source = "rows"
    kinds = [f'CAST({"NULL" if name not in has else quoted(name)} AS {kind}) AS {quoted(name)}' for name, kind in columns.items()]
    connection.execute(f"CREATE TABLE {table} AS SELECT {', '.join(kinds)} FROM {source}")


def quoted(name):
    return f'"{name}"'


def shown(value):
    return None if value is None or value == "" else value if isinstance(value, str) else json.dumps(value)


def folding(connection):
    """Whether `folded` is full case folding, as far as letters are concerned that a literal may have."""
    sayable = {chr(code) for code in (*range(128), *range(0xE0, 0x180))}
    letters = [chr(c) for c in range(1, 0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn"]
    connection.execute("CREATE TEMP TABLE letters (letter VARCHAR)")
    connection.execute("INSERT INTO letters SELECT unnest(?)", [letters])
    rows = connection.execute("SELECT letter, folded(letter) FROM letters").fetchall()
    kept = lambda text: [c if c in sayable else "?" for c in text]
    wrong = []
    for letter, folded in rows:
        one, other = kept(letter.casefold()), kept(folded)
        # Between two letters that no literal has, how many there are does not matter.
        if [c for c in one if c != "?"] != [c for c in other if c != "?"]:
            wrong.append(f"folded: U+{ord(letter):04X} {letter!r} becomes {folded!r} and not {letter.casefold()!r}")
    print(f"folded: {len(rows):,} letters, {len(wrong)} differ")
    return wrong
