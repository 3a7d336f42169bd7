//! The ranges that keys are cut into: of about as many bytes each, as far as a sample of the keys can tell.

use super::super::{KEY, Unfit};
use crate::columns::Keys;

/// The first key of each range but the first one.
#[derive(Debug)]
pub(super) struct Bounds(Keys);

impl Bounds {
    /// Bounds between about so many ranges, by keys that were drawn evenly.
    pub(super) fn between(sample: &[Keys], ranges: usize) -> Result<Bounds, Unfit> {
        let mut sample = sample.iter().filter(|keys| !keys.is_empty()).peekable();
        let bounds = match sample.peek() {
            Some(Keys::Text(_)) => {
                let texts = sample.map(texts).collect::<Result<Vec<_>, Unfit>>()?;
                let found = chosen(texts.into_iter().flatten().collect(), ranges);
                Keys::Text(found.into_iter().map(Some).collect())
            }
            _ => {
                let numbers = sample.map(whole).collect::<Result<Vec<_>, Unfit>>()?;
                Keys::Whole(chosen(numbers.into_iter().flatten().copied().collect(), ranges).into())
            }
        };
        Ok(Bounds(bounds))
    }

    /// How many ranges there are.
    pub(super) fn ranges(&self) -> usize {
        self.0.len() + 1
    }

    /// The range of each key.
    pub(super) fn of(&self, keys: &Keys) -> Result<Vec<u32>, Unfit> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        Ok(match &self.0 {
            Keys::Text(_) => {
                let bounds = texts(&self.0)?;
                texts(keys)?.iter().map(|key| bounds.partition_point(|bound| bound <= key) as u32).collect()
            }
            bounds => {
                let bounds = whole(bounds)?;
                whole(keys)?.iter().map(|key| bounds.partition_point(|bound| bound <= key) as u32).collect()
            }
        })
    }
}

/// Some of these, each once, with about as many of the others between them.
fn chosen<T: Ord + Copy>(mut sample: Vec<T>, ranges: usize) -> Vec<T> {
    sample.sort_unstable();
    let mut chosen: Vec<T> =
        (1..ranges).filter_map(|range| sample.get(range * sample.len() / ranges).copied()).collect();
    chosen.dedup();
    chosen
}

fn whole(keys: &Keys) -> Result<&[i64], Unfit> {
    if let Keys::Whole(keys) = keys { Ok(keys) } else { Err(KEY) }
}

fn texts(keys: &Keys) -> Result<Vec<&str>, Unfit> {
    if let Keys::Text(keys) = keys { Ok(keys.iter().flatten().collect()) } else { Err(KEY) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(keys: impl IntoIterator<Item = i64>) -> Keys {
        Keys::Whole(keys.into_iter().collect())
    }

    #[test]
    fn keys_are_cut_into_ranges_of_about_the_same_size() {
        let bounds = Bounds::between(&[numbers(500..1000), numbers(0..500)], 4).unwrap();
        assert_eq!(bounds.ranges(), 4);
        assert_eq!(bounds.of(&numbers([-7, 249, 250, 499, 750, 5000])).unwrap(), [0, 0, 1, 1, 3, 3]);
    }

    #[test]
    fn a_key_that_comes_often_is_in_one_range() {
        let bounds = Bounds::between(&[numbers([3; 100])], 10).unwrap();
        assert_eq!(bounds.of(&numbers([2, 3, 4])).unwrap(), [0, 1, 1]);
    }

    #[test]
    fn texts_and_numbers_do_not_mix() {
        let texts = Keys::Text(vec![Some("b"), Some("é")].into());
        let bounds = Bounds::between(std::slice::from_ref(&texts), 2).unwrap();
        assert_eq!(bounds.of(&texts).unwrap(), [0, 1]);
        assert_eq!(bounds.of(&numbers([1])), Err(KEY));
        assert!(Bounds::between(&[texts, numbers([1])], 2).is_err());
        assert_eq!(Bounds::between(&[], 5).unwrap().ranges(), 1);
    }
}
