"""What a predicate means, for each peer.

A predicate is a nested list:

    ["and" | "or", p, …]   ["not", p]   ["true", column]   ["empty", text column]   ["missing", column]
    ["gt" | "ge" | "lt" | "le" | "eq" | "ne", column, value]   ["between", column, low, high]   ["in", column, [value, …]]
    ["contains" | "starts" | "ends", column, text]
    ["was within", column, days]   ["will be within", column, days]   ["was more than", column, days]
    ["weighted", one, "k", other, "v"]      one * k + other > v, in exact decimals

It means what Bourn means by it:

* Texts compare without regard to case: `lower`, which is enough for these data, whose letters fold to one small letter each. With
  `exact` they compare as they are, which is what somebody would write who knows that the case of the data is right.
* The last three compare calendar dates in the zone of the account. Now is known, so they are bounds that are known beforehand.
* What is missing satisfies nothing but `empty`, `missing` and what is negated: `ne` and `not` are exact complements.
* `""` is empty, too.
"""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

NOW = dt.datetime(2025, 6, 15, 12, 0, 0, tzinfo=dt.timezone.utc)
ZONE = ZoneInfo("Europe/Zagreb")
SYMBOLS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "="}
DECIMALS = {"loyaltyPoints", "lifetimeValue", "price"}
COMPLEMENTS = {"ne": "eq"}


def at(days):
    """A moment so many times 24 hours from now."""
    return NOW + dt.timedelta(days=days)


def day(days):
    """The moment at which the day begins that is so many days from today, in the zone."""
    today = NOW.astimezone(ZONE).date() + dt.timedelta(days=days)
    return dt.datetime.combine(today, dt.time(), ZONE).astimezone(dt.timezone.utc)


def bounds(kind, days):
    """The first moment and the first that is not in it any more."""
    return {
        "was within": (day(-days), day(1)),
        "will be within": (day(0), day(days + 1)),
        "was more than": (None, day(-days)),
    }[kind]


class Sql:
    """One dialect: `duckdb`, `clickhouse` or `datafusion`."""

    def __init__(self, name, exact=False):
        self.name, self.exact = name, exact
        self.clickhouse = name == "clickhouse"

    def moment(self, moment):
        text = moment.strftime("%Y-%m-%d %H:%M:%S")
        return {
            "duckdb": f"TIMESTAMPTZ '{text}+00'",
            "clickhouse": f"toDateTime64('{text}',6,'UTC')",
            "datafusion": f"arrow_cast('{text}+00:00','Timestamp(Microsecond, Some(\"UTC\"))')",
        }[self.name]

    def decimal(self, text):
        scale = len(text.split(".")[1]) if "." in text else 0
        width = len(text.replace(".", ""))
        return {
            "duckdb": f"{text}::DECIMAL({width},{scale})",
            "clickhouse": f"toDecimal64('{text}',{scale})",
            "datafusion": f"arrow_cast('{text}','Decimal128({width}, {scale})')",
        }[self.name]

    def count_if(self, condition):
        return f"countIf({condition})" if self.clickhouse else f"count(*) FILTER (WHERE {condition})"

    def sum_if(self, column, condition):
        return f"sumIf({column},{condition})" if self.clickhouse else f"sum({column}) FILTER (WHERE {condition})"

    def bit(self, condition, place):
        if self.clickhouse:
            return f"bitShiftLeft(toUInt64(coalesce({condition},0)),{place})"
        return f"(CASE WHEN {condition} THEN {1 << place} ELSE 0 END)"

    def text(self, column):
        if self.exact:
            return column
        return f"lowerUTF8({column})" if self.clickhouse else f"lower({column})"

    def literal(self, column, value):
        if isinstance(value, str) and column in DECIMALS:
            return self.decimal(value)
        if isinstance(value, str):
            value = value if self.exact else value.lower()
            return "'" + value.replace("'", "''") + "'"
        return str(value)

    def operand(self, column, value):
        is_text = isinstance(value, str) and column not in DECIMALS
        return self.text(column) if is_text else column

    def negated(self, condition):
        return f"(NOT coalesce({condition}, {'0' if self.clickhouse else 'false'}))"

    def predicate(self, e):
        kind, a = e[0], e[1:]
        if kind in ("and", "or"):
            return "(" + f" {kind.upper()} ".join(self.predicate(x) for x in a) + ")"
        if kind == "not":
            return self.negated(self.predicate(a[0]))
        if kind in COMPLEMENTS:
            return self.negated(self.predicate([COMPLEMENTS[kind], *a]))
        c = a[0]
        if kind == "true":
            return c
        if kind == "empty":
            return f"({c} IS NULL OR {c} = '')"
        if kind == "missing":
            return f"{c} IS NULL"
        if kind in SYMBOLS:
            return f"{self.operand(c, a[1])} {SYMBOLS[kind]} {self.literal(c, a[1])}"
        if kind == "between":
            return f"{c} BETWEEN {self.literal(c, a[1])} AND {self.literal(c, a[2])}"
        if kind == "in":
            return f"{self.operand(c, a[1][0])} IN ({','.join(self.literal(c, x) for x in a[1])})"
        if kind in ("contains", "starts", "ends"):
            return self.search(kind, c, a[1])
        if kind == "weighted":
            return f"{c}*{self.decimal(a[1])} + {a[2]} > {self.decimal(a[3])}"
        first, end = bounds(kind, a[1])
        parts = [f"{c} >= {self.moment(first)}"] if first else []
        return "(" + " AND ".join(parts + [f"{c} < {self.moment(end)}"]) + ")"

    def search(self, kind, column, sought):
        text, sought = self.text(column), self.literal("", sought)
        if self.clickhouse:
            if kind == "contains" and not self.exact:
                return f"positionCaseInsensitiveUTF8({column},{sought}) > 0"
            name = {"contains": "position", "starts": "startsWith", "ends": "endsWith"}[kind]
            return f"{name}({text},{sought})" + (" > 0" if kind == "contains" else "")
        name = {"contains": "contains", "starts": "starts_with", "ends": "ends_with"}[kind]
        return f"{name}({text},{sought})"


class Polars:
    """Expressions of Polars."""

    def __init__(self, exact=False):
        self.exact = exact

    def text(self, column):
        import polars as pl

        return pl.col(column) if self.exact else pl.col(column).cast(pl.String).str.to_lowercase()

    def literal(self, column, value):
        if isinstance(value, str) and column in DECIMALS:
            return Decimal(value)
        return value if self.exact or not isinstance(value, str) else value.lower()

    def operand(self, column, value):
        import polars as pl

        is_text = isinstance(value, str) and column not in DECIMALS
        return self.text(column) if is_text else pl.col(column)

    def predicate(self, e):
        import polars as pl

        kind, a = e[0], e[1:]
        if kind in ("and", "or"):
            out = self.predicate(a[0])
            for x in a[1:]:
                out = (out & self.predicate(x)) if kind == "and" else (out | self.predicate(x))
            return out
        if kind == "not":
            return ~self.predicate(a[0]).fill_null(False)
        if kind in COMPLEMENTS:
            return ~self.predicate([COMPLEMENTS[kind], *a]).fill_null(False)
        c = pl.col(a[0])
        if kind == "true":
            return c
        if kind == "empty":
            return c.is_null() | (c == "")
        if kind == "missing":
            return c.is_null()
        if kind in SYMBOLS:
            operand = self.operand(a[0], a[1])
            return getattr(operand, kind)(pl.lit(self.literal(a[0], a[1])))
        if kind == "between":
            return c.is_between(a[1], a[2])
        if kind == "in":
            operand = self.operand(a[0], a[1][0])
            out = operand == self.literal(a[0], a[1][0])
            for x in a[1][1:]:
                out = out | (operand == self.literal(a[0], x))
            return out
        if kind == "contains":
            return self.text(a[0]).str.contains(self.literal("", a[1]), literal=True)
        if kind == "starts":
            return self.text(a[0]).str.starts_with(self.literal("", a[1]))
        if kind == "ends":
            return self.text(a[0]).str.ends_with(self.literal("", a[1]))
        if kind == "weighted":
            return weighted(c, *a[1:])
        first, end = bounds(kind, a[1])
        return (c >= first) & (c < end) if first else c < end


def weighted(one, k, other, limit):
    """Polars rounds a decimal product back to the column's scale, so both sides are scaled until `k` is whole."""
    import polars as pl

    scale = 10 ** (len(k.split(".")[1]) if "." in k else 0)
    left = one * pl.lit(Decimal(int(Decimal(k) * scale))) + pl.col(other) * pl.lit(Decimal(scale))
    return left > pl.lit(Decimal(limit) * scale)


class Bourn:
    """The text of a segment."""

    WORDS = {"contains": "contains", "starts": "starts with", "ends": "ends with", "eq": "is", "ne": "is not"}

    def literal(self, column, value):
        return f'"{value}"' if isinstance(value, str) and column not in DECIMALS else str(value)

    def predicate(self, e):
        kind, a = e[0], e[1:]
        if kind in ("and", "or"):
            return f" {kind} ".join(self.bracketed(x) for x in a)
        if kind == "not":
            return f"not ({self.predicate(a[0])})"
        if kind == "true":
            return a[0]
        if kind in ("empty", "missing"):
            return f"{a[0]} is empty"
        if kind == "between":
            return f"{a[0]} is between {a[1]} and {a[2]}"
        if kind == "in":
            return f"{a[0]} is one of ({', '.join(self.literal(a[0], x) for x in a[1])})"
        if kind == "weighted":
            return f"{a[0]} * {a[1]} + {a[2]} > {a[3]}"
        if kind in SYMBOLS and kind != "eq":
            return f"{a[0]} {SYMBOLS[kind]} {a[1]}"
        if kind in self.WORDS:
            return f"{a[0]} {self.WORDS[kind]} {self.literal(a[0], a[1])}"
        return f"{a[0]} {kind} {a[1]} days" + (" ago" if kind == "was more than" else "")

    def bracketed(self, e):
        return f"({self.predicate(e)})" if e[0] in ("and", "or") else self.predicate(e)
