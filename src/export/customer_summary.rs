//! One customer as every output shows them.

use serde::Serialize;

use crate::{
    export::{Lens, title::name_or_number},
    model::{Millis, Role, ids},
    timeline::{ChannelRecord, Customer, JoinedBy, Timeline},
};

/// A customer over all channels; `null` where unknown.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct CustomerSummary {
    /// The id to ask for this customer by: of a contact, a lead, a messaging user, or of their
    /// first conversation.
    pub customer: String,
    /// Their name, where one is known.
    pub name: Option<String>,
    /// What made their channel records one: `contact`, `lead`, `account`, `decision`.
    pub joined_by: Vec<JoinedBy>,
    /// Their channel records, by id.
    pub channels: Vec<ChannelSummary>,
    /// Ids of their conversations, by first time.
    pub conversations: Vec<String>,
    /// How many sessions they had.
    pub sessions: u32,
    /// How many entries there are.
    pub entries: u32,
    /// How many of them are messages.
    pub messages: u32,
    /// First time, epoch milliseconds.
    pub from_ms: Option<Millis>,
    /// Last time, epoch milliseconds.
    pub to_ms: Option<Millis>,
}

/// A messaging user on one channel.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct ChannelSummary {
    /// Record id of the `MessagingEndUser` (or `LiveChatVisitor`).
    pub end_user: Option<String>,
    /// `MessagingPlatformKey`.
    pub platform_key: Option<String>,
    /// `Name`.
    pub name: Option<String>,
    /// `MessageType`, else the `ChannelType` of its sessions.
    pub channel: Option<String>,
    /// `MessagingChannelId`.
    pub channel_id: Option<String>,
    /// `MessagingConsentStatus`.
    pub consent: Option<String>,
    /// `ContactId`, of several the smallest.
    pub contact: Option<String>,
    /// `LeadId`.
    pub lead: Option<String>,
    /// `AccountId`.
    pub account: Option<String>,
}

impl CustomerSummary {
    /// Makes the summary, its texts seen through a lens. O(channels + conversations + sessions).
    pub fn new(customer: &Customer, timeline: &Timeline, lens: Lens<'_>) -> Self {
        let conversations = || {
            let places = customer.conversations.iter();
            places.filter_map(|&at| timeline.conversations.get(at as usize))
        };
        let number = conversations().find_map(|one| one.end_user_number);
        Self {
            customer: customer.id.clone(),
            name: customer
                .name()
                .map(|name| name_or_number(name, number, lens)),
            joined_by: customer.joined_by.clone(),
            channels: customer
                .channels
                .iter()
                .map(|channel| ChannelSummary::new(channel, lens))
                .collect(),
            conversations: conversations().map(|one| one.id.clone()).collect(),
            sessions: conversations().map(|one| one.sessions.len() as u32).sum(),
            entries: conversations().map(|one| one.entries.len() as u32).sum(),
            messages: conversations().map(|one| one.messages as u32).sum(),
            from_ms: conversations().filter_map(|one| one.from).min(),
            to_ms: conversations().filter_map(|one| one.to).max(),
        }
    }
}

impl ChannelSummary {
    fn new(channel: &ChannelRecord, lens: Lens<'_>) -> Self {
        let seen = |text: &Option<String>| lens.option(text.as_deref(), Role::EndUser);
        // Record ids hold nothing to redact; what stands in their field instead may.
        let id = |id: Option<&String>| {
            id.map(|id| {
                if ids::is_record_id(id) {
                    id.clone()
                } else {
                    lens.text(id, Role::EndUser).into_owned()
                }
            })
        };
        let stated = |text: &Option<String>| lens.option(text.as_deref(), Role::Unknown);
        Self {
            end_user: id(channel.end_user.as_ref()),
            platform_key: seen(&channel.platform_key),
            name: seen(&channel.name),
            channel: stated(&channel.channel),
            channel_id: id(channel.channel_id.as_ref()),
            consent: stated(&channel.consent),
            contact: id(channel.contacts.first()),
            lead: id(channel.leads.first()),
            account: id(channel.accounts.first()),
        }
    }
}
