//! Which conversations a list shows, and in what order. Names are looked for as the lens shows
//! them, so that nothing hidden can be found by trying.

use std::cmp::Ordering;

use serde::Deserialize;

use crate::{
    export::{Lens, title},
    model::Role,
    timeline::{Conversation, Timeline},
};

/// What a list of conversations is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "lowercase")]
pub enum ConversationSort {
    /// First time.
    #[default]
    First,
    /// Last time.
    Last,
    /// The end user's name; without one last.
    Name,
    /// How many messages.
    Messages,
    /// How many sessions.
    Sessions,
}

/// Which conversations are listed, and in what order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationOrder {
    /// What to order by; among equals, first time, then id.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub sort: ConversationSort,
    /// The other way round.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub descending: bool,
    /// Words that all stand in the end user's name, the channel, an id, or the name or owner of a session.
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "string | null"))]
    pub find: Option<String>,
    /// Leave out those without a message.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub with_messages: bool,
}

impl ConversationOrder {
    /// Whether it is that of the timeline itself, with everything.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Places of the conversations in the timeline, in this order. O(conversations · log).
    pub fn places(&self, timeline: &Timeline, lens: Lens<'_>) -> Vec<u32> {
        let of = |place: &u32| &timeline.conversations[*place as usize];
        let words: Vec<String> = (self.find.as_deref().unwrap_or_default())
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let mut places: Vec<u32> = (0..timeline.conversations.len() as u32)
            .filter(|place| !self.with_messages || of(place).messages > 0)
            .filter(|place| words.is_empty() || has(of(place), &words, lens))
            .collect();
        let turned = |order: Ordering| {
            if self.descending {
                order.reverse()
            } else {
                order
            }
        };
        // Every sort is stable: equals stay in the order of the timeline.
        match self.sort {
            ConversationSort::First if self.descending => places.reverse(),
            ConversationSort::First => {}
            ConversationSort::Last => places.sort_by(|a, b| turned(of(a).to.cmp(&of(b).to))),
            ConversationSort::Messages => {
                places.sort_by(|a, b| turned(of(a).messages.cmp(&of(b).messages)));
            }
            ConversationSort::Sessions => {
                places.sort_by(|a, b| turned(of(a).sessions.len().cmp(&of(b).sessions.len())));
            }
            ConversationSort::Name => {
                let mut named: Vec<(Option<(String, u32)>, u32)> = places
                    .iter()
                    .map(|place| (name(of(place), lens).map(sorted), *place))
                    .collect();
                named.sort_by(|(a, _), (b, _)| {
                    (a.is_none().cmp(&b.is_none())).then_with(|| turned(a.cmp(b)))
                });
                places = named.into_iter().map(|(_, place)| place).collect();
            }
        }
        places
    }
}

/// The end user's name as it is shown, in lower case.
fn name(conversation: &Conversation, lens: Lens<'_>) -> Option<String> {
    lens.enter(&conversation.id);
    Some(title(conversation, lens)?.to_lowercase())
}

/// A name as it is sorted: `customer 2` stands before `customer 10`.
fn sorted(name: String) -> (String, u32) {
    let split = name
        .rsplit_once(' ')
        .map(|(words, n)| (words.to_owned(), n.parse()));
    match split {
        Some((words, Ok(number))) => (words, number),
        _ => (name, 0),
    }
}

/// Whether all words stand somewhere in what names the conversation.
fn has(conversation: &Conversation, words: &[String], lens: Lens<'_>) -> bool {
    let mut names = name(conversation, lens).unwrap_or_default();
    let mut add = |text: &str| {
        names.push('\n');
        names.push_str(&text.to_lowercase());
    };
    add(&conversation.id);
    conversation.names.iter().for_each(|id| add(id));
    for session in &conversation.sessions {
        add(&session.id);
        let fields = ["Name", "ChannelType", "ChannelName", "Owner.Name"];
        for value in fields.iter().filter_map(|field| session.field(field)) {
            add(&lens.text(value, Role::Unknown));
        }
        if let Some(owner) = &session.owner_name {
            add(&lens.text(owner, Role::Unknown));
        }
    }
    words.iter().all(|word| names.contains(word))
}
