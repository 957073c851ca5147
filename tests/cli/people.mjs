// Kim by WhatsApp and on the web, one contact; and somebody else called Kim.

export const KIM = "003Ex0000000001IAA";
export const OTHER = "0PAEx0000000004OAA";

export const PEOPLE = {
  "users.csv": `Id,Name,MessageType,MessagingPlatformKey,MessagingChannelId,ContactId,MessagingConsentStatus
0PAEx0000000001OAA,Kim Lee,WhatsApp,+12125550101,0MjEx0000000001KAA,${KIM},ExplicitlyOptedIn
0PAEx0000000002OAA,Guest,EmbeddedMessaging,v2/iamessage/AUTH/K/uid:kim@example.com,0MjEx0000000002KAA,${KIM},OptedOut
${OTHER},Kim Lee,Text,+12125550104,0MjEx0000000003KAA,,
`,
  "sessions.csv": `Id,StartTime,EndTime,AgentType,ChannelType,MessagingEndUserId,MessagingChannelId,ConversationId
0MwEx0000000001KAA,2025-01-06T00:00:00Z,2025-01-06T00:10:00Z,Agent,WhatsApp,0PAEx0000000001OAA,0MjEx0000000001KAA,0ZcEx0000000001KAA
0MwEx0000000002KAA,2025-01-06T01:00:00Z,2025-01-06T01:10:00Z,Agent,EmbeddedMessaging,0PAEx0000000002OAA,0MjEx0000000002KAA,0ZcEx0000000002KAA
0MwEx0000000004KAA,2025-01-06T03:00:00Z,2025-01-06T03:10:00Z,Agent,Text,${OTHER},0MjEx0000000003KAA,0ZcEx0000000004KAA
0MwEx0000000005KAA,2025-01-06T04:00:00Z,2025-01-06T04:10:00Z,Agent,WhatsApp,0PAEx0000000001OAA,0MjEx0000000001KAA,0ZcEx0000000001KAA
`,
  "entries.csv": `MessageIdentifier,ConversationId,ActorType,EntryTime,Message
a,0MwEx0000000001KAA,EndUser,2025-01-06T00:00:01Z,my parcel by phone
b,0MwEx0000000002KAA,EndUser,2025-01-06T01:00:01Z,my parcel on the web
d,0MwEx0000000004KAA,EndUser,2025-01-06T03:00:01Z,another Kim
e,0MwEx0000000005KAA,EndUser,2025-01-06T04:00:01Z,my parcel once more
f,0MwEx0000000005KAA,Agent,2025-01-06T04:00:11Z,hello Kim
`,
};
