//! How entries that follow each other read: whose turn goes on, where there is silence, what a
//! reply answers.

use crate::{
    archive::Archive,
    model::{Millis, entry_type::Class},
    timeline::{Conversation, Placed, Timeline},
};

/// Silence from which a gap is named, in milliseconds.
pub const GAP: Millis = 15 * 60_000;

/// How an entry follows the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// The same person goes on speaking in the same session, without a gap.
    pub continues: bool,
    /// Milliseconds of silence before it, from [`GAP`] on.
    pub gap: Option<Millis>,
    /// It belongs to another session than the entry before.
    pub next_session: bool,
}

impl Timeline {
    /// How an entry follows another, which may be of another conversation of the same customer.
    pub fn follows(
        &self,
        archive: &Archive,
        (before_in, before): (&Conversation, Placed),
        (conversation, placed): (&Conversation, Placed),
    ) -> Follows {
        let same = before_in.id == conversation.id;
        let next_session = !same || before.session != placed.session;
        let (earlier, entry) = (self.entry(archive, before), self.entry(archive, placed));
        let silence = entry
            .at
            .zip(earlier.end_at.or(earlier.at))
            .map(|(at, end)| at.saturating_sub(end))
            .filter(|silence| *silence >= GAP);
        let speaks = |class| matches!(class, Class::Message | Class::Note);
        Follows {
            continues: !next_session
                && silence.is_none()
                && before.part == placed.part
                && speaks(earlier.entry_type.class())
                && speaks(entry.entry_type.class())
                && earlier.flags.internal == entry.flags.internal,
            gap: silence,
            next_session,
        }
    }
}

/// A stretch of time in the two greatest units that it has: `5 h 50 m`, `3 d`, `20 m`.
pub fn words(length: Millis) -> String {
    const UNITS: [(Millis, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    let mut rest = length.max(0);
    let mut parts = Vec::new();
    for (nth, (size, unit)) in UNITS.iter().enumerate() {
        let many = rest / size;
        rest %= size;
        if many > 0 {
            parts.push(format!("{many} {unit}"));
            let next = UNITS.get(nth + 1).filter(|(size, _)| rest >= *size);
            if let Some((size, unit)) = next {
                parts.push(format!("{} {unit}", rest / size));
            }
            break;
        }
    }
    if parts.is_empty() {
        return "0 s".to_owned();
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_stretch_of_time_reads_in_its_two_greatest_units() {
        for (length, text) in [
            (21_000_000, "5 h 50 m"),
            (86_400_000 * 3 + 59_000, "3 d"),
            (1_199_999, "19 m 59 s"),
            (3_600_000, "1 h"),
            (400, "0 s"),
            (-5, "0 s"),
        ] {
            assert_eq!(words(length), text);
        }
    }
}
