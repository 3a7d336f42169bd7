//! Texts that are compressed, and files of Arrow.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::wrong::people as reports;
use super::{File, Options, load, loaded, program};

const SHOP: &str = "people { plan: text\n points: integer }\nevent bought { price: number? }";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(text: &[u8]) -> Vec<u8> {
    zstd::encode_all(text, 3).unwrap()
}

/// Compressed in two pieces, one behind the other.
fn in_pieces(text: &[u8], compress: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let (start, end) = text.split_at(text.len() / 2);
    [compress(start), compress(end)].concat()
}

fn shown(people: &[File<'_>], events: &[File<'_>]) -> String {
    loaded(&program(SHOP), people, events)
}

#[test]
fn compressed_texts_are_what_they_were() {
    let csv = b"\xef\xbb\xbfpersonId,plan,points\n1,free,7\n2,\"pro, old\",\n";
    let lines =
        b"{\"personId\": 1, \"plan\": \"free\", \"points\": 7}\n{\"personId\": 2, \"plan\": \"pro, old\"}\n";
    let document =
        b"[{\"personId\": 1, \"plan\": \"free\", \"points\": 7}, {\"personId\": 2, \"plan\": \"pro, old\"}]";
    let events =
        b"{\"personId\": 2, \"name\": \"bought\", \"time\": \"2026-01-01T00:00:00Z\", \"price\": 2.5}\n";
    let right = shown(&[("p.csv", csv)], &[("e.jsonl", events)]);
    assert!(right.contains("pro, old") && right.contains("2.5"), "{right}");
    for (compress, ending) in [(gzip as fn(&[u8]) -> Vec<u8>, "gz"), (zstandard, "ZST")] {
        let events = [("e.jsonl".to_owned() + "." + ending, compress(events))];
        for (name, text) in
            [("p.csv", &csv[..]), ("p.jsonl", lines), ("p.ndjson", lines), ("p.json", document)]
        {
            let name = format!("{name}.{ending}");
            for packed in [compress(text), in_pieces(text, compress)] {
                assert_eq!(shown(&[(&name, &packed)], &[(&events[0].0, &events[0].1)]), right, "{name}");
            }
            // Whoever forgot the ending is understood.
            let plain = name.strip_suffix(&format!(".{ending}")).unwrap();
            assert_eq!(shown(&[(plain, &compress(text))], &[(&events[0].0, &events[0].1)]), right, "{plain}");
        }
    }
}

#[test]
fn what_is_broken_is_told() {
    let csv = b"personId,plan\n1,free\n2,pro\n".repeat(50);
    for (name, packed) in [("p.csv.gz", gzip(&csv)), ("p.csv.zst", zstandard(&csv))] {
        let found = reports(name, &packed[..packed.len() / 2]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(&format!("E0603 {name} the file cannot be decoded: ")), "{found:?}");
    }
    assert_eq!(reports("p.csv.gz", gzip(b" \n")), ["E0604 p.csv.gz the file is empty"]);
    let found = load(&program(SHOP), &Options::default(), &[("p.parquet.gz", &gzip(b"x"))], &[]).unwrap_err();
    assert_eq!(found[0].problem.message(), "`.gz` is not a kind of file that can be read here");
}

#[test]
fn files_of_arrow_are_read_in_both_forms() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("personId", Arc::new(Int64Array::from(vec![1, 2]))),
        ("plan", Arc::new(StringArray::from(vec!["free", "pro, old"]))),
        ("points", Arc::new(Int64Array::from(vec![Some(7), None]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut file = arrow_ipc::writer::FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    let mut stream = arrow_ipc::writer::StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    for row in 0..2 {
        file.write(&batch.slice(row, 1)).unwrap();
        stream.write(&batch.slice(row, 1)).unwrap();
    }
    file.finish().unwrap();
    // The end of a stream may not be said.
    stream.flush().unwrap();
    let right = shown(&[("p.csv", b"personId,plan,points\n1,free,7\n2,\"pro, old\",\n")], &[]);
    for bytes in [file.into_inner().unwrap(), stream.get_ref().clone()] {
        for name in ["p.arrow", "p.feather"] {
            assert_eq!(shown(&[(name, &bytes)], &[]), right);
        }
    }
}
