//! All texts folded, side by side, in transcript order.

use crate::{
    export::{Lens, Rows},
    search::{entry_set::EntrySet, fold::fold, run::View, shown::each_text, words::Words},
};

/// Folded bytes of a block, about; and entries at most, for blocks of entries without text.
const BYTES: usize = 1 << 20;
const ENTRIES: usize = 1 << 14;

/// Between two texts: in no UTF-8, so nothing is found across it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// Place of an entry: number of its conversation, place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) conversation: u32,
    pub(crate) place: u32,
}

/// The folded texts of an archive, made as far as a search has come and kept for the next one. Of
/// no use with another timeline than that it was made from.
#[derive(Debug, Default)]
pub struct Index {
    blocks: Vec<Block>,
}

impl Index {
    /// The block of that number, made now if it is the next one; `None` after the last.
    pub(crate) fn block(&mut self, number: usize, view: &View<'_>) -> Option<&Block> {
        if number == self.blocks.len() {
            let from = self.blocks.last().map_or(
                At {
                    conversation: 0,
                    place: 0,
                },
                |last| last.next,
            );
            let conversations = view.timeline.conversations.len() as u32;
            let block = Block::make(view, from, conversations);
            if block.entries.is_empty() {
                return None;
            }
            self.blocks.push(block);
        }
        self.blocks.get(number)
    }

    /// Bytes held, room included.
    pub fn bytes(&self) -> usize {
        let of = |block: &Block| {
            block.folded.capacity()
                + block.entries.capacity() * size_of::<At>()
                + block.starts.capacity() * size_of::<u32>()
                + block.words.bytes()
                + block.plain.bytes()
        };
        self.blocks.iter().map(of).sum()
    }
}

/// Some entries that follow each other, with their folded texts.
#[derive(Debug)]
pub(crate) struct Block {
    /// Texts, each closed by [`SEPARATOR`].
    pub(crate) folded: Vec<u8>,
    pub(crate) entries: Vec<At>,
    /// Where the texts of each entry begin, and one more for the end.
    starts: Vec<u32>,
    /// Entries whose texts are of printable ASCII: folding changed nothing but their case.
    pub(crate) plain: EntrySet,
    /// The words of the texts.
    pub(crate) words: Words,
    /// The entry after the last.
    pub(crate) next: At,
}

impl Block {
    /// Folds entries from a place on, up to a conversation. O(their texts).
    pub(crate) fn make(view: &View<'_>, from: At, end: u32) -> Self {
        let mut block = Self {
            folded: Vec::with_capacity(BYTES / 8),
            entries: Vec::new(),
            starts: Vec::new(),
            plain: EntrySet::none(ENTRIES),
            words: Words::default(),
            next: from,
        };
        while block.next.conversation < end {
            let conversation = &view.timeline.conversations[block.next.conversation as usize];
            let rows = Rows {
                archive: view.archive,
                timeline: view.timeline,
                conversation,
                lens: Lens::Original,
                detailed: false,
            };
            while (block.next.place as usize) < conversation.entries.len() {
                if block.is_full() {
                    return block.closed();
                }
                let mut plain = true;
                block.starts.push(block.folded.len() as u32);
                each_text(&rows, block.next.place as usize, |shown| {
                    plain &= shown.text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
                    fold(&shown.text, &mut block.folded);
                    block.folded.push(SEPARATOR);
                });
                if plain {
                    block.plain.insert(block.entries.len());
                }
                block.entries.push(block.next);
                block.next.place += 1;
            }
            block.next = At {
                conversation: block.next.conversation + 1,
                place: 0,
            };
        }
        block.closed()
    }

    fn is_full(&self) -> bool {
        self.folded.len() >= BYTES || self.entries.len() >= ENTRIES
    }

    fn closed(mut self) -> Self {
        self.starts.push(self.folded.len() as u32);
        let texts = (0..self.entries.len()).map(|entry| self.text(entry));
        self.words = Words::of(texts, |byte| byte == SEPARATOR);
        self
    }

    /// The folded texts of an entry, each closed by [`SEPARATOR`].
    pub(crate) fn text(&self, entry: usize) -> &[u8] {
        &self.folded[self.starts[entry] as usize..self.starts[entry + 1] as usize]
    }

    /// The texts of an entry in lower case, if they are the same but for that.
    pub(crate) fn plain_texts(&self, entry: usize) -> Option<impl Iterator<Item = &[u8]>> {
        let texts = self.text(entry).split_inclusive(|&byte| byte == SEPARATOR);
        let texts = texts.map(|text| &text[..text.len() - 1]);
        self.plain.contains(entry).then_some(texts)
    }
}
