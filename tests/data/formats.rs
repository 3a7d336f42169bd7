//! Each format with each type, and with what is empty.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal128Array, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, LargeStringArray, NullArray, RecordBatch, StringArray,
    StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use bourn::data::cell::{Cell, Fitter};
use bourn::program::{Program, Type};
use bourn::value::{Value, Zone};
use parquet::arrow::ArrowWriter;

use super::{File, loaded, program};

/// Writes a Parquet file of these columns.
pub(super) fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    );
    let batch = batch.unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn texts<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringArray>())
}

fn all_types() -> Program {
    program(
        "people { member: boolean\n plan: text\n points: integer\n spent: number\n joined: date\n seen: datetime }\n\
         event bought { member: boolean?\n plan: text?\n points: integer?\n spent: number?\n joined: date?\n seen: datetime? }",
    )
}

const PEOPLE: &str = "\
p1 tags=[\"vip\", \"new\"] member=true plan=\"a, \\\"b\\\"\" points=42 spent=1.5 joined=2026-11-30 seen=2026-11-30T13:00Z
p2
p3 member=false plan=\"ž😀\" points=-9223372036854775808 spent=0.0000000000000000000000000001 joined=0001-01-01 seen=2026-11-30 12:00
";

const EVENTS: &str = "\
p1
  2026-01-01T00:00Z bought member=true plan=\"a, \\\"b\\\"\" points=42 spent=1.5 joined=2026-11-30 seen=2026-11-30T13:00Z
  2026-01-02T00:00Z bought
p3
  2026-01-03T00:00Z bought member=false plan=\"ž😀\" points=-9223372036854775808 spent=0.0000000000000000000000000001 joined=0001-01-01 seen=2026-11-30 12:00
";

/// What `shown` writes for the texts above: it writes moments of UTC without the letter.
fn plain(text: &str) -> String {
    text.replace("seen=2026-11-30T13:00Z", "seen=2026-11-30 13:00")
}

#[test]
fn csv() {
    let people = "\u{feff}personId,MEMBER,plan,points,spent,joined,seen,tags\r\n\
                  p1,true,\"a, \"\"b\"\"\",42,1.50,2026-11-30,2026-11-30T13:00:00Z,vip;new\r\n\
                  p2,,,,,,,\r\n\
                  p3,FALSE,ž😀,-9223372036854775808,0.0000000000000000000000000001,0001-01-01,2026-11-30 13:00,;\r\n";
    let events = "name,personId,time,member,plan,points,spent,joined,seen\n\
                  bought,p1,2026-01-01T00:00:00Z,true,\"a, \"\"b\"\"\",42,1.50,2026-11-30,2026-11-30T13:00:00Z\n\
                  bought,p1,2026-01-02T00:00:00Z,,,,,,\n\
                  bought,p3,2026-01-03T01:00:00,FALSE,ž😀,-9223372036854775808,0.0000000000000000000000000001,0001-01-01,2026-11-30 13:00\n";
    let program = all_types();
    assert_eq!(loaded(&program, &[("p.csv", people.as_bytes())], &[]), plain(PEOPLE));
    assert_eq!(loaded(&program, &[], &[("e.CSV", events.as_bytes())]), plain(EVENTS));
}

#[test]
fn json() {
    let people = [
        r#"{"personId": "p1", "Member": true, "plan": "a, \"b\"", "points": 42, "spent": 1.50, "joined": "2026-11-30", "seen": "2026-11-30T13:00:00Z", "tags": ["vip", "new"]}"#,
        r#"{"personId": "p2", "Member": null, "plan": "", "points": null, "spent": "", "tags": []}"#,
        r#"{"personId": "p3", "Member": false, "plan": "ž\uD83D\uDE00", "points": -9223372036854775808, "spent": 0.0000000000000000000000000001, "joined": "0001-01-01", "seen": "2026-11-30T13:00"}"#,
    ];
    let events = [
        r#"{"name": "bought", "personId": "p1", "time": "2026-01-01T00:00:00Z", "properties": {"member": true, "plan": "a, \"b\"", "points": 42, "spent": 1.50, "joined": "2026-11-30", "seen": "2026-11-30T13:00:00Z"}}"#,
        r#"{"definitionId": "bought", "personId": "p1", "occurredTime": "2026-01-02T00:00:00.000Z", "properties": {}}"#,
        r#"{"definitionId": "bought", "personId": "p3", "occuredTime": "2026-01-03T01:00:00.000+0100", "member": false, "plan": "ž😀", "points": -9223372036854775808, "bought_spent": 1e-28, "joined": "0001-01-01", "seen": "2026-11-30 13:00"}"#,
    ];
    let program = all_types();
    let lines = |rows: [&str; 3]| rows.map(|row| format!("{row}\r\n\n")).concat();
    let array = |rows: [&str; 3]| format!("[{}]", rows.join(",\n"));
    let page = format!("{{\"limit\": 3, \"persons\": {}}}", array(people));
    for (name, text) in
        [("p.jsonl", lines(people)), ("p.ndjson", lines(people)), ("p.json", array(people)), ("p.json", page)]
    {
        assert_eq!(loaded(&program, &[(name, text.as_bytes())], &[]), plain(PEOPLE), "{text}");
    }
    for (name, text) in [("e.jsonl", lines(events)), ("e.json", array(events))] {
        assert_eq!(loaded(&program, &[], &[(name, text.as_bytes())]), plain(EVENTS), "{text}");
    }
}

#[test]
fn parquet_files() {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("vip"), Some("new")]);
    tags.append_null();
    tags.append_value([Some("")]);
    let tenth = 10_i128.pow(27);
    let spent = Decimal128Array::from(vec![Some(15 * tenth), None, Some(1)])
        .with_precision_and_scale(38, 28)
        .unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("member", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
        ("plan", texts([Some("a, \"b\""), Some(""), Some("ž😀")])),
        ("points", Arc::new(Int64Array::from(vec![Some(42), None, Some(i64::MIN)]))),
        ("spent", Arc::new(spent)),
        ("joined", Arc::new(Date32Array::from(vec![Some(20_787), None, Some(-719_162)]))),
        (
            "seen",
            Arc::new(
                TimestampMicrosecondArray::from(vec![
                    Some(1_796_043_600_000_000),
                    None,
                    Some(1_796_040_000_000_000),
                ])
                .with_timezone("UTC"),
            ),
        ),
        ("nobodys", Arc::new(NullArray::new(3))),
    ];
    let people = [
        vec![
            ("personId", texts([Some("p1"), Some("p2"), Some("p3")])),
            ("tags", Arc::new(tags.finish()) as ArrayRef),
        ],
        columns.clone(),
    ]
    .concat();
    let program = all_types();
    assert_eq!(loaded(&program, &[("p.parquet", &parquet(people))], &[]), plain(PEOPLE));
    let day = 86_400_000;
    let start = 1_767_225_600_000;
    let time = TimestampMillisecondArray::from(vec![start, start + day, start + 2 * day])
        .with_timezone("Europe/Zagreb");
    let keys = vec![
        ("personId", texts([Some("p1"), Some("p1"), Some("p3")])),
        ("name", texts([Some("bought"); 3])),
        ("time", Arc::new(time) as ArrayRef),
    ];
    assert_eq!(loaded(&program, &[], &[("e.parquet", &parquet([keys, columns].concat()))]), plain(EVENTS));
}

/// One attribute, one column of Parquet, what comes out.
#[track_caller]
fn column(r#type: &str, array: ArrayRef, wanted: &str) {
    let program = program(&format!("people {{ a: {type} }}"));
    let keys: ArrayRef = Arc::new((0..array.len() as i32).collect::<Int32Array>());
    let bytes = parquet(vec![("personId", keys), ("a", array)]);
    let file: File<'_> = ("p.parquet", &bytes);
    let text = loaded(&program, &[file], &[]);
    let values: Vec<&str> =
        text.lines().map(|line| line.split_once(" a=").map_or("-", |(_, value)| value)).collect();
    assert_eq!(values.join(" | "), wanted, "{type}");
}

#[test]
fn every_width_of_numbers() {
    column("integer", Arc::new(Int8Array::from(vec![Some(-128), None])), "-128 | -");
    column("integer", Arc::new(Int16Array::from(vec![-300])), "-300");
    column("integer", Arc::new(Int32Array::from(vec![70_000])), "70000");
    column("integer", Arc::new(UInt8Array::from(vec![255])), "255");
    column("integer", Arc::new(UInt16Array::from(vec![65_535])), "65535");
    column("integer", Arc::new(UInt32Array::from(vec![u32::MAX])), "4294967295");
    column("number", Arc::new(UInt64Array::from(vec![u64::MAX])), "18446744073709551615");
    column("integer", Arc::new(Float64Array::from(vec![42.0, -0.0])), "42 | 0");
    column("number", Arc::new(Float64Array::from(vec![0.1, 49.9, 1e-7])), "0.1 | 49.9 | 0.0000001");
    column("number", Arc::new(Float32Array::from(vec![0.1, 16_777_216.0])), "0.1 | 16777216");
    let decimal = Decimal128Array::from(vec![150, -5]).with_precision_and_scale(10, 2).unwrap();
    column("number", Arc::new(decimal), "1.5 | -0.05");
    // Other writers may put the point to the right of the digits.
    let mut numbers = Fitter::new(Type::Integer, Zone::UTC);
    assert_eq!(numbers.fit(&Cell::Decimal(42, -2)), Ok(Value::Integer(4200)));
    assert!(numbers.fit(&Cell::Decimal(42, -128)).is_err());
    column("integer", texts([Some("42"), Some("42.0"), Some("4.2e1"), Some("")]), "42 | 42 | 42 | -");
    column("boolean", Arc::new(Int8Array::from(vec![0, 1])), "false | true");
    column("boolean", texts([Some("0"), Some("1"), Some("True")]), "false | true | true");
    column("text", Arc::new(Int64Array::from(vec![385_911_234_567])), "\"385911234567\"");
}

#[test]
fn every_kind_of_text() {
    column("text", Arc::new(LargeStringArray::from(vec![Some("a"), None])), "\"a\" | -");
    column(
        "text",
        Arc::new(StringViewArray::from(vec!["a", "a text of more than twelve bytes"])),
        "\"a\" | \"a text of more than twelve bytes\"",
    );
    let mut dictionary = StringDictionaryBuilder::<Int8Type>::new();
    for value in [Some("b"), None, Some("a"), Some("b")] {
        dictionary.append_option(value);
    }
    column("text", Arc::new(dictionary.finish()), "\"b\" | - | \"a\" | \"b\"");
    let mut nothing = StringDictionaryBuilder::<Int8Type>::new();
    nothing.append_null();
    column("text", Arc::new(nothing.finish()), "-");
    column("list of integer", texts([Some("1;2;;3"), Some(";")]), "[1, 2, 3] | -");
}

#[test]
fn every_unit_of_moments() {
    // 13:00 on a clock in Zagreb in winter is 12:00 in UTC.
    let seconds = 1_796_043_600;
    let local = "2026-11-30 12:00";
    let moment = "2026-11-30 13:00";
    let zone = "America/New_York";
    let micros = seconds * 1_000_000;
    column("datetime", Arc::new(TimestampSecondArray::from(vec![seconds])), local);
    column("datetime", Arc::new(TimestampSecondArray::from(vec![seconds]).with_timezone(zone)), moment);
    column("datetime", Arc::new(TimestampMillisecondArray::from(vec![seconds * 1000])), local);
    column(
        "datetime",
        Arc::new(TimestampMillisecondArray::from(vec![seconds * 1000]).with_timezone(zone)),
        moment,
    );
    column("datetime", Arc::new(TimestampMicrosecondArray::from(vec![micros])), local);
    column("datetime", Arc::new(TimestampMicrosecondArray::from(vec![micros]).with_timezone(zone)), moment);
    column("datetime", Arc::new(TimestampNanosecondArray::from(vec![micros * 1000 + 999])), local);
    column(
        "datetime",
        Arc::new(TimestampNanosecondArray::from(vec![micros * 1000 - 1]).with_timezone(zone)),
        "2026-11-30 12:59:59.999999",
    );
    column("datetime", Arc::new(Date32Array::from(vec![20_787])), "2026-11-29 23:00");
    column(
        "date",
        Arc::new(TimestampNanosecondArray::from(vec![20_787 * 86_400 * 1_000_000_000])),
        "2026-11-30",
    );
    column("date", Arc::new(Date64Array::from(vec![20_787 * 86_400_000])), "2026-11-30");
}
