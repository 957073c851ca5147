//! Salesforce's own numbers beside ours: how far apart, and why most likely.

use serde::Serialize;

use super::measure::Scene;
use super::options::{Anchor, Options};
use super::summary::quotient;
use super::value::{Flag, Kpi, Kpis, Number, Value};

/// Salesforce stores whole seconds.
const SECOND: i64 = 1_000;

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

/// Where Salesforce holds the value of an id, and what one unit of it is in ours.
pub(crate) fn source(id: &str) -> Option<(&'static str, i64)> {
    Some(match id {
        "M1.c" => ("EndUserMessageCount", 1),
        "M1.h" => ("AgentMessageCount", 1),
        "R2" => ("ServiceRepFirstResponseTime", SECOND),
        "R4" => ("ServiceRepAcceptToFirstResponseTime", SECOND),
        "R5" => ("AverageAgentResponseTime", SECOND),
        "R5.max" => ("MaxAgentResponseTime", SECOND),
        "R6" => ("AverageEndUserResponseTime", SECOND),
        "R6.max" => ("MaxEndUserResponseTime", SECOND),
        "Q1" => ("AgentWork.SpeedToAnswer", SECOND),
        "Q2" => ("AgentWork.HandleTime", SECOND),
        "T1.transfers" => ("AgentWork.IsTransfer", 1),
        _ => return None,
    })
}

/// Every value of a session that Salesforce reports, beside ours.
pub(crate) fn comparisons<'a>(
    scene: &Scene<'_, 'a>,
    kpis: &Kpis<'a>,
) -> impl Iterator<Item = Comparison<'a>> {
    let session = scene.session.id;
    let short = kpis
        .0
        .iter()
        .filter(|kpi| matches!(kpi.id, "M1.c" | "M1.h"))
        .any(|kpi| {
            mean(kpi)
                .zip(kpi.reported)
                .is_some_and(|(ours, theirs)| ours < theirs)
        });
    kpis.0
        .iter()
        .filter_map(move |kpi| {
            let reported = kpi.reported?;
            let (salesforce, unit) = source(kpi.id)?;
            let computed = mean(kpi);
            let difference = computed.map(|ours| ours - reported);
            let same = difference.is_some_and(|by| by.abs() < unit.max(1));
            Some(Comparison {
                session,
                id: kpi.id,
                salesforce,
                reported,
                computed,
                difference,
                likely: (!same).then(|| likely(scene, kpi, reported, short)),
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
}

fn likely(scene: &Scene<'_, '_>, kpi: &Kpi<'_>, reported: i64, short: bool) -> Likely {
    let counts = matches!(kpi.id, "M1.c" | "M1.h");
    let Some(ours) = mean(kpi) else {
        return Likely::NoValue;
    };
    if counts && reported == 0 {
        return Likely::NotCalculated;
    }
    if short {
        return Likely::MissingEntries;
    }
    if kpi.flags.has(Flag::InferredHandoff) {
        return Likely::InferredHandoff;
    }
    if kpi.flags.has(Flag::ClockClient) {
        return Likely::ClientClock;
    }
    let away = |value: i64| value.abs_diff(reported);
    if matches!(kpi.id, "R5" | "R6" | "R5.max" | "R6.max") {
        let [first, last] = [Anchor::First, Anchor::Last].map(|anchor| {
            let values = scene.answered(kpi.id, anchor);
            if matches!(kpi.id, "R5.max" | "R6.max") {
                values.into_iter().max()
            } else {
                average(&values)
            }
        });
        if let Some((first, last)) = first.zip(last)
            && (last.min(first)..=last.max(first)).contains(&reported)
            && first != last
        {
            return Likely::Anchor;
        }
    }
    if kpi.id == "R5" {
        let values = scene.answered(kpi.id, scene.options.anchor);
        let without = average(values.get(1..).unwrap_or_default());
        if without.is_some_and(|without| away(without) < away(ours)) {
            return Likely::FirstResponse;
        }
    }
    let open = kpi.bh.as_ref().and_then(whole);
    if open.is_some_and(|open| away(open) < away(ours)) {
        return Likely::BusinessHours;
    }
    Likely::Unknown
}

/// A value as one whole number: of a family its mean.
fn mean(kpi: &Kpi<'_>) -> Option<i64> {
    kpi.value.as_ref().and_then(whole)
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(number.ms()),
        Value::Family(family) => Some(family.mean.ms()),
        Value::Bool(_) => None,
    }
}

fn average(values: &[i64]) -> Option<i64> {
    let sum: i128 = values.iter().map(|&value| i128::from(value)).sum();
    (!values.is_empty()).then(|| quotient(sum, values.len() as i128))
}

/// Gathers how far each way to measure is from what Salesforce reports.
#[derive(Default)]
pub(crate) struct Calibrations([Tried; 2]);

#[derive(Default)]
struct Tried {
    sessions: [u64; 4],
    equal: [u64; 4],
    away: [i128; 4],
}

const AVERAGES: [&str; 2] = ["R5", "R6"];
const VARIANTS: [(Anchor, bool); 4] = [
    (Anchor::First, true),
    (Anchor::First, false),
    (Anchor::Last, true),
    (Anchor::Last, false),
];

impl Calibrations {
    pub(crate) fn add(&mut self, scene: &Scene<'_, '_>, kpis: &Kpis<'_>) {
        for (tried, id) in self.0.iter_mut().zip(AVERAGES) {
            let Some(reported) = kpis.get(id).and_then(|kpi| kpi.reported) else {
                continue;
            };
            for (place, (anchor, with_first)) in VARIANTS.into_iter().enumerate() {
                let values = scene.answered(id, anchor);
                let values = values.get(usize::from(!with_first)..).unwrap_or_default();
                let Some(average) = average(values) else {
                    continue;
                };
                let away = average.abs_diff(reported);
                tried.sessions[place] += 1;
                tried.equal[place] += u64::from(away < SECOND.unsigned_abs());
                tried.away[place] += i128::from(away);
            }
        }
    }

    /// Of each average that Salesforce reports in some session.
    pub(crate) fn finish(&self, options: &Options) -> Vec<Calibration> {
        let found = self.0.iter().zip(AVERAGES);
        found
            .filter(|(tried, _)| tried.sessions.iter().any(|&sessions| sessions > 0))
            .filter_map(|(tried, id)| {
                let mut variants: Vec<Variant> = VARIANTS
                    .into_iter()
                    .enumerate()
                    .map(|(place, (anchor, with_first))| Variant {
                        anchor,
                        with_first,
                        sessions: tried.sessions[place],
                        equal: tried.equal[place],
                        mean_difference: (tried.sessions[place] > 0).then(|| {
                            let n = i128::from(tried.sessions[place]);
                            Number::whole(quotient(tried.away[place], n))
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
                Some(Calibration {
                    id,
                    salesforce: source(id)?.0,
                    variants,
                })
            })
            .collect()
    }
}
