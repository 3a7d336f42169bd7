"""Writes the files of other writers that `tests/columns/foreign.rs` reads, and the same people and events as JSON Lines.

    python make.py          # in this folder; wants duckdb, polars and pyarrow
    python make.py spark    # those of Spark alone; wants pyspark and Java 17, too

`people.jsonl` and `events.jsonl` say what is right. Every other file holds some of their columns, in a form of its own: what
is read of it must be what JSON Lines say of these columns. Files named `bad-…` hold a column that fits no type.
"""

import datetime as dt
import decimal
import json
import pathlib
import shutil
import sys
import tempfile
import zoneinfo

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

COUNT = 30
ZAGREB = zoneinfo.ZoneInfo("Europe/Zagreb")
UTC = dt.timezone.utc


def some(make):
    """Every third is missing."""
    return [make(at) if at % 3 != 1 else None for at in range(COUNT)]


PEOPLE = {
    "personId": [f"person {at:02}" for at in range(COUNT)],
    "member": some(lambda at: at % 2 == 0),
    "plan": some(lambda at: ["free", "pro", "žuti 😀"][at // 3 % 3]),
    "note": some(lambda at: f"note number {at * at}"),
    "points": some(lambda at: at * 4),
    "spent": some(lambda at: decimal.Decimal(at * 70 - 300) / 100),
    "rate": some(lambda at: at / 8),
    "joined": some(lambda at: dt.date(1960, 1, 31) + dt.timedelta(days=at * 700)),
    # Moments, before 1970 and behind 2100.
    "seen": some(lambda at: dt.datetime(1965, 7, 1, 12, 30, at, tzinfo=UTC) + dt.timedelta(days=at * 1900)),
    # What a clock shows, in hours that there are once.
    "local": some(lambda at: dt.datetime(2026, 6, 1, 12, 0, at) + dt.timedelta(days=at)),
    "labels": some(lambda at: [f"label {(at + item) % 5}" for item in range(1 + at % 3)]),
}
TYPES = {
    "personId": pa.string(), "member": pa.bool_(), "plan": pa.string(), "note": pa.string(), "points": pa.int64(),
    "spent": pa.decimal128(9, 2), "rate": pa.float64(), "joined": pa.date32(), "seen": pa.timestamp("us", "UTC"),
    "local": pa.timestamp("us"), "labels": pa.list_(pa.string()),
}
EVENTS = {
    "personId": [f"person {at // 2:02}" for at in range(COUNT)],
    "name": [["bought", "viewed", "left"][at * 7 % 3] for at in range(COUNT)],
    "time": [dt.datetime(1969, 12, 31, 23, 59, 50, tzinfo=UTC) + dt.timedelta(seconds=at) for at in range(COUNT)],
    "item": some(lambda at: f"item {at % 4}"),
    "price": some(lambda at: decimal.Decimal(at * 25) / 100),
}
EVENT_TYPES = {
    "personId": pa.string(), "name": pa.string(), "time": pa.timestamp("us", "UTC"), "item": pa.string(),
    "price": pa.decimal128(9, 2),
}


def plain(value):
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value


def lines(name, columns):
    with open(name, "w") as out:
        for row in zip(*columns.values()):
            members = {key: plain(value) for key, value in zip(columns, row) if value is not None}
            out.write(json.dumps(members, ensure_ascii=False) + "\n")


def table(*names, source=(PEOPLE, TYPES), **types):
    """Some columns; others than the usual types by name."""
    columns, usual = source
    names = names or tuple(columns)
    names = names if names[0] == "personId" else ("personId", *names)
    return pa.table({name: pa.array(columns[name]).cast(types.get(name, usual[name])) if columns[name] else [] for name in names})


def frame(*names, **types):
    made = pl.from_arrow(table(*names))
    return made.with_columns(*(pl.col(name).cast(type) for name, type in types.items()))


def arrow(name, made, **settings):
    pq.write_table(made, f"pyarrow-{name}.parquet", store_schema=settings.pop("store_schema", False), **settings)


def by_pyarrow():
    few = ("plan", "note", "points", "spent")
    for codec in ("none", "snappy", "gzip", "zstd", "lz4", "brotli"):
        name = f"{codec}" if codec != "brotli" else "brotli-is-unknown"
        arrow(name, table(*few), compression=codec)
    arrow("all-v1", table(), data_page_version="1.0", use_dictionary=False)
    arrow("all-v2", table(), data_page_version="2.0")
    arrow("all-schema", table(), store_schema=True)
    arrow("groups", table("member", "plan", "points", "seen"), row_group_size=7)
    arrow("pages", table(*few), data_page_size=1, write_batch_size=4, write_page_index=True, write_page_checksum=True)
    arrow("delta", table("member", "plan", "note", "points", "rate", "seen"), use_dictionary=False, data_page_version="2.0",
          column_encoding={"member": "RLE", "plan": "DELTA_LENGTH_BYTE_ARRAY", "note": "DELTA_BYTE_ARRAY",
                           "points": "DELTA_BINARY_PACKED", "rate": "BYTE_STREAM_SPLIT", "seen": "DELTA_BINARY_PACKED"})
    for unit in ("ms", "us", "ns"):
        version = "2.6" if unit == "ns" else "2.4"
        arrow(f"time-{unit}", table("seen", "local", seen=pa.timestamp(unit, "UTC"), local=pa.timestamp(unit)), version=version)
    arrow("time-zone", table("seen", seen=pa.timestamp("us", "America/New_York")), store_schema=True)
    arrow("time-s", table("seen", seen=pa.timestamp("s", "UTC")), store_schema=True)
    arrow("int96", table("local"), use_deprecated_int96_timestamps=True)
    for digits in (6, 15, 30):
        arrow(f"decimal-{digits}", table("spent", spent=pa.decimal128(digits, 2)))
        if digits < 19:
            arrow(f"decimal-{digits}-integer", table("spent", spent=pa.decimal128(digits, 2)), store_decimal_as_integer=True)
    arrow("decimal-256", table("spent", spent=pa.decimal256(50, 2)))
    arrow("decimal-scale", table("spent", spent=pa.decimal128(38, 20)))
    for form in ("large_string", "string_view"):
        arrow(form, table("plan", "note", plan=getattr(pa, form)(), note=getattr(pa, form)()), store_schema=True)
    for key in (pa.int8(), pa.uint32()):
        coded = pa.dictionary(key, pa.string())
        arrow(f"categorical-{key}", table("plan", plan=coded), store_schema=True)
    arrow("categorical-large", table("plan", plan=pa.dictionary(pa.int32(), pa.large_string())), store_schema=True)
    arrow("large_list", table("labels", labels=pa.large_list(pa.string())), store_schema=True)
    for type in ("int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64", "float32", "float64"):
        arrow(f"points-{type}", table("points", points=getattr(pa, type)()))
    arrow("float16", table("rate", rate=pa.float16()))
    arrow("date64", table("joined", joined=pa.date64()), store_schema=True)
    required = table("personId", source=(EVENTS, EVENT_TYPES))
    required = table("name", "time", source=(EVENTS, EVENT_TYPES)).cast(
        pa.schema([pa.field(name, EVENT_TYPES[name], False) for name in ("personId", "name", "time")]))
    pq.write_table(required, "events-pyarrow-required.parquet", store_schema=False)
    pq.write_table(table(source=(EVENTS, EVENT_TYPES)), "events-pyarrow.parquet", store_schema=False, row_group_size=11)
    arrow("nothing", table().slice(0, 0))
    for name, bytes in (("blob", pa.binary()),):
        pq.write_table(table("note", note=bytes), f"bad-pyarrow-{name}.parquet")
    of_time = pa.table({"personId": PEOPLE["personId"], "points": pa.array([dt.time(1)] * COUNT)})
    pq.write_table(of_time, "bad-pyarrow-time.parquet")
    of_objects = pa.table({"personId": PEOPLE["personId"], "plan": pa.array([{"a": 1}] * COUNT)})
    pq.write_table(of_objects, "bad-pyarrow-struct.parquet")


def by_polars():
    few = ("plan", "note", "points", "spent")
    for codec in ("uncompressed", "snappy", "gzip", "zstd", "lz4"):
        frame(*few).write_parquet(f"polars-{codec}.parquet", compression=codec)
    frame(*PEOPLE).write_parquet("polars-all.parquet", row_group_size=9)
    frame("plan", plan=pl.Categorical).write_parquet("polars-categorical.parquet")
    frame("plan", plan=pl.Enum(["free", "pro", "žuti 😀"])).write_parquet("polars-enum.parquet")
    for unit in ("ms", "us", "ns"):
        frame("seen", "local", seen=pl.Datetime(unit, "UTC"), local=pl.Datetime(unit)).write_parquet(f"polars-time-{unit}.parquet")
    frame("spent", spent=pl.Decimal(38, 4)).write_parquet("polars-decimal.parquet")
    pl.from_arrow(table(source=(EVENTS, EVENT_TYPES))).write_parquet("events-polars.parquet")


def by_duckdb():
    people, events = table(), table(source=(EVENTS, EVENT_TYPES))
    link = duckdb.connect()
    link.execute("set timezone = 'Europe/Zagreb'")
    link.register("people", people)
    link.register("events", events)

    def copy(name, what, more=""):
        link.execute(f"copy ({what}) to '{name}.parquet' (format parquet{more})")

    few = "select personId, plan, note, points, spent from people"
    for codec in ("uncompressed", "snappy", "gzip", "zstd", "lz4_raw"):
        copy(f"duckdb-{codec}", few, f", codec {codec}")
    copy("duckdb-all", "select * from people")
    copy("duckdb-all-v2", "select * from people", ", parquet_version v2")
    copy("duckdb-decimal", "select personId, spent::decimal(38, 6) as spent from people")
    copy("duckdb-enum", "select personId, plan::enum('free', 'pro', 'žuti 😀') as plan from people")
    for unit in ("ms", "s", "ns"):
        copy(f"duckdb-time-{unit}", f"select personId, local::timestamp_{unit} as local from people")
    copy("duckdb-huge", "select personId, points::hugeint as points from people")
    copy("events-duckdb", "select * from events")
    copy("bad-duckdb-uuid", "select personId, '6a0f2b34-9c1d-4e5f-8a7b-0123456789ab'::uuid as plan from people")


def by_arrow():
    for codec in ("uncompressed", "lz4", "zstd"):
        feather.write_feather(table("plan", "note", "points", "spent"), f"arrow-{codec}.feather", compression=codec)
    coded = table("plan", plan=pa.dictionary(pa.int8(), pa.string()))
    with pa.OSFile("arrow-sliced.arrow", "wb") as out, pa.ipc.new_file(out, table().schema) as writer:
        writer.write_table(table().slice(0, 7))
        writer.write_table(table().slice(7), max_chunksize=5)
    with pa.OSFile("arrow-stream.arrow", "wb") as out, pa.ipc.new_stream(out, coded.schema) as writer:
        writer.write_table(coded, max_chunksize=8)
    with pa.OSFile("arrow-views.arrow", "wb") as out:
        made = table("plan", "note", plan=pa.string_view(), note=pa.large_string())
        with pa.ipc.new_file(out, made.schema) as writer:
            writer.write_table(made)
    frame(*PEOPLE).write_ipc("arrow-polars.arrow", compression="zstd")
    frame("plan", plan=pl.Categorical).write_ipc_stream("arrow-polars-stream.arrow")
    # The words of a dictionary grow from batch to batch.
    growing = pa.schema([("personId", pa.string()), ("plan", pa.dictionary(pa.int8(), pa.string()))])
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    for name, start in (("arrow-deltas.arrow", pa.ipc.new_file), ("arrow-deltas-stream.arrow", pa.ipc.new_stream)):
        with pa.OSFile(name, "wb") as out, start(out, growing, options=options) as writer:
            words, known = [], {}
            for first in range(0, COUNT, 10):
                plans = PEOPLE["plan"][first:first + 10]
                for plan in plans:
                    if plan is not None and plan not in known:
                        known[plan] = len(words)
                        words.append(plan)
                codes = pa.array([None if plan is None else known[plan] for plan in plans], pa.int8())
                column = pa.DictionaryArray.from_arrays(codes, pa.array(list(words)))
                writer.write_batch(pa.record_batch([pa.array(PEOPLE["personId"][first:first + 10]), column], schema=growing))
    with pa.OSFile("events-arrow.arrow", "wb") as out:
        made = table(source=(EVENTS, EVENT_TYPES), name=pa.dictionary(pa.int8(), pa.string()))
        with pa.ipc.new_file(out, made.schema) as writer:
            writer.write_table(made, max_chunksize=13)


def by_spark():
    """What Spark writes: moments of 96 bits or 64, decimals of a fixed length or not."""
    from pyspark.sql import SparkSession, types

    of_arrow = {
        pa.string(): types.StringType(), pa.bool_(): types.BooleanType(), pa.int64(): types.LongType(),
        pa.decimal128(9, 2): types.DecimalType(9, 2), pa.float64(): types.DoubleType(), pa.date32(): types.DateType(),
        pa.timestamp("us", "UTC"): types.TimestampType(), pa.timestamp("us"): types.TimestampNTZType(),
        pa.list_(pa.string()): types.ArrayType(types.StringType()),
    }
    session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = session.config("spark.sql.session.timeZone", "UTC").getOrCreate()

    def write(name, values, forms, codec, **settings):
        for key, value in settings.items():
            session.conf.set(f"spark.sql.parquet.{key}", value)
        schema = types.StructType([types.StructField(column, of_arrow[forms[column]]) for column in forms])
        rows = [[values[column][at] for column in forms] for at in range(COUNT)]
        with tempfile.TemporaryDirectory() as folder:
            written = session.createDataFrame(rows, schema).coalesce(1).write.mode("overwrite")
            written.option("compression", codec).parquet(folder)
            [part] = pathlib.Path(folder).glob("part-*.parquet")
            shutil.copy(part, name)

    write("spark-int96.parquet", PEOPLE, TYPES, "snappy", outputTimestampType="INT96")
    write("spark-micros.parquet", PEOPLE, TYPES, "zstd", outputTimestampType="TIMESTAMP_MICROS")
    write("spark-legacy.parquet", PEOPLE, TYPES, "gzip", outputTimestampType="TIMESTAMP_MILLIS", writeLegacyFormat="true")
    write("events-spark.parquet", EVENTS, EVENT_TYPES, "lz4_raw", outputTimestampType="INT96", writeLegacyFormat="false")
    session.stop()


if "spark" in sys.argv:
    sys.exit(by_spark())
lines("people.jsonl", PEOPLE)
lines("events.jsonl", EVENTS)
by_pyarrow()
by_polars()
by_duckdb()
by_arrow()
