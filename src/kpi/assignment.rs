//! How long a session waited for somebody to take it after it had been taken once.

use super::ledger::{Line, mark};
use super::phase::{BotPhase, Course, Speaker};

/// What asked for an agent, and the one who gave the session away with it.
struct Asked {
    line: u32,
    from: Option<u32>,
}

/// Later acceptances of a session with the lines that asked for them: a transfer, another handoff,
/// or the message of the customer that ended a silence. The first is told by `AcceptTime`. O(n).
pub(crate) fn later(
    lines: &[Line],
    course: &Course<'_>,
    count_undelivered: bool,
) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    let mut asked: Option<Asked> = None;
    let mut owner: Option<u32> = None;
    // The first handoff belongs to the first acceptance.
    let (mut first, mut inactive) = (course.charge.begins_with_bot, false);
    let mut bot_phase = BotPhase::of(course);
    for (index, line) in (0_u32..).zip(lines) {
        let bot = bot_phase.at(index);
        let speaker = line.speaker(count_undelivered);
        let takes = line.marks.any(mark::JOINED) || line.marks.any(mark::ACCEPTED);
        let ask = |from| Asked { line: index, from };
        if takes {
            if let Some(asked) = asked.take().filter(|_| owner.is_some()) {
                found.push((asked.line, index));
            }
            owner = Some(line.actor);
        } else if speaker == Some(Speaker::Human) {
            // Whoever gave it away may still say goodbye; anybody else is there already.
            asked = asked.filter(|asked| asked.from == Some(line.actor));
            if asked.is_none() {
                owner = Some(line.actor);
            }
        } else if bot && line.marks.any(mark::HANDS_OFF) {
            if !first {
                asked = Some(ask(None));
            }
        } else if !bot && line.marks.any(mark::TRANSFERS) && owner.is_some() {
            asked.get_or_insert_with(|| ask(owner));
        } else if speaker == Some(Speaker::Customer) && inactive && !bot && owner.is_some() {
            asked.get_or_insert_with(|| ask(None));
        }
        let hands_off = line.marks.any(mark::HANDS_OFF) || speaker == Some(Speaker::Human);
        first &= !(bot && hands_off);
        if line.marks.any(mark::STATUS) || speaker.is_some() {
            inactive = line.marks.any(mark::INACTIVE);
        }
    }
    found
}
