"""Customers and their events, drawn from a seed: the same numbers and seed give the same rows.

`people.parquet` has a row for each person, `events.parquet` is sorted by person and time, and every event is earlier than NOW, the
moment at which all queries are asked. Activity, prices, places and tags are skewed as they are among real customers; names have
the wrong case now and then, some are not ASCII, and a fifth of most columns is missing.
"""

import datetime as dt
import json
import os

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

NOW = dt.datetime(2025, 6, 15, 12, 0, 0, tzinfo=dt.timezone.utc)
NOW_US = int(NOW.timestamp()) * 1_000_000
DAY_US = 86_400_000_000
TS = pa.timestamp("us", tz="UTC")
DEC = pa.decimal128(18, 2)
CHUNK = 250_000

FIRST = """James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David Barbara Richard
Susan Joseph Jessica Thomas Sarah Charles Karen Anna Lukas Emma Noah Mia Leon Hannah Jonas Petra Pavel Jana
Tomas Eva Jan Lucie Martin Marie Pierre Camille Hugo Louise Giulia Marco Sofia Luca Carmen Jose Lucia Pablo
Olga Ivan Natalia Yuki Hiro Mei Wei Aisha Omar Fatima Zoë""".split()
LAST = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez
Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis
Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera
Campbell Mitchell Carter Roberts Novak Svoboda Dvorak Cerny Prochazka Kucera Vesely Horak Nemec Marek Müller
Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Neumann
Dubois Durand Leroy Moreau Simon Laurent Lefebvre Michel Bertrand Roux Rossi Russo Ferrari Esposito Bianchi
Romano Colombo Ricci Marino Greco Tanaka Suzuki Sato Watanabe Ito Wang Li Zhang Liu Chen Goldsmith Blacksmith
O'Brien O'Connor MacDonald Petrov Ivanov Kim Park""".split()
COUNTRIES = "US DE FR GB CZ ES IT PL NL JP BR IN CA AU SE AT CH SK UA MX".split()
CC = dict(zip(COUNTRIES, "1 49 33 44 420 34 39 48 31 81 55 91 1 61 46 43 41 421 380 52".split()))
LANGS = "en de fr cs es it pl nl ja pt hi sv sk uk".split()
CITIES = [f"{a}{b}" for a in ["New ", "Old ", "San ", "Bad ", "Nova ", "Saint ", "", "Port ", "Fort ", "Upper "]
          for b in ["York", "Berlin", "Paris", "London", "Prague", "Madrid", "Rome", "Warsaw", "Tokyo", "Delhi",
                    "Vienna", "Sydney"]]
DOMAINS = "gmail.com yahoo.com outlook.com icloud.com seznam.cz gmx.de example.com company.io mail.fr proton.me".split()
PLANS = ["free", "basic", "pro", "enterprise", ""]
TAGS = """sale vip newsletter churn-risk loyal new mobile web app ios android b2b b2c wholesale returner coupon
summer winter spring autumn beta tester referral influencer student senior family outdoor sport fashion beauty
tech gaming home garden pets kids travel food books""".split()
EVENT_NAMES = """pageView itemView search sessionStart addToCart emailSent emailOpened login purchase wishlistAdd
emailClicked removeFromCart checkoutStart pushSent pushOpened review couponUsed refund support logout""".split()
ITEM_EVENTS = {"itemView", "addToCart", "purchase", "wishlistAdd", "removeFromCart", "refund", "review"}
CATEGORIES = """shoes shirts jackets electronics phones laptops books toys garden kitchen beauty sport outdoor
music games pets kids office health food jewelry watches bags furniture auto tools art travel baby grocery""".split()
N_ITEMS = 20_000


def zipf_p(n, s):
    w = 1.0 / np.arange(1, n + 1) ** s
    return w / w.sum()


def mask(rng, n, frac):
    return rng.random(n) < frac


def dec(cents, null=None):
    n = len(cents)
    b = np.empty((n, 2), np.int64)
    b[:, 0] = cents
    b[:, 1] = cents >> 63
    validity = None
    if null is not None:
        validity = pa.py_buffer(np.packbits(~null, bitorder="little").tobytes())
    return pa.Array.from_buffers(DEC, n, [validity, pa.py_buffer(b.tobytes())])


def pick(rng, n, values, p=None, null=None):
    """Text column drawn from a small dictionary (plain utf8 in the file)."""
    idx = pa.array(rng.choice(len(values), n, p=p).astype(np.int32), mask=null)
    return pa.DictionaryArray.from_arrays(idx, pa.array(values, pa.string()))


def ts(us, null=None):
    return pa.array(us.astype(np.int64), type=pa.int64(), mask=null).cast(TS)


def people_chunk(seed, c, ids):
    rng = np.random.default_rng([seed, 1, c])
    n = len(ids)
    S = lambda d: d.cast(pa.string())
    first = pick(rng, n, FIRST, zipf_p(len(FIRST), 0.4))
    last_idx = rng.choice(len(LAST), n, p=zipf_p(len(LAST), 0.5)).astype(np.int32)
    case = rng.choice(3, n, p=[0.94, 0.04, 0.02])
    last_vals = LAST + [x.upper() for x in LAST] + [x.lower() for x in LAST]
    last = pa.DictionaryArray.from_arrays(pa.array((last_idx + len(LAST) * case).astype(np.int32)), pa.array(last_vals))
    ascii_ = lambda d: pc.replace_substring_regex(pc.utf8_lower(S(d)), pattern="[^a-z]", replacement="")
    num = pa.array((ids % 9973).astype(np.int64)).cast(pa.string())
    dom = S(pick(rng, n, DOMAINS, zipf_p(len(DOMAINS), 0.9)))
    local = pc.binary_join_element_wise(ascii_(first), ascii_(last), num, ".")
    email = pc.binary_join_element_wise(local, dom, "@")
    country_p = zipf_p(len(COUNTRIES), 0.8)
    ci = rng.choice(len(COUNTRIES), n, p=country_p).astype(np.int32)
    country = pa.DictionaryArray.from_arrays(pa.array(ci), pa.array(COUNTRIES))
    ccs = pa.DictionaryArray.from_arrays(pa.array(ci), pa.array(["+" + CC[x] for x in COUNTRIES])).cast(pa.string())
    phone = pc.binary_join_element_wise(ccs, pa.array(rng.integers(100_000_000, 999_999_999, n)).cast(pa.string()), "")
    age = np.clip(rng.normal(41, 15, n), 16, 95).astype(np.int32)
    birth_days = (NOW_US // DAY_US) - (age * 365.25).astype(np.int64) - rng.integers(0, 365, n)
    created = NOW_US - (rng.random(n) ** 1.3 * 5 * 365 * DAY_US).astype(np.int64) - 1
    recent = lambda days, k: NOW_US - 1 - (rng.random(n) ** k * days * DAY_US).astype(np.int64)
    loyalty = np.floor(rng.gamma(1.2, 900.0, n) * 100).astype(np.int64)          # cents
    ltv = np.floor(rng.lognormal(5.0, 1.3, n) * 100).astype(np.int64)
    counts = np.minimum(rng.poisson(2.2, n), 8)
    offs = np.zeros(n + 1, np.int32)
    np.cumsum(counts, out=offs[1:])
    tag_vals = pick(rng, int(offs[-1]), TAGS, zipf_p(len(TAGS), 0.7)).cast(pa.string())
    return pa.table({
        "personId": pa.array(ids),
        "firstName": S(first), "lastName": S(last), "email": email, "phone": phone,
        "gender": S(pick(rng, n, ["female", "male", "other"], [0.5, 0.46, 0.04])),
        "country": S(country),
        "city": S(pick(rng, n, CITIES, zipf_p(len(CITIES), 0.6))),
        "language": S(pick(rng, n, LANGS, zipf_p(len(LANGS), 0.9))),
        "birthDate": pa.array(birth_days.astype(np.int32)).cast(pa.date32()),
        "createdAt": ts(created),
        "age": pa.array(age, mask=mask(rng, n, 0.10)),
        "loyaltyPoints": dec(loyalty),
        "lifetimeValue": dec(ltv, mask(rng, n, 0.15)),
        "isVip": pa.array(rng.random(n) < 0.08, mask=mask(rng, n, 0.12)),
        "optIn": pa.array(rng.random(n) < 0.63),
        "lastPurchaseAt": ts(recent(720, 1.6), mask(rng, n, 0.20)),
        "trialExpiry": ts(NOW_US + ((rng.random(n) - 0.7) * 200 * DAY_US).astype(np.int64), mask(rng, n, 0.20)),
        "plan": S(pick(rng, n, PLANS, [0.5, 0.25, 0.15, 0.05, 0.05], mask(rng, n, 0.15))),
        "tags": pa.ListArray.from_arrays(pa.array(offs), tag_vals),
        "lastContactedEmail": ts(recent(120, 1.4), mask(rng, n, 0.18)),
    })


def events_chunk(seed, c, ids, n_events, items):
    rng = np.random.default_rng([seed, 2, c])
    w = rng.gamma(0.7, 1.0, len(ids))                    # skewed activity per person
    per = rng.multinomial(n_events, w / w.sum())
    pid = np.repeat(ids, per)
    n = n_events
    t = NOW_US - 1 - (rng.random(n) ** 1.7 * 365 * DAY_US).astype(np.int64)
    t = t[np.lexsort((t, pid))]
    name_idx = rng.choice(len(EVENT_NAMES), n, p=zipf_p(len(EVENT_NAMES), 1.0)).astype(np.int8)
    is_item = np.isin(name_idx, [i for i, x in enumerate(EVENT_NAMES) if x in ITEM_EVENTS])
    it = rng.choice(N_ITEMS, n, p=items["p"]).astype(np.int32)
    price = np.floor(items["price"][it] * (0.8 + 0.4 * rng.random(n))).astype(np.int64)
    qty = rng.integers(1, 4, n).astype(np.int32)
    no = ~is_item
    D = pa.DictionaryArray.from_arrays
    return pa.table({
        "personId": pa.array(pid),
        "name": D(pa.array(name_idx.astype(np.int32)), pa.array(EVENT_NAMES)),
        "time": ts(t),
        "itemId": D(pa.array(it, mask=no), items["ids"]),
        "category": D(pa.array(items["cat"][it], mask=no), pa.array(CATEGORIES)),
        "price": dec(price, no),
        "quantity": pa.array(qty, mask=no),
    })


def generate(folder, people, events, seed):
    """Writes both tables and what they were made from, unless they are there already."""
    facts = {"people": people, "events": events, "seed": seed, "now": NOW.isoformat()}
    try:
        with open(folder / "facts.json") as file:
            if json.load(file) == facts:
                return
    except (OSError, ValueError):
        pass
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng([seed, 0])
    ids = np.cumsum(rng.integers(1, 6, people)).astype(np.int64)  # increasing, with gaps
    items = {
        "p": zipf_p(N_ITEMS, 0.8),
        "price": np.floor(rng.lognormal(3.6, 0.9, N_ITEMS) * 100),
        "cat": rng.integers(0, len(CATEGORIES), N_ITEMS).astype(np.int32),
        "ids": pa.array([f"SKU-{i:06d}" for i in range(N_ITEMS)]),
    }
    writers = {}
    done = 0
    for chunk, first in enumerate(range(0, people, CHUNK)):
        some = ids[first : first + CHUNK]
        write(writers, folder / "people.parquet", people_chunk(seed, chunk, some), 125_000)
        wanted = events * (first + len(some)) // people
        happened = events_chunk(seed, chunk, some, wanted - done, items)
        done = wanted
        # Plain text in the file, as an export would have it; Parquet codes it by itself.
        plain = [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in happened.schema]
        write(writers, folder / "events.parquet", happened.cast(pa.schema(plain)), 500_000)
    for writer in writers.values():
        writer.close()
    with open(folder / "facts.json", "w") as file:
        json.dump(facts, file)


def write(writers, path, table, rows):
    if path not in writers:
        writers[path] = pq.ParquetWriter(path, table.schema, compression="snappy")
    writers[path].write_table(table, row_group_size=rows)
