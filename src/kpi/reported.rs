//! Salesforce's own numbers beside ours: how far apart, and why most likely.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::definition::place;
use super::figures::Figures;
use super::measure::Scene;
use super::options::{Anchor, Options};
use super::part::{Part, Parts};
use super::summary::quotient;
use super::value::{Flag, Number};

/// Salesforce stores whole seconds.
const SECOND: i64 = 1_000;

/// How many `AgentWork` rows of humans were accepted: no value of Salesforce's, but it tells why
/// theirs differ.
pub(crate) const ASSIGNMENTS: &str = "AgentWork accepted";

/// One value of Salesforce's beside ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison<'a> {
    /// The session.
    pub session: &'a str,
    /// Our id.
    pub id: &'static str,
    /// Where Salesforce holds it.
    pub salesforce: &'static str,
    /// What Salesforce holds, in milliseconds or as a count.
    pub reported: i64,
    /// What the entries give (of a family the mean); null with its reason in the KPI.
    pub computed: Option<i64>,
    /// `computed - reported`.
    pub difference: Option<i64>,
    /// The most likely reason for a difference; null: none beyond rounding to seconds.
    pub likely: Option<Likely>,
}

/// Why Salesforce's value may differ from ours: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likely {
    /// Counts of the session row are not calculated for enhanced channels, so 0 says nothing.
    NotCalculated,
    /// We have no value; the KPI says why.
    NoValue,
    /// The files hold fewer messages than Salesforce counted: some were not exported.
    MissingEntries,
    /// No event shows the handoff, so ours starts at a guess.
    InferredHandoff,
    /// Our clock is the sender's.
    ClientClock,
    /// The value lies between the answers to the first and the last message of a burst:
    /// Salesforce does not say which of them it takes.
    Anchor,
    /// The session was assigned more than once, and Salesforce counts each assignment.
    Reassigned,
    /// Ours is computed from the times of the session: no event shows when the agent left.
    Approx,
    /// With the first response left out ours is closer.
    FirstResponse,
    /// The part in business hours is closer.
    BusinessHours,
    /// Nothing that we can see.
    Unknown,
}

impl Likely {
    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotCalculated => "not_calculated",
            Self::NoValue => "no_value",
            Self::MissingEntries => "missing_entries",
            Self::InferredHandoff => "inferred_handoff",
            Self::ClientClock => "client_clock",
            Self::Anchor => "anchor",
            Self::Reassigned => "reassigned",
            Self::Approx => "approx",
            Self::FirstResponse => "first_response",
            Self::BusinessHours => "business_hours",
            Self::Unknown => "unknown",
        }
    }
}

/// Which of our ways to measure comes closest to what Salesforce reports, over all sessions that
/// have both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Calibration {
    /// Our id.
    pub id: &'static str,
    /// The metric.
    pub salesforce: &'static str,
    /// The ways, closest first.
    pub variants: Vec<Variant>,
}

/// One way to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// Which message of a burst starts the clock.
    pub anchor: Anchor,
    /// The first response of the session counts, too.
    pub with_first: bool,
    /// Sessions that have both values.
    pub sessions: u64,
    /// Those that differ by less than a second.
    pub equal: u64,
    /// Mean of the absolute differences, milliseconds.
    pub mean_difference: Option<Number>,
}

/// A value that Salesforce holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// Our id.
    id: &'static str,
    /// Its place among those of a session.
    place: usize,
    /// A metric type by itself, another field behind its object.
    name: &'static str,
    /// What one unit of it is in ours.
    unit: i64,
}

const fn source(id: &'static str, name: &'static str, unit: i64) -> Source {
    let place = place(id);
    Source {
        id,
        place,
        name,
        unit,
    }
}

/// Every value that can be set beside one of ours; of those of one id the first that the files
/// hold is the one of [`Kpi::reported`].
///
/// Sources: object reference, `MessagingSessionMetrics`, `MessagingSession`, `AgentWork`,
/// `LiveChatTranscript`. That `SpeedToAnswer` and `HandleTime` are seconds, and the meaning of
/// `WaitTime`, are inferred.
const SOURCES: &[Source] = &[
    source("M1.c", "EndUserMessageCount", 1),
    source("M1.c", "MessagingSession.EndUserMessageCount", 1),
    source("M1.c", "LiveChatTranscript.VisitorMessageCount", 1),
    source("M1.h", "AgentMessageCount", 1),
    source("M1.h", "MessagingSession.AgentMessageCount", 1),
    source("M1.h", "LiveChatTranscript.OperatorMessageCount", 1),
    source("D1", "LiveChatTranscript.ChatDuration", SECOND),
    source("R2", "ServiceRepFirstResponseTime", SECOND),
    source("R4", "ServiceRepAcceptToFirstResponseTime", SECOND),
    source("R5", "AverageAgentResponseTime", SECOND),
    source(
        "R5",
        "LiveChatTranscript.AverageResponseTimeOperator",
        SECOND,
    ),
    source("R5.max", "MaxAgentResponseTime", SECOND),
    source(
        "R5.max",
        "LiveChatTranscript.MaxResponseTimeOperator",
        SECOND,
    ),
    source("R6", "AverageEndUserResponseTime", SECOND),
    source(
        "R6",
        "LiveChatTranscript.AverageResponseTimeVisitor",
        SECOND,
    ),
    source("R6.max", "MaxEndUserResponseTime", SECOND),
    source(
        "R6.max",
        "LiveChatTranscript.MaxResponseTimeVisitor",
        SECOND,
    ),
    source("W2.open_wait", "LiveChatTranscript.Abandoned", SECOND),
    source("Q1", "AgentWork.SpeedToAnswer", SECOND),
    source("Q1", "LiveChatTranscript.WaitTime", SECOND),
    source("Q2", "AgentWork.HandleTime", SECOND),
    source("T1.transfers", "AgentWork.IsTransfer", 1),
    source("A1", "AgentWork.Status", 1),
];

/// [`ASSIGNMENTS`] among what is kept of a session.
const ASSIGNED: u8 = SOURCES.len() as u8;

/// Keeps what Salesforce reports of a session: the place of each source that there is, and its
/// value in the unit of ours. Of equal names the first is taken.
pub(crate) fn keep(reported: &[(&str, i64)], kept: &mut Vec<(u8, i64)>) -> Range<u32> {
    let from = kept.len() as u32;
    if !reported.is_empty() {
        let of = |name: &str| reported.iter().find(|(known, _)| *known == name);
        for (place, source) in (0_u8..).zip(SOURCES) {
            let value = of(source.name)
                .map(|(_, value)| quotient(i128::from(*value) * i128::from(source.unit), 1));
            kept.extend(value.map(|value| (place, value)));
        }
        kept.extend(of(ASSIGNMENTS).map(|&(_, times)| (ASSIGNED, times)));
    }
    from..kept.len() as u32
}

/// What Salesforce reports for the definition at a place, in the unit of ours.
pub(crate) fn of(place: usize, reported: &[(u8, i64)]) -> Option<i64> {
    let mut found = sources(reported).filter(|(source, _)| source.place == place);
    found.next().map(|(_, value)| value)
}

/// The parts that have to be measured to set ours beside what Salesforce reports.
pub(crate) fn parts(reported: &[(u8, i64)]) -> Parts {
    // Fewer messages than Salesforce counted explain any difference.
    let counts = Parts::NONE.with(Part::Messages, !reported.is_empty());
    sources(reported).fold(counts, |parts, (source, _)| {
        parts.with(Part::of(source.place), true)
    })
}

fn sources(reported: &[(u8, i64)]) -> impl Iterator<Item = (&'static Source, i64)> {
    let reported = reported.iter();
    reported.filter_map(|&(source, value)| Some((SOURCES.get(usize::from(source))?, value)))
}

/// Every value of a session that Salesforce reports, beside ours.
pub(crate) fn comparisons<'a>(
    scene: &mut Scene<'_>,
    session: &'a str,
    figures: &Figures,
    found: &mut Vec<Comparison<'a>>,
) {
    let reported = scene.ledger.reported(scene.session);
    if reported.is_empty() {
        return;
    }
    let short = || {
        let counts = [const { place("M1.c") }, const { place("M1.h") }];
        counts.into_iter().any(|place| {
            let ours = figures.whole(place);
            ours.zip(of(place, reported))
                .is_some_and(|(ours, theirs)| ours < theirs)
        })
    };
    for (source, reported) in sources(reported) {
        let computed = figures.whole(source.place);
        let difference = computed.map(|ours| ours - reported);
        let same = difference.is_some_and(|by| by.abs() < source.unit);
        found.push(Comparison {
            session,
            id: source.id,
            salesforce: source.name,
            reported,
            computed,
            difference,
            likely: (!same).then(|| likely(scene, figures, source, reported, short())),
        });
    }
}

fn likely(
    scene: &mut Scene<'_>,
    figures: &Figures,
    source: &Source,
    reported: i64,
    short: bool,
) -> Likely {
    let Some(ours) = figures.whole(source.place) else {
        return Likely::NoValue;
    };
    if reported == 0 && source.name.starts_with("MessagingSession.") {
        return Likely::NotCalculated;
    }
    if short {
        return Likely::MissingEntries;
    }
    let flags = figures.flags(source.place);
    if flags.has(Flag::InferredHandoff) {
        return Likely::InferredHandoff;
    }
    if flags.has(Flag::ClockClient) {
        return Likely::ClientClock;
    }
    let away = |value: i64| value.abs_diff(reported);
    let longest = matches!(source.id, "R5.max" | "R6.max");
    if longest || matches!(source.id, "R5" | "R6") {
        let [first, last] = [Anchor::First, Anchor::Last].map(|anchor| {
            let values = scene.answered(source.id, anchor);
            if longest {
                values.max()
            } else {
                average(values)
            }
        });
        if let Some((first, last)) = first.zip(last)
            && (last.min(first)..=last.max(first)).contains(&reported)
            && first != last
        {
            return Likely::Anchor;
        }
    }
    if source.id == "R5" {
        let anchor = scene.options.anchor;
        let without = average(scene.answered(source.id, anchor).skip(1));
        if without.is_some_and(|without| away(without) < away(ours)) {
            return Likely::FirstResponse;
        }
    }
    let kept = scene.ledger.reported(scene.session).iter();
    let assigned = kept.rev().find(|(source, _)| *source == ASSIGNED);
    if source.name.starts_with("AgentWork.") && assigned.is_some_and(|&(_, times)| times > 1) {
        return Likely::Reassigned;
    }
    if flags.has(Flag::Approx) {
        return Likely::Approx;
    }
    let open = figures.whole_open(source.place);
    if open.is_some_and(|open| away(open) < away(ours)) {
        return Likely::BusinessHours;
    }
    Likely::Unknown
}

/// The mean of values, rounded half up; none of none.
pub(crate) fn average(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (mut sum, mut n) = (0_i128, 0_i128);
    for value in values {
        sum += i128::from(value);
        n += 1;
    }
    (n > 0).then(|| quotient(sum, n))
}

/// Gathers how far each way to measure is from what Salesforce reports.
#[derive(Default)]
pub(crate) struct Calibrations(BTreeMap<usize, Tried>);

#[derive(Default)]
struct Tried {
    sessions: [u64; 4],
    equal: [u64; 4],
    away: [i128; 4],
}

const VARIANTS: [(Anchor, bool); 4] = [
    (Anchor::First, true),
    (Anchor::First, false),
    (Anchor::Last, true),
    (Anchor::Last, false),
];

impl Calibrations {
    pub(crate) fn add(&mut self, scene: &mut Scene<'_>) {
        for &(place, reported) in scene.ledger.reported(scene.session) {
            let place = usize::from(place);
            let source = SOURCES.get(place);
            let Some(source) = source.filter(|source| matches!(source.id, "R5" | "R6")) else {
                continue;
            };
            let tried = self.0.entry(place).or_default();
            for (variant, (anchor, with_first)) in VARIANTS.into_iter().enumerate() {
                let values = scene.answered(source.id, anchor);
                let values = values.skip(usize::from(!with_first));
                let Some(average) = average(values) else {
                    continue;
                };
                let away = average.abs_diff(reported);
                tried.sessions[variant] += 1;
                tried.equal[variant] += u64::from(away < SECOND.unsigned_abs());
                tried.away[variant] += i128::from(away);
            }
        }
    }

    /// Of each average that Salesforce reports in some session.
    pub(crate) fn finish(&self, options: &Options) -> Vec<Calibration> {
        let found = self.0.iter();
        found
            .filter(|(_, tried)| tried.sessions.iter().any(|&sessions| sessions > 0))
            .map(|(&place, tried)| {
                let mut variants: Vec<Variant> = VARIANTS
                    .into_iter()
                    .enumerate()
                    .map(|(at, (anchor, with_first))| Variant {
                        anchor,
                        with_first,
                        sessions: tried.sessions[at],
                        equal: tried.equal[at],
                        mean_difference: (tried.sessions[at] > 0).then(|| {
                            let n = i128::from(tried.sessions[at]);
                            Number::whole(quotient(tried.away[at], n))
                        }),
                    })
                    .collect();
                // The more sessions agree the better; the way that was asked for wins a tie.
                variants.sort_by_key(|variant| {
                    (
                        std::cmp::Reverse(variant.equal),
                        variant.mean_difference.map_or(i64::MAX, Number::ms),
                        variant.anchor != options.anchor,
                    )
                });
                Calibration {
                    id: SOURCES[place].id,
                    salesforce: SOURCES[place].name,
                    variants,
                }
            })
            .collect()
    }
}
