//! Who speaks.

use serde::{Deserialize, Serialize};

/// The part an author plays in a conversation.
///
/// Payloads say `Chatbot`, platform rows say `Bot` (`ConversationEntry.ActorType`); both are
/// [`Role::Bot`]. A role nobody documented is [`Role::Unknown`] and stays out of every KPI.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Role {
    /// The customer.
    EndUser,
    /// A human service representative.
    Agent,
    /// A bot or AI agent (`Chatbot` in payloads).
    Bot,
    /// The platform itself: automatic replies, notices.
    System,
    /// A supervisor; what they write is a whisper unless shown to the customer.
    Supervisor,
    /// Omni-Channel routing.
    Router,
    /// A digital worker.
    DigitalWorker,
    /// Not stated, or a value nobody documented.
    #[default]
    Unknown,
}

impl Role {
    /// Every role, in the order of declaration.
    pub const ALL: [Self; 8] = [
        Self::EndUser,
        Self::Agent,
        Self::Bot,
        Self::System,
        Self::Supervisor,
        Self::Router,
        Self::DigitalWorker,
        Self::Unknown,
    ];

    /// Reads a role in the spelling of any payload or platform row, case-insensitively.
    ///
    /// ```
    /// use sealed_transcript::model::Role;
    /// assert_eq!(Role::parse("Chatbot"), Role::Bot);
    /// assert_eq!(Role::parse("4"), Role::Unknown);
    /// ```
    pub fn parse(text: &str) -> Self {
        const NAMES: [(&str, Role); 13] = [
            ("EndUser", Role::EndUser),
            ("Agent", Role::Agent),
            ("Chatbot", Role::Bot),
            ("Bot", Role::Bot),
            ("System", Role::System),
            ("Supervisor", Role::Supervisor),
            ("Router", Role::Router),
            ("DigitalWorker", Role::DigitalWorker),
            ("END_USER", Role::EndUser),
            ("HUMAN_AGENT", Role::Agent),
            ("VIRTUAL_AGENT", Role::Bot),
            ("DIGITAL_WORKER", Role::DigitalWorker),
            ("ServiceRep", Role::Agent),
        ];
        // Mostly as they are spelled here.
        let found = NAMES.iter().find(|(name, _)| *name == text);
        found
            .or_else(|| {
                let mut names = NAMES.iter();
                names.find(|(name, _)| name.eq_ignore_ascii_case(text))
            })
            .map_or(Self::Unknown, |&(_, role)| role)
    }

    /// The spelling of every output: `EndUser`, `Agent`, `Bot`, `System`, …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EndUser => "EndUser",
            Self::Agent => "Agent",
            Self::Bot => "Bot",
            Self::System => "System",
            Self::Supervisor => "Supervisor",
            Self::Router => "Router",
            Self::DigitalWorker => "DigitalWorker",
            Self::Unknown => "Unknown",
        }
    }
}
