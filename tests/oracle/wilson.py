"""Wilson's score intervals, with decimals of 50 digits: writes wilson.csv, or compares with --check. Shares no code with Bourn.

81 of 263 and 15 of 148 are those of R. G. Newcombe, Statistics in Medicine 17 (1998), pages 857-872, table I.

The interval is found as its definition has it, by bisection: all p with |x/n - p| <= z * sqrt(p * (1 - p) / n).
"""

import sys
from decimal import ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path

getcontext().prec = 50
Z = Decimal("1.95996398454005423552459443052055152795555007786954")
CASES = [
    (0, 30), (30, 30), (1, 30), (15, 30), (29, 30), (33, 122), (18, 112), (81, 263), (15, 148), (0, 1000),
    (1, 1000), (500, 1000), (999, 1000), (1000, 1000), (123, 4567), (250_000, 1_000_000), (7, 1_000_000),
]


def holds(x, n, p):
    return abs(Decimal(x) / n - p) <= Z * (p * (1 - p) / n).sqrt()


def end(x, n, inside, outside):
    for _ in range(150):
        middle = (inside + outside) / 2
        if holds(x, n, middle):
            inside = middle
        else:
            outside = middle
    return inside


def rounded(share):
    return float(share.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def lines():
    yield "reached,persons,rate,low,high"
    for x, n in CASES:
        share = Decimal(x) / n
        low = end(x, n, share, Decimal(0)) if x > 0 else Decimal(0)
        high = end(x, n, share, Decimal(1)) if x < n else Decimal(1)
        yield f"{x},{n},{rounded(share)},{rounded(low)},{rounded(high)}"


text = "".join(f"{line}\n" for line in lines())
path = Path(__file__).with_suffix(".csv")
if "--check" in sys.argv:
    sys.exit(0 if path.read_text(encoding="utf-8") == text else f"{path.name} differs")
path.write_text(text, encoding="utf-8")
