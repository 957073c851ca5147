//! Character boundaries near a byte.

/// The last character boundary at or before `at`; the length of the text if that is less.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary at or behind `at`; the length of the text if that is less.
pub(crate) fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_inside_a_character_moves_to_its_edge() {
        assert_eq!((floor("aé", 2), ceil("aé", 2)), (1, 3));
        assert_eq!((floor("aé", 9), ceil("aé", 9)), (3, 3));
    }
}
