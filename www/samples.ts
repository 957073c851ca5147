/**
 * Sample data for the page. `connect-src 'none'` forbids fetching it, so it is part of the page: the build
 * puts the generated exports of www/dist/samples in its place; what stands here opens without them.
 */
export const samples: { name: string; text: string }[] = [
  {
    name: "conversation-entries.json",
    text: JSON.stringify({
      conversationEntries: [
        ["EndUser", 1741597200000, "Hi, I was charged twice for order 48213. My card is 4111 1111 1111 1111."],
        ["Chatbot", 1741597202000, "I&#39;m sorry about that. What is the e-mail address of your account?"],
        ["EndUser", 1741597231000, "nadia.petrova@example.com"],
        ["Chatbot", 1741597233000, "Thank you. I&#39;ll bring in a colleague."],
        ["Agent", 1741597325000, "Hello Nadia, this is Ana. I can see both charges and have cancelled one."],
        ["EndUser", 1741597392000, "Great! When will the money be back? You can call me on +1 415 555 0132."],
        ["Agent", 1741597420000, "Within three working days. Have a good day!"],
      ]
        .reverse()
        .map(([role, at, messageText], i) => ({
          clientDuration: 0,
          clientTimestamp: Number(at) - 40,
          identifier: `7db791fe-1f23-46d7-b685-7ad7b3f56f9${i}`,
          messageText,
          relatedRecords: role === "Chatbot" ? [] : ["0MwKj000007sdiM"],
          sender: {
            appType: role === "Agent" ? "agent" : role === "Chatbot" ? "chatbot" : "iamessage",
            role,
            subject: `sample-${role}`,
          },
          serverReceivedTimestamp: at,
        })),
    }),
  },
  {
    name: "messaging-sessions.csv",
    text:
      "Id,Name,Status,Origin,AgentType,ChannelType,StartTime,AcceptTime,EndTime\n" +
      "0MwKj000007sdiMKAQ,MS-00001042,Ended,InboundInitiated,BotToAgent,EmbeddedMessaging,2025-03-10T09:00:00.000Z,2025-03-10T09:01:50.000Z,2025-03-10T09:05:00.000Z\n",
  },
];
