//! Events that a partner's channel receives (Bring Your Own Channel, Interaction Service): the
//! JSON text of a platform event's field, one event to a record.
//!
//! Flat (`channelAddressIdentifier`, `recipient` and the entry's own fields), wrapped (the entry
//! under `payload`), before Spring '24 the entry alone, or a whole platform event whose custom
//! fields hold any of these, bare or in Avro unions, alone or as a subscriber has it (`replayId`,
//! `payload`). A `RoutingRequested` event is recognised; it
//! holds no entry. Source: the README of Salesforce's interaction-service-apis and its
//! `outbound-custom-event-payload.yaml`.

use std::borrow::Cow;

use crate::{
    archive::{Draft, KEYED_RESPONSE},
    formats::{
        Context, Format, JsonRecord,
        entry::{self, plain, text, words},
    },
    json::{Kind, Object, Raw},
};

/// Members of an event that stand around its entry.
const AROUND: &[&str] = &[
    "channelAddressIdentifier",
    "recipient",
    "payload",
    "eventType",
    "EventType",
];

/// Flat and wrapped events, and platform events around them.
#[derive(Debug)]
pub(super) struct PartnerEvents;

/// An entry that stands alone, as events had it before Spring '24.
#[derive(Debug)]
pub(super) struct LegacyPartnerEvents;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Flat,
    Wrapped,
    Routing,
    PlatformEvent,
}

/// What shape an object is of, if it is an event.
fn shape<'a>(event: impl Object<'a>) -> Option<Shape> {
    let [
        entry_payload,
        channel,
        recipient,
        routing,
        payload,
        conversation,
    ] = event.pick([
        "entryPayload",
        "channelAddressIdentifier",
        "recipient",
        "routingParameters",
        "payload",
        "conversationIdentifier",
    ]);
    if entry_payload.is_some() {
        return (channel.is_some() || recipient.is_some()).then_some(Shape::Flat);
    }
    if routing.is_some() {
        return Some(Shape::Routing);
    }
    let payload = plain(payload?);
    let around = conversation.is_some() || channel.is_some();
    let inside = |payload: Raw<'_>| {
        payload.get("routingParameters").is_some() || payload.get("entryPayload").is_some()
    };
    let found = match payload.string() {
        Some(text) => Raw::new(&text).is_ok_and(inside),
        None => inside(payload),
    };
    (around && found).then_some(Shape::Wrapped)
}

/// The custom field of a platform event that holds an event or an entry. A subscriber has the
/// fields under `payload`, some under the event's name in it.
fn carried<'a>(record: impl Object<'a>) -> Option<Cow<'a, str>> {
    custom_field(record).or_else(|| {
        let [payload] = record.pick(["payload"]);
        let payload = payload?;
        custom_field(payload).or_else(|| {
            payload
                .members()
                .map_while(Result::ok)
                .find_map(|(_, fields)| custom_field(fields))
        })
    })
}

fn custom_field<'a>(fields: impl Object<'a>) -> Option<Cow<'a, str>> {
    fields
        .each()
        .filter(|(key, _)| key.ends_with("__c"))
        .find_map(|(_, value)| {
            let text = plain(value)
                .string()
                .filter(|text| text.trim_start().starts_with('{'))?;
            let event = Raw::new(&text).ok()?;
            let holds = event.get("entryPayload").is_some() || shape(event).is_some();
            holds.then_some(text)
        })
}

fn of_record(record: &JsonRecord<'_>) -> Option<Shape> {
    let event = record.fields;
    shape(event).or_else(|| carried(event).map(|_| Shape::PlatformEvent))
}

impl Format for PartnerEvents {
    fn name(&self) -> &'static str {
        "byoc-event"
    }

    fn title(&self) -> &'static str {
        "Partner channel events"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        false
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        of_record(record).is_some()
    }

    fn needs(&self) -> &'static [&'static str] {
        &["entryPayload", "payload", "routingParameters"]
    }

    fn evidence(&self, record: &JsonRecord<'_>) -> String {
        let what = match of_record(record) {
            Some(Shape::Wrapped) => {
                "an entry or routing request under payload, beside channelAddressIdentifier"
            }
            Some(Shape::Routing) => "routingParameters",
            Some(Shape::PlatformEvent) => {
                "a platform event whose custom field holds an entry as JSON text"
            }
            _ => "an entry with channelAddressIdentifier or recipient",
        };
        format!("{what}: an outbound event of a partner channel")
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        let record = record.fields;
        if shape(record).is_none()
            && let Some(inner) = carried(record)
        {
            if let Ok(event) = Raw::new(&inner) {
                // Before Spring '24 channel and recipient stood in fields of their own, whose
                // names the partner chose.
                read_event(event, Around::default(), context);
            }
            return;
        }
        read_event(record, Around::default(), context);
    }
}

/// What an event says around its entry.
#[derive(Clone, Default)]
struct Around {
    conversation: Option<String>,
    channel: Option<String>,
    recipient: Option<String>,
}

impl Around {
    fn add(mut self, [conversation, channel, recipient]: [Option<Raw<'_>>; 3]) -> Self {
        let owned = |value: Option<Raw<'_>>| words(value?).map(Cow::into_owned);
        self.conversation = owned(conversation).or(self.conversation);
        self.channel = owned(channel).or(self.channel);
        self.recipient = recipient
            .and_then(|recipient| text(recipient, "subject"))
            .map(Cow::into_owned)
            .or(self.recipient);
        self
    }

    /// Events of one end user on one channel are one conversation, in whichever files they are.
    fn response(&self, context: &mut Context<'_>) -> Option<u32> {
        let (channel, recipient) = (self.channel.as_ref()?, self.recipient.as_ref()?);
        let pair = format!("{channel}\0{recipient}");
        let number = context.archive.names.intern(&pair).place() as u32;
        Some(number | KEYED_RESPONSE)
    }
}

fn read_event<'a>(event: impl Object<'a>, around: Around, context: &mut Context<'_>) {
    let [routing, entry_payload, payload, told @ ..] = event.pick([
        "routingParameters",
        "entryPayload",
        "payload",
        "conversationIdentifier",
        "channelAddressIdentifier",
        "recipient",
    ]);
    let around = around.add(told);
    if routing.is_some() {
        context.count("RoutingRequested");
        return;
    }
    if entry_payload.is_none()
        && let Some(payload) = payload.map(plain)
    {
        match payload.string() {
            None => read_event(payload, around, context),
            Some(text) => match Raw::new(&text) {
                Ok(inner) if inner.kind() == Kind::Object => read_event(inner, around, context),
                _ => context.bad_payload("payload", "the payload string holds no object"),
            },
        }
        return;
    }
    context.count("ConversationEntry");
    context.with_room(|context, room| {
        let mut draft = Draft::default();
        entry::read(event, AROUND, &mut draft, room, context);
        let answer = context.response;
        match (&around.conversation, around.response(context)) {
            (Some(conversation), _) => {
                draft.conversation = Some(conversation.as_str().into());
            }
            (None, Some(response)) => context.response = response,
            (None, None) => {}
        }
        context.add_entry(draft);
        context.response = answer;
    });
}

impl Format for LegacyPartnerEvents {
    fn name(&self) -> &'static str {
        "byoc-event"
    }

    fn title(&self) -> &'static str {
        "Partner channel events"
    }

    fn object(&self) -> &'static str {
        "ConversationEntry"
    }

    fn responses_are_conversations(&self) -> bool {
        true
    }

    fn fits(&self, record: &JsonRecord<'_>) -> bool {
        let has = |key| record.fields.get(key).is_some();
        record.container.is_empty()
            && has("entryPayload")
            && has("transcriptedTimestamp")
            && has("sender")
            && !has("relatedRecords")
            && !has("conversationId")
            && !has("conversationIdentifier")
            && record
                .fields
                .get("entryPayload")
                .is_some_and(|payload| plain(payload).kind() == Kind::Object)
    }

    fn evidence(&self, _record: &JsonRecord<'_>) -> String {
        "an entry on its own, in no list and without related records: a partner channel's event from before Spring '24, or one entry taken out of a list"
            .to_owned()
    }

    fn read(&self, record: &JsonRecord<'_>, context: &mut Context<'_>) {
        context.with_room(|context, room| {
            let mut draft = Draft::default();
            entry::read(record.fields, &[], &mut draft, room, context);
            context.add_entry(draft);
        });
    }
}
