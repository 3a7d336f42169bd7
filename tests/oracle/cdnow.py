#!/usr/bin/env python3
"""Who satisfies a condition over the CDNOW purchases: the answer of another engine.

    pip install duckdb
    python3 tests/oracle/cdnow.py            # writes cdnow.json, cdnow_ids.json and cdnow_segments.json beside this file
    python3 tests/oracle/cdnow.py --check    # compares with them instead

Each case is a Bourn condition and, written by hand from the language's description and not from its implementation,
the SQL that selects the persons for whom it holds. Nothing here is translated from one to the other.

How the SQL reads the language:

* The population is every person of the file, those included who have not bought yet at the moment asked about.
* Purchases later than that moment do not count, in any window and in any aggregate.
* `within last D` is now-D <= time <= now; `before last D` is time < now-D; `between last A and B` is closed at both
  ends, so now-B <= time <= now-A: an event exactly A ago is both in `within last A` and in `between last A and B`.
* Days in these windows are 24 hours; months and years are the calendar's, and end on the month's last day at most.
* A date names a whole day (UTC here): `since` and `until` include it, `before` and `after` do not, `between` includes
  both of its days. Against a date, a date and time compares by its day.
* `happened` with a count means at least once too: `at most 2 times` is one or two, `less than 3 times` likewise.
* Over no purchase `count` and `sum` are 0; `min`, `max` and `average` are empty, and a comparison with an empty side
  is false. A negation is the exact complement of what it negates.
* `was more than 6 months ago`, `was within 2 months` and their sisters compare calendar days.
"""

import hashlib
import json
import sys
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
PURCHASES = HERE.parent.parent / "examples" / "cdnow" / "purchases.parquet"

END = "1998-07-01T00:00:00Z"  # `now` of examples/cdnow/bourn.toml
WINTER = "1997-02-15T00:00:00Z"  # most customers are still to come
AUTUMN = "1997-10-01T00:00:00Z"
NOON = "1997-12-31T12:30:00Z"  # not a midnight, and a 31st
LEAP = "1998-03-31T00:00:00Z"  # one month back is 28 February

# The shape of most answers: the persons with enough purchases among those that count.
HAPPENED = "SELECT personId FROM purchases WHERE time <= {now} AND %s GROUP BY personId HAVING count(*) %s"
# For what may hold without any purchase: one row per person, whose aggregates are null where there is none.
PEOPLE = (
    "SELECT id FROM people LEFT JOIN purchases ON personId = id AND time <= {now} AND %s GROUP BY id HAVING %s"
)


def happened(which="true", times=">= 1"):
    return HAPPENED % (which, times)


def people(having, which="true"):
    return PEOPLE % (which, having)


# name, condition, now, sql
CASES = [
    # Happened, without a window.
    ("happened", "happened cdPurchased", END, happened()),
    ("happened so far", "happened cdPurchased", WINTER, happened()),
    # Filters.
    ("filter: one comparison", "happened cdPurchased where amount > 100", END, happened("amount > 100")),
    ("filter: an equal number", "happened cdPurchased where amount is 0", END, happened("amount = 0")),
    (
        "filter: bracketed and",
        "happened cdPurchased where (cds >= 10 and amount < 100)",
        END,
        happened("cds >= 10 AND amount < 100"),
    ),
    (
        "filter: bracketed or, negated comparison",
        "happened cdPurchased where (amount is not 11.77 and (cds is 1 or cds > 20))",
        AUTUMN,
        happened("amount <> 11.77 AND (cds = 1 OR cds > 20)"),
    ),
    (
        "filter: is between",
        "happened cdPurchased where amount is between 49.99 and 50.99",
        END,
        happened("amount >= 49.99 AND amount <= 50.99"),
    ),
    (
        "filter: is one of",
        "happened cdPurchased where cds is one of (7, 11, 13) at least 2 times",
        END,
        happened("cds IN (7, 11, 13)", ">= 2"),
    ),
    # Counts: five of them, each at least once.
    ("count: exactly", "happened cdPurchased exactly 3 times", END, happened(times="= 3")),
    ("count: at least", "happened cdPurchased at least 5 times", END, happened(times=">= 5")),
    ("count: at most", "happened cdPurchased at most 2 times", WINTER, happened(times="BETWEEN 1 AND 2")),
    ("count: more than", "happened cdPurchased more than 10 times", END, happened(times="> 10")),
    ("count: less than", "happened cdPurchased less than 3 times", WINTER, happened(times="BETWEEN 1 AND 2")),
    # Windows back from now.
    (
        "within last days",
        "happened cdPurchased within last 7 days",
        END,
        happened("time >= {now} - INTERVAL 168 HOURS"),
    ),
    (
        "within last days, not from a midnight",
        "happened cdPurchased within last 7 days",
        NOON,
        happened("time >= {now} - INTERVAL 168 HOURS"),
    ),
    (
        "within last hours",
        "happened cdPurchased within last 12 hours",
        NOON,
        happened("time >= {now} - INTERVAL 12 HOURS"),
    ),
    (
        "within last minutes, the far end included",
        "happened cdPurchased within last 750 minutes",
        NOON,
        happened("time >= TIMESTAMP '1997-12-31 00:00:00'"),
    ),
    (
        "within last weeks, counted",
        "happened cdPurchased at least 2 times within last 4 weeks",
        AUTUMN,
        happened("time >= {now} - INTERVAL 672 HOURS", ">= 2"),
    ),
    (
        "within last month, clamped to the month's end",
        "happened cdPurchased within last 1 month",
        LEAP,
        happened("time >= TIMESTAMP '1998-02-28 00:00:00'"),
    ),
    (
        "within last months, from a 31st at noon",
        "happened cdPurchased where amount >= 50 within last 6 months",
        NOON,
        happened("amount >= 50 AND time >= TIMESTAMP '1997-06-30 12:30:00'"),
    ),
    (
        "within last year",
        "happened cdPurchased more than 3 times within last 1 year",
        END,
        happened("time >= TIMESTAMP '1997-07-01 00:00:00'", "> 3"),
    ),
    (
        "before last days",
        "happened cdPurchased before last 500 days",
        END,
        happened("time < {now} - INTERVAL 12000 HOURS"),
    ),
    (
        "before last months, counted",
        "happened cdPurchased exactly 2 times before last 8 months",
        AUTUMN,
        happened("time < TIMESTAMP '1997-02-01 00:00:00'", "= 2"),
    ),
    (
        "between last days",
        "happened cdPurchased between last 30 days and 60 days",
        END,
        happened("time >= {now} - INTERVAL 1440 HOURS AND time <= {now} - INTERVAL 720 HOURS"),
    ),
    (
        "between last months, counted",
        "happened cdPurchased at most 1 times between last 1 month and 3 months",
        AUTUMN,
        happened("time >= TIMESTAMP '1997-07-01 00:00:00' AND time <= TIMESTAMP '1997-09-01 00:00:00'", "= 1"),
    ),
    # Windows of dates.
    ("since", "happened cdPurchased since 1998-06-30", END, happened("time >= TIMESTAMP '1998-06-30'")),
    ("after", "happened cdPurchased after 1998-06-28", END, happened("time >= TIMESTAMP '1998-06-29'")),
    ("until", "happened cdPurchased until 1997-01-02", END, happened("time < TIMESTAMP '1997-01-03'")),
    ("before", "happened cdPurchased before 1997-01-02", END, happened("time < TIMESTAMP '1997-01-02'")),
    (
        "between dates",
        "happened cdPurchased at least 2 times between 1997-11-27 and 1997-12-25",
        END,
        happened("time >= TIMESTAMP '1997-11-27' AND time < TIMESTAMP '1997-12-26'", ">= 2"),
    ),
    (
        "between dates that reach past now",
        "happened cdPurchased between 1997-09-29 and 1997-12-31",
        AUTUMN,
        happened("time >= TIMESTAMP '1997-09-29'"),
    ),
    # Joined.
    (
        "and not",
        "happened cdPurchased at least 3 times and not happened cdPurchased within last 6 months",
        END,
        happened("true", ">= 3 AND count(*) FILTER (time >= TIMESTAMP '1998-01-01') = 0"),
    ),
    (
        "or",
        "happened cdPurchased where amount > 200 or happened cdPurchased more than 20 times",
        END,
        people("count(*) FILTER (amount > 200) >= 1 OR count(personId) > 20"),
    ),
    (
        "brackets before and",
        "(happened cdPurchased where cds > 30 or happened cdPurchased exactly 2 times) and happened cdPurchased since 1998-06-01",
        END,
        people(
            "(count(*) FILTER (cds > 30) >= 1 OR count(personId) = 2)"
            " AND count(*) FILTER (time >= TIMESTAMP '1998-06-01') >= 1"
        ),
    ),
    (
        "and binds before or",
        "happened cdPurchased where cds > 30 or happened cdPurchased exactly 2 times and happened cdPurchased since 1998-06-01",
        END,
        people(
            "count(*) FILTER (cds > 30) >= 1"
            " OR (count(personId) = 2 AND count(*) FILTER (time >= TIMESTAMP '1998-06-01') >= 1)"
        ),
    ),
    # Aggregates.
    ("sum", "sum(cdPurchased.amount) > 500", END, people("coalesce(sum(amount), 0) > 500")),
    ("sum over nothing is 0", "sum(cdPurchased.amount) < 20", WINTER, people("coalesce(sum(amount), 0) < 20")),
    (
        "count in a window",
        "count(cdPurchased within last 6 months) >= 2",
        END,
        people("count(personId) >= 2", "time >= TIMESTAMP '1998-01-01'"),
    ),
    (
        "count with a filter",
        "count(cdPurchased where amount > 50) >= 3",
        AUTUMN,
        people("count(personId) >= 3", "amount > 50"),
    ),
    ("count of nothing", "count(cdPurchased) is 0", WINTER, people("count(personId) = 0")),
    # sum/n >= 50, without a division: sum >= 50 n. Over nothing both sides are 0, hence the second half.
    (
        "average",
        "average(cdPurchased.amount) >= 50",
        END,
        people("coalesce(sum(amount), 0) >= 50 * count(personId) AND count(personId) > 0"),
    ),
    (
        "average: its negation holds for those who bought nothing",
        "not average(cdPurchased.amount) >= 50",
        WINTER,
        people("NOT (coalesce(sum(amount), 0) >= 50 * count(personId) AND count(personId) > 0)"),
    ),
    ("max", "max(cdPurchased.amount) is 14.96", END, people("max(amount) = 14.96")),
    (
        "max in a window",
        "max(cdPurchased.amount within last 90 days) > 100",
        END,
        people("max(amount) > 100", "time >= {now} - INTERVAL 2160 HOURS"),
    ),
    ("min", "min(cdPurchased.cds) > 5", END, people("min(cds) > 5")),
    ("min is empty", "min(cdPurchased.amount) is empty", WINTER, people("min(amount) IS NULL")),
    (
        "min is not a number: the empty ones too",
        "min(cdPurchased.amount) is not 11.77",
        WINTER,
        people("min(amount) IS DISTINCT FROM 11.77"),
    ),
    (
        "min of time, since a date",
        "min(cdPurchased.time) since 1997-03-20",
        END,
        people("min(time) >= TIMESTAMP '1997-03-20'"),
    ),
    (
        "min of time, on a date",
        "min(cdPurchased.time) is 1997-02-14",
        WINTER,
        people("min(time) >= TIMESTAMP '1997-02-14' AND min(time) < TIMESTAMP '1997-02-15'"),
    ),
    (
        "max of time, more than months ago",
        "max(cdPurchased.time) was more than 6 months ago",
        NOON,
        people("max(time) < TIMESTAMP '1997-06-30'"),
    ),
    (
        "max of time, within days",
        "max(cdPurchased.time) was within 3 days",
        NOON,
        people("max(time) >= TIMESTAMP '1997-12-28'"),
    ),
    (
        "max of time, days ago",
        "max(cdPurchased.time) was 3 days ago",
        NOON,
        people("max(time) >= TIMESTAMP '1997-12-28' AND max(time) < TIMESTAMP '1997-12-29'"),
    ),
    (
        "max of time, until an instant",
        "max(cdPurchased.time) until 1997-01-31 00:00",
        END,
        people("max(time) <= TIMESTAMP '1997-01-31 00:00:00'"),
    ),
    # Formulas over aggregates. 0 / 0 is empty, so nobody without a purchase is in the first.
    (
        "dollars per disc",
        "sum(cdPurchased.amount) / sum(cdPurchased.cds) > 20",
        WINTER,
        people("sum(amount) > 20 * sum(cds)"),
    ),
    (
        "more in this half-year than in the one before",
        "sum(cdPurchased.amount within last 6 months) > sum(cdPurchased.amount within last 12 months) / 2",
        END,
        people(
            "2 * coalesce(sum(amount) FILTER (time >= TIMESTAMP '1998-01-01'), 0)"
            " > coalesce(sum(amount) FILTER (time >= TIMESTAMP '1997-07-01'), 0)"
        ),
    ),
    (
        "attribute and event mixed",
        "sum(cdPurchased.amount) >= 250 and happened cdPurchased where amount < 15 within last 6 months",
        END,
        people("sum(amount) >= 250 AND count(*) FILTER (amount < 15 AND time >= TIMESTAMP '1998-01-01') >= 1"),
    ),
    # A negation with nothing beside it: a segment may, a wait or a trigger may not.
    ("negation alone: so far", "not happened cdPurchased", WINTER, people("count(personId) = 0")),
    (
        "negation alone: of a count",
        "not happened cdPurchased at most 2 times",
        WINTER,
        people("NOT (count(personId) BETWEEN 1 AND 2)"),
    ),
    (
        "negation alone: of a group",
        "not (happened cdPurchased within last 90 days or happened cdPurchased at least 2 times)",
        END,
        people("NOT (count(*) FILTER (time >= {now} - INTERVAL 2160 HOURS) >= 1 OR count(personId) >= 2)"),
    ),
]

# The segments of examples/cdnow/cdnow.flow at its own `now`.
SEGMENTS = {
    "OneTimeBuyers": people("count(personId) = 1"),
    "RecentBuyers": happened("time >= {now} - INTERVAL 720 HOURS"),
    "Regulars": happened("time >= TIMESTAMP '1998-01-01'", ">= 3"),
    "BigSpenders": people("sum(amount) >= 250"),
    "LapsedBigSpenders": people("sum(amount) >= 250 AND max(time) < TIMESTAMP '1998-01-01'"),
    "BigBaskets": happened("cds >= 10 AND amount >= 100"),
    "ChristmasShoppers": people("max(time) >= TIMESTAMP '1997-11-27' AND max(time) < TIMESTAMP '1997-12-26'"),
    "ComeBacks": people(
        "count(*) FILTER (time >= TIMESTAMP '1998-04-01') >= 1"
        " AND count(*) FILTER (time < TIMESTAMP '1997-10-01') >= 1"
        " AND count(*) FILTER (time >= TIMESTAMP '1997-10-01' AND time <= TIMESTAMP '1998-04-01') = 0"
    ),
    "Faithful": people(
        "min(time) < TIMESTAMP '1997-04-01' AND (max(time) >= TIMESTAMP '1998-05-01' OR count(personId) > 10)"
    ),
    "QuickReturners": (
        "SELECT personId FROM purchases JOIN"
        " (SELECT personId AS id, min(time) AS first FROM purchases WHERE time <= {now} GROUP BY ALL) ON personId = id"
        " WHERE time <= {now} AND time <= first + INTERVAL 720 HOURS GROUP BY personId HAVING count(*) >= 2"
    ),
}

# The cases whose persons are compared too, and not only their number.
WITH_IDS = ["within last month, clamped to the month's end", "and not", "average"]


def connect():
    """The purchases with their times as plain UTC timestamps, so that no session setting has a say."""
    db = duckdb.connect()
    db.execute(
        "CREATE TABLE purchases AS SELECT personId, make_timestamp(epoch_us(time)) AS time, cds, amount"
        f" FROM read_parquet('{PURCHASES}')"
    )
    db.execute("CREATE TABLE people AS SELECT DISTINCT personId AS id FROM purchases")
    return db


def select(db, sql, now):
    """The statement for one moment, and the sorted ids that it selects."""
    sql = sql.format(now="TIMESTAMP '%s'" % now.replace("T", " ").rstrip("Z"))
    return sql, sorted(row[0] for row in db.execute(sql).fetchall())


def answers():
    """What the three files hold."""
    db = connect()
    cases, ids_of = [], []
    for name, condition, now, sql in CASES:
        sql, ids = select(db, sql, now)
        cases.append({"name": name, "condition": condition, "now": now, "sql": sql, "count": len(ids)})
        if name in WITH_IDS:
            # One id a line, each line ended: what `--ids` prints.
            digest = hashlib.sha256("".join(f"{i}\n" for i in ids).encode()).hexdigest()
            ids_of.append(
                {"name": name, "condition": condition, "now": now, "count": len(ids), "sha256": digest, "first": ids[:10]}
            )
    segments = []
    for name, sql in SEGMENTS.items():
        sql, ids = select(db, sql, END)
        segments.append({"name": name, "now": END, "sql": sql, "count": len(ids)})
    return {"cdnow.json": cases, "cdnow_ids.json": ids_of, "cdnow_segments.json": segments}


def main():
    for file, rows in answers().items():
        text = json.dumps(rows, indent=2) + "\n"
        path = HERE / file
        if "--check" not in sys.argv:
            path.write_text(text)
        elif path.read_text() != text:
            sys.exit(f"{file} differs")


if __name__ == "__main__":
    main()
