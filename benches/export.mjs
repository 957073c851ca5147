// An export to measure with: list entries whose payload is a string of JSON, as the public schema
// has them. Every run gives the same bytes. About 790 bytes an entry, a ninth of it message text.

const WORDS =
  "hello thanks for your help I need to change my order please the delivery is late and we can not find the tracking number could you check it again account password reset does not work refund was issued on Monday but the bank says nothing arrived yet let me look into that one moment sure no problem".split(
    " ",
  );
const OTHERS = [
  "¿Me puede ayudar con mi pedido?",
  "c’est très gentil",
  "😀👍",
  "注文番号を確認してください",
  'say "yes"\nor "no"',
];

/** At least `size` bytes of one answer. */
export function listEntries(size) {
  let seed = 12345;
  const random = (below) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
  const pick = (list) => list[random(list.length)];
  const letters = (alphabet, count) => Array.from({ length: count }, () => alphabet[random(alphabet.length)]).join("");
  const hex = (count) => letters("0123456789abcdef", count);
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const id = (prefix) => prefix + letters("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789", 12);
  const text = () => {
    const words = Array.from({ length: 3 + random(32) }, () => pick(WORDS));
    if (random(8) === 0) words.push(pick(OTHERS));
    return `${words.join(" ")}.`;
  };
  const payload = (entryType, at) => {
    switch (entryType) {
      case "Message":
        return {
          entryType,
          id: uuid(),
          abstractMessage: {
            messageType: "StaticContentMessage",
            id: uuid(),
            references: [],
            staticContent: { formatType: "Text", text: text() },
          },
          messageReason: null,
        };
      case "ParticipantChanged":
        return {
          entryType,
          id: uuid(),
          entries: [
            {
              operation: "add",
              displayName: "Helper Bot",
              participant: { subject: id("0Xx"), role: "Chatbot", appType: "chatbot", clientIdentifier: null },
            },
          ],
        };
      default:
        return { entryType, id: uuid(), acknowledgementTimestamp: at, acknowledgedConversationEntryIdentifier: uuid() };
    }
  };
  const encoder = new TextEncoder();
  const parts = [encoder.encode('{"conversationEntries":[')];
  let length = parts[0].length;
  let at = 1_704_067_200_000;
  const agents = Array.from({ length: 50 }, (_, nth) => ["Agent", "agent", id("005"), `Agent ${nth}`]);
  while (length < size) {
    const conversation = uuid();
    const session = id("0Mw");
    const people = [pick(agents), ["EndUser", "messaging", id("0PA"), `Customer ${random(5000)}`]];
    for (let entry = random(60) + 8; entry > 0; entry--) {
      at += 200 + random(45_000);
      const [role, appType, subject, name] = pick(people);
      const dice = random(100);
      const entryType = dice < 74 ? "Message" : dice < 94 ? "DeliveryAcknowledgement" : "ParticipantChanged";
      const record = {
        identifier: uuid(),
        conversationIdentifier: conversation,
        entryType,
        transcriptedTimestamp: at,
        clientTimestamp: at - 40,
        serverReceivedTimestamp: at - 2,
        clientDuration: 0,
        senderDisplayName: name,
        sender: { role, appType, subject },
        relatedRecords: [session],
        entryPayload: JSON.stringify(payload(entryType, at)),
      };
      const part = encoder.encode((parts.length > 1 ? "," : "") + JSON.stringify(record));
      parts.push(part);
      length += part.length;
    }
  }
  parts.push(encoder.encode("]}"));
  const bytes = new Uint8Array(length + 2);
  let to = 0;
  for (const part of parts) {
    bytes.set(part, to);
    to += part.length;
  }
  return bytes;
}
