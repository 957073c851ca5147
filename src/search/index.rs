//! All texts folded, side by side, in transcript order.

use memchr::memchr_iter;

use crate::{
    export::{Lens, Rows},
    search::{
        fold::fold_marking, lexicon::Lexicon, number_set::NumberSet, run::View, shown::each_text,
        words::Words,
    },
};

/// Folded bytes of a block, about; and entries at most, for blocks of entries without text.
const BYTES: usize = 1 << 20;
const ENTRIES: usize = 1 << 14;

/// Between two texts: in no UTF-8, so nothing is found across it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// Place of an entry: number of its conversation, place in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) conversation: u32,
    pub(crate) place: u32,
}

/// The folded texts of an archive, made as far as a search has come and kept for the next one. Of
/// no use with another timeline than that it was made from.
#[derive(Debug, Default)]
pub struct Index {
    blocks: Vec<Block>,
    lexicon: Lexicon,
}

impl Index {
    /// The block of that number, made now if it is the next one, and the words of all; `None` after
    /// the last.
    pub(crate) fn block(&mut self, number: usize, view: &View<'_>) -> Option<(&Block, &Lexicon)> {
        if number == self.blocks.len() {
            let from = self.blocks.last().map_or(
                At {
                    conversation: 0,
                    place: 0,
                },
                |last| last.next,
            );
            let conversations = view.timeline.conversations.len() as u32;
            let block = Block::make(view, from, conversations, &mut self.lexicon);
            if block.entries.is_empty() {
                return None;
            }
            self.blocks.push(block);
        }
        Some((self.blocks.get(number)?, &self.lexicon))
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
        self.blocks.iter().map(of).sum::<usize>() + self.lexicon.bytes()
    }
}

/// Some entries in transcript order, with their folded texts.
#[derive(Debug, Default)]
pub(crate) struct Block {
    /// Texts, each closed by [`SEPARATOR`].
    pub(crate) folded: Vec<u8>,
    pub(crate) entries: Vec<At>,
    /// Where the texts of each entry begin, and one more for the end.
    starts: Vec<u32>,
    /// Entries whose texts are of printable ASCII: folding changed nothing but their case.
    pub(crate) plain: NumberSet,
    /// The words of the texts.
    pub(crate) words: Words,
    /// The entry after the last.
    pub(crate) next: At,
}

/// A block that is being made.
struct Making {
    block: Block,
    /// Where in the folded texts characters outside ASCII are.
    odd: Vec<(u32, u32)>,
}

impl Making {
    fn from(next: At) -> Self {
        Self {
            block: Block {
                plain: NumberSet::none(ENTRIES),
                next,
                ..Block::default()
            },
            odd: Vec::new(),
        }
    }

    /// Adds an entry as a lens shows it, or only if the lens changes it; tells whether it does. O(its texts).
    fn add(&mut self, view: &View<'_>, lens: Lens<'_>, at: At, only_changed: bool) -> bool {
        let Self { block, odd } = self;
        let rows = Rows {
            archive: view.archive,
            timeline: view.timeline,
            conversation: &view.timeline.conversations[at.conversation as usize],
            lens,
            detailed: false,
        };
        let (start, marked) = (block.folded.len(), odd.len());
        let (mut plain, mut changed) = (true, false);
        each_text(&rows, at.place as usize, |shown| {
            changed |= shown.changed;
            plain &= shown.text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            fold_marking(&shown.text, &mut block.folded, odd);
            block.folded.push(SEPARATOR);
        });
        if only_changed && !changed {
            block.folded.truncate(start);
            odd.truncate(marked);
            return false;
        }
        if plain {
            block.plain.insert(block.entries.len());
        }
        block.starts.push(start as u32);
        block.entries.push(at);
        changed
    }

    fn is_full(&self) -> bool {
        self.block.folded.len() >= BYTES || self.block.entries.len() >= ENTRIES
    }

    /// The block with its words.
    fn closed(self, lexicon: &mut Lexicon) -> Block {
        let Self { mut block, odd } = self;
        block.starts.push(block.folded.len() as u32);
        block.folded.shrink_to_fit();
        block.words = Words::of(lexicon, &block.folded, &block.starts, &odd, |byte| {
            byte == SEPARATOR
        });
        block
    }
}

impl Block {
    /// Folds entries from a place on, up to a conversation; their words go to the lexicon. O(their
    /// texts).
    pub(crate) fn make(view: &View<'_>, from: At, end: u32, lexicon: &mut Lexicon) -> Self {
        let mut making = Making::from(from);
        let mut next = from;
        while next.conversation < end {
            let entries = &view.timeline.conversations[next.conversation as usize].entries;
            while (next.place as usize) < entries.len() && !making.is_full() {
                making.add(view, Lens::Original, next, false);
                next.place += 1;
            }
            if (next.place as usize) < entries.len() {
                break;
            }
            next = At {
                conversation: next.conversation + 1,
                place: 0,
            };
        }
        making.block.next = next;
        making.closed(lexicon)
    }

    /// The entries of a block that the lens changes, by their numbers, and a block of these as the
    /// lens shows them. O(texts).
    pub(crate) fn veiled(&self, view: &View<'_>, lexicon: &mut Lexicon) -> (NumberSet, Self) {
        let mut changed = NumberSet::none(self.entries.len());
        let mut making = Making::from(self.next);
        if !matches!(view.lens, Lens::Original) {
            for (number, &at) in self.entries.iter().enumerate() {
                if making.add(view, view.lens, at, true) {
                    changed.insert(number);
                }
            }
        }
        (changed, making.closed(lexicon))
    }

    /// The folded texts of an entry, each closed by [`SEPARATOR`].
    pub(crate) fn text(&self, entry: usize) -> &[u8] {
        &self.folded[self.starts[entry] as usize..self.starts[entry + 1] as usize]
    }

    /// The texts of an entry in lower case, if they are the same but for that.
    pub(crate) fn plain_texts(&self, entry: usize) -> Option<impl Iterator<Item = &[u8]>> {
        let all = self.text(entry);
        let texts = memchr_iter(SEPARATOR, all).scan(0, |from, end| {
            let text = &all[*from..end];
            *from = end + 1;
            Some(text)
        });
        self.plain.contains(entry).then_some(texts)
    }
}
