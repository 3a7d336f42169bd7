"""The queries: each in SQL and for Polars, and as a predicate where it is about attributes alone.

The segments of `project/queries.flow` say the same, written by hand. Those of `project/batches.flow` are made from here.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Callable

from dialects import NOW, Bourn, at

TREE = [
    "or",
    ["and", ["between", "age", 25, 55], ["in", "country", ["US", "DE", "FR", "GB"]], ["true", "optIn"]],
    [
        "and",
        ["true", "isVip"],
        ["or", ["gt", "loyaltyPoints", "2500"], ["gt", "lifetimeValue", "1500"]],
        ["ne", "plan", "free"],
    ],
    ["and", ["was within", "lastPurchaseAt", 14], ["ends", "email", "@gmail.com"]],
]
SHOPPERS = ["and", ["eq", "country", "US"], ["true", "optIn"], ["ge", "age", 21]]


@dataclass(eq=False)
class Query:
    """A query for the keys of persons."""

    name: str
    title: str
    predicate: Any = None
    sql: Callable = None
    polars: Callable = None

    def ids(self, dialect):
        if self.predicate is not None:
            return f"SELECT personId FROM people WHERE {dialect.predicate(self.predicate)}"
        return self.sql(dialect)

    def count(self, dialect):
        if self.predicate is not None:
            return f"SELECT count(*) FROM people WHERE {dialect.predicate(self.predicate)}"
        return f"SELECT count(*) FROM ({self.ids(dialect)}) t"

    def lazy(self, dialect, people, events):
        if self.predicate is not None:
            return people.filter(dialect.predicate(self.predicate)).select("personId")
        return self.polars(dialect, people, events)


# What happened in so many times 24 hours


def recent(dialect, name, days):
    return f"name = '{name}' AND time >= {dialect.moment(at(-days))} AND time <= {dialect.moment(NOW)}"


def recent_polars(name, days):
    import polars as pl

    return (pl.col("name") == name) & (pl.col("time") >= at(-days)) & (pl.col("time") <= NOW)


def viewed_polars(dialect, people, events):
    import polars as pl

    viewed = events.filter(recent_polars("itemView", 7)).group_by("personId").len()
    return viewed.filter(pl.col("len") >= 3).select("personId")


def bought_sql(d):
    bought, opened = d.count_if("name = 'purchase'"), d.count_if("name = 'emailOpened'")
    return (
        f"SELECT personId FROM events WHERE time >= {d.moment(at(-30))} AND time <= {d.moment(NOW)} AND name IN "
        f"('purchase','emailOpened') GROUP BY personId HAVING {bought} > 0 AND {opened} = 0"
    )


def bought_polars(dialect, people, events):
    import polars as pl

    either = (pl.col("name") == "purchase") | (pl.col("name") == "emailOpened")
    some = events.filter((pl.col("time") >= at(-30)) & (pl.col("time") <= NOW) & either).group_by("personId")
    kinds = some.agg((pl.col("name") == "purchase").any().alias("b"), (pl.col("name") == "emailOpened").any().alias("o"))
    return kinds.filter(pl.col("b") & ~pl.col("o")).select("personId")


# The latest cart is 1 to 30 days old: whoever has a later one is out, and what lies before 30 days does not matter.


def abandoned_sql(d):
    """Of each that was put into the cart the next purchase. The frame only grows when it is read from the end, which DataFusion needs."""
    next_one = (
        "min(CASE WHEN name = 'purchase' THEN time END) OVER (PARTITION BY personId ORDER BY time DESC "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    return (
        f"SELECT DISTINCT personId FROM (SELECT personId, name, time, {next_one} AS bought FROM events "
        f"WHERE name IN ('addToCart', 'purchase') AND time >= {d.moment(at(-30))} AND time <= {d.moment(NOW)}) w "
        f"WHERE name = 'addToCart' AND time <= {d.moment(at(-1))} AND (bought IS NULL OR bought > time + INTERVAL '1' DAY)"
    )


def abandoned_clickhouse(d):
    carts = f"groupArrayIf(time, name='addToCart' AND time <= {d.moment(at(-1))})"
    return (
        f"SELECT personId FROM (SELECT personId, {carts} AS carts, groupArrayIf(time, name='purchase') AS bought FROM events "
        f"WHERE name IN ('addToCart','purchase') AND time >= {d.moment(at(-30))} AND time <= {d.moment(NOW)} GROUP BY personId) "
        f"WHERE arrayExists(c -> NOT arrayExists(t -> t > c AND t <= c + INTERVAL 1 DAY, bought), carts)"
    )


def abandoned_polars(dialect, people, events):
    import polars as pl

    carts = events.filter(recent_polars("addToCart", 30) & (pl.col("time") <= at(-1))).select("personId", "time").sort("time")
    bought = events.filter(recent_polars("purchase", 30)).select("personId", "time", bought="time").sort("time")
    following = carts.join_asof(bought, on="time", by="personId", strategy="forward", allow_exact_matches=False)
    late = pl.col("bought").is_null() | (pl.col("bought") > pl.col("time") + dt.timedelta(days=1))
    return following.filter(late).select("personId").unique()


def shoes_sql(d):
    shoes = f"{d.text('category')} = 'shoes'"
    return (
        f"SELECT personId FROM people WHERE {d.predicate(SHOPPERS)} AND personId IN (SELECT personId FROM events WHERE "
        f"{recent(d, 'itemView', 14)} AND {shoes})"
    )


def shoes_polars(dialect, people, events):
    import polars as pl

    seen = events.filter(recent_polars("itemView", 14) & (dialect.text("category") == "shoes")).select("personId").unique()
    return people.filter(dialect.predicate(SHOPPERS)).select("personId").join(seen, on="personId", how="semi")


QUERIES = [
    Query("q01", "age > 30", ["gt", "age", 30]),
    Query(
        "q02",
        "age and three countries",
        ["and", ["between", "age", 25, 45], ["in", "country", ["US", "DE", "FR"]]],
    ),
    Query("q04", "email contains", ["contains", "email", "smith"]),
    Query("q05", "phone starts with", ["starts", "phone", "+44"]),
    Query("q08", "plan is empty", ["empty", "plan"]),
    Query("q09", "bought within 30 days", ["was within", "lastPurchaseAt", 30]),
    Query("q11", "decimal arithmetic", ["weighted", "loyaltyPoints", "0.1", "lifetimeValue", "500"]),
    Query("q12", "tree of 8 clauses", TREE),
    Query(
        "q14",
        "viewed 3 times in 7 days",
        sql=lambda d: f"SELECT personId FROM events WHERE {recent(d, 'itemView', 7)} GROUP BY personId HAVING count(*) >= 3",
        polars=viewed_polars,
    ),
    Query("q15", "bought and opened nothing", sql=bought_sql, polars=bought_polars),
    Query(
        "q17",
        "abandoned cart",
        sql=lambda d: abandoned_clickhouse(d) if d.clickhouse else abandoned_sql(d),
        polars=abandoned_polars,
    ),
    Query("q18", "attributes and shoes", sql=shoes_sql, polars=shoes_polars),
]


# Batches: many segments in one request


def attribute_batch():
    """50 segments of attributes, of mixed kinds."""
    out = []
    for i in range(10):
        out.append(["and", ["ge", "age", 18 + 5 * i], ["lt", "age", 28 + 5 * i]])
    for i, country in enumerate("US DE FR GB CZ ES IT PL NL JP".split()):
        out.append(["and", ["eq", "country", country], ["gt", "age", 20 + i], ["true", "optIn"]])
    for i in range(5):
        out.append(["was within", "lastPurchaseAt", 7 * (i + 1)])
        out.append(["will be within", "trialExpiry", 3 * (i + 1)])
    for i, domain in enumerate(["@gmail.com", "@yahoo.com", "@gmx.de", "@seznam.cz", "@proton.me"]):
        out.append(["and", ["ends", "email", domain], ["eq", "language", "en de fr cs es".split()[i]]])
    for i in range(5):
        out.append(["weighted", "loyaltyPoints", f"0.{i + 1}", "lifetimeValue", str(300 + 200 * i)])
    for i, plan in enumerate(["free", "basic", "pro", "enterprise"]):
        long_ago = ["or", ["missing", "lastContactedEmail"], ["was more than", "lastContactedEmail", 7 * (i + 1)]]
        out.append(["and", ["eq", "plan", plan], ["true", "isVip"]])
        out.append(["and", ["eq", "plan", plan], long_ago])
    out.append(TREE)
    out.append(["and", ["contains", "email", "novak"], ["empty", "plan"]])
    return out


def event_batch():
    """20 segments of events: name, days, what is computed, and what it must come to."""
    counts = [
        ("itemView", 7, 3),
        ("itemView", 30, 5),
        ("itemView", 90, 10),
        ("pageView", 7, 5),
        ("pageView", 30, 20),
        ("login", 14, 1),
        ("login", 60, 4),
        ("purchase", 30, 1),
        ("purchase", 90, 2),
        ("purchase", 365, 5),
        ("addToCart", 7, 1),
        ("addToCart", 30, 3),
        ("emailOpened", 30, 2),
        ("emailClicked", 90, 1),
        ("search", 14, 4),
        ("support", 90, 2),
    ]
    sums = [("purchase", 90, "500"), ("purchase", 180, "1000"), ("purchase", 365, "250"), ("addToCart", 90, "1000")]
    return [(n, d, "count", k) for n, d, k in counts] + [(n, d, "sum", k) for n, d, k in sums]


ATTRIBUTES, EVENTS = attribute_batch(), event_batch()
BATCHES = {"b50attr": len(ATTRIBUTES), "b20event": len(EVENTS)}


def attribute_counts_sql(d):
    return "SELECT " + ", ".join(f"{d.count_if(d.predicate(e))} AS c{i}" for i, e in enumerate(ATTRIBUTES)) + " FROM people"


def attribute_ids_sql(d):
    """Each person with a bit for every segment."""
    mask = " + ".join(d.bit(d.predicate(e), i) for i, e in enumerate(ATTRIBUTES))
    return f"SELECT * FROM (SELECT personId, {mask} AS mask FROM people) t WHERE mask <> 0"


def aggregates_sql(d):
    """What all segments of events need, in one pass."""
    columns = []
    for i, (name, days, aggregate, _) in enumerate(EVENTS):
        which = f"name = '{name}' AND time >= {d.moment(at(-days))}"
        columns.append((d.count_if(which) if aggregate == "count" else d.sum_if("price", which)) + f" AS a{i}")
    names = ",".join(sorted({f"'{event[0]}'" for event in EVENTS}))
    return (
        f"SELECT personId, {', '.join(columns)} FROM events WHERE name IN ({names}) AND time <= {d.moment(NOW)} GROUP BY personId"
    )


def event_test(i):
    _, _, aggregate, limit = EVENTS[i]
    return f"a{i} >= {limit}" if aggregate == "count" else f"a{i} > {limit}"


def event_counts_sql(d):
    counts = ", ".join(f"{d.count_if(event_test(i))} AS c{i}" for i in range(len(EVENTS)))
    return f"SELECT {counts} FROM ({aggregates_sql(d)}) t"


def event_ids_sql(d):
    mask = " + ".join(d.bit(event_test(i), i) for i in range(len(EVENTS)))
    return f"SELECT * FROM (SELECT personId, {mask} AS mask FROM ({aggregates_sql(d)}) t) u WHERE mask <> 0"


BATCH_SQL = {"b50attr": (attribute_counts_sql, attribute_ids_sql), "b20event": (event_counts_sql, event_ids_sql)}


def attribute_polars(d, people, events, ids):
    import polars as pl

    tests = [d.predicate(e).fill_null(False) for e in ATTRIBUTES]
    return masked(people, tests) if ids else people.select([t.sum().cast(pl.Int64).alias(f"c{i}") for i, t in enumerate(tests)])


def event_polars(d, people, events, ids):
    import polars as pl

    aggregates, tests, names = [], [], sorted({event[0] for event in EVENTS})
    for i, (name, days, aggregate, limit) in enumerate(EVENTS):
        which = (pl.col("name") == name) & (pl.col("time") >= at(-days))
        if aggregate == "count":
            aggregates.append(which.sum().alias(f"a{i}"))
            tests.append(pl.col(f"a{i}") >= limit)
        else:
            aggregates.append(pl.col("price").filter(which).sum().alias(f"a{i}"))
            tests.append(pl.col(f"a{i}") > Decimal(limit))
    wanted = pl.col("name") == names[0]
    for name in names[1:]:
        wanted = wanted | (pl.col("name") == name)
    grouped = events.filter(wanted & (pl.col("time") <= NOW)).group_by("personId").agg(aggregates)
    return masked(grouped, tests) if ids else grouped.select([t.sum().cast(pl.Int64).alias(f"c{i}") for i, t in enumerate(tests)])


def masked(table, tests):
    import polars as pl

    mask = pl.sum_horizontal([t.cast(pl.UInt64) * (1 << i) for i, t in enumerate(tests)])
    return table.select("personId", mask=mask).filter(pl.col("mask") != 0)


BATCH_POLARS = {"b50attr": attribute_polars, "b20event": event_polars}


# The batches as segments


def batches_flow():
    """The text of `project/batches.flow`, but for its layout."""
    lines = ["// The batches of the comparison, made by `compare.py project` from `queries.py`.", ""]
    for i, predicate in enumerate(ATTRIBUTES):
        lines += [f"segment b50attr_{i:02} = {Bourn().predicate(predicate)}", ""]
    for i, (name, days, aggregate, limit) in enumerate(EVENTS):
        if aggregate == "count":
            times = f" at least {limit} times" if limit > 1 else ""
            condition = f"happened {name}{times} within last {days} days"
        else:
            condition = f"sum({name}.price within last {days} days) > {limit}"
        lines += [f"segment b20event_{i:02} = {condition}", ""]
    return "\n".join(lines)
