"""The peers, each behind the same five methods. `memory` is a peer's own form, `parquet` scans the files each time."""

import os
import re

import queries
from dialects import Polars as PolarsDialect
from dialects import Sql

# Columns with few different values: each peer holds them as codes, as somebody would who knows the data.
CODED = {"people": ["gender", "country", "city", "language", "plan"], "events": ["name", "category"]}


class SqlEngine:
    name = ""

    def __init__(self, folder, exact=False):
        self.dialect = Sql(self.name, exact)
        self.files = {table: str(folder / f"{table}.parquet") for table in ("people", "events")}

    def count(self, query):
        """The count of a query, or the counts of a batch."""
        if query in queries.BATCHES:
            return self.row(queries.BATCH_SQL[query][0](self.dialect))
        return self.row(query.count(self.dialect))[0]

    def ids(self, query):
        """Writes the ids, and says how many rows they are."""
        if query in queries.BATCHES:
            return self.rows(queries.BATCH_SQL[query][1](self.dialect))
        return self.rows(query.ids(self.dialect))


class DuckDb(SqlEngine):
    name = "duckdb"

    def load(self, form, threads):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads={threads}; SET TimeZone='UTC'")
        for table, file in self.files.items():
            if form == "parquet":
                self.connection.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{file}')")
                continue
            coded = []
            for column in CODED[table]:
                values = f"SELECT DISTINCT {column} FROM '{file}' WHERE {column} IS NOT NULL ORDER BY 1"
                self.connection.execute(f"CREATE TYPE {table}_{column} AS ENUM ({values})")
                coded.append(f"{column}::{table}_{column} AS {column}")
            select = f"SELECT * REPLACE ({', '.join(coded)}) FROM read_parquet('{file}')"
            self.connection.execute(f"CREATE TABLE {table} AS {select}")

    def row(self, sql):
        return [int(x) for x in self.connection.execute(sql).fetchall()[0]]

    def rows(self, sql):
        return self.connection.sql(sql).to_arrow_table().num_rows


COLUMNS = {
    "people": """personId Int64, firstName String, lastName String, email String, phone String, gender LowCardinality(String),
country LowCardinality(String), city LowCardinality(String), language LowCardinality(String), birthDate Date32,
createdAt DateTime64(6,'UTC'), age Nullable(Int32), loyaltyPoints Decimal(18,2), lifetimeValue Nullable(Decimal(18,2)),
isVip Nullable(Bool), optIn Bool, lastPurchaseAt Nullable(DateTime64(6,'UTC')), trialExpiry Nullable(DateTime64(6,'UTC')),
plan LowCardinality(Nullable(String)), tags Array(String), lastContactedEmail Nullable(DateTime64(6,'UTC'))""",
    "events": """personId Int64, name LowCardinality(String), time DateTime64(6,'UTC'), itemId LowCardinality(Nullable(String)),
category LowCardinality(Nullable(String)), price Nullable(Decimal(18,2)), quantity Nullable(Int32)""",
}


class ClickHouse(SqlEngine):
    name = "clickhouse"

    def load(self, form, threads):
        from chdb import session

        self.session, self.threads = session.Session(), threads
        self.source = {table: self.file(table) for table in self.files}
        if form == "parquet":
            return
        self.session.query("CREATE DATABASE IF NOT EXISTS held")
        for table, columns in COLUMNS.items():
            self.session.query(f"CREATE TABLE held.{table} ({columns}) ENGINE=Memory")
            self.session.query(f"INSERT INTO held.{table} SELECT * FROM {self.file(table)} SETTINGS max_insert_threads=1")
            self.source[table] = f"held.{table}"

    def file(self, table):
        columns = COLUMNS[table].replace("\n", " ").replace("'", "\\'")
        return f"file('{self.files[table]}', Parquet, '{columns}')"

    def run(self, sql, form):
        sql = re.sub(r"\bFROM (people|events)\b", lambda found: "FROM " + self.source[found[1]], sql)
        return self.session.query(f"{sql} SETTINGS max_threads={self.threads}, use_query_condition_cache=0", form)

    def row(self, sql):
        return [int(x) for x in str(self.run(sql, "TSV")).split()]

    def rows(self, sql):
        import pyarrow as pa

        return pa.ipc.open_stream(pa.py_buffer(self.run(sql, "ArrowStream").bytes())).read_all().num_rows


class DataFusion(SqlEngine):
    name = "datafusion"

    def load(self, form, threads):
        import datafusion
        import pyarrow.parquet as pq

        pushdown = "datafusion.execution.parquet.pushdown_filters"
        self.context = datafusion.SessionContext(
            datafusion.SessionConfig().with_target_partitions(threads).set(pushdown, "true")
        )
        for table, file in self.files.items():
            if form == "parquet":
                self.context.register_parquet(table, file)
                continue
            coded = CODED[table] + (["itemId"] if table == "events" else [])
            batches = pq.read_table(file, read_dictionary=coded).unify_dictionaries().to_batches(max_chunksize=16384)
            size = -(-len(batches) // threads)
            self.context.register_record_batches(table, [batches[i * size : (i + 1) * size] for i in range(threads)])

    @staticmethod
    def quoted(sql):
        """DataFusion folds names that are not quoted to lower case."""
        return re.sub(r"(?<!['\w+-])([a-z]+(?:[A-Z][A-Za-z]*)+)(?!['\w])(?!\()", r'"\1"', sql)

    def batches(self, sql):
        return self.context.sql(self.quoted(sql)).collect()

    def row(self, sql):
        found = [batch for batch in self.batches(sql) if batch.num_rows]
        return [int(column[0].as_py()) for column in found[0].columns]

    def rows(self, sql):
        return sum(batch.num_rows for batch in self.batches(sql))


class Polars:
    name = "polars"

    def __init__(self, folder, exact=False):
        self.dialect = PolarsDialect(exact)
        self.files = {table: str(folder / f"{table}.parquet") for table in ("people", "events")}

    def load(self, form, threads):
        import polars as pl

        if pl.thread_pool_size() != threads:
            raise SystemExit(f"POLARS_MAX_THREADS must be {threads}")
        self.people, self.events = (pl.scan_parquet(self.files[table]) for table in ("people", "events"))
        if form == "memory":
            coded = {table: [pl.col(c).cast(pl.Categorical) for c in columns] for table, columns in CODED.items()}
            self.people = self.people.with_columns(coded["people"]).collect().rechunk().lazy()
            self.events = self.events.with_columns(coded["events"]).collect(engine="streaming").rechunk().lazy()

    def count(self, query):
        import polars as pl

        if query in queries.BATCHES:
            table = queries.BATCH_POLARS[query](self.dialect, self.people, self.events, False)
            return [int(x) for x in table.collect().row(0)]
        return query.lazy(self.dialect, self.people, self.events).select(pl.len()).collect().item()

    def ids(self, query):
        if query in queries.BATCHES:
            return len(queries.BATCH_POLARS[query](self.dialect, self.people, self.events, True).collect())
        return len(query.lazy(self.dialect, self.people, self.events).collect())


ENGINES = {engine.name: engine for engine in (DuckDb, ClickHouse, DataFusion, Polars)}


def environment(threads):
    """What a process of a peer needs to be told before it starts."""
    return {**os.environ, "POLARS_MAX_THREADS": str(threads)}
