//! Equal strings kept once.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::{
    archive::text::{Span, TextArena},
    json::same_text,
    model::{Sym, ids},
};

/// A place in the table that is free, or a canonical form nobody asked for yet.
const NONE: u32 = u32::MAX;

/// Strings by number, numbers by string. Each string is held once, in an arena; the table holds
/// numbers only.
#[derive(Debug, Default)]
pub struct Interner {
    /// Numbers by hash, open addressing, at most half full; its length is a power of two.
    table: Vec<u32>,
    strings: Vec<Interned>,
    text: TextArena,
}

/// The last strings of a column and their numbers: mostly those of the next entry.
#[derive(Debug, Default)]
pub(crate) struct Last {
    known: [(String, Option<Sym>); 2],
    newest: usize,
}

#[derive(Debug)]
struct Interned {
    span: Span,
    /// The number of the string's canonical form as an id.
    canonical: u32,
}

impl Interner {
    /// The number of a string, given on first sight. O(length), amortised.
    pub fn intern(&mut self, text: &str) -> Sym {
        if self.strings.len() * 2 >= self.table.len() {
            self.grow();
        }
        let place = self.place(text);
        if let Some(&number) = self.table.get(place)
            && number != NONE
        {
            return Sym::new(number);
        }
        let number = self.strings.len() as u32;
        self.strings.push(Interned {
            span: self.text.push(text),
            canonical: NONE,
        });
        if let Some(free) = self.table.get_mut(place) {
            *free = number;
        }
        Sym::new(number)
    }

    /// The number of an id's canonical form; worked out once for each spelling.
    pub fn intern_id(&mut self, id: &str) -> Sym {
        let spelled = self.intern(id).place();
        let known = self.strings.get(spelled).map_or(NONE, |id| id.canonical);
        if known != NONE {
            return Sym::new(known);
        }
        let canonical = self.intern(&ids::canonical(id));
        if let Some(spelled) = self.strings.get_mut(spelled) {
            spelled.canonical = canonical.place() as u32;
        }
        canonical
    }

    /// The number that `intern` gives a string of a column.
    #[inline]
    pub(crate) fn again(
        &mut self,
        text: &str,
        last: &mut Last,
        intern: fn(&mut Self, &str) -> Sym,
    ) -> Sym {
        for (at, (known, number)) in last.known.iter().enumerate() {
            if let Some(number) = number
                && same_text(known, text)
            {
                last.newest = at;
                return *number;
            }
        }
        let number = intern(self, text);
        last.newest = 1 - last.newest;
        let (known, given) = &mut last.known[last.newest];
        text.clone_into(known);
        *given = Some(number);
        number
    }

    /// How many strings there are.
    pub(crate) fn count(&self) -> usize {
        self.strings.len()
    }

    /// The number of a string already seen.
    pub fn find(&self, text: &str) -> Option<Sym> {
        let number = *self.table.get(self.place(text))?;
        (number != NONE).then_some(Sym::new(number))
    }

    /// The string behind a number.
    pub fn resolve(&self, sym: Sym) -> &str {
        self.strings
            .get(sym.place())
            .map_or("", |string| self.text.get(string.span))
    }

    /// Bytes held, room included.
    pub fn bytes(&self) -> usize {
        self.table.capacity() * size_of::<u32>()
            + self.strings.capacity() * size_of::<Interned>()
            + self.text.bytes()
    }

    /// Where the string is in the table, or where it would be put.
    #[inline]
    fn place(&self, text: &str) -> usize {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = hash(text) as usize & mask;
        while let Some(&number) = self.table.get(at) {
            if number == NONE || same_text(self.resolve(Sym::new(number)), text) {
                break;
            }
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let len = (self.table.len() * 2).max(64);
        self.table.clear();
        self.table.resize(len, NONE);
        for number in 0..self.strings.len() as u32 {
            let mut at = hash(self.resolve(Sym::new(number))) as usize & (len - 1);
            while self.table.get(at).is_some_and(|taken| *taken != NONE) {
                at = (at + 1) & (len - 1);
            }
            if let Some(free) = self.table.get_mut(at) {
                *free = number;
            }
        }
    }
}

#[inline]
fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_one_number_however_many_there_are() {
        let mut names = Interner::default();
        let numbers: Vec<Sym> = (0..5_000).map(|n| names.intern(&format!("n{n}"))).collect();
        for (n, sym) in numbers.iter().enumerate() {
            let text = format!("n{n}");
            assert_eq!(names.intern(&text), *sym);
            assert_eq!(names.find(&text), Some(*sym));
            assert_eq!(names.resolve(*sym), text);
        }
        assert_eq!(names.find("n5000"), None);
        assert_eq!(Interner::default().find(""), None);
    }

    #[test]
    fn a_string_that_comes_again_has_its_number() {
        let mut names = Interner::default();
        let mut last = Last::default();
        for text in ["a", "b", "a", "c", "b", "c", "", "a", "0MwKj000007sdiM"] {
            let expected = names.intern_id(text);
            assert_eq!(names.again(text, &mut last, Interner::intern_id), expected);
        }
    }

    #[test]
    fn spellings_of_one_id_have_one_number() {
        let mut names = Interner::default();
        let short = names.intern_id("0MwKj000007sdiM");
        assert_eq!(names.resolve(short), "0MwKj000007sdiMKAQ");
        for spelling in [
            "0MwKj000007sdiMKAQ",
            "0MWKJ000007SDIMKAQ",
            "0MwKj000007sdiM",
        ] {
            assert_eq!(names.intern_id(spelling), short);
        }
        // As a name the same letters stay as they are.
        let name = names.intern("0MwKj000007sdiM");
        assert_eq!(names.resolve(name), "0MwKj000007sdiM");
    }
}
