//! Sizes of memory: `512MB`, `2GiB`.

/// The units, each with how many bytes it has.
const UNITS: [(&str, u64); 10] = [
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("k", 1 << 10),
    ("m", 1 << 20),
    ("g", 1 << 30),
    ("b", 1),
];

/// How little is enough for anything.
const LEAST: u64 = 16 << 20;

/// The bytes that a text means.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let folded = text.trim().to_ascii_lowercase();
    let unit = UNITS.into_iter().find(|(unit, _)| folded.ends_with(unit));
    let (unit, bytes) = unit.unwrap_or(("", 1));
    let number = folded[..folded.len() - unit.len()].trim();
    let size = number.parse::<u64>().ok().and_then(|number| number.checked_mul(bytes));
    match size {
        None => Err("sizes are written `512MB` or `2GiB`".to_owned()),
        Some(size) if size < LEAST => Err("no less than 16MiB will do".to_owned()),
        Some(size) => Ok(size),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_units() {
        let cases = [
            ("512MB", Some(512_000_000)),
            ("2GiB", Some(2 << 30)),
            ("1g", Some(1 << 30)),
            ("100 mib", Some(100 << 20)),
            ("20000000", Some(20_000_000)),
            ("1.5GB", None),
            ("GB", None),
            ("1MB", None),
            ("99999999999999GB", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(size(text).ok(), wanted, "{text}");
        }
    }
}
