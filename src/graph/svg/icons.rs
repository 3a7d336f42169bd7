//! Icons of 18 by 18, drawn with strokes.

use crate::graph::model::{Kind, Node};

const ENTER: &str = "M9.5 2.5h4a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-4M2.5 9h8M7.5 5.5L11 9l-3.5 3.5";
const PAUSE: &str = "M6.5 4v10M11.5 4v10";
const CLOCK: &str = "M9 2.5a6.5 6.5 0 1 1-.01 0zM9 5.5V9l2.5 2";
const CALENDAR: &str = "M4.5 4h9a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 13.5v-8A1.5 1.5 0 0 1 4.5 4zM3 7.5h12M6.5 2.5V5M11.5 2.5V5";
const FORK: &str = "M9 2.5v4M9 6.5L4 11v4M9 6.5L14 11v4";
const PERCENT: &str = "M4 14L14 4M5.5 3.5a2 2 0 1 1-.01 0zM12.5 10.5a2 2 0 1 1-.01 0z";
const ENVELOPE: &str = "M4 4.5h10a1.5 1.5 0 0 1 1.5 1.5v6.5A1.5 1.5 0 0 1 14 14H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5zM3 6l6 4.5L15 6";
const SPEECH: &str = "M4.5 3.5h9A1.5 1.5 0 0 1 15 5v6a1.5 1.5 0 0 1-1.5 1.5H8.5L5 15.5v-3h-.5A1.5 1.5 0 0 1 3 11V5a1.5 1.5 0 0 1 1.5-1.5zM6 7h6M6 9.5h4";
const BELL: &str = "M4.5 12.5c1-1 1-2.5 1-4.5a3.5 3.5 0 0 1 7 0c0 2 0 3.5 1 4.5zM7.5 15h3M9 2.5v2";
const PERSON: &str = "M9 2.5a3 3 0 1 1-.01 0zM3 15.5c.4-3.4 2.8-5 6-5s5.6 1.6 6 5";
const TAG: &str = "M3 3.5h5.5l6.5 6.5-5.5 5.5L3 9zM6.3 6.3v.6";
const VARIABLE: &str = "M6 3C3.5 3 5 8 3 9c2 1 .5 6 3 6M12 3c2.5 0 1 5 3 6-2 1-.5 6-3 6M7 9h4";
const NO_ENTRY: &str = "M9 2.5a6.5 6.5 0 1 1-.01 0zM4.5 4.5l9 9";
const EXCHANGE: &str = "M3 6.5h11M11 3.5l3 3-3 3M15 11.5H4M7 8.5l-3 3 3 3";
const PIECE: &str = "M9 2.5l5.5 3.2v6.6L9 15.5l-5.5-3.2V5.7zM3.5 5.7L9 9l5.5-3.3M9 9v6.5";
const FLOW: &str = "M3 3h5v4H3zM10 11h5v4h-5zM5.5 7v6H10";
const LEAVE: &str = "M8.5 2.5h-4a2 2 0 0 0-2 2v9a2 2 0 0 0 2 2h4M7 9h8M12 5.5L15.5 9 12 12.5";
const FLAG: &str = "M4.5 15.5v-13h8.5l-2 3.2 2 3.3H4.5";

/// The icon of a node, as a path.
pub(super) fn of(node: &Node) -> &'static str {
    let says = |word: &str| node.word.starts_with(word);
    match node.kind {
        Kind::Entry => ENTER,
        Kind::Wait if says("pause") => PAUSE,
        Kind::Wait if says("wait for date") => CALENDAR,
        Kind::Wait => CLOCK,
        Kind::Branch if says("split") => PERCENT,
        Kind::Branch => FORK,
        Kind::Message if says("notify") => BELL,
        Kind::Message if says("send email") => ENVELOPE,
        Kind::Message => SPEECH,
        Kind::Profile if says("set") => VARIABLE,
        Kind::Profile if says("add tag") || says("remove tag") => TAG,
        Kind::Profile if says("update") => PERSON,
        Kind::Profile => NO_ENTRY,
        Kind::Call if says("use") => PIECE,
        Kind::Call if says("add to flow") => FLOW,
        Kind::Call => EXCHANGE,
        Kind::Exit => LEAVE,
        Kind::End => FLAG,
    }
}
