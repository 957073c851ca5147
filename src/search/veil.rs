//! Which entries a lens changes.

use crate::{
    export::{Lens, Rows},
    search::{entry_set::EntrySet, index::Block, run::View, shown::each_text},
};

/// What is known of one lens over the blocks of an index: looked at once, remembered for the next
/// search. Of no use with another lens or another index.
#[derive(Debug, Default)]
pub struct Veil {
    blocks: Vec<EntrySet>,
}

impl Veil {
    /// The changed entries of a block, by number of the block, which must come in order.
    pub(crate) fn block(&mut self, number: usize, block: &Block, view: &View<'_>) -> &EntrySet {
        let number = number.min(self.blocks.len());
        if number == self.blocks.len() {
            self.blocks.push(changed(block, view));
        }
        &self.blocks[number]
    }
}

/// The entries of a block that the lens changes: looks at every text through it. O(texts).
pub(crate) fn changed(block: &Block, view: &View<'_>) -> EntrySet {
    let mut changed = EntrySet::none(block.entries.len());
    if matches!(view.lens, Lens::Original) {
        return changed;
    }
    for (number, at) in block.entries.iter().enumerate() {
        let rows = Rows {
            archive: view.archive,
            timeline: view.timeline,
            conversation: &view.timeline.conversations[at.conversation as usize],
            lens: view.lens,
            detailed: false,
        };
        let mut any = false;
        each_text(&rows, at.place as usize, |shown| any |= shown.changed);
        if any {
            changed.insert(number);
        }
    }
    changed
}
