//! What Salesforce itself computed of a session, as its rows tell it.
//!
//! Sources: object reference, `MessagingSessionMetrics`, `MessagingSession`, `AgentWork` (one row
//! an assignment), `LiveChatTranscript`. `ActiveTime` and `AfterConversationActualTime` have no
//! counterpart: no transcript tells which tab had the focus.

use super::reported::ASSIGNMENTS;
use super::session::Assignment;
use crate::{
    model::{
        ids,
        time::{self, TimeReading},
    },
    timeline::{Conversation, RelatedRecord, Session, Timeline},
};

/// The `AgentWork` rows of a conversation, by session.
pub(super) struct Works<'t>(Vec<&'t RelatedRecord>);

impl<'t> Works<'t> {
    /// Those of humans: the work of a bot is not in any of our numbers. O(records).
    pub(super) fn of(timeline: &'t Timeline, conversation: &Conversation) -> Self {
        let records = conversation.records.iter();
        let records = records.filter_map(|&at| timeline.records.get(at as usize));
        let human = |record: &&RelatedRecord| {
            let stated = |name| field(record, name).is_some_and(|value| !value.is_empty());
            record.object == "AgentWork" && !stated("BotId") && !stated("BotType")
        };
        Self(records.filter(human).collect())
    }

    /// Those of one session.
    fn of_session(&self, session: &str) -> Vec<&'t RelatedRecord> {
        let of = |record: &&&RelatedRecord| {
            field(record, "WorkItemId").is_some_and(|id| ids::canonical(id) == session)
        };
        self.0.iter().filter(of).copied().collect()
    }

    /// When humans were asked to take a session, and when they accepted it.
    pub(super) fn assignments(&self, session: &str, reading: &TimeReading) -> Vec<Assignment> {
        let rows = self.of_session(session);
        let at = |row, name| time::parse(field(row, name)?, reading).ok();
        let accepted = rows.iter().filter_map(|&row| {
            Some(Assignment {
                asked: at(row, "RequestDateTime")?,
                accepted: at(row, "AcceptDateTime")?,
            })
        });
        let mut accepted: Vec<Assignment> = accepted.collect();
        accepted.sort_by_key(|one| (one.accepted, one.asked));
        accepted
    }

    /// What they say of one session.
    fn add(&self, session: &str, found: &mut Vec<(&'t str, i64)>) {
        let rows = self.of_session(session);
        if rows.is_empty() {
            return;
        }
        let mut accepted: Vec<(&str, &RelatedRecord)> = rows
            .iter()
            .filter_map(|&row| Some((field(row, "AcceptDateTime")?, row)))
            .filter(|(at, _)| !at.is_empty())
            .collect();
        accepted.sort_by_key(|&(at, row)| (at, row.id.as_str()));
        // The first to accept ended the waiting; declined offers before it are part of it.
        let answer = accepted
            .first()
            .and_then(|(_, row)| number(row, "SpeedToAnswer"));
        let handled = rows.iter().filter_map(|row| number(row, "HandleTime"));
        let handled = handled.reduce(i64::saturating_add);
        let transfers = rows.iter().filter_map(|row| field(row, "IsTransfer"));
        let transfers = transfers
            .map(|value| i64::from(value.eq_ignore_ascii_case("true") || value == "1"))
            .reduce(|sum, one| sum + one);
        let cancelled = rows
            .iter()
            .filter_map(|row| field(row, "Status"))
            .any(|status| status.eq_ignore_ascii_case("Canceled"));
        let abandoned = (!accepted.is_empty() || cancelled)
            .then_some(i64::from(accepted.is_empty() && cancelled));
        let stated = [
            ("AgentWork.SpeedToAnswer", answer),
            ("AgentWork.HandleTime", handled),
            ("AgentWork.IsTransfer", transfers),
            ("AgentWork.Status", abandoned),
            (ASSIGNMENTS, Some(accepted.len() as i64)),
        ];
        found.extend(
            stated
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        );
    }
}

/// Everything Salesforce computed of a session, under the name it has there: metrics by their
/// type, fields behind their object.
pub(super) fn reported<'t>(session: &'t Session, works: &Works<'t>) -> Vec<(&'t str, i64)> {
    /// Objects with the fields of a session's own row, and the names of these here.
    const FIELDS: [(&str, &[(&str, &str)]); 2] = [
        (
            "MessagingSession",
            &[
                ("AgentMessageCount", "MessagingSession.AgentMessageCount"),
                (
                    "EndUserMessageCount",
                    "MessagingSession.EndUserMessageCount",
                ),
            ],
        ),
        (
            "LiveChatTranscript",
            &[
                (
                    "OperatorMessageCount",
                    "LiveChatTranscript.OperatorMessageCount",
                ),
                (
                    "VisitorMessageCount",
                    "LiveChatTranscript.VisitorMessageCount",
                ),
                ("ChatDuration", "LiveChatTranscript.ChatDuration"),
                (
                    "AverageResponseTimeOperator",
                    "LiveChatTranscript.AverageResponseTimeOperator",
                ),
                (
                    "AverageResponseTimeVisitor",
                    "LiveChatTranscript.AverageResponseTimeVisitor",
                ),
                (
                    "MaxResponseTimeOperator",
                    "LiveChatTranscript.MaxResponseTimeOperator",
                ),
                (
                    "MaxResponseTimeVisitor",
                    "LiveChatTranscript.MaxResponseTimeVisitor",
                ),
                ("WaitTime", "LiveChatTranscript.WaitTime"),
            ],
        ),
    ];
    let metrics = session.metrics.iter();
    let mut found: Vec<(&'t str, i64)> = metrics
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let Some(object) = session.object else {
        works.add(&session.id, &mut found);
        return found;
    };
    let fields = FIELDS.iter().filter(|(of, _)| *of == object);
    for (field, name) in fields.flat_map(|(_, fields)| *fields) {
        let value = session.field(field).and_then(whole);
        found.extend(value.map(|value| (*name, value)));
    }
    // Zero seconds until the customer gave up: the customer did not.
    if object == "LiveChatTranscript"
        && let Some(waited) = session.field("Abandoned").and_then(whole)
        && waited > 0
    {
        found.push(("LiveChatTranscript.Abandoned", waited));
    }
    works.add(&session.id, &mut found);
    found
}

fn field<'r>(record: &'r RelatedRecord, name: &str) -> Option<&'r str> {
    let found = record.fields.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.trim())
}

fn number(record: &RelatedRecord, name: &str) -> Option<i64> {
    field(record, name).and_then(whole)
}

/// A number of a cell, without its fraction; none of what is no number.
fn whole(text: &str) -> Option<i64> {
    let number: f64 = text.trim().parse().ok()?;
    number.is_finite().then_some(number as i64)
}
