//! Colours, light and dark, as rules of a style sheet.
//!
//! Both are written out, and not as variables: what converts pictures knows rules, and seldom more.

use std::fmt::Write as _;

use crate::graph::model::Kind;
use crate::value::markup;

/// The colours of a picture.
pub(in crate::graph) struct Palette {
    pub(in crate::graph) ground: &'static str,
    pub(in crate::graph) card: &'static str,
    pub(in crate::graph) border: &'static str,
    pub(in crate::graph) ink: &'static str,
    /// Text that matters less.
    pub(in crate::graph) faint: &'static str,
    line: &'static str,
    /// Lines that people went along.
    hit: &'static str,
    /// Labels of arms.
    label: &'static str,
    kinds: [(Kind, Colours); 8],
}

/// The colours of a kind.
struct Colours {
    /// Icon, bar and words.
    accent: &'static str,
    /// What the icon stands on.
    tint: &'static str,
}

const fn colours(accent: &'static str, tint: &'static str) -> Colours {
    Colours { accent, tint }
}

/// The colours in light surroundings.
pub(in crate::graph) const PAGE_LIGHT: Palette = Palette {
    ground: "#f5f7fa",
    card: "#ffffff",
    border: "#d3dae3",
    ink: "#17202c",
    faint: "#556274",
    line: "#9ba8b8",
    hit: "#8fb3e6",
    label: "#e9eef5",
    kinds: [
        (Kind::Entry, colours("#0d7046", "#dff4e9")),
        (Kind::Wait, colours("#8a5207", "#fbefd9")),
        (Kind::Branch, colours("#653bbd", "#ede7fb")),
        (Kind::Message, colours("#1859ba", "#e2edfd")),
        (Kind::Profile, colours("#0a6577", "#ddf2f5")),
        (Kind::Call, colours("#a92567", "#fbe5f0")),
        (Kind::Exit, colours("#a93127", "#fce8e6")),
        (Kind::End, colours("#3d4a5c", "#e6ebf1")),
    ],
};

/// The colours in dark surroundings.
pub(in crate::graph) const PAGE_DARK: Palette = Palette {
    ground: "#0f141b",
    card: "#1a212c",
    border: "#354152",
    ink: "#eaeff6",
    faint: "#a6b3c4",
    line: "#5d6b7e",
    hit: "#44699f",
    label: "#263140",
    kinds: [
        (Kind::Entry, colours("#5cd39d", "#17382b")),
        (Kind::Wait, colours("#f1b75f", "#3a2d17")),
        (Kind::Branch, colours("#bba2f7", "#2e2649")),
        (Kind::Message, colours("#83b5fc", "#1b3152")),
        (Kind::Profile, colours("#62cbdb", "#153941")),
        (Kind::Call, colours("#f38fc0", "#43233a")),
        (Kind::Exit, colours("#f7998d", "#452620")),
        (Kind::End, colours("#b9c5d4", "#2b3441")),
    ],
};

/// The style sheet: light, and dark where that is asked for.
pub(super) fn sheet() -> String {
    let mut sheet = String::from(
        ".line{fill:none;stroke-linejoin:round}.icon{fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}\n\
         .box{stroke-width:1.25}.side,.rule{fill:none}.missed .line,.missed>.box{stroke-dasharray:4 4}\n",
    );
    sheet.push_str(&rules(&PAGE_LIGHT));
    sheet.push_str("@media (prefers-color-scheme:dark){\n");
    sheet.push_str(&rules(&PAGE_DARK));
    sheet.push_str("}\n");
    sheet
}

fn rules(palette: &Palette) -> String {
    let Palette { ground, card, border, ink, faint, line, hit, label, kinds } = palette;
    let mut rules = format!(
        ".ground{{fill:{ground}}}.box{{fill:{card};stroke:{border}}}.arm .box{{fill:{label}}}.side,.rule{{stroke:{border}}}\n\
         .main,.number{{fill:{ink}}}.word,.detail{{fill:{faint}}}.missed .main{{fill:{faint}}}.track{{fill:{label}}}\n\
         .line{{stroke:{line}}}.tip{{fill:{line}}}.hit .line{{stroke:{hit}}}.hit .tip{{fill:{hit}}}\n"
    );
    for (kind, Colours { accent, tint }) in kinds {
        let name = kind.name();
        let _ = writeln!(
            rules,
            ".{name} .word{{fill:{accent}}}.{name} .icon{{stroke:{accent}}}.{name} .tile{{fill:{tint}}}.{name} .bar{{fill:{accent}}}"
        );
        if matches!(kind, Kind::Entry | Kind::Exit | Kind::End) {
            let _ =
                writeln!(rules, ".{name} .box{{fill:{tint};stroke:{accent}}}.{name} .tile{{fill:{card}}}");
        }
    }
    rules
}

/// Text between tags or within quotes. What XML cannot hold at all becomes `�`.
pub(in crate::graph) fn escaped(text: &str) -> String {
    let held = |character| match character {
        '\r' => None,
        '\t' => Some(' '),
        '\n' => Some('\n'),
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => Some('\u{fffd}'),
        character => Some(character),
    };
    let held: String = text.chars().filter_map(held).collect();
    // Within quotes, a line end would become a blank.
    markup::escaped(&held).replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of a colour, as the guidelines for accessible pages define it.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_has_the_contrast_that_small_text_needs() {
        for palette in [PAGE_LIGHT, PAGE_DARK] {
            let Palette { card, ink, faint, label, ground, .. } = palette;
            let mut pairs = vec![
                (ink, card),
                (faint, card),
                (ink, label),
                (faint, label),
                (ink, ground),
                (faint, ground),
            ];
            for (_, Colours { accent, tint }) in &palette.kinds {
                pairs.extend([(*accent, card), (*accent, *tint), (ink, *tint), (faint, *tint)]);
            }
            for (text, behind) in pairs {
                assert!(contrast(text, behind) >= 4.5, "{text} on {behind}: {}", contrast(text, behind));
            }
        }
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escaped("a<b> & \"c\"\n\u{1}"), "a&lt;b&gt; &amp; &quot;c&quot;&#10;\u{fffd}");
    }
}
