//! A project with one flow of twenty elements, and as many people and events as one wishes, the same every time.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

const MANIFEST: &str = "[project]\nname = \"shop\"\ntimezone = \"Europe/Zagreb\"\nseed = \"journey\"\n\n\
    [data]\npeople = [\"people.parquet\"]\nevents = [\"events.parquet\"]\n";

/// Most events are views, at which a wait looks that few are in; about a half are of kinds at which nobody looks.
const FLOW: &str = include_str!("shop.flow");

/// The kinds of events, and of a hundred events how many are of each.
const KINDS: [(&str, u64); 9] = [
    ("viewed", 44),
    ("scrolled", 25),
    ("searched", 10),
    ("liked", 6),
    ("shared", 4),
    ("addedToCart", 5),
    ("ordered", 3),
    ("signedUp", 2),
    ("reviewed", 1),
];

/// 2026-01-01T00:00:00Z in microseconds, and the length of a year.
const START: i64 = 1_767_225_600_000_000;
const YEAR: i64 = 365 * 86_400 * 1_000_000;

/// Rows that are written at once.
const ROWS: usize = 1 << 16;

/// Numbers that look like chance, the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}

/// Writes the project.
pub(crate) fn write(folder: &Path, people: u64, events: u64, by_time: bool) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("bourn.toml"), MANIFEST).unwrap();
    fs::write(folder.join("shop.flow"), FLOW).unwrap();
    write_people(&folder.join("people.parquet"), people);
    write_events(&folder.join("events.parquet"), people, events, by_time);
}

fn key(person: u64) -> String {
    format!("p{person:08}")
}

fn write_people(path: &Path, people: u64) {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut table = Table::new(path);
    let all: Vec<u64> = (0..people).collect();
    for people in all.chunks(ROWS) {
        let keys: StringArray = people.iter().map(|person| Some(key(*person))).collect();
        let emails: StringArray =
            people.iter().map(|person| Some(format!("{}@example.com", key(*person)))).collect();
        let plans: StringArray =
            people.iter().map(|_| Some(["free", "pro", "team"][chance.below(3) as usize])).collect();
        let points: Int64Array = people.iter().map(|_| Some(chance.below(2_000) as i64)).collect();
        table.put(vec![
            ("personId", Arc::new(keys)),
            ("email", Arc::new(emails)),
            ("plan", Arc::new(plans)),
            ("points", Arc::new(points)),
        ]);
    }
    table.finish();
}

/// Who, when, what.
type Row = (u64, i64, &'static str);

fn write_events(path: &Path, people: u64, events: u64, by_time: bool) {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let mut table = Table::new(path);
    let (mut rows, mut person, mut done) = (Vec::new(), 0, 0);
    while done < events {
        // As many for each person, the rest for the last ones.
        let count = (events - done) / (people - person);
        let first = rows.len();
        rows.extend((0..count).map(|_| row(person, &mut chance)));
        rows[first..].sort_unstable();
        (person, done) = (person + 1, done + count);
        if !by_time && rows.len() >= ROWS {
            table.put(columns(&rows, &mut chance));
            rows.clear();
        }
    }
    if by_time {
        rows.sort_unstable_by_key(|(person, time, _)| (*time, *person));
    }
    rows.chunks(ROWS).for_each(|rows| table.put(columns(rows, &mut chance)));
    table.finish();
}

fn row(person: u64, chance: &mut Chance) -> Row {
    let time = START + chance.below(YEAR as u64 / 1_000_000) as i64 * 1_000_000;
    let mut drawn = chance.below(100);
    let kind = KINDS.iter().find(|(_, share)| {
        let found = drawn < *share;
        drawn = drawn.saturating_sub(*share);
        found
    });
    (person, time, kind.map_or("viewed", |(name, _)| name))
}

fn columns(rows: &[Row], chance: &mut Chance) -> Vec<(&'static str, ArrayRef)> {
    let keys: StringArray = rows.iter().map(|(person, ..)| Some(key(*person))).collect();
    let times = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|(_, time, _)| *time));
    let names: StringArray = rows.iter().map(|(.., name)| Some(*name)).collect();
    let items: StringArray = rows.iter().map(|_| Some(format!("item{}", chance.below(500)))).collect();
    let prices: Float64Array = rows.iter().map(|_| Some(chance.below(20_000) as f64 / 100.0)).collect();
    vec![
        ("personId", Arc::new(keys)),
        ("time", Arc::new(times.with_timezone("UTC"))),
        ("name", Arc::new(names)),
        ("item", Arc::new(items)),
        ("price", Arc::new(prices)),
    ]
}

/// A Parquet file that is being written.
struct Table {
    file: Option<File>,
    writer: Option<ArrowWriter<File>>,
}

impl Table {
    fn new(path: &Path) -> Table {
        Table { file: Some(File::create(path).unwrap()), writer: None }
    }

    fn put(&mut self, columns: Vec<(&'static str, ArrayRef)>) {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let file = &mut self.file;
        let writer = self.writer.get_or_insert_with(|| {
            let compression = Compression::ZSTD(ZstdLevel::try_new(1).unwrap());
            let properties = WriterProperties::builder().set_compression(compression).build();
            ArrowWriter::try_new(file.take().unwrap(), batch.schema(), Some(properties)).unwrap()
        });
        writer.write(&batch).unwrap();
    }

    fn finish(self) {
        self.writer.unwrap().close().unwrap();
    }
}
