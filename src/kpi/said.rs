//! Who said how much, and who answered first: everything that one look at the messages of a
//! session tells.

use super::ledger::{Line, NONE, mark};
use super::phase::Speaker;

/// The eligible messages of a session, summed up.
#[derive(Clone, Copy, Debug, Default)]
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
    /// Time of the first and of the last message.
    pub(crate) span: Option<(i64, i64)>,
    /// The lines around the longest time between two messages, the first of equal ones.
    pub(crate) gap: Option<(u32, u32)>,
    /// Some message has the client's time only.
    pub(crate) clock_client: bool,
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

impl Writer {
    fn wrote(&mut self, line: &Line, index: u32) {
        self.messages += 1;
        if self.named == NONE && line.marks.any(mark::NAMED) {
            self.named = index;
        }
    }
}

impl Said {
    /// Looks at the lines of a session, and adds the humans who wrote, by first appearance.
    /// O(lines).
    pub(crate) fn of(lines: &[Line], count_undelivered: bool, writers: &mut Vec<Writer>) -> Self {
        let wrote_before = writers.len();
        let mut said = Self {
            first: [NONE; 3],
            after: [NONE; 3],
            last_customer: NONE,
            ..Self::default()
        };
        let mut before: Option<(Speaker, u32, u32, i64)> = None;
        let mut longest = -1;
        let mut writer = 0;
        for (index, line) in (0_u32..).zip(lines) {
            let Some(speaker) = line.speaker(count_undelivered) else {
                continue;
            };
            let of = speaker as usize;
            said.count[of] += 1;
            said.chars[of] += u64::from(line.chars);
            said.clock_client |= line.marks.any(mark::CLOCK_CLIENT);
            said.span = Some((said.span.map_or(line.at, |(first, _)| first), line.at));
            if said.first[of] == NONE {
                said.first[of] = index;
            }
            if said.after[of] == NONE && said.first[Speaker::Customer as usize] != NONE {
                said.after[of] = index;
            }
            if speaker == Speaker::Customer {
                said.last_customer = index;
            }
            let same = before.is_some_and(|(by, ..)| by == speaker);
            if !same {
                said.turns += 1;
                said.human_turns += u64::from(speaker == Speaker::Human);
                let answers = before.is_some_and(|(by, ..)| by == Speaker::Customer);
                said.exchanges += u64::from(answers);
            }
            if let Some((_, actor, from, at)) = before {
                said.turns_by_actor += u64::from(!same || actor != line.actor);
                if line.at - at > longest {
                    longest = line.at - at;
                    said.gap = Some((from, index));
                }
            } else {
                said.turns_by_actor = 1;
            }
            before = Some((speaker, line.actor, index, line.at));
            if speaker == Speaker::Human {
                let own = &writers[wrote_before..];
                let is = |writer: &Writer| writer.actor == line.actor;
                // Few write in a session: a list is searched faster than a set is built.
                let known = if own.get(writer).is_some_and(is) {
                    Some(writer)
                } else {
                    said.writers_changed += u64::from(!own.is_empty());
                    own.iter().position(is)
                };
                writer = known.unwrap_or(own.len());
                if known.is_none() {
                    writers.push(Writer {
                        actor: line.actor,
                        messages: 0,
                        named: NONE,
                    });
                }
                writers[wrote_before + writer].wrote(line, index);
            }
        }
        said
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
