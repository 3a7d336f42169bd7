//! Case folding, search, quoting, and what the language calls equal.

use bourn::value::time::{DatePattern, Locale};
use bourn::value::{Instant, Number, Value, Zone, compare, edit, text};
use proptest::prelude::*;

/// Texts with letters whose case is hard, in all scripts.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[a-cA-C]{0,6}", "[ßẞsSſıİiIKkΣσςﬁfiǅǆé ]{0,5}", "\\PC{0,5}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn folding_is_idempotent(value in texts()) {
        let once = text::fold(&value).into_owned();
        prop_assert_eq!(&*text::fold(&once), &*once);
    }

    #[test]
    fn equality_is_that_of_folded_texts(left in texts(), right in texts()) {
        prop_assert_eq!(text::equal(&left, &right), text::fold(&left) == text::fold(&right));
        prop_assert_eq!(text::equal(&left, &right), text::compare(&left, &right).is_eq());
        prop_assert!(text::equal(&left, &text::fold(&left)));
    }

    #[test]
    fn folding_distributes_over_joining(left in texts(), right in texts()) {
        let joined = format!("{left}{right}");
        prop_assert_eq!(text::fold(&joined), text::fold(&left) + text::fold(&right));
        prop_assert!(text::starts_with(&joined, &left) && text::ends_with(&joined, &right));
        prop_assert!(text::contains(&joined, &left) && text::contains(&joined, &right));
        prop_assert_eq!(text::length(&joined), text::length(&left) + text::length(&right));
    }

    #[test]
    fn find_points_at_the_needle(before in texts(), needle in texts(), after in texts()) {
        let hay = format!("{before}{needle}{after}");
        let index = usize::try_from(text::find(&hay, &needle)).unwrap();
        let found: String = hay.chars().skip(index).take(needle.chars().count()).collect();
        prop_assert_eq!(found, needle);
        prop_assert!(index <= before.chars().count());
    }

    #[test]
    fn joining_undoes_splitting(value in "[ab,]{0,8}", separator in "[ab,]{1,2}") {
        let parts: Vec<&str> = edit::split(&value, &separator).collect();
        prop_assert_eq!(edit::join(&parts, &separator).unwrap(), value.clone());
        prop_assert_eq!(edit::join(&parts, "x").unwrap(), edit::replace(&value, &separator, "x").unwrap());
    }

    #[test]
    fn substrings_meet_without_a_gap(value in texts(), place in 0..8_usize, length in 0..8_usize) {
        let (start, end) = (edit::substring(&value, 0, Some(place)), edit::substring(&value, place, None));
        prop_assert_eq!(format!("{start}{end}"), value.clone());
        let found: String = value.chars().skip(place).take(length).collect();
        prop_assert_eq!(edit::substring(&value, place, Some(length)), found);
    }

    #[test]
    fn filled_texts_are_as_long_as_asked(value in texts(), length in 0..12_usize, filling in "[0žđ]{1,3}") {
        let filled = edit::pad_left(&value, length, &filling);
        prop_assert!(filled.ends_with(&value));
        prop_assert_eq!(filled.chars().count(), length.max(value.chars().count()));
    }

    #[test]
    fn encoded_texts_can_be_decoded(value in texts()) {
        let encoded = edit::url_encode(&value);
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
        let mut bytes = Vec::new();
        let mut rest = encoded.as_bytes();
        while let Some((&byte, behind)) = rest.split_first() {
            let digits = if byte == b'%' { behind.get(..2) } else { None };
            let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
            bytes.push(digits.map_or(byte, |digits| u8::from_str_radix(digits, 16).unwrap()));
            rest = &behind[if digits.is_some() { 2 } else { 0 }..];
        }
        prop_assert_eq!(String::from_utf8(bytes).unwrap(), value);
    }

    #[test]
    fn any_pattern_can_be_read(pattern in "[yMLdEHhmsSXVa' .]{0,6}", micros in any::<i64>()) {
        if let Ok(pattern) = DatePattern::parse(&pattern) {
            let _ = pattern.moment(Instant::from_micros(micros), Zone::UTC, Locale::ENGLISH);
        }
    }

    #[test]
    fn equal_numbers_are_equal_in_any_spelling(value in any::<i64>()) {
        let (integer, number) = (Value::Integer(value), Value::Number(Number::from(value)));
        prop_assert!(compare::equal(&integer, &number) && compare::equal(&number, &integer));
        prop_assert!(integer != number);
    }
}

#[test]
fn no_edit_makes_a_text_beyond_the_limit() {
    let long = "a".repeat(edit::LONGEST / 2);
    assert!(edit::replace(&long, "a", "bb").is_ok());
    assert!(edit::replace(&long, "a", "bbb").is_err());
    assert!(edit::join(&[&long, &long], "").is_ok());
    assert!(edit::join(&[&long, &long], ",").is_err());
}

#[test]
fn search_by_example() {
    assert_eq!(text::find("žaba", "aba"), 1);
    assert_eq!(text::find("abc", "C"), -1);
    assert_eq!(text::find("abc", ""), 0);
    assert_eq!(text::length("🎉é"), 2);
    assert!(text::contains("Danielle", "DA"));
    assert!(text::contains("Straße", "STRASSE"));
    assert!(text::ends_with("Maß", "S"));
    assert!(!text::contains("resume", "é"));
    assert!(!text::equal(" a", "a"));
    assert!(!text::equal("i", "ı"));
}

#[test]
fn empty_values_equal_each_other_only() {
    let empties = [Value::Empty, Value::from(""), Value::List([].into())];
    for left in &empties {
        assert!(left.is_empty());
        assert!(empties.iter().all(|right| compare::equal(left, right)));
        assert!(!compare::equal(left, &Value::Integer(0)) && !compare::equal(&Value::from(false), left));
    }
    let list = |items: &[&str]| Value::List(items.iter().copied().map(Value::from).collect());
    assert!(compare::equal(&list(&["a", "B"]), &list(&["A", "b"])));
    assert!(!compare::equal(&list(&["a", "b"]), &list(&["b", "a"])));
    assert_eq!(compare::order(&Value::from("a"), &Value::Integer(1)), None);
}
