//! What each KPI means: one table that the documentation and every report print.

use std::fmt::Write;

use serde::Serialize;

/// The meaning of one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Definition {
    /// The id, with its part after a dot.
    pub id: &'static str,
    /// A short name.
    pub name: &'static str,
    /// The unit of the value.
    pub unit: Unit,
    /// Where it appears.
    pub scope: Scope,
    /// The value is a family (n, mean, median, …), not one number.
    pub family: bool,
    /// How it is computed.
    pub formula: &'static str,
    /// When it is null; empty: never.
    pub null_when: &'static str,
    /// The Salesforce field or metric it may be compared with, and that `reported` shows where it
    /// names a `MessagingSessionMetricType` or session field; empty: none.
    pub salesforce: &'static str,
}

/// The unit of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// How many.
    Count,
    /// Between 0 and 1, to six decimals.
    Ratio,
    /// Yes or no.
    Bool,
}

impl Unit {
    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::Count => "count",
            Self::Ratio => "ratio",
            Self::Bool => "bool",
        }
    }
}

/// What a KPI is measured of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every session.
    Session,
    /// Every conversation.
    Conversation,
    /// Every human agent.
    Agent,
}

const fn define(id: &'static str, name: &'static str, unit: Unit) -> Definition {
    Definition {
        id,
        name,
        unit,
        scope: Scope::Session,
        family: false,
        formula: "",
        null_when: "",
        salesforce: "",
    }
}

impl Definition {
    const fn of(self, formula: &'static str) -> Self {
        Self { formula, ..self }
    }
    const fn null(self, null_when: &'static str) -> Self {
        Self { null_when, ..self }
    }
    const fn like(self, salesforce: &'static str) -> Self {
        Self { salesforce, ..self }
    }
    const fn family(self) -> Self {
        Self {
            family: true,
            ..self
        }
    }
    const fn per(self, scope: Scope) -> Self {
        Self { scope, ..self }
    }
}

const NO_REPLY: &str = "agent_initiated; no_customer_message; no_human: bot in charge to the end; \
    unanswered, still_open or no_session_row: no reply before the data ends";
const NO_END: &str = "still_open: the row has no EndTime; no_session_row: nothing tells the time";
const EMPTY: &str = "no such wait was answered: no_customer_message, no_human, unanswered, \
    still_open or no_session_row";

/// Every KPI, in the order of every output.
///
/// C: customer. H: human agent. B: bot. S: system and automatic messages. Messages of C, H and B
/// count where the customer could see them; End is the later of `EndTime` and the last of them.
/// Agents also have `M1.h` and `R8.inherited_wait`, of their own messages.
pub const DEFINITIONS: &[Definition] = &[
    define("M1.c", "customer messages", Unit::Count)
        .of("messages of C")
        .like("EndUserMessageCount"),
    define("M1.h", "agent messages", Unit::Count)
        .of("delivered messages of H")
        .like("AgentMessageCount"),
    define("M1.b", "bot messages", Unit::Count).of("delivered messages of B"),
    define("M1.s", "system messages", Unit::Count)
        .of("messages of S; they open, close and split nothing"),
    define("M2.c", "customer characters", Unit::Count).of("Unicode scalar values of the text of C"),
    define("M2.h", "agent characters", Unit::Count).of("Unicode scalar values of the text of H"),
    define("M2.b", "bot characters", Unit::Count).of("Unicode scalar values of the text of B"),
    define("M2.share_h", "agent share of characters", Unit::Ratio)
        .of("M2.h / (M2.h + M2.c)")
        .null("no_customer_message: neither wrote text"),
    define("M3", "turns", Unit::Count).of("maximal runs of messages of one role among C, H, B"),
    define("M3.by_actor", "turns by participant", Unit::Count)
        .of("maximal runs of messages of one participant among C, H, B"),
    define("M4", "exchanges", Unit::Count).of("turns of C directly followed by a turn of H or B"),
    define("D1", "session duration", Unit::Ms)
        .of("End - StartTime; the first message stands for a later StartTime")
        .null(NO_END)
        .like("EndTime - StartTime"),
    define("D3", "engaged time", Unit::Ms)
        .of(
            "W1.human + W1.bot + W1.customer - D3.inactive; with idle_cap each gap between \
             messages counts at most that",
        )
        .null("no_session_row or still_open: no time at all is known"),
    define("D3.inactive", "inactive time", Unit::Ms)
        .of("time from a change to Inactive or Paused to the next message or change of status")
        .null("as D3"),
    define("R1", "first response of anybody", Unit::Ms)
        .of("first C to the first B or H after it")
        .null(NO_REPLY),
    define("R2", "first response", Unit::Ms)
        .of(
            "from the handoff if a bot was in charge, else from the first C, to the first H after \
             the first C",
        )
        .null(NO_REPLY)
        .like("ServiceRepFirstResponseTime"),
    define("R3", "first response in total", Unit::Ms)
        .of("first C to the first H after it, bot time included")
        .null(NO_REPLY),
    define("R4", "acceptance to first response", Unit::Ms)
        .of("AcceptTime to the first H at or after it, if a C came before that H")
        .null("as R2; no_accept_time")
        .like("ServiceRepAcceptToFirstResponseTime"),
    define("R5", "agent response", Unit::Ms)
        .family()
        .of(
            "each wait for a human that H answered; a handoff restarts the clock, a transfer does \
             not",
        )
        .null(EMPTY)
        .like("AverageAgentResponseTime"),
    define("R5.after_first", "agent response after the first", Unit::Ms)
        .family()
        .of("R5 without its first value")
        .null(EMPTY),
    define("R5.max", "longest agent response", Unit::Ms)
        .of("largest value of R5")
        .null("as R5")
        .like("MaxAgentResponseTime"),
    define("R6", "customer response", Unit::Ms)
        .family()
        .of("each wait for the customer, opened by H or B, that C answered; cut ones give none")
        .null(EMPTY)
        .like("AverageEndUserResponseTime"),
    define("R6.max", "longest customer response", Unit::Ms)
        .of("largest value of R6")
        .null("as R6")
        .like("MaxEndUserResponseTime"),
    define("R7", "bot response", Unit::Ms)
        .family()
        .of("each wait for a bot that B answered")
        .null("no_bot: no bot in charge; else as R5"),
    define(
        "R8.inherited_wait",
        "wait inherited by the answering agent",
        Unit::Ms,
    )
    .family()
    .of("part of each R5 value that passed before the agent who answered joined")
    .null("as R5; no_accept_time: no join is known"),
    define("W1.human", "wait for a human", Unit::Ms)
        .of("time in which the oldest unanswered C, or a handoff, waits for H")
        .null(NO_END),
    define("W1.bot", "wait for a bot", Unit::Ms)
        .of("time in which the oldest unanswered C waits for B")
        .null(NO_END),
    define("W1.customer", "wait for the customer", Unit::Ms)
        .of("time after the first H or B that C did not answer yet")
        .null(NO_END),
    define("W1.before_first", "before the first message", Unit::Ms)
        .of("time before anybody is waited for; the four parts of W1 sum to End - Start")
        .null(NO_END),
    define("W2.unanswered", "unanswered", Unit::Bool)
        .of("ended while waiting for a human")
        .null(NO_END),
    define("W2.open_wait", "open wait", Unit::Ms)
        .of(
            "age, at the end of the session or of the data, of the wait for a human that is open \
             then",
        )
        .null("nothing_open"),
    define("W3", "longest gap", Unit::Ms)
        .of("longest time between consecutive messages of C, H, B")
        .null("fewer than two: no_customer_message, unanswered, still_open or no_session_row"),
    define("Q1", "speed to answer", Unit::Ms)
        .of("AcceptTime - the later of StartTime and handoff: the first assignment")
        .null("no_session_row, no_accept_time")
        .like("AgentWork.SpeedToAnswer"),
    define("Q1.each", "speed to answer of each assignment", Unit::Ms)
        .family()
        .of(
            "RequestDateTime to AcceptDateTime of each accepted AgentWork row of a human; without such \
             rows Q1, and each later joining or acceptance of a human from what asked for it: a \
             transfer, another handoff, or the C that ended an inactive time",
        )
        .null("as Q1"),
    define("Q2", "handle time", Unit::Ms)
        .of("sum over agents of joining to leaving; without leave events End - AcceptTime")
        .null("still_open, no_session_row, no_accept_time")
        .like("AgentWork.HandleTime"),
    define("C1", "close lag", Unit::Ms)
        .of("last C to End")
        .null("no_customer_message, still_open, no_session_row"),
    define("C2", "time to end", Unit::Ms)
        .of("first C to End; messaging knows no resolution")
        .null("no_customer_message, still_open, no_session_row"),
    define("C3", "one touch", Unit::Bool)
        .of("ended with exactly one turn of H")
        .null(NO_END),
    define("C4.24h", "repeat contact within 24 hours", Unit::Bool)
        .of(
            "another session of the conversation that is not outbound starts within 24 hours \
             after End",
        )
        .null("still_open, no_session_row; data_window: the data ends before"),
    define("C4.7d", "repeat contact within 7 days", Unit::Bool)
        .of("as C4.24h within 7 days")
        .null("as C4.24h"),
    define("T1.agents", "agents", Unit::Count).of("distinct humans who joined or wrote"),
    define("T1.transfers", "transfers", Unit::Count)
        .of("changes of human owner; without events, changes of writer among messages of H")
        .like("AgentWork.IsTransfer"),
    define("T2", "transfer wait", Unit::Ms)
        .family()
        .of("each transfer to the first H of the next agent")
        .null("no_transfer; unanswered, still_open or no_session_row: none was answered"),
    define("B1", "bot contained", Unit::Bool)
        .of("ended with a bot in charge from the start, no handoff and no H")
        .null("no_bot, still_open, no_session_row")
        .like("AgentType"),
    define("B1.abandoned", "abandoned with the bot", Unit::Bool)
        .of("bot contained, with a C that the bot did not answer")
        .null("as B1"),
    define("B2.duration", "bot duration", Unit::Ms)
        .of("Start to the first handoff, else to End")
        .null("no_bot, still_open, no_session_row"),
    define("B2.handoff", "handed off", Unit::Bool)
        .of("a bot was in charge and a handoff came; its share is the handoff rate")
        .null("no_bot"),
    define("A1", "abandoned in queue", Unit::Bool)
        .of(
            "ended, a human was needed, C wrote, nobody accepted, no H; with short_abandon only \
             where W1.human is at least that",
        )
        .null("still_open, no_session_row")
        .like("AgentWork.Status"),
    define("A2", "accepted, not answered", Unit::Bool)
        .of("ended, AcceptTime set, no H")
        .null("still_open, no_session_row"),
    define("O1", "outbound reply time", Unit::Ms)
        .of("outbound sessions: first H or S to the first C after it")
        .null("not_outbound; unanswered, still_open: no reply"),
    define("O1.replied", "outbound replied", Unit::Bool)
        .of("outbound sessions: C replied; its share is the reply rate")
        .null("not_outbound; still_open"),
    define("S1", "first response in time", Unit::Bool)
        .of(
            "R2 at or below the target; a first response that never came is late once it is older \
             than the target",
        )
        .null("no_target; no_schedule: held in business hours; else as R2"),
    define("S2", "responses in time", Unit::Ratio)
        .of("S2.met / (S2.met + S2.breached)")
        .null("no_target, no_schedule; else as R2: nothing was decided"),
    define("S2.met", "responses within the target", Unit::Count)
        .of("values of R5 at or below the target")
        .null("no_target, no_schedule"),
    define("S2.breached", "responses beyond the target", Unit::Count)
        .of("values of R5 above the target, and an open wait older than it")
        .null("no_target, no_schedule"),
    define("S2.undetermined", "waits not decided yet", Unit::Count)
        .of("an open wait that is not older than the target")
        .null("no_target, no_schedule"),
    define("H1", "share of messages after hours", Unit::Ratio)
        .of("messages of C outside business hours / messages of C")
        .null("no_schedule, no_customer_message"),
    define("X1.undelivered", "undelivered messages", Unit::Count)
        .of("messages whose delivery failed"),
    define("X1.attachments", "attachments", Unit::Count).of("files of all messages"),
    define("X1.unclassified", "unclassified messages", Unit::Count)
        .of("messages of unknown role, left out of every KPI"),
    define("X1.clock_skew_max", "largest clock skew", Unit::Ms)
        .of("largest distance of a message's own client time from its server time")
        .null("no_client_time"),
    define("D2.span", "conversation span", Unit::Ms)
        .per(Scope::Conversation)
        .of("first Start to last End")
        .null(NO_END),
    define("D2.in_session", "time in sessions", Unit::Ms)
        .per(Scope::Conversation)
        .of("sum of D1")
        .null(NO_END),
    define("D2.gaps", "gaps between sessions", Unit::Ms)
        .per(Scope::Conversation)
        .family()
        .of("each Start - the latest End before it; 0 where sessions overlap")
        .null("one_session; still_open, no_session_row"),
    define("R8", "agent response by agent", Unit::Ms)
        .per(Scope::Agent)
        .family()
        .of("values of R5 that this agent answered")
        .null("no_customer_message: this agent answered no wait"),
];

/// The place of an id in the table; of one that is not there, the length of the table. In a
/// constant it costs nothing.
pub(crate) const fn place(id: &str) -> usize {
    let mut at = 0;
    while at < DEFINITIONS.len() {
        if equal(DEFINITIONS[at].id.as_bytes(), id.as_bytes()) {
            return at;
        }
        at += 1;
    }
    at
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The table of definitions as Markdown, for the documentation.
pub fn markdown() -> String {
    let mut table = String::from(
        "| id | name | of | unit | formula | null when | Salesforce |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for definition in DEFINITIONS {
        let scope = match definition.scope {
            Scope::Session => "session",
            Scope::Conversation => "conversation",
            Scope::Agent => "agent",
        };
        let family = if definition.family { " family" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "| `{}` | {} | {scope} | {}{family} | {} | {} | {} |",
            definition.id,
            definition.name,
            definition.unit.as_str(),
            definition.formula,
            definition.null_when,
            definition.salesforce,
        );
    }
    table
}
