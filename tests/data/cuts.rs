//! However a text is cut into pieces while it is read: the same persons, reports and numbers of rows.

use std::io::{self, Read};

use bourn::data::{Loaded, Loader, OnError, Options, Population};
use bourn::diagnostic::Diagnostic;
use bourn::program::Program;
use proptest::prelude::*;

use super::{lines, program, shown};

const SHOP: &str = "event bought { n: integer?, what: text? }";

/// A text that comes in pieces of these sizes, again and again.
struct Pieces<'a> {
    text: &'a [u8],
    sizes: &'a [usize],
    taken: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.taken % self.sizes.len()].min(room.len()).min(self.text.len());
        self.taken += 1;
        let (piece, rest) = self.text.split_at(size);
        room[..size].copy_from_slice(piece);
        self.text = rest;
        Ok(size)
    }
}

/// What came of a text: the persons with what was odd about their events, or the reports; and the notes.
fn outcome(program: &Program, loaded: Result<Loaded, Vec<Diagnostic>>) -> (String, Vec<String>) {
    match loaded {
        Ok(Loaded { population, notes }) => (told(program, &population), lines(&notes)),
        Err(reports) => (String::new(), lines(&reports)),
    }
}

fn told(program: &Program, population: &Population) -> String {
    format!("{}{:?}", shown(program, population), population.summary())
}

fn whole(program: &Program, on_error: OnError, file: &str, text: &[u8]) -> (String, Vec<String>) {
    let mut loader = Loader::new(program, Options { on_error, ..Options::default() });
    loader.events(file, text.to_vec().into());
    outcome(program, loader.finish())
}

fn cut(program: &Program, on_error: OnError, file: &str, mut pieces: Pieces<'_>) -> (String, Vec<String>) {
    let mut loader = Loader::new(program, Options { on_error, ..Options::default() });
    loader.streamed_events(file, &mut pieces);
    outcome(program, loader.finish())
}

const CSV: [&[u8]; 16] = [
    b"p1,bought,2026-01-01T00:00:00Z,7,plain\n",
    b"p2,bought,2026-01-02T00:00:00Z,7,\"a \"\"line\"\"\r\nand more\"\r\n",
    b"p1,bought,2026-01-03T00:00:00Z,seven,\"a,b\"\n",
    "p3,bought,2026-01-03T00:00:00Z,1,ž😀\r\n".as_bytes(),
    b"p1,",
    b"bought,",
    b"2026-01-04T00:00:00Z,",
    b",",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b"\r",
    b"x",
    b"\xff",
    b"\xef\xbb\xbf",
];

const LINES: [&[u8]; 10] = [
    b"{\"personId\":\"p1\",\"name\":\"bought\",\"time\":\"2026-01-01T00:00:00Z\",\"n\":7}\n",
    b"{\"personId\":\"p2\",\"name\":\"bought\",\"time\":\"2026-01-02T00:00:00Z\",\"what\":\"\\u017e \\\" \xc5\xbe\"}\r\n",
    b"{\"personId\":\"p2\",\"name\":\"bought\",\"time\":\"now\"}\n",
    b"{\"personId\":\"p3\",",
    b"\"n\":1}",
    b"\n",
    b"\r\n \n",
    b"}",
    b"\xff",
    b"\xef\xbb\xbf",
];

const DOCUMENT: [&[u8]; 10] = [
    b"[{\"personId\":\"p1\",\"name\":\"bought\",\"time\":\"2026-01-01T00:00:00Z\",\"n\":7}",
    b"{\"next\": [{}], \"Events\": [{\"personId\":\"p1\",\"name\":\"bought\",\"time\":\"2026-01-01T00:00:00Z\"}",
    b", {\"personId\":\"p2\",\"name\":\"bought\",\"time\":\"2026-01-02T00:00:00Z\",\"what\":\"\\u017e ] \\\" \xc5\xbe\"}",
    b",\n{\"personId\":\"p2\",\"name\":\"bought\",\"time\":\"now\"}",
    b"]",
    b"]}",
    b", \"limit\": 3}",
    b" ",
    b"\n",
    b"5",
];

/// A text of these parts, behind a start, of which some bytes at the end are lost.
fn texts(start: &'static [u8], parts: &'static [&'static [u8]]) -> impl Strategy<Value = Vec<u8>> {
    let parts = prop::collection::vec(prop::sample::select(parts), 0..14);
    let mark = prop::bool::weighted(0.2);
    (mark, parts, prop::option::weighted(0.3, 0..40_usize)).prop_map(move |(mark, parts, lost)| {
        let mark: &[u8] = if mark { b"\xef\xbb\xbf" } else { b"" };
        let mut text = [mark, start, &parts.concat()].concat();
        text.truncate(text.len().saturating_sub(lost.unwrap_or(0)));
        text
    })
}

fn files() -> impl Strategy<Value = (&'static str, Vec<u8>)> {
    prop_oneof![
        texts(b"personId,name,time,n,what\n", &CSV).prop_map(|text| ("e.csv", text)),
        texts(b"", &CSV).prop_map(|text| ("e.csv", text)),
        texts(b"", &LINES).prop_map(|text| ("e.jsonl", text)),
        texts(b"", &DOCUMENT).prop_map(|text| ("e.json", text)),
    ]
}

/// Whether a text of CSV ends inside of double quotes: there, one more quote and a line end change nothing.
fn is_unclosed(text: &[u8]) -> bool {
    let records = |text: &[u8]| -> Vec<csv::ByteRecord> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        reader.into_byte_records().map(Result::unwrap).collect()
    };
    text.contains(&b'"') && records(text) == records(&[text, b"\"\n"].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn texts_mean_the_same_however_they_are_cut(
        (file, text) in files(), sizes in prop::collection::vec(1..30_usize, 1..6), skip in any::<bool>(),
    ) {
        let program = program(SHOP);
        let on_error = if skip { OnError::Skip } else { OnError::Stop };
        let pieces = Pieces { text: &text, sizes: &sizes, taken: 0 };
        prop_assert_eq!(cut(&program, on_error, file, pieces), whole(&program, on_error, file, &text));
    }

    #[test]
    fn a_quote_that_is_not_closed_is_told_of_and_no_other(
        text in texts(b"personId,name,time,n,what\n", &CSV), size in 1..9_usize,
    ) {
        prop_assume!(std::str::from_utf8(&text).is_ok() && text.len() > 26);
        let pieces = Pieces { text: &text, sizes: &[size], taken: 0 };
        let (_, reports) = cut(&program(SHOP), OnError::Stop, "e.csv", pieces);
        let told = reports.iter().filter(|report| report.ends_with("in double quotes begins and does not end"));
        prop_assert_eq!(told.count(), usize::from(is_unclosed(&text)), "{:?}", reports);
    }
}

#[test]
fn rows_are_counted_whatever_they_hold() {
    let text = b"\xef\xbb\xbfpersonId,name,time,n,what\r\n\
        p1,bought,2026-01-01T00:00:00Z,1,\"two\nlines\"\r\n\r\n\
        p1,bought,2026-01-01T00:00:00Z,one,x\r\np1,bou";
    for size in 1..text.len() {
        let pieces = Pieces { text, sizes: &[size], taken: 0 };
        let (_, reports) = cut(&program(SHOP), OnError::Stop, "e.csv", pieces);
        assert_eq!(
            reports,
            [
                "E0601 e.csv:2:n `one` is not an integer",
                "E0605 e.csv:3 the row cannot be read: it has 2 fields, and the header has 5",
            ],
            "pieces of {size}"
        );
    }
}

#[test]
fn a_row_without_an_end_is_not_read_whole() {
    for (file, start) in [
        ("e.jsonl", "{\"personId\": \""),
        ("e.csv", "personId,name,time\np1,bought,\""),
        ("e.csv", "personId,name,time\np1,bought,"),
        ("e.csv", ""),
    ] {
        let mut endless = start.as_bytes().chain(io::repeat(b'x'));
        let mut loader = Loader::new(Box::leak(Box::new(program(SHOP))), Options::default());
        loader.streamed_events(file, &mut endless);
        let reports = lines(&loader.finish().unwrap_err());
        assert_eq!(
            reports,
            [format!("E0603 {file} the file cannot be decoded: a row of it has more than 16 MiB")]
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_on_is_told_of() {
    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }

    let start = "personId,name,time\np1,bought,2026-01-01T00:00:00Z\n";
    let line = "{\"personId\":\"p1\",\"name\":\"bought\",\"time\":\"2026-01-01T00:00:00Z\"}";
    let document = format!("[{line},");
    for (file, text) in [("e.csv", start), ("e.jsonl", line), ("e.json", &document), ("e.csv", "")] {
        let program = program(SHOP);
        let mut loader = Loader::new(&program, Options::default());
        // More than is read at once, so that the failure comes behind rows that were taken.
        let begun = text.as_bytes().chain(" ".repeat(1 << 17).as_bytes().to_vec().leak() as &[u8]);
        loader.streamed_events(file, &mut begun.chain(Failing));
        let reports = lines(&loader.finish().unwrap_err());
        assert_eq!(reports, [format!("E0603 {file} the file cannot be decoded: the disk is gone")]);
    }
}
