//! Two sequences side by side: what is the same on both sides is paired, as much of it as the order allows; what is left
//! between two such pairs is paired in order where it is alike.

use super::Pair;

/// The pairs of places; what has no counterpart is paired with nothing.
pub(super) fn align<O, N>(
    old: &[O],
    new: &[N],
    same: impl Fn(&O, &N) -> bool,
    alike: impl Fn(&O, &N) -> bool,
) -> Vec<Pair<Option<usize>>> {
    let mut pairs = Vec::with_capacity(old.len().max(new.len()));
    let mut begin = Pair { old: 0, new: 0 };
    let ends = Pair { old: old.len(), new: new.len() };
    for anchor in common(old, new, same).into_iter().chain([ends]) {
        let mut waiting: Vec<usize> = (begin.new..anchor.new).collect();
        for (at, one) in (begin.old..).zip(&old[begin.old..anchor.old]) {
            let counterpart = waiting.iter().position(|&other| alike(one, &new[other]));
            pairs.push(Pair { old: Some(at), new: counterpart.map(|place| waiting.remove(place)) });
        }
        pairs.extend(waiting.into_iter().map(|at| Pair { old: None, new: Some(at) }));
        if anchor != ends {
            pairs.push(anchor.map(Some));
        }
        begin = Pair { old: anchor.old + 1, new: anchor.new + 1 };
    }
    pairs
}

/// The places of a longest common subsequence. Mostly the sequences are the same, or nearly so.
fn common<O, N>(old: &[O], new: &[N], same: impl Fn(&O, &N) -> bool) -> Vec<Pair<usize>> {
    let first = old.iter().zip(new).take_while(|(old, new)| same(old, new)).count();
    let mut places: Vec<Pair<usize>> = (0..first).map(|at| Pair { old: at, new: at }).collect();
    let (rest_old, rest_new) = (&old[first..], &new[first..]);
    let lengths = lengths(rest_old, rest_new, &same);
    let (mut at_old, mut at_new) = (0, 0);
    while at_old < rest_old.len() && at_new < rest_new.len() {
        if same(&rest_old[at_old], &rest_new[at_new]) {
            places.push(Pair { old: first + at_old, new: first + at_new });
            (at_old, at_new) = (at_old + 1, at_new + 1);
        } else if lengths[at_old + 1][at_new] >= lengths[at_old][at_new + 1] {
            at_old += 1;
        } else {
            at_new += 1;
        }
    }
    places
}

/// How long the longest common subsequence of the rest is, from each place of either side on.
fn lengths<O, N>(old: &[O], new: &[N], same: &impl Fn(&O, &N) -> bool) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for other in (0..new.len()).rev() {
            lengths[at][other] = if same(&old[at], &new[other]) {
                lengths[at + 1][other + 1] + 1
            } else {
                lengths[at + 1][other].max(lengths[at][other + 1])
            };
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Aligns characters; those of one case are alike.
    fn shown(old: &str, new: &str) -> String {
        let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let alike = |one: &char, other: &char| one.is_lowercase() == other.is_lowercase();
        let character = |side: &[char], at: Option<usize>| at.map_or('-', |at| side[at]);
        let pairs = align(&old, &new, |one, other| one == other, alike);
        let words = pairs
            .into_iter()
            .map(|pair| format!("{}{}", character(&old, pair.old), character(&new, pair.new)));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_same_is_paired_and_what_is_alike_between() {
        assert_eq!(shown("abc", "abc"), "aa bb cc");
        assert_eq!(shown("abc", "axc"), "aa bx cc");
        assert_eq!(shown("abc", "ac"), "aa b- cc");
        assert_eq!(shown("ac", "abc"), "aa -b cc");
        assert_eq!(shown("abc", "aXc"), "aa b- -X cc");
        assert_eq!(shown("", "ab"), "-a -b");
        assert_eq!(shown("abcd", "bd"), "a- bb c- dd");
    }
}
