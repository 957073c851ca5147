/** The fields of a session's row, in the groups in which people look for them. */

import type { WindowSession } from "./archive-client.js";

/** Names of the groups, in the order in which they are shown. */
export const GROUPS = [
  "times",
  "status",
  "channel",
  "people",
  "records",
  "counts",
  "keys",
  "preview",
  "other",
] as const;
export type Group = (typeof GROUPS)[number];

/** A field with its value; `null`: Salesforce leaves it blank by design. */
export interface Field {
  name: string;
  value: string | null;
  /** The name behind an id. */
  known: string | null;
}

/** Counts that Salesforce does not keep for enhanced channels. */
const UNCOUNTED = ["AgentMessageCount", "EndUserMessageCount"];

const KEYS = new Set(["Id", "Name", "SessionKey", "ChannelKey", "ChatKey", "IsDeleted", "VendorCallKey"]);
const STATUS = new Set(["Status", "Origin", "AgentType", "EndedByType", "EndedBy", "CallType", "Abandoned"]);
const RECORDS = /^(Account|Campaign|Case|Contact|Conversation|EndUserAccount|EndUserContact|Lead|Opportunity)(Id|\.|$)/;
const PEOPLE =
  /^(Owner|CreatedBy|LastModifiedBy|TargetUser|User|MessagingEndUser|EndUser|ChannelEndUser|LiveChatVisitor)/;

function groupOf(name: string): Group {
  if (KEYS.has(name)) return "keys";
  if (STATUS.has(name)) return "status";
  if (/(Time|Date|DateTime|SystemModstamp)$/.test(name)) return "times";
  if (/(Count|Duration)$/.test(name)) return "counts";
  if (/^Preview/.test(name)) return "preview";
  if (RECORDS.test(name)) return "records";
  if (PEOPLE.test(name)) return "people";
  if (/Channel/.test(name)) return "channel";
  return "other";
}

/** Whether it came over a channel of which Salesforce keeps conversations (“enhanced”). */
function isEnhanced({ object, channelType, fields }: WindowSession): boolean {
  if (object !== "MessagingSession") return false;
  return channelType === "EmbeddedMessaging" || fields.some(([name]) => name === "ConversationId");
}

/** Every populated field of the row by group, empty groups left out. */
export function groupedFields(session: WindowSession): [Group, Field[]][] {
  const names = new Map(session.names);
  const groups = new Map<Group, Field[]>(GROUPS.map((group) => [group, []]));
  for (const [name, value] of session.fields) {
    groups.get(groupOf(name))!.push({ name, value, known: names.get(name) ?? null });
  }
  if (isEnhanced(session)) {
    const populated = new Set(session.fields.map(([name]) => name));
    for (const name of UNCOUNTED.filter((name) => !populated.has(name))) {
      groups.get("counts")!.push({ name, value: null, known: null });
    }
  }
  for (const [name, value] of session.metrics) {
    groups.get("counts")!.push({ name, value: String(value), known: null });
  }
  return [...groups].filter(([, fields]) => fields.length > 0);
}
