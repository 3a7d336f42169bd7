#!/usr/bin/env python3
"""Turns the CDNOW purchase log into the events file of `examples/cdnow`.

    pip install pyarrow
    python3 scripts/cdnow_to_parquet.py CDNOW_master.txt examples/cdnow/purchases.parquet

The source has one purchase a line: customer, day, number of CDs, dollars. It is ordered by customer and day, and the
order of its lines is the order of the purchases; 215 lines stand there more than once (one customer, one day, the same
basket again) and every copy is a purchase. All of this is kept: a line in is a row out.

One version of pyarrow writes the same bytes each time.
"""

import sys
from datetime import datetime, timezone
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        pa.field("personId", pa.string(), nullable=False),
        pa.field("name", pa.dictionary(pa.int32(), pa.string()), nullable=False),
        pa.field("time", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("cds", pa.int32(), nullable=False),
        pa.field("amount", pa.decimal128(9, 2), nullable=False),
    ]
)


def read_purchases(path):
    """The purchases in the order of the lines: (person, time, CDs, dollars)."""
    purchases = []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            fields = line.split()
            if not fields or not fields[0].isdigit():  # the heading
                continue
            customer, day, cds, dollars = fields
            time = datetime.strptime(day, "%Y%m%d").replace(tzinfo=timezone.utc)
            purchases.append((f"{int(customer):05d}", time, int(cds), Decimal(dollars)))
    return purchases


def check_order(purchases):
    """Readers rely on one run of rows per person, oldest first."""
    for before, after in zip(purchases, purchases[1:]):
        if before[:2] > after[:2]:
            sys.exit(f"not ordered by customer and day: {before} stands before {after}")


def write_parquet(purchases, path):
    persons, times, cds, amounts = zip(*purchases)
    names = pa.DictionaryArray.from_arrays(pa.array([0] * len(purchases), pa.int32()), ["cdPurchased"])
    columns = [persons, names, times, cds, amounts]
    table = pa.Table.from_arrays(
        [c if isinstance(c, pa.Array) else pa.array(c, field.type) for c, field in zip(columns, SCHEMA)],
        schema=SCHEMA,
    )
    pq.write_table(table, path, compression="zstd", compression_level=9, sorting_columns=[pq.SortingColumn(0), pq.SortingColumn(2)])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    purchases = read_purchases(sys.argv[1])
    check_order(purchases)
    write_parquet(purchases, sys.argv[2])
    persons = len({person for person, *_ in purchases})
    print(f"{len(purchases)} purchases of {persons} persons", file=sys.stderr)


if __name__ == "__main__":
    main()
