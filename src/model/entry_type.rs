//! The kinds of entries, in one spelling.

use super::Sym;

/// What becomes of an entry of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something a person or bot says.
    Message,
    /// Something that happened: joined, routed, status changed.
    Event,
    /// A newer text of another entry.
    Update,
    /// Tells that another entry was not delivered.
    DeliveryFailed,
    /// Internal: whispers and flags that the customer never saw.
    Note,
    /// Typing, acknowledgements, stream fragments: counted, never shown.
    Filtered,
}

macro_rules! entry_types {
    ($($name:ident => $class:ident, $doc:literal;)*) => {
        /// The type of an entry, spelled as `entryType` in payloads whatever the source wrote:
        /// `PARTICIPANT_CHANGED`, `participantChanged` and `ParticipantChanged` are one.
        ///
        /// Source: `conversation-public-components.yaml` 0.0.2 and the object reference of
        /// `ConversationEntry.EntryType`. A type that is not listed is kept by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EntryType {
            $(#[doc = $doc] $name,)*
            /// A type nobody documented, by its name.
            Other(Sym),
        }

        impl EntryType {
            /// The known type of that name, in any case, with or without underscores.
            pub fn parse(name: &str) -> Option<Self> {
                const KNOWN: &[(&str, EntryType)] = &[
                    $((stringify!($name), EntryType::$name),)*
                    // On the platform a message is `Text`.
                    ("Text", EntryType::Message),
                ];
                // As payloads spell it, without a search.
                match name {
                    $(stringify!($name) => return Some(Self::$name),)*
                    _ => {}
                }
                let plain = |byte: &u8| *byte != b'_' && *byte != b' ';
                KNOWN.iter().find(|(known, _)| {
                    name.bytes().filter(plain).map(|byte| byte.to_ascii_lowercase())
                        .eq(known.bytes().map(|byte| byte.to_ascii_lowercase()))
                }).map(|(_, found)| *found)
            }

            /// The CamelCase name; `None` for [`EntryType::Other`], whose name the archive holds.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some(stringify!($name)),)*
                    Self::Other(_) => None,
                }
            }

            /// What becomes of entries of this type.
            pub const fn class(self) -> Class {
                match self {
                    $(Self::$name => Class::$class,)*
                    Self::Other(_) => Class::Event,
                }
            }
        }
    };
}

entry_types! {
    Message => Message, "A message: text, choices, form, attachment and so on.";
    MessageUpdated => Update, "A newer version of a message.";
    MessageDeliveryFailed => DeliveryFailed, "A message did not reach its recipient.";
    RoutingWorkResult => Event, "A work item was assigned, accepted, declined, transferred or closed.";
    ParticipantChanged => Event, "Someone joined or left.";
    RoutingResult => Event, "A routing request ended.";
    Note => Note, "A whisper or internal note.";
    FlagRaise => Note, "An agent asked a supervisor for help.";
    FlagLower => Note, "The request for help was withdrawn.";
    EndUserConsentUpdated => Event, "The customer opted in or out.";
    SessionStatusChanged => Event, "A session's status changed.";
    ConsultConversationInfo => Event, "An internal consultation began.";
    ConversationUpdated => Event, "The conversation itself changed.";
    ModalityConnection => Event, "A modality was connected.";
    TransferProgress => Event, "Progress of a transfer.";
    ParticipantsConferenced => Event, "Participants were conferenced.";
    SendTranscriptRequestReceived => Event, "The customer asked for a transcript.";
    SessionContext => Event, "Variables of the session.";
    SessionOwnerChanged => Event, "A session's owner changed.";
    ClientMenu => Event, "A client menu, known from the off-platform object only.";
    ProgressIndicator => Event, "A progress note of a bot.";
    QueuePosition => Event, "The place in the queue.";
    TypingStartedIndicator => Filtered, "Typing began.";
    TypingStoppedIndicator => Filtered, "Typing ended.";
    TypingIndicator => Filtered, "Typing.";
    DeliveryAcknowledgement => Filtered, "A message was delivered.";
    ReadAcknowledgement => Filtered, "A message was read.";
    StreamingToken => Filtered, "A fragment of a message still being written.";
    AdminOptedIn => Event, "An administrator opted the customer in.";
    AdminOptedOut => Event, "An administrator opted the customer out.";
    BotEscalated => Event, "The bot handed over.";
    ChatbotClosedIdleSession => Event, "The bot closed an idle session.";
    ChatbotEndedChatByAction => Event, "The bot ended the chat.";
    ChatbotEndedTransferNotConfigured => Event, "The bot could not transfer.";
    ChatbotEstablished => Event, "The bot took the session.";
    ChatbotNotEstablished => Event, "No bot could take the session.";
    EndUserOptedIn => Event, "The customer opted in.";
    EndUserOptedOut => Event, "The customer opted out.";
    LiveChatTranscriptEvent => Event, "Something that happened in a legacy chat, in its own words.";
}

/// An undocumented name in CamelCase: `NEW_THING` becomes `NewThing`, `newThing` `NewThing`.
pub fn camel_case(name: &str) -> String {
    let shouted = !name.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for letter in name.chars() {
        if matches!(letter, '_' | ' ' | '-') {
            start = true;
        } else if start {
            out.extend(letter.to_uppercase());
            start = false;
        } else if shouted {
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_type_in_three_spellings_is_one() {
        for name in [
            "ParticipantChanged",
            "PARTICIPANT_CHANGED",
            "participantChanged",
        ] {
            assert_eq!(EntryType::parse(name), Some(EntryType::ParticipantChanged));
        }
        assert_eq!(EntryType::parse("Text"), Some(EntryType::Message));
        assert_eq!(EntryType::parse("BrandNew"), None);
        assert_eq!(camel_case("BRAND_NEW"), "BrandNew");
        assert_eq!(camel_case("brandNew"), "BrandNew");
    }
}
