//! Columns by the label that reports print, where it is not the API name with blanks in it.
//!
//! Source: Salesforce Field Reference Guide, `MessagingSession`; Help, "Chat Transcript Fields".
//! Labels of the other objects follow the same pattern (inferred). Other languages are not known:
//! export such a report with API names, or in English.

use super::{
    objects,
    table::{field_of, plain},
};

/// Of an object: (label without blanks and case, API name). Labels are told apart by the object:
/// "Messaging Session ID" is the key of one and a column of another.
const LABELS: &[(&str, &[(&str, &str)])] = &[
    (
        "MessagingSessionMetrics",
        &[("messagingsessionid", "MessagingSessionId")],
    ),
    (
        "ConversationEntry",
        &[("conversationentryid", "Id"), ("sequence", "Seq")],
    ),
    (
        "LiveChatTranscript",
        &[
            ("chattranscriptid", "Id"),
            ("chattranscriptname", "Name"),
            ("abandonedafter", "Abandoned"),
            ("agentaverageresponsetime", "AverageResponseTimeOperator"),
            ("visitoraverageresponsetime", "AverageResponseTimeVisitor"),
            ("agentmaximumresponsetime", "MaxResponseTimeOperator"),
            ("visitormaximumresponsetime", "MaxResponseTimeVisitor"),
            ("agentmessagecount", "OperatorMessageCount"),
        ],
    ),
    ("VoiceCall", &[("voicecallid", "Id")]),
    (
        "MessagingSession",
        &[
            ("messagingsessionid", "Id"),
            ("messagingsessionname", "Name"),
            ("messaginguserid", "MessagingEndUserId"),
            ("messaginguserlanguage", "EndUserLanguage"),
            ("accountid", "EndUserAccountId"),
            ("contactid", "EndUserContactId"),
            ("group", "ChannelGroup"),
            ("intent", "ChannelIntent"),
            ("locale", "ChannelLocale"),
            (
                "concatenatedmessagingchannelandmessaginguser",
                "ChannelEndUserFormula",
            ),
            ("deleted", "IsDeleted"),
            ("ownername", "Owner.Name"),
        ],
    ),
    (
        "MessagingEndUser",
        &[("messaginguserid", "Id"), ("messagingusername", "Name")],
    ),
];

/// API names of columns that carry labels of one object, if they do: the object is the one that
/// the renamed columns tell.
pub(super) fn api_names(cells: &[&str]) -> Option<Vec<String>> {
    // Reports put the object before the field: "Messaging Session: Start Time".
    let field = |cell: &str| plain(cell.rsplit_once(": ").map_or(cell, |(_, field)| field));
    let plain: Vec<String> = cells.iter().map(|cell| field(cell)).collect();
    LABELS.iter().find_map(|(object, labels)| {
        let mut named = 0;
        let names: Vec<String> = cells
            .iter()
            .zip(&plain)
            .map(|(cell, label)| {
                if let Some((_, name)) = labels.iter().find(|(known, _)| known == label) {
                    named += 1;
                    return (*name).to_owned();
                }
                field_of(label).unwrap_or(cell).to_owned()
            })
            .collect();
        let told = objects::object_of(|name| names.iter().any(|column| column == name)).0;
        (named > 0 && told == Some(*object)).then_some(names)
    })
}
