#!/usr/bin/env python3
"""Makes the people and the events of `examples/shop`.

    python3 scripts/shop_data.py examples/shop

Writes people.csv and events.jsonl: four hundred people of an invented shop and what they did from September to the
middle of November 2026. Nobody in it exists. Standard library only, and the same bytes each time: all chance comes from
one seeded generator, and of that only `random()` is used, whose values Python promises to keep.

Each person is played through some visits. A visit puts something into the cart and then takes one of the courses in
COURSES, so that the flow AbandonedCart has people on each of its ways. What people do after a message (opening it,
clicking in it) happens only if the flow would have sent that message.
"""

import csv
import io
import json
import random
import sys
import unicodedata
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

PEOPLE = 400
FIRST_DAY = datetime(2026, 8, 31, 22, 0, tzinfo=timezone.utc)  # 1 September in Zagreb
FLOW_START = datetime(2026, 9, 1, 7, 0, tzinfo=timezone.utc)  # `schedule from 2026-09-01 09:00`
LAST_MOMENT = datetime(2026, 11, 14, 22, 0, tzinfo=timezone.utc)
SUMMER_TIME_ENDS = datetime(2026, 10, 25, 1, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)

# country, weight, phone prefix, language, cities, first names (female, male), last names
COUNTRIES = [
    ("Croatia", 55, "38591", "hr",
     ["Zagreb", "Split", "Rijeka", "Osijek", "Šibenik", "Čakovec", "Požega", "Đakovo"],
     ["Ana", "Đurđica", "Željka", "Marija", "Iva", "Lucija", "Snježana", "Petra", "Nikolina", "Šimica"],
     ["Ivan", "Željko", "Šime", "Luka", "Krešimir", "Zvonimir", "Mate", "Hrvoje", "Dražen", "Antun"],
     ["Horvat", "Kovačević", "Babić", "Marić", "Jurić", "Šarić", "Đurić", "Žanić", "Pavlović", "Radošević", "Čović"]),
    ("Germany", 12, "49151", "de-DE", ["Köln", "München", "Würzburg", "Berlin", "Gießen"],
     ["Käthe", "Jördis", "Anja", "Sabine"], ["Jürgen", "Björn", "Matthias", "Jan-Ole"],
     ["Müller", "Groß", "Schröder", "Jäger", "Weiß", "Strauß"]),
    ("France", 8, "33612", "fr", ["Besançon", "Nîmes", "Lyon", "Orléans"],
     ["Zoë", "Hélène", "Chloé"], ["François", "Noël", "Jérôme"], ["Lefèvre", "Çelik", "D’Aubigné", "Béranger"]),
    ("Poland", 8, "48501", "pl", ["Łódź", "Kraków", "Wrocław", "Gdańsk"],
     ["Małgorzata", "Elżbieta", "Zofia"], ["Łukasz", "Paweł", "Stanisław"], ["Wiśniewski", "Dąbek", "Żak", "Łuczak"]),
    ("Greece", 5, "30694", "el", ["Αθήνα", "Θεσσαλονίκη", "Πάτρα"],
     ["Ελένη", "Σοφία"], ["Γιώργος", "Οδυσσέας"], ["Παπαδόπουλος", "Νικολάου", "Βλάχος"]),
    ("Denmark", 4, "45201", "da", ["Ærøskøbing", "Århus", "Køge"],
     ["Bodil", "Åse"], ["Søren", "Jørgen"], ["Sørensen", "Nygård", "Kjær"]),
    ("Spain", 4, "34611", "es", ["A Coruña", "Cádiz", "León"],
     ["Begoña", "Inés"], ["Íñigo", "José"], ["Muñoz", "Ibáñez", "Núñez"]),
    ("Ukraine", 2, "38050", "uk", ["Львів", "Київ"], ["Олена"], ["Тарас"], ["Шевчук", "Ковальчук"]),
    ("Iceland", 2, "35466", "is", ["Reykjavík", "Ísafjörður"], ["Þórdís"], ["Guðmundur"], ["Ægisdóttir", "Þórðarson"]),
]

ITEMS = [
    ("A17", "Rain jacket", "49.90", "12.40"), ("A18", "Wool scarf", "24.50", "9.10"), ("B02", "Hiking boots", "129.00", "38.00"),
    ("B07", "Trekking poles", "59.95", "17.25"), ("C11", "Tent for two", "219.00", "61.50"), ("C12", "Sleeping bag", "89.90", "22.75"),
    ("D01", "Čvarak snack bar", "1.20", "0.35"), ("D05", "Thermos flask", "19.99", "6.02"), ("E21", "Head torch", "34.95", "11.11"),
]

# How a visit goes on after the cart, and how often in a hundred.
COURSES = [
    ("buys at once", 12),  # within the hour, so there is no reminder
    ("clicks", 20),
    ("opens, then clicks", 6),  # the opening decides
    ("opens", 18),
    ("opens, then buys", 7),  # before the pause until Monday is over
    ("buys later", 11),  # within the two days of the wait, without a glance at the mail
    ("opens too late", 5),
    ("nothing", 21),
]

PAGES = [
    ("/", "Home"), ("/new", "New arrivals"), ("/sale", "Sale"), ("/sale/jackets", "Sale: jackets"), ("/SALE?utm=mail", "Sale"),
    ("/account", "My account"), ("/items/a17", "Rain jacket"), ("/stores/split", "Our shop in Split"),
]
SALE_PAGES = [page for page in PAGES if "sale" in page[0].lower()]
OTHER_PAGES = [page for page in PAGES if "sale" not in page[0].lower()]
REFERRERS = ["https://search.example/", "https://news.example/outdoor", "https://shop.example/"]

dice = random.Random("bourn shop")


def chance(percent):
    return dice.random() * 100 < percent


def between(low, high):
    """A whole number, both ends included."""
    return low + int(dice.random() * (high - low + 1))


def pick(choices):
    return choices[between(0, len(choices) - 1)]


def pick_weighted(choices, weight):
    left = dice.random() * sum(weight(choice) for choice in choices)
    for choice in choices:
        left -= weight(choice)
        if left < 0:
            return choice
    return choices[-1]


def later(moment, low, high):
    """A moment that many seconds later."""
    return moment + timedelta(seconds=between(int(low.total_seconds()), int(high.total_seconds())))


def in_zagreb(moment):
    """Its clock there. The rule is written out, so that no time zone data of the machine has a say."""
    return moment.astimezone(timezone(2 * HOUR if moment < SUMMER_TIME_ENDS else HOUR))


def next_monday_at_13(moment):
    local = in_zagreb(moment)
    day = local.date()
    while True:
        for offset in (2, 1):
            candidate = datetime(day.year, day.month, day.day, 13, tzinfo=timezone(offset * HOUR))
            if in_zagreb(candidate).utcoffset() == candidate.utcoffset() and day.weekday() == 0 and candidate > moment:
                return candidate.astimezone(timezone.utc)
        day += timedelta(days=1)


# ---- People ----


def latin(name):
    """A name as it may stand in a mail address; nothing where the letters are not Latin."""
    for letter, plain in ("đd", "ĐD", "łl", "ŁL", "øo", "ØO", "ðd", "þt", "ÞT", "æa", "ÆA", "ßs"):
        name = name.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


def make_person(number):
    country, _, prefix, language, cities, women, men, last_names = pick_weighted(COUNTRIES, lambda c: c[1])
    woman = chance(52)
    first, last = pick(women if woman else men), pick(last_names)
    born = date(1946, 1, 1) + timedelta(days=between(0, 63 * 365))
    if number == 29:
        born = date(1996, 2, 29)
    age = 2026 - born.year - ((born.month, born.day) > (9, 1))
    points = between(0, 400) if chance(55) else between(401, 2400)
    trial = datetime(2026, 9, 1, 12, tzinfo=timezone.utc) + timedelta(hours=between(0, 24 * 150))
    contract = date(2026, 6, 1) + timedelta(days=between(0, 600))
    plan = pick_weighted([("free", 50), ("pro", 30), ("Team", 12), ("", 8)], lambda p: p[1])[0]
    tags = [tag for tag, percent in (("vip", 12), ("newsletter", 55), ("outdoor club", 20), ("Č-kartica", 6)) if chance(percent)]
    address = ".".join(part for part in (latin(first), latin(last), str(number)) if part) + "@example.com"
    return {
        "personId": f"p-{number:04d}",
        "firstName": "" if chance(6) else first,
        "lastName": "" if chance(4) else last,
        "email": "" if chance(5) else address,
        "phone": "" if chance(15) else f"{prefix}{between(1000000, 9999999)}",
        "city": "" if chance(8) else pick(cities),
        "country": "" if chance(3) else country,
        "birthDate": "" if chance(10) else born.isoformat(),
        "gender": "" if chance(7) else "FEMALE" if woman else "MALE",
        "preferredLanguage": "" if chance(25) else language,
        "plan": plan,
        "age": "" if chance(8) else str(age),
        "loyaltyPoints": "" if chance(12) else str(points),
        "lastOffer": "",
        "trialExpiry": in_zagreb(trial).isoformat() if plan == "free" and chance(80) else "",
        "Contract Expiry Date": contract.isoformat() if plan in ("pro", "Team") and chance(90) else "",
        "tags": ";".join(tags),
    }


# ---- Events ----

events = []


def happens(person, name, moment, **properties):
    if FIRST_DAY <= moment <= LAST_MOMENT:
        events.append((moment, person, name, properties))


def view_pages(person, moment, pages, count):
    """That many pages, in the days before the moment."""
    for _ in range(count):
        path, title = pick(pages)
        properties = {"url": "https://shop.example" + path, "pageTitle": title}
        if chance(60):
            properties["referrer"] = pick(REFERRERS)
        happens(person, "pageView", later(moment, -6 * DAY, timedelta(minutes=-1)), **properties)


def add_to_cart(person, moment):
    item = pick(ITEMS)
    coupon = {"coupon": pick(["JESEN10", "FREESHIP"])} if chance(20) else {}
    happens(person, "addedToCart", moment, itemId=item[0], price=Amount(item[2]), **coupon)
    return item


def buy(person, moment, item):
    happens(person, "itemPurchased", moment, itemId=item[0], amount=between(1, 3), price=Amount(item[2]), profit=Amount(item[3]))


def react(person, name, moment):
    happens(person, name, moment, flow="AbandonedCart", element="reminder")


def visit(person, entered, course):
    """What follows a cart that enters the flow. Returns the moment at which the flow is left."""
    item = add_to_cart(person, entered)
    sent = entered + HOUR
    deadline = sent + 2 * DAY
    if course == "buys at once":
        bought = later(entered, timedelta(minutes=3), timedelta(minutes=55))
        buy(person, bought, item)
        return bought
    if course == "clicks":
        clicked = later(sent, timedelta(minutes=2), 40 * HOUR)
        react(person, "emailLinkClicked", clicked)
        if chance(40):  # after the flow
            buy(person, later(clicked, timedelta(minutes=1), 3 * DAY), item)
        return clicked
    if course in ("opens", "opens, then clicks", "opens, then buys"):
        opened = later(sent, timedelta(minutes=2), 44 * HOUR)
        monday = next_monday_at_13(opened)
        react(person, "emailOpened", opened)
        if course == "opens, then clicks":
            react(person, "emailLinkClicked", later(opened, timedelta(seconds=20), timedelta(minutes=9)))
        if course == "opens, then buys":
            bought = later(opened, timedelta(minutes=1), monday - opened - timedelta(minutes=1))
            buy(person, bought, item)
            return bought
        return monday
    if course == "opens at the deadline":
        react(person, "emailOpened", deadline)
        return next_monday_at_13(deadline)
    if course == "buys later":
        bought = later(sent, timedelta(minutes=10), 47 * HOUR)
        buy(person, bought, item)
        return bought
    if course == "opens too late":
        react(person, "emailOpened", later(deadline, timedelta(minutes=1), 5 * DAY))
    return deadline


def live_through_autumn(person, number):
    """All that one person does."""
    if chance(6):  # before the flow's start: enters nothing
        add_to_cart(person, later(FIRST_DAY, HOUR, 8 * HOUR))
    if chance(12):  # never fills a cart
        view_pages(person, later(FIRST_DAY, 10 * DAY, 60 * DAY), PAGES, between(0, 6))
        return
    moment = later(FLOW_START, timedelta(0), 55 * DAY)
    for _ in range(between(1, 3)):
        browses = between(0, 99)
        view_pages(person, moment, OTHER_PAGES, between(0, 4))
        view_pages(person, moment, SALE_PAGES, 0 if browses < 35 else between(1, 2) if browses < 50 else between(3, 6))
        course = pick_weighted(COURSES, lambda c: c[1])[0]
        if number % 100 == 50:
            course = "opens at the deadline"
        left = visit(person, moment, course)
        if left > moment + HOUR and chance(15):  # refused: still inside
            add_to_cart(person, later(moment, timedelta(minutes=1), left - moment - timedelta(minutes=1)))
        if chance(15):  # refused: left less than a week ago
            add_to_cart(person, later(left, timedelta(minutes=5), 6 * DAY))
        moment = later(left, 7 * DAY, 20 * DAY)


class Amount(str):
    """A price, written as a number with its cents."""


def as_json(value):
    return str(value) if isinstance(value, Amount) else json.dumps(value, ensure_ascii=False)


def event_lines():
    """One JSON object a line, in order of time. A few arrive twice, under the same id."""
    lines = []
    for number, (moment, person, name, properties) in enumerate(sorted(events, key=lambda e: (e[0], e[1])), 1):
        fields = {"personId": person, "name": name, "time": in_zagreb(moment).isoformat(), "eventId": f"e-{number:05d}"}
        line = "{" + ",".join(f"{json.dumps(k)}:{as_json(v)}" for k, v in (fields | properties).items()) + "}"
        lines += [line, line] if chance(1.5) else [line]
    return "".join(line + "\n" for line in lines)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    people = [make_person(number) for number in range(1, PEOPLE + 1)]
    for number, person in enumerate(people, 1):
        live_through_autumn(person["personId"], number)
    table = io.StringIO()
    writer = csv.DictWriter(table, people[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(people)
    folder = Path(sys.argv[1])
    (folder / "people.csv").write_text(table.getvalue(), encoding="utf-8")
    (folder / "events.jsonl").write_text(event_lines(), encoding="utf-8")


if __name__ == "__main__":
    main()
