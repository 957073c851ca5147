//! Which entries a lens changes.

use crate::{
    export::{Lens, Rows},
    search::{index::Block, run::View, shown::each_text},
};

/// What is known of one lens over the blocks of an index: looked at once, remembered for the next
/// search. Of no use with another lens or another index.
#[derive(Debug, Default)]
pub struct Veil {
    blocks: Vec<Changed>,
}

/// Entries of a block that the lens changes, ascending.
pub(crate) type Changed = Vec<u32>;

impl Veil {
    /// The changed entries of a block, by number of the block, which must come in order.
    pub(crate) fn block(&mut self, number: usize, block: &Block, view: &View<'_>) -> &[u32] {
        if number == self.blocks.len() {
            self.blocks.push(changed(block, view));
        }
        self.blocks.get(number).map_or(&[], Vec::as_slice)
    }
}

/// Looks at every text of a block through the lens. O(texts).
pub(crate) fn changed(block: &Block, view: &View<'_>) -> Changed {
    if matches!(view.lens, Lens::Original) {
        return Vec::new();
    }
    let mut changed = Vec::new();
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
            changed.push(number as u32);
        }
    }
    changed
}
