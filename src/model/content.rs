//! What an entry carries beside its text.

use serde::{Deserialize, Serialize};

use super::{Millis, Role};

/// A file that was sent: named, never fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// File name.
    pub name: Option<String>,
    /// Media type as the payload states it.
    pub mime_type: Option<String>,
    /// Where the platform kept it.
    pub url: Option<String>,
    /// The attachment's id.
    pub id: Option<String>,
}

/// A link shown with the message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Link {
    /// The words of the link.
    pub title: Option<String>,
    /// Its target.
    pub url: Option<String>,
}

/// An option that was offered or chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Choice {
    /// The words of the option.
    pub title: Option<String>,
    /// `optionIdentifier`.
    pub id: Option<String>,
    /// Whether this entry chooses it.
    pub selected: bool,
}

/// A field of a form and what was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct FormValue {
    /// The field's label.
    pub label: Option<String>,
    /// The value, `null` where it is only asked for.
    pub value: Option<String>,
}

/// Someone named in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// Record id, platform key or whatever else the payload uses.
    pub subject: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Role, `Unknown` where not stated.
    pub role: Role,
}

/// What happened, as far as order, sessions and KPIs need to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `ParticipantChanged`: who joined, left or was updated.
    Participants(Vec<(Operation, Party)>),
    /// `RoutingResult`.
    Routing {
        /// `Initial`, `Transfer` or `Conference`.
        routing_type: Option<String>,
        /// `None` means success.
        failure: Option<String>,
        /// `Agent` or `Queue`, where it was routed to one.
        to: Option<String>,
        /// The id of that agent or queue.
        target: Option<String>,
        /// Estimated wait.
        wait_seconds: Option<i64>,
    },
    /// `RoutingWorkResult`.
    Work {
        /// `Assigned`, `Accepted`, `Declined`, `Escalated`, `Transferred`, `Closed` …
        work_type: Option<String>,
        /// The bot it went to, if it went to a bot.
        bot: Option<String>,
        /// The queue it came from or went to.
        queue: Option<String>,
    },
    /// `SessionStatusChanged`.
    Status {
        /// The new status.
        status: Option<String>,
        /// The session's start.
        start: Option<Millis>,
        /// The session's end.
        end: Option<Millis>,
        /// The role that ended it.
        ended_by: Option<String>,
    },
    /// `SessionOwnerChanged`: types of the previous and the new owner (`Agent`, `Bot`, `Queue`).
    Owner {
        /// Type of the previous owner.
        from: Option<String>,
        /// Type of the new owner.
        to: Option<String>,
        /// The new owner.
        owner: Option<String>,
        /// The previous owner.
        previous: Option<String>,
        /// The session's start.
        start: Option<Millis>,
    },
    /// `MessageDeliveryFailed`.
    DeliveryFailed {
        /// Identifier of the entry that was not delivered.
        entry: Option<String>,
        /// Error code.
        code: Option<String>,
    },
    /// `MessageUpdated`: the message it replaces (inferred: `updatedMessage.id`).
    Updated {
        /// Identifier of the message it replaces.
        entry: Option<String>,
    },
    /// `EndUserConsentUpdated`.
    Consent {
        /// `OptIn` or `OptOut`.
        status: Option<String>,
        /// Whether the end user asked for it.
        by_end_user: Option<bool>,
    },
}

/// What a participant did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Joined.
    Add,
    /// Left.
    Remove,
    /// Changed, or an operation nobody documented.
    Update,
}

/// Everything beside the text; kept apart because most messages have none of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Links.
    pub links: Vec<Link>,
    /// Options offered or chosen.
    pub choices: Vec<Choice>,
    /// Form fields.
    pub form: Vec<FormValue>,
    /// What happened, for events.
    pub event: Option<Event>,
    /// The whole payload of a type nobody documented, as JSON text.
    pub extra: Option<String>,
    /// The name under which `extra` was found: `entryType`, `messageType` or `formatType`.
    pub unknown_type: Option<String>,
    /// The message this one answers.
    pub in_reply_to: Option<String>,
}

impl Content {
    /// Bytes held beside its own size, about: strings of events and lists by their length.
    pub fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        text(&self.extra)
            + text(&self.unknown_type)
            + text(&self.in_reply_to)
            + self.attachments.capacity() * size_of::<Attachment>()
            + self.links.capacity() * size_of::<Link>()
            + self.choices.capacity() * size_of::<Choice>()
            + self.form.capacity() * size_of::<FormValue>()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
