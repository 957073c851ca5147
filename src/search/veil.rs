//! Which entries a lens changes, and what it makes of them.

use crate::search::{index::Block, lexicon::Lexicon, number_set::NumberSet, run::View};

/// What is known of one lens over the blocks of an index: looked at once, remembered for the next
/// search. Of no use with another lens or another index.
#[derive(Debug, Default)]
pub struct Veil {
    blocks: Vec<Veiled>,
    lexicon: Lexicon,
}

/// A block as a lens shows it.
#[derive(Debug)]
pub(crate) struct Veiled {
    /// The entries that the lens changes, by their numbers in the block.
    pub(crate) changed: NumberSet,
    /// Only these, as they are shown.
    pub(crate) shown: Block,
}

impl Veiled {
    /// Looks at every text of a block through the lens. O(texts).
    pub(crate) fn of(block: &Block, view: &View<'_>, lexicon: &mut Lexicon) -> Self {
        let (changed, shown) = block.veiled(view, lexicon);
        Self { changed, shown }
    }
}

impl Veil {
    /// What the lens makes of a block, by number of the block, which must come in order, and the
    /// words of what is shown.
    pub(crate) fn block(
        &mut self,
        number: usize,
        block: &Block,
        view: &View<'_>,
    ) -> (&Veiled, &Lexicon) {
        let number = number.min(self.blocks.len());
        if number == self.blocks.len() {
            let veiled = Veiled::of(block, view, &mut self.lexicon);
            self.blocks.push(veiled);
        }
        (&self.blocks[number], &self.lexicon)
    }
}
