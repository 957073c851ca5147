//! Equal strings kept once.

use rustc_hash::FxHashMap;

use crate::model::Sym;

/// Strings by number, numbers by string.
#[derive(Debug, Default)]
pub struct Interner {
    numbers: FxHashMap<Box<str>, Sym>,
    strings: Vec<Box<str>>,
}

impl Interner {
    /// The number of a string, given on first sight.
    pub fn intern(&mut self, text: &str) -> Sym {
        if let Some(&sym) = self.numbers.get(text) {
            return sym;
        }
        let sym = Sym(self.strings.len() as u32);
        self.strings.push(text.into());
        self.numbers.insert(text.into(), sym);
        sym
    }

    /// The number of a string already seen.
    pub fn find(&self, text: &str) -> Option<Sym> {
        self.numbers.get(text).copied()
    }

    /// The string behind a number.
    pub fn resolve(&self, sym: Sym) -> &str {
        self.strings.get(sym.0 as usize).map_or("", |text| text)
    }
}
