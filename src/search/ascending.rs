//! Looking through numbers in order.

/// How many at the beginning are before what is looked for. O(log of that): mostly it is one of the
/// next.
pub(crate) fn count_before(ascending: &[u32], is_before: impl Fn(&u32) -> bool) -> usize {
    let mut reach = 1;
    while ascending.get(reach - 1).is_some_and(&is_before) {
        reach *= 2;
    }
    let (first, last) = (reach / 2, reach.min(ascending.len()));
    first + ascending[first..last].partition_point(is_before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_counted_as_there_are() {
        let numbers: Vec<u32> = (0..70).map(|number| number * 2).collect();
        for length in 0..=numbers.len() {
            for wanted in 0..145 {
                let counted = count_before(&numbers[..length], |&number| number < wanted);
                let right = numbers[..length].iter().filter(|one| **one < wanted);
                assert_eq!(counted, right.count(), "{wanted} among {length}");
            }
        }
    }
}
