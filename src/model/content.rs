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
    /// Bytes; absent where the payload does not state them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub size: Option<u64>,
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

/// A field of a form as the payload has it: [`FormValue`] once its words are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormField {
    /// `inputId`, by which an answer names its question.
    pub id: Option<String>,
    /// The field's label.
    pub label: Option<String>,
    /// The value, `None` where it is only asked for or chosen.
    pub value: Option<String>,
    /// The options of this field: a range of [`Content::choices`].
    pub choices: (u32, u32),
}

/// A card of a carousel, or a titled group of options.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Card {
    /// Its title.
    pub title: Option<String>,
    /// What stands below the title.
    pub subtitle: Option<String>,
    /// How many of the entry's choices are this card's; cards take them in order.
    pub choices: u32,
    /// How many of the entry's links are this card's.
    pub links: u32,
}

/// What has no place of its own: amounts, addresses, times, names of templates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Detail {
    /// Where it stands in the payload, in words.
    pub label: String,
    /// What stands there.
    pub value: String,
}

/// Someone named in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Record id, platform key or whatever else the payload uses.
    pub subject: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Role, `Unknown` where not stated.
    pub role: Role,
}

/// What happened, as far as order, sessions and KPIs need to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
        /// The queue or agent.
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
        /// The queue it waits in.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    pub form: Vec<FormField>,
    /// Cards of a carousel and groups of options.
    pub cards: Vec<Card>,
    /// All that has no place of its own.
    pub details: Vec<Detail>,
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
    /// Nothing.
    pub(crate) const EMPTY: Self = Self {
        attachments: Vec::new(),
        links: Vec::new(),
        choices: Vec::new(),
        form: Vec::new(),
        cards: Vec::new(),
        details: Vec::new(),
        event: None,
        extra: None,
        unknown_type: None,
        in_reply_to: None,
    };

    /// Bytes held beside its own size, about: strings of events and lists by their length.
    pub fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::capacity);
        text(&self.extra)
            + text(&self.unknown_type)
            + text(&self.in_reply_to)
            + self.attachments.capacity() * size_of::<Attachment>()
            + self.links.capacity() * size_of::<Link>()
            + self.choices.capacity() * size_of::<Choice>()
            + self.form.capacity() * size_of::<FormField>()
            + self.cards.capacity() * size_of::<Card>()
            + self.details.capacity() * size_of::<Detail>()
            + (self.details.iter())
                .map(|detail| detail.label.capacity() + detail.value.capacity())
                .sum::<usize>()
    }

    /// How much is in it beside what happened: to tell the richer of two copies.
    pub fn parts(&self) -> usize {
        self.attachments.len()
            + self.links.len()
            + self.choices.len()
            + self.form.len()
            + self.cards.len()
            + self.details.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }
}
