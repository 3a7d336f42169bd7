//! What is found among many texts is what passes by itself.

use arrow_array::StringArray;

use super::{TextCheck, TextTest};
use crate::columns::mask::{clear_behind, set};
use crate::value::Text;

/// Pieces that texts and what is looked for are made of: what one folds to another begins, ends or is.
const PIECES: [&str; 20] = [
    "s", "S", "k", "K", "\u{212a}", "ſ", "ß", "ẞ", "İ", "ﬃ", "fi", "@", "`", "[", "{", "smith", "SMITH.",
    "+44", "é", "\0",
];

/// How many texts there are at most.
const LONGEST: usize = 200;

#[test]
fn what_is_found_is_what_passes() {
    let mut draw = Draw(7);
    for round in 0..400 {
        let texts: Vec<String> = (0..LONGEST).map(|_| draw.text(round)).collect();
        let wanted = || draw.needle(round, &texts);
        let wanted: Vec<Text> = std::iter::repeat_with(wanted).take(4).collect();
        for check in checks(&wanted) {
            let count = draw.below(LONGEST + 1);
            compare(&check, &texts[..count], 0, &mut draw);
            compare(&check, &texts, draw_first(round), &mut draw);
        }
    }
}

#[test]
fn every_length_of_a_block_is_searched_to_its_end() {
    let mut draw = Draw(11);
    let texts: Vec<String> = (0..LONGEST).map(|_| draw.text(1)).collect();
    for length in 0..=LONGEST {
        for check in checks(&["s".into(), "smith".into(), "ss".into(), "kk".into()]) {
            compare(&check, &texts[..length], 0, &mut draw);
        }
    }
}

#[test]
fn nothing_is_found_across_two_texts() {
    let texts =
        StringArray::from_iter_values(["smi", "th", "", "xsmith", "smit", "h"].iter().cycle().take(96));
    let test = TextTest::new(&TextCheck::Contains("SMITH".into()));
    let mut found = [0; 2];
    test.find(&texts, 0, &[u64::MAX, u64::MAX >> 32], &mut found);
    let every_sixth = (0..96).filter(|row| row % 6 == 3).fold([0; 2], |mut words: [u64; 2], row| {
        words[row / 64] |= 1 << (row % 64);
        words
    });
    assert_eq!(found, every_sixth);
}

/// All checks with some texts.
fn checks(wanted: &[Text]) -> Vec<TextCheck> {
    let mut checks = vec![TextCheck::OneOf(wanted.to_vec()), TextCheck::OneOf(wanted[..1].to_vec())];
    for text in wanted {
        let text = || text.clone();
        checks.extend([
            TextCheck::Contains(text()),
            TextCheck::StartsWith(text()),
            TextCheck::EndsWith(text()),
            TextCheck::Exactly(text()),
        ]);
    }
    checks
}

/// From one row on, for all rows and for a few.
fn compare(check: &TextCheck, texts: &[String], first: usize, draw: &mut Draw) {
    let (array, test) = (StringArray::from_iter_values(texts), TextTest::new(check));
    let rows = texts.len() - first;
    for share in [u64::MAX, draw.next()] {
        let mut due = vec![share; rows.div_ceil(64)];
        clear_behind(&mut due, rows);
        let (mut found, mut passing) = (vec![0; due.len()], vec![0; due.len()]);
        test.find(&array, first, &due, &mut found);
        set(&mut passing, &due, |row| test.passes(&texts[first + row]));
        assert_eq!(found, passing, "{check:?} of {:?}", &texts[first..]);
    }
}

fn draw_first(round: usize) -> usize {
    [0, 64, 128][round % 3]
}

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^ (mixed >> 27)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// In even rounds of ASCII alone; of no, few or many pieces.
    fn text(&mut self, round: usize) -> String {
        let longest = [3, 12, 40][round % 3];
        let pieces = std::iter::repeat_with(|| PIECES[self.below(PIECES.len())]);
        let ascii = |piece: &&str| round % 2 == 1 || piece.is_ascii();
        let pieces: String = pieces.filter(ascii).take(longest).collect();
        let ends = pieces.char_indices().map(|(at, _)| at).take(1 + self.below(longest)).last();
        pieces[..ends.unwrap_or_default()].to_owned()
    }

    /// A part of a text, in another case now and then, or one that stands nowhere.
    fn needle(&mut self, round: usize, texts: &[String]) -> Text {
        let text = &texts[self.below(texts.len())];
        let skipped = self.below(3);
        let length = 1 + self.below(20);
        let part: String = match self.below(4) {
            0 => text.clone(),
            1 => self.text(round),
            _ => text.chars().skip(skipped).take(length).collect(),
        };
        let part = if self.below(2) == 0 { part.to_uppercase() } else { part };
        if part.is_empty() { "ss".into() } else { part.into() }
    }
}
