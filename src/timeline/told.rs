//! What entries tell of their session: all there is to know where no table does.

use crate::{
    archive::{Archive, EXPORTED_SESSION, Tables},
    model::{Event, Millis},
    timeline::{Session, order::Key, sessions::Places},
};

/// What the status, ownership and routing entries of a session tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The newest status.
    pub status: Option<String>,
    /// The role that ended it.
    pub ended_by: Option<String>,
    /// The newest owner.
    pub owner: Option<String>,
    /// The first time a human accepted.
    pub accept: Option<Millis>,
    /// The types of owners it had: `Bot`, `Agent`.
    pub owners: Owners,
    /// How many times it became active again after it was inactive.
    pub resumed: u32,
}

/// Which types of owners a session had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owners {
    /// A bot.
    pub bot: bool,
    /// A human.
    pub agent: bool,
}

impl Owners {
    /// `AgentType` as the platform spells it.
    pub const fn agent_type(self) -> Option<&'static str> {
        match (self.bot, self.agent) {
            (true, true) => Some("BotToAgent"),
            (true, false) => Some("Bot"),
            (false, true) => Some("Agent"),
            (false, false) => None,
        }
    }

    /// The types of owners that an `AgentType` names.
    pub fn parse(agent_type: &str) -> Self {
        Self {
            bot: matches!(agent_type, "Bot" | "BotToAgent"),
            agent: matches!(agent_type, "Agent" | "BotToAgent"),
        }
    }
}

/// Adds what an export of ours says of each session and its entries no longer tell.
pub(super) fn keep_stated(tables: &Tables<'_>, sessions: &mut [Session]) {
    for session in sessions {
        let Some(row) = tables.get(EXPORTED_SESSION, &session.id) else {
            continue;
        };
        let told = &mut session.told;
        let text = |field| row.get(field).map(str::to_owned);
        let number = |field: &str| row.get(field)?.parse::<i64>().ok();
        told.status = told.status.take().or_else(|| text("Status"));
        told.ended_by = told.ended_by.take().or_else(|| text("EndedByType"));
        told.accept = told.accept.or_else(|| number("AcceptTime"));
        let resumed = number("Resumed").and_then(|times| u32::try_from(times).ok());
        told.resumed = told.resumed.max(resumed.unwrap_or_default());
        if told.owners == Owners::default()
            && let Some(agent_type) = row.get("AgentType")
        {
            told.owners = Owners::parse(agent_type);
        }
    }
}

/// Adds to each session what its own entries tell, `keys` in transcript order and `sessions` by id,
/// their places noted. Start and end are taken from entries only where no row tells of the session:
/// times they state, else for a status without one the time of the entry. O(entries).
pub(super) fn tell(archive: &Archive, keys: &[Key], sessions: &mut [Session], places: &Places) {
    let telling = keys.iter().filter_map(|key| {
        let event = archive.contents[key.content? as usize].event.as_ref()?;
        Some((key, key.session?, event))
    });
    for (entry, named, event) in telling {
        let tells = matches!(
            event,
            Event::Status { .. } | Event::Owner { .. } | Event::Work { .. }
        );
        let Some(place) = tells.then(|| places.get(sessions, named)).flatten() else {
            continue;
        };
        let session = &mut sessions[place as usize];
        let (mut start, mut end) = (None, None);
        let told = &mut session.told;
        match event {
            Event::Status {
                status,
                start: begun,
                end: ended,
                ended_by,
            } => {
                let status = status.as_deref();
                start = begun.or(entry
                    .at()
                    .filter(|_| matches!(status, Some("New" | "Waiting"))));
                end = ended.or(entry.at().filter(|_| status == Some("Ended")));
                let was_inactive = told.status.as_deref() == Some("Inactive");
                told.resumed +=
                    u32::from(was_inactive && !matches!(status, Some("Inactive" | "Ended")));
                told.status = status.map(str::to_owned).or(told.status.take());
                told.ended_by = ended_by.clone().or(told.ended_by.take());
            }
            Event::Owner {
                to,
                owner,
                start: begun,
                ..
            } => {
                start = *begun;
                told.owner = owner.clone().or(told.owner.take());
                told.owners.bot |= to.as_deref() == Some("Bot");
                told.owners.agent |= to.as_deref() == Some("Agent");
            }
            Event::Work { work_type, bot, .. } if work_type.as_deref() == Some("Accepted") => {
                told.owners.bot |= bot.is_some();
                told.owners.agent |= bot.is_none();
                if bot.is_none() {
                    told.accept = told.accept.or(entry.at());
                }
            }
            _ => {}
        }
        if !session.has_row {
            session.start = session.start.into_iter().chain(start).min();
            session.end = session.end.into_iter().chain(end).max();
        }
    }
}
