#!/usr/bin/env python3
"""What the flow of examples/shop does with its people, worked out in plain Python; no package is needed.

    python3 tests/oracle/shop_run.py            # writes shop_run.json beside this file
    python3 tests/oracle/shop_run.py --check    # compares with it instead

Written down by hand from shop.flow and from the language's description, like cdnow_run.py, which tells the order of
things. The branch of the split comes from a hash that is not worked out here; both branches take no time and join.
"""

import csv
import json
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
SHOP = HERE.parent.parent / "examples" / "shop"
ZAGREB = ZoneInfo("Europe/Zagreb")
UTC = ZoneInfo("UTC")
NOW = datetime(2026, 11, 15, tzinfo=ZAGREB).astimezone(UTC)
START = datetime(2026, 9, 1, 9, tzinfo=ZAGREB).astimezone(UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)


def next_monday_at_13(start):
    day = start.astimezone(ZAGREB).replace(hour=13, minute=0, second=0, microsecond=0)
    while day.weekday() != 0 or day.astimezone(UTC) <= start:
        day += DAY  # in one zone a day more is the same clock time
    return day.astimezone(UTC)


def read_people():
    with open(SHOP / "people.csv", encoding="utf-8", newline="") as file:
        return {row["personId"]: row for row in csv.DictReader(file)}


def read_events():
    """Each person's events in order; a second one with the same id is none."""
    of_person, seen = {}, set()
    for line in open(SHOP / "events.jsonl", encoding="utf-8"):
        event = json.loads(line, parse_float=Decimal)
        if event["eventId"] not in seen:
            seen.add(event["eventId"])
            event["time"] = datetime.fromisoformat(event["time"]).astimezone(UTC)
            of_person.setdefault(event["personId"], []).append(event)
    return of_person


class Journey:
    """One person and the flow AbandonedCart."""

    def __init__(self, row):
        self.row = row
        self.points = int(row["loyaltyPoints"]) if row["loyaltyPoints"] else None
        self.last_offer = None
        self.past = []
        self.step = self.due = self.exited_at = None
        self.seen = Counter()
        self.discounts = []

    def place(self):
        """The element that the person is in, by what comes after it."""
        return {self.remind: "pause 1 hour", self.no_reaction: "wait for event", self.finish: "pause until monday"}[self.step]

    def leave(self, time, reason):
        self.step = self.due = None
        self.exited_at = time
        self.seen["exit: " + reason] += 1

    def stay(self, due, step):
        self.step, self.due = step, due

    def handle(self, event):
        time, name = event["time"], event["name"]
        self.past.append(event)
        if self.step and name == "itemPurchased":
            self.seen["bought in: " + self.place()] += 1
            self.leave(time, "exit when")
        if self.step == self.no_reaction and event.get("element") == "reminder" and event.get("flow") == "AbandonedCart":
            if name == "emailLinkClicked":
                self.seen["arm: clicked"] += 1
                self.finish(time)
            elif name == "emailOpened":
                self.seen["arm: opened"] += 1
                self.stay(next_monday_at_13(time), self.finish)
        if name == "addedToCart" and time >= START:
            if self.step:
                self.seen["refused: inside"] += 1
            elif self.exited_at is not None and time < self.exited_at + 7 * DAY:
                self.seen["refused: too soon"] += 1
            else:
                self.seen["entries"] += 1
                self.item, self.price = event["itemId"], event["price"]
                self.stay(time + HOUR, self.remind)

    def browses_the_sale(self, time):
        def happened(name):
            return [e for e in self.past if e["name"] == name and e["time"] >= time - 7 * DAY]

        return (
            self.row["age"] != ""
            and int(self.row["age"]) >= 18
            and self.row["country"] == "Croatia"
            and sum("/sale" in view["url"].lower() for view in happened("pageView")) >= 3
            and not happened("itemPurchased")
        )

    def remind(self, time):
        share = None
        if self.browses_the_sale(time):
            self.seen["audience: sale browsers"] += 1
            share = Decimal("0.10")
        elif (self.points or 0) >= 1000:
            self.seen["audience: gold"] += 1
            share = Decimal("0.20")
        else:
            self.seen["audience: otherwise"] += 1
        discount = Decimal(5) if share is None else (self.price * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
        self.discounts.append(discount)
        self.seen["reminder"] += 1
        self.stay(time + 2 * DAY, self.no_reaction)

    def no_reaction(self, time):
        self.seen["arm: otherwise"] += 1
        self.leave(time, "exit")

    def finish(self, time):
        self.seen["offer"] += 1
        self.points = (self.points or 0) + 10
        self.last_offer = self.item
        self.leave(time, "end")


def segments(people, events):
    """How many people of the file are in each segment at the end, with their profiles as they came."""
    today = date(2026, 11, 15)
    counts = Counter()
    for person, row in people.items():
        past = [event for event in events.get(person, []) if event["time"] <= NOW]
        bought = [event for event in past if event["name"] == "itemPurchased"]
        sale_views = [
            event for event in past
            if event["name"] == "pageView" and event["time"] >= NOW - 7 * DAY and "/sale" in event["url"].lower()
        ]
        ends = date.fromisoformat(row["Contract Expiry Date"]) if row["Contract Expiry Date"] else None
        trial = datetime.fromisoformat(row["trialExpiry"]).astimezone(ZAGREB).date() if row["trialExpiry"] else None
        counts["SaleBrowsers"] += (
            int(row["age"] or 0) >= 18
            and row["country"] == "Croatia"
            and len(sale_views) >= 3
            and not any(event["time"] >= NOW - 7 * DAY for event in bought)
        )
        counts["GoldMembers"] += (
            int(row["loyaltyPoints"] or 0) >= 1000
            or sum(event["price"] for event in bought if event["time"] >= NOW - 90 * DAY) > 200
        )
        counts["TrialsThatEnd"] += row["plan"] == "free" and trial is not None and today <= trial <= date(2026, 11, 29)
        counts["ContractsToRenew"] += (
            row["plan"].lower() in ("pro", "team") and ends is not None and date(2026, 10, 15) <= ends <= date(2027, 2, 15)
        )
        counts["Unreachable"] += row["email"] == "" and row["phone"] == ""
    return dict(counts)


def run():
    people, events = read_people(), read_events()
    journeys = []
    for person, row in people.items():
        journey = Journey(row)
        for event in events.get(person, []):
            while journey.step and journey.due < event["time"]:
                journey.step(journey.due)
            journey.handle(event)
        while journey.step and journey.due <= NOW:
            journey.step(journey.due)
        journeys.append(journey)
    times = sum((journey.seen for journey in journeys), Counter())
    persons = Counter(key for journey in journeys for key in journey.seen)
    return {
        "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "people": len(people),
        "events": sum(map(len, events.values())),
        "segments": segments(people, events),
        "AbandonedCart": {key: {"times": times[key], "persons": persons[key]} for key in sorted(times)},
        "inside": sum(journey.step is not None for journey in journeys),
        "discounts": str(sum(d for journey in journeys for d in journey.discounts)),
        "loyaltyPoints": sum(journey.points or 0 for journey in journeys),
        "lastOffer": dict(sorted(Counter(j.last_offer for j in journeys if j.last_offer).items())),
    }


def main():
    text = json.dumps(run(), indent=2, ensure_ascii=False) + "\n"
    path = HERE / "shop_run.json"
    if "--check" not in sys.argv:
        path.write_text(text, encoding="utf-8")
    elif path.read_text(encoding="utf-8") != text:
        sys.exit(f"{path.name} differs")


if __name__ == "__main__":
    main()
