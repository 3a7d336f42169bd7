#!/usr/bin/env python3
"""What the three flows of examples/cdnow do over the whole history, worked out in plain Python.

    pip install pyarrow
    python3 tests/oracle/cdnow_run.py            # writes cdnow_run.json beside this file
    python3 tests/oracle/cdnow_run.py --check    # compares with it instead

Persons do not meet in these flows, so each is played alone: their purchases in order of time, and between them the
deadlines that fall due. A flow is a class whose methods are its steps, written down by hand from cdnow.flow; how they
follow one another comes from the language's description:

* At one purchase: it is recorded, then `exit when`, then the wait that the person is in, then the triggers. So the
  purchase that ends a win-back begins the next one.
* A deadline at the very moment of a purchase comes after it (two purchases of one day are two at the same moment): a
  purchase at exactly the deadline of a wait is in time, and one at exactly the end of a pause comes first.
* A step sees the purchases handled so far. The first of two on one day does not see the second.
* Days are 24 hours, months the calendar's. Deadlines at or before the end of the run fall due, the end included.

The branch of a split comes from a hash that is not worked out here. Both branches of the one split take no time and
join, so all else is known, and no label inside a branch is listed.
"""

import json
import sys
from collections import Counter
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
PURCHASES = HERE.parent.parent / "examples" / "cdnow" / "purchases.parquet"
UTC = ZoneInfo("UTC")
NOW = datetime(1998, 7, 1, tzinfo=UTC)
DAY = timedelta(hours=24)


def round_half_away(value, places):
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def days_until(start, days, hour):
    """`pause 14 days until 10:00` in UTC: that hour on the fourteenth day from today."""
    return (start + days * DAY).replace(hour=hour, minute=0, second=0, microsecond=0)


def add_months(start, months):
    """`pause 3 months` in UTC: the same clock time, at the latest on the month's last day."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    day = start.day
    while True:
        try:
            return start.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1


def next_monday(start, hour, zone):
    """`pause until monday at 09:00`: the next such moment of that zone, strictly later."""
    local = start.astimezone(zone)
    day = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    while day.weekday() != 0 or day <= local:  # one zone: clock time against clock time, and a day is a day of the calendar
        day += DAY
    return day.astimezone(UTC)


class Person:
    """What is known of a person: purchases so far, tags, and what flows wrote."""

    def __init__(self):
        self.purchases = []  # (time, dollars)
        self.tags = set()
        self.stage = None
        self.win_backs = 0
        self.bonus_points = None

    def spent(self):
        return sum(dollars for _, dollars in self.purchases)


class Flow:
    """One person in one flow: outside (`due` and `step` are None) or at a step that lasts until `due`."""

    def __init__(self, person):
        self.person = person
        self.due = None
        self.step = None  # what happens at `due`
        self.exited_at = None
        self.entries = 0
        self.labels = Counter()
        self.exits = Counter()
        self.refusals = Counter()

    def inside(self):
        return self.step is not None

    def at(self, label):
        self.labels[label] += 1

    def stay(self, due, step):
        self.due, self.step = due, step

    def leave(self, time, reason):
        self.due = self.step = None
        self.exited_at = time
        self.exits[reason] += 1

    def enter(self, time, paid):
        if self.inside():
            self.refusals["inside"] += 1
        elif not self.may_enter_again(time):
            self.refusals["too soon"] += 1
        else:
            self.entries += 1
            self.paid = paid
            self.start(time)

    # What flows replace, in the order of one event.

    def exit_when(self, time):
        pass

    def wait(self, time, dollars):
        pass

    def triggered(self, time):
        raise NotImplementedError

    def may_enter_again(self, time):
        return True

    def start(self, time):
        raise NotImplementedError


class SecondPurchase(Flow):
    def triggered(self, time):
        return len(self.person.purchases) == 1

    def start(self, time):
        self.at("thanks")
        self.at("second")
        self.stay(time + 30 * DAY, self.no_second)

    def wait(self, time, dollars):
        if self.step == self.no_second:
            self.person.tags.add("growing" if dollars > self.paid else "quick second")
            self.end(time)
        elif self.step == self.still_none:
            self.person.tags.add("slow second")
            self.end(time)

    def no_second(self, time):
        self.at("nudge")
        self.at("late")
        self.stay(time + 60 * DAY, self.still_none)

    def still_none(self, time):
        self.at("lost")
        self.person.stage = "one-timer"
        self.leave(time, "exit")

    def end(self, time):
        self.at("returned")
        self.person.stage = "returned"
        self.at("welcomeBack")
        self.leave(time, "end")


class WinBack(Flow):
    def triggered(self, time):
        return True

    def exit_when(self, time):
        if self.inside():
            self.leave(time, "exit when")

    def start(self, time):
        self.at("awake")
        self.person.tags.discard("dormant")
        self.at("silence")
        self.stay(time + 60 * DAY, self.fell_silent)

    def fell_silent(self, time):
        self.at("worth")
        orders = len(self.person.purchases)
        if self.person.spent() >= 250:
            self.at("vip")
            self.person.tags.add("worth a call")
        elif orders >= 3 or self.person.spent() >= 50 * orders:
            self.at("solid")
        self.at("missYou")
        self.at("patience")
        self.stay(days_until(time, 14, 10), self.no_answer)

    def no_answer(self, time):
        self.at("offer")
        self.at("counted")
        self.person.win_backs += 1
        self.at("goodbye")
        self.stay(add_months(time, 3), self.fell_asleep)

    def fell_asleep(self, time):
        self.at("asleep")
        self.person.tags.add("dormant")
        self.at("dormant")
        self.person.stage = "dormant"
        self.leave(time, "end")


class Rewards(Flow):
    ZONE = ZoneInfo("America/New_York")

    def triggered(self, time):
        return sum(1 for bought, _ in self.person.purchases if bought >= time - 60 * DAY) >= 3

    def may_enter_again(self, time):
        return self.exited_at is None or time >= self.exited_at + 180 * DAY

    def start(self, time):
        self.at("monday")
        self.stay(next_monday(time, 9, self.ZONE), self.reward)

    def reward(self, time):
        self.at("gift")
        points = self.person.bonus_points or 0
        self.person.bonus_points = points + round_half_away(self.paid / 10, 0)
        self.at("letter")
        self.leave(time, "end")


def fire_deadlines(flows, falls_due):
    """What is due, earliest first; at the same moment in the order of the flows."""
    while due := [flow for flow in flows if flow.inside() and falls_due(flow.due)]:
        flow = min(due, key=lambda flow: flow.due)
        flow.step(flow.due)


def play(purchases):
    """One person's whole history."""
    person = Person()
    flows = [SecondPurchase(person), WinBack(person), Rewards(person)]
    for time, dollars in purchases:
        fire_deadlines(flows, lambda due: due < time)
        person.purchases.append((time, dollars))
        for flow in flows:
            flow.exit_when(time)
        for flow in flows:
            flow.wait(time, dollars)
        for flow in flows:
            if flow.triggered(time):
                flow.enter(time, dollars)
    fire_deadlines(flows, lambda due: due <= NOW)
    return person, flows


def times_and_persons(counters):
    """For each key of the persons' counters: how often in all, and by how many persons."""
    times, persons = Counter(), Counter()
    for counter in counters:
        times.update(counter)
        persons.update(counter.keys())
    return {key: {"times": times[key], "persons": persons[key]} for key in times}


def summary(flows):
    return {
        "entries": sum(flow.entries for flow in flows),
        "persons": sum(flow.entries > 0 for flow in flows),
        "refusals": times_and_persons(flow.refusals for flow in flows),
        "exits": times_and_persons(flow.exits for flow in flows),
        "inside": sum(flow.inside() for flow in flows),
        "labels": times_and_persons(flow.labels for flow in flows),
    }


def counted(values):
    """How many persons have each value, the empty ones left out."""
    return {str(value): count for value, count in sorted(Counter(v for v in values if v is not None).items())}


def run():
    table = pq.read_table(PURCHASES)
    rows = zip(*(table[name].to_pylist() for name in ("personId", "time", "amount")))
    persons, flows = [], []
    for _, purchases in groupby(rows, key=lambda row: row[0]):
        person, of_person = play([(time, dollars) for _, time, dollars in purchases])
        persons.append(person)
        flows.append(of_person)
    points = [person.bonus_points for person in persons if person.bonus_points is not None]
    return {
        "now": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "persons": len(persons),
        "purchases": sum(len(person.purchases) for person in persons),
        "flows": {kind.__name__: summary(column) for kind, column in zip((SecondPurchase, WinBack, Rewards), zip(*flows))},
        "tags": counted(tag for person in persons for tag in person.tags),
        "people": {
            "stage": counted(person.stage for person in persons),
            "winBacks": counted(person.win_backs or None for person in persons),
            "bonusPoints": {"persons": len(points), "sum": str(sum(points))},
        },
    }


def main():
    text = json.dumps(run(), indent=2) + "\n"
    path = HERE / "cdnow_run.json"
    if "--check" not in sys.argv:
        path.write_text(text)
    elif path.read_text() != text:
        sys.exit(f"{path.name} differs")


if __name__ == "__main__":
    main()
