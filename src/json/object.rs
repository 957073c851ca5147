//! An object by its members, whether they were noted or are still to be found.

use std::borrow::Cow;

use super::{fields::Fields, raw::Raw};

/// A record, or an object inside one.
pub trait Object<'a>: Copy {
    /// Several members by key; of duplicate keys the last.
    fn pick<const N: usize>(self, keys: [&str; N]) -> [Option<Raw<'a>>; N];

    /// The members in their order, up to where the object is broken.
    fn each(self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)>;
}

impl<'a> Object<'a> for Raw<'a> {
    fn pick<const N: usize>(self, keys: [&str; N]) -> [Option<Raw<'a>>; N] {
        Raw::pick(self, keys)
    }

    fn each(self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> {
        self.members().map_while(Result::ok)
    }
}

impl<'a> Object<'a> for Fields<'a> {
    fn pick<const N: usize>(self, keys: [&str; N]) -> [Option<Raw<'a>>; N] {
        let mut found = [None; N];
        for (name, value) in self.iter() {
            if let Some(at) = keys.iter().position(|key| *key == name) {
                found[at] = Some(value);
            }
        }
        found
    }

    fn each(self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> {
        self.iter().map(|(key, value)| (Cow::Borrowed(key), value))
    }
}
