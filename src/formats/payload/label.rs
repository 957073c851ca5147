//! Names of members as a reader sees them: `countryOfOrigin` is `Country of origin`.

/// A name is shown up to this many bytes: each value below it repeats it.
const LONGEST: usize = 128;

/// Words that a name may be shown without: they say what shape a value has, not what it means.
const WRAPPERS: &[&str] = &[
    "application",
    "arguments",
    "asset",
    "content",
    "data",
    "items",
    "parameters",
    "payment",
    "products",
    "result",
    "subject",
    "text",
    "value",
    "values",
];

/// Whether a member's name says nothing beside that there is a value.
pub(super) fn is_wrapper(key: &str) -> bool {
    WRAPPERS.contains(&key) || key.len() > 5 && key.ends_with("Value") || key.ends_with("Contents")
}

/// A camel-case or snake-case name in words.
pub(super) fn words(key: &str) -> String {
    let key = short(key);
    let mut out = String::with_capacity(key.len() + 4);
    let mut before_lower = false;
    let mut letters = key.chars().peekable();
    while let Some(letter) = letters.next() {
        let starts_word = letters.peek().is_none_or(char::is_ascii_lowercase);
        match letter {
            '_' => out.push(' '),
            upper if before_lower && upper.is_ascii_uppercase() => {
                out.push(' ');
                // Letters that stand for words stay as they are: `URL`.
                out.push(if starts_word {
                    upper.to_ascii_lowercase()
                } else {
                    upper
                });
            }
            first if out.is_empty() => out.push(first.to_ascii_uppercase()),
            other => out.push(other),
        }
        before_lower = letter.is_ascii_lowercase();
    }
    out
}

/// The beginning of a name.
pub(super) fn short(name: &str) -> &str {
    name.get(..name.floor_char_boundary(LONGEST))
        .unwrap_or(name)
}

/// A name within another.
pub(super) fn within(outer: &str, inner: &str) -> String {
    let inner = short(inner);
    match (outer, inner) {
        ("", inner) => inner.to_owned(),
        (outer, "") => outer.to_owned(),
        _ => format!("{outer} · {inner}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_words() {
        assert_eq!(words("countryOfOrigin"), "Country of origin");
        assert_eq!(words("isEWTRequested"), "Is EWTRequested");
        assert_eq!(words("order_id"), "Order id");
    }
}
