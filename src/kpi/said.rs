//! Who said how much, and who answered first: everything that one look at the messages of a
//! session tells.

use super::ledger::{Line, NONE, mark};
use super::phase::Speaker;

/// The eligible messages of a session, summed up.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Messages and their characters, by speaker.
    pub(crate) count: [u64; 3],
    pub(crate) chars: [u64; 3],
    /// Runs of one speaker, those of humans, and runs of one participant.
    pub(crate) turns: u64,
    pub(crate) human_turns: u64,
    pub(crate) turns_by_actor: u64,
    /// Turns of the customer directly followed by one of anybody else.
    pub(crate) exchanges: u64,
    /// The first line of each speaker; [`NONE`] of none.
    first: [u32; 3],
    /// The first line of each after the customer's first.
    after: [u32; 3],
    /// The customer's last line.
    pub(crate) last_customer: u32,
    /// The lines around the longest time between two messages, the first of equal ones.
    pub(crate) gap: Option<(u32, u32)>,
    /// Some message has the client's time only.
    pub(crate) clock_client: bool,
    /// The humans who wrote, by first appearance.
    pub(crate) writers: Vec<Writer>,
    /// Changes of writer among messages of humans.
    pub(crate) writers_changed: u64,
}

/// A human who wrote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer {
    pub(crate) actor: u32,
    pub(crate) messages: u32,
    /// Their first line with a name; [`NONE`] of none.
    pub(crate) named: u32,
}

impl Said {
    /// Looks at the lines of a session, in the room of the one before. O(lines).
    pub(crate) fn look(&mut self, lines: &[Line], count_undelivered: bool) {
        let mut writers = std::mem::take(&mut self.writers);
        writers.clear();
        *self = Self {
            writers,
            first: [NONE; 3],
            after: [NONE; 3],
            last_customer: NONE,
            ..Self::default()
        };
        let mut before: Option<(Speaker, u32, u32, i64)> = None;
        let mut longest = -1;
        let mut writer = 0;
        for (index, line) in lines.iter().enumerate() {
            let Some(speaker) = line.speaker(count_undelivered) else {
                continue;
            };
            let (index, of) = (index as u32, speaker as usize);
            self.count[of] += 1;
            self.chars[of] += u64::from(line.chars);
            self.clock_client |= line.marks.any(mark::CLOCK_CLIENT);
            if self.first[of] == NONE {
                self.first[of] = index;
            }
            if self.after[of] == NONE && self.first[Speaker::Customer as usize] != NONE {
                self.after[of] = index;
            }
            if speaker == Speaker::Customer {
                self.last_customer = index;
            }
            let same = before.is_some_and(|(by, ..)| by == speaker);
            if !same {
                self.turns += 1;
                self.human_turns += u64::from(speaker == Speaker::Human);
                let answers = before.is_some_and(|(by, ..)| by == Speaker::Customer);
                self.exchanges += u64::from(answers);
            }
            if let Some((_, actor, from, at)) = before {
                self.turns_by_actor += u64::from(!same || actor != line.actor);
                if line.at - at > longest {
                    longest = line.at - at;
                    self.gap = Some((from, index));
                }
            } else {
                self.turns_by_actor = 1;
            }
            before = Some((speaker, line.actor, index, line.at));
            if speaker == Speaker::Human {
                writer = self.wrote(line, index, writer);
            }
        }
    }

    /// Notes a message of a human; `last` is the place of the writer before. Few write in a
    /// session: a list is searched faster than a set is built.
    fn wrote(&mut self, line: &Line, index: u32, last: usize) -> usize {
        let named = if line.marks.any(mark::NAMED) {
            index
        } else {
            NONE
        };
        let is = |writer: &Writer| writer.actor == line.actor;
        let known = if self.writers.get(last).is_some_and(is) {
            Some(last)
        } else {
            self.writers_changed += u64::from(!self.writers.is_empty());
            self.writers.iter().position(is)
        };
        let place = known.unwrap_or_else(|| {
            self.writers.push(Writer {
                actor: line.actor,
                messages: 0,
                named: NONE,
            });
            self.writers.len() - 1
        });
        let writer = &mut self.writers[place];
        writer.messages += 1;
        if writer.named == NONE {
            writer.named = named;
        }
        place
    }

    pub(crate) fn has(&self, speaker: Speaker) -> bool {
        self.count[speaker as usize] > 0
    }

    /// The first line of a speaker.
    pub(crate) fn first(&self, speaker: Speaker) -> Option<u32> {
        Some(self.first[speaker as usize]).filter(|&line| line != NONE)
    }

    /// The first line of somebody else after the customer's first.
    pub(crate) fn answer(&self, speaker: Speaker) -> Option<u32> {
        Some(self.after[speaker as usize]).filter(|&line| line != NONE)
    }
}
