//! The objects of the platform that tell of conversations: their key prefixes, the columns that
//! tell them, the fields known by name.
//!
//! Fields: object reference (`MessagingSession`, `MessagingEndUser`, `MessagingChannel`,
//! `ConversationEntry`, `Conversation`, `AgentWork`, `LiveChatTranscript`,
//! `LiveChatTranscriptEvent`, `MessagingSessionMetrics`), Messaging Object Model guide
//! (`RelatedRecord`), mappings of the conversation DLOs (`ConversationParticipant`), and the Apex
//! standard-type stubs. Those of `Participant` are not published: what a row has is kept.

/// One object.
#[derive(Debug)]
pub(super) struct Object {
    /// API name.
    pub name: &'static str,
    /// Key prefixes of its ids (those but `0Mw` and `005` from memory of the platform).
    pub prefixes: &'static [&'static str],
    /// Columns of which one is enough to tell it.
    pub telling: &'static [&'static str],
    /// Fields known by name, so that labels and other cases find them.
    pub fields: &'static [&'static str],
    /// Columns without which a row cannot be placed; one of each group is enough.
    pub needed: &'static [&'static [&'static str]],
    /// Whether its rows tell of conversations, or give names to ids that conversations hold.
    pub tells: bool,
}

const ID: &[&[&str]] = &[&["Id"]];

/// Fields that every object has.
const COMMON: &[&str] = &[
    "Id",
    "Name",
    "CreatedDate",
    "LastModifiedDate",
    "SystemModstamp",
    "OwnerId",
    "IsDeleted",
    "CreatedById",
    "LastModifiedById",
    "CurrencyIsoCode",
    "LastReferencedDate",
    "LastViewedDate",
];

/// All objects, the most telling first.
pub(super) static OBJECTS: &[Object] = &[
    Object {
        name: "MessagingSessionMetrics",
        prefixes: &[],
        telling: &["MessagingSessionMetricType", "MessagingSessionMetricValue"],
        fields: &[
            "MessagingSessionId",
            "MessagingSessionMetricType",
            "MessagingSessionMetricValue",
        ],
        needed: &[
            &["MessagingSessionId"],
            &["MessagingSessionMetricType"],
            &["MessagingSessionMetricValue"],
        ],
        tells: true,
    },
    Object {
        name: "AgentWork",
        prefixes: &["0Bz"],
        telling: &[
            "WorkItemId",
            "AssignedDateTime",
            "AcceptDateTime",
            "PushTimeoutDateTime",
            "SpeedToAnswer",
            "HandleTime",
        ],
        fields: &[
            "AcceptDateTime",
            "AcwExtensionCount",
            "AcwExtensionDuration",
            "ActiveTime",
            "AfterConversationActualTime",
            "AgentCapacityWhenDeclined",
            "AssignedDateTime",
            "BotId",
            "BotType",
            "CancelDateTime",
            "CapacityModel",
            "CapacityPercentage",
            "CapacityWeight",
            "CloseDateTime",
            "DeclineDateTime",
            "DeclineReason",
            "HandleTime",
            "IsConference",
            "IsTransfer",
            "OriginalGroupId",
            "OriginalQueueId",
            "PendingServiceRoutingId",
            "PushTimeout",
            "PushTimeoutDateTime",
            "RequestDateTime",
            "RoutingModel",
            "RoutingPriority",
            "RoutingType",
            "ServiceChannelId",
            "SpeedToAnswer",
            "Status",
            "TargetAcceptDateTime",
            "TransferRequesterId",
            "UserId",
            "WorkItemId",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "RelatedRecord",
        prefixes: &[],
        telling: &["RelatedRecordId"],
        fields: &[
            "ConversationEntityId",
            "ConversationEntryId",
            "RecordId",
            "RelatedRecordId",
            "CreatedAt",
            "OrgId",
        ],
        needed: &[&["RecordId", "RelatedRecordId"]],
        tells: true,
    },
    Object {
        name: "ConvEntryRelatedRecordCopy",
        prefixes: &[],
        telling: &[],
        fields: &[],
        needed: &[&["RecordId", "RelatedRecordId"]],
        tells: true,
    },
    Object {
        name: "ConversationParticipant",
        prefixes: &[],
        telling: &[
            "JoinedTime",
            "LeftTime",
            "ParticipantDisplayName",
            "ParticipantRole",
        ],
        fields: &[
            "AppType",
            "ConversationId",
            "ExternalRecordId",
            "JoinedTime",
            "LeftTime",
            "ParticipantDisplayName",
            "ParticipantId",
            "ParticipantRole",
            "ParticipantSubject",
            "Uuid",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "ConversationEntry",
        prefixes: &["0Le"],
        telling: &[
            "MessageIdentifier",
            "EntryType",
            "EntryTime",
            "EntryTimeMilliSecs",
            "ActorType",
            "ConversationEntityId",
        ],
        fields: &[
            "ActorId",
            "ActorName",
            "ActorType",
            "ClientDuration",
            "ClientTimestamp",
            "ConversationEntityId",
            "ConversationId",
            "EntryEndTime",
            "EntryTime",
            "EntryTimeMilliSecs",
            "EntryType",
            "HasAttachments",
            "Message",
            "MessageDeliverTime",
            "MessageIdentifier",
            "MessageReadTime",
            "MessageSendTime",
            "MessageStatus",
            "MessageStatusCode",
            "Seq",
            "ServerReceivedTimestamp",
        ],
        needed: &[
            &["EntryTime", "ServerReceivedTimestamp", "ClientTimestamp"],
            &["ConversationId", "ConversationEntityId"],
        ],
        tells: true,
    },
    Object {
        name: "Conversation",
        prefixes: &["0dw"],
        telling: &["ConversationIdentifier"],
        fields: &[
            "ConversationChannelId",
            "ConversationIdentifier",
            "EndTime",
            "EndTimeMilliSecs",
            "StartTime",
            "StartTimeMilliSecs",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "LiveChatTranscriptEvent",
        prefixes: &[],
        telling: &["LiveChatTranscriptId"],
        fields: &["AgentId", "Detail", "LiveChatTranscriptId", "Time", "Type"],
        needed: &[&["LiveChatTranscriptId"], &["Time"]],
        tells: true,
    },
    Object {
        name: "LiveChatTranscript",
        prefixes: &["570"],
        telling: &[
            "ChatKey",
            "LiveChatVisitorId",
            "LiveChatDeploymentId",
            "LiveChatButtonId",
            "ChatDuration",
            "SupervisorTranscriptBody",
        ],
        fields: &[
            "Abandoned",
            "AccountId",
            "AverageResponseTimeOperator",
            "AverageResponseTimeVisitor",
            "Body",
            "Browser",
            "BrowserLanguage",
            "CaseId",
            "ChatDuration",
            "ChatKey",
            "ContactId",
            "EndTime",
            "EndedBy",
            "IpAddress",
            "IsChatbotSession",
            "LeadId",
            "LiveChatButtonId",
            "LiveChatDeploymentId",
            "LiveChatVisitorId",
            "Location",
            "MaxResponseTimeOperator",
            "MaxResponseTimeVisitor",
            "OperatorMessageCount",
            "Platform",
            "ReferrerUri",
            "RequestTime",
            "ScreenResolution",
            "SkillId",
            "StartTime",
            "Status",
            "SupervisorTranscriptBody",
            "UserAgent",
            "VisitorMessageCount",
            "VisitorNetwork",
            "WaitTime",
        ],
        needed: &[&["Id", "Body"]],
        tells: true,
    },
    Object {
        name: "VoiceCall",
        prefixes: &["0LQ"],
        telling: &[
            "CallStartDateTime",
            "CallEndDateTime",
            "VendorCallKey",
            "FromPhoneNumber",
        ],
        fields: &[
            "CallAcceptDateTime",
            "CallDisposition",
            "CallDurationInSeconds",
            "CallEndDateTime",
            "CallStartDateTime",
            "CallType",
            "ConversationId",
            "FromPhoneNumber",
            "ToPhoneNumber",
            "UserId",
            "VendorCallKey",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "MessagingChannel",
        prefixes: &["0Mj"],
        telling: &[
            "ChannelAddressIdentifier",
            "ChannelDefinitionId",
            "ConsentType",
            "DoubleOptInPrompt",
            "InitialResponse",
            "EngagedResponse",
            "ConversationEndResponse",
            "SessionHandlerId",
        ],
        fields: &[
            "BusinessHoursId",
            "ChannelAddressIdentifier",
            "ChannelDefinitionId",
            "ConsentType",
            "ConversationEndResponse",
            "Description",
            "DeveloperName",
            "DoubleOptInPrompt",
            "EngagedResponse",
            "InitialResponse",
            "IsActive",
            "MasterLabel",
            "MessageType",
            "MessagingPlatformKey",
            "OfflineAgentsResponse",
            "OptInPrompt",
            "OptInResponse",
            "OptOutResponse",
            "SessionHandlerId",
            "TargetQueueId",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "MessagingSession",
        prefixes: &["0Mw"],
        telling: &[
            "AcceptTime",
            "AgentType",
            "SessionKey",
            "MessagingEndUserId",
            "ChannelEndUserFormula",
            "EndUserMessageCount",
            "EndedByType",
        ],
        fields: &[
            "AcceptTime",
            "AgentMessageCount",
            "AgentType",
            "CampaignId",
            "CaseId",
            "ChannelEndUserFormula",
            "ChannelGroup",
            "ChannelIntent",
            "ChannelKey",
            "ChannelLocale",
            "ChannelName",
            "ChannelType",
            "ConversationId",
            "EndTime",
            "EndUserAccountId",
            "EndUserContactId",
            "EndUserLanguage",
            "EndUserMessageCount",
            "EndedByType",
            "LeadId",
            "MessagingChannelId",
            "MessagingEndUserId",
            "OpportunityId",
            "Origin",
            "PreviewDetails",
            "SessionKey",
            "StartTime",
            "Status",
            "TargetUserId",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "MessagingEndUser",
        prefixes: &["0PA"],
        telling: &[
            "MessagingConsentStatus",
            "IsFullyOptedIn",
            "HasInitialResponseSent",
            "MessagingExternalUserKey",
            "MessagingPlatformKey",
        ],
        fields: &[
            "AccountId",
            "AuthenticatedEndUserId",
            "ContactId",
            "HasInitialResponseSent",
            "IsFullyOptedIn",
            "IsOptedOut",
            "IsoCountryCode",
            "Language",
            "LeadId",
            "Locale",
            "MessageType",
            "MessagingChannelId",
            "MessagingConsentStatus",
            "MessagingExternalUserKey",
            "MessagingPlatformKey",
            "ProfilePictureUrl",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "LiveChatVisitor",
        prefixes: &[],
        telling: &[],
        fields: &["SessionKey"],
        needed: ID,
        tells: true,
    },
    Object {
        name: "BotDefinition",
        prefixes: &["0Xx"],
        telling: &["BotUserId", "BotMlDomain"],
        fields: &["DeveloperName", "MasterLabel"],
        needed: ID,
        tells: true,
    },
    Object {
        name: "User",
        prefixes: &["005"],
        telling: &[],
        fields: &[
            "Username",
            "Alias",
            "FirstName",
            "LastName",
            "UserType",
            "UserRoleId",
            "ProfileId",
        ],
        needed: ID,
        tells: true,
    },
    Object {
        name: "Group",
        prefixes: &["00G"],
        telling: &[],
        fields: &["DeveloperName", "Email"],
        needed: ID,
        tells: true,
    },
    Object {
        name: "Queue",
        prefixes: &[],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: true,
    },
    Object {
        name: "Participant",
        prefixes: &[],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: true,
    },
    Object {
        name: "AiAgentInteractionMessage",
        prefixes: &[],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: true,
    },
    Object {
        name: "AiAgentSession",
        prefixes: &[],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: true,
    },
    Object {
        name: "Contact",
        prefixes: &["003"],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: false,
    },
    Object {
        name: "Account",
        prefixes: &["001"],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: false,
    },
    Object {
        name: "Case",
        prefixes: &["500"],
        telling: &["CaseNumber"],
        fields: &["CaseNumber", "Subject"],
        needed: ID,
        tells: false,
    },
    Object {
        name: "Lead",
        prefixes: &["00Q"],
        telling: &[],
        fields: &[],
        needed: ID,
        tells: false,
    },
];

/// Fields of the objects, each once.
pub(super) fn known_fields() -> impl Iterator<Item = &'static str> {
    COMMON.iter().copied().chain(
        OBJECTS
            .iter()
            .flat_map(|object| object.fields.iter().copied()),
    )
}

/// An object by its API name.
fn named(name: &str) -> Option<&'static Object> {
    OBJECTS.iter().find(|object| object.name == name)
}

/// Whether an object has a field of that name, as far as is known.
pub(super) fn has_field(object: &str, field: &str) -> bool {
    COMMON.contains(&field) || named(object).is_some_and(|object| object.fields.contains(&field))
}

/// Objects whose rows tell of conversations.
pub(super) fn telling() -> impl Iterator<Item = &'static str> {
    let tell = OBJECTS.iter().filter(|object| object.tells);
    tell.map(|object| object.name)
}

/// Whether rows of an object belong in an archive of conversations.
pub(crate) fn tells_of_conversations(object: &str) -> bool {
    named(object).is_some_and(|object| object.tells)
}

/// The object whose ids begin like this one.
pub(super) fn by_prefix(id: &str) -> Option<&'static str> {
    let found = OBJECTS
        .iter()
        .find(|object| object.prefixes.iter().any(|prefix| id.starts_with(prefix)));
    found.map(|object| object.name)
}

/// The object that columns tell, and how.
pub(super) fn object_of(has: impl Fn(&str) -> bool) -> (Option<&'static str>, String) {
    if has("RecordId") && has("ConversationEntityId") {
        return (
            Some("RelatedRecord"),
            "columns RecordId and ConversationEntityId of RelatedRecord".to_owned(),
        );
    }
    for object in OBJECTS {
        let found: Vec<&str> = object
            .telling
            .iter()
            .copied()
            .filter(|column| has(column))
            .take(3)
            .collect();
        if !found.is_empty() {
            return (
                Some(object.name),
                format!("columns {} of {}", found.join(", "), object.name),
            );
        }
    }
    if has("Body") && (has("StartTime") || has("EndTime")) {
        return (
            Some("LiveChatTranscript"),
            "columns Body and StartTime or EndTime, as in LiveChatTranscript".to_owned(),
        );
    }
    if has("StartTime") && (has("EndTime") || has("Status")) {
        return (
            Some("MessagingSession"),
            "columns StartTime and EndTime or Status, as in MessagingSession".to_owned(),
        );
    }
    if has("ActorName") || has("Seq") {
        return (
            Some("ConversationEntry"),
            "column ActorName or Seq of ConversationEntry".to_owned(),
        );
    }
    (None, String::new())
}

/// The columns without which rows of an object cannot be placed.
pub(super) fn missing(object: &str, has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    named(object)
        .map_or(ID, |object| object.needed)
        .iter()
        .filter(|choices| !choices.iter().any(|column| has(column)))
        .map(|choices| choices[0])
        .collect()
}
