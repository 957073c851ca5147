//! Collects the KPIs of one session in the order of the definitions.

use super::{Evidence, Flag, Flags, Kpis, Reason, Scene, Unit};
use crate::kpi::options::Percentile;
use crate::kpi::summary::{Family, quotient};
use crate::kpi::value::{Kpi, Number, Value};

/// The KPIs of one session, as they are filled in.
pub(crate) struct Sheet<'s, 'a> {
    kpis: Vec<Kpi<'a>>,
    reported: &'s [(&'a str, i64)],
    percentile: Percentile,
    clock: Flags,
}

impl<'s, 'a> Sheet<'s, 'a> {
    pub(crate) fn of(scene: &Scene<'s, 'a>) -> Self {
        let client = scene.eligible().any(|(_, line, _)| line.entry.clock_client);
        Self {
            kpis: Vec::with_capacity(64),
            reported: &scene.session.reported,
            percentile: scene.options.percentile,
            clock: Flags::NONE.with(Flag::ClockClient, client),
        }
    }

    pub(crate) fn finish(self) -> Kpis<'a> {
        Kpis(self.kpis)
    }

    /// A duration with the stretch it was measured over.
    pub(super) fn span(
        &mut self,
        id: &'static str,
        found: Result<Evidence<'a>, Reason>,
        flags: Flags,
    ) {
        match found {
            Ok(evidence) => self.ms(id, Ok(evidence.value), flags, vec![evidence]),
            Err(reason) => self.ms(id, Err(reason), flags, Vec::new()),
        }
    }

    /// A duration made of any number of stretches.
    pub(super) fn ms(
        &mut self,
        id: &'static str,
        found: Result<i64, Reason>,
        flags: Flags,
        episodes: Vec<Evidence<'a>>,
    ) {
        let value = found.map(|ms| Value::Number(Number::whole(ms)));
        self.put(id, Unit::Ms, value, flags.and(self.clock), episodes);
    }

    pub(super) fn count(&mut self, id: &'static str, count: u64, flags: Flags) {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        self.put(
            id,
            Unit::Count,
            Ok(Value::Number(Number::whole(count))),
            flags,
            Vec::new(),
        );
    }

    /// `part / whole` to six decimals, rounded half up.
    pub(super) fn ratio(&mut self, id: &'static str, part: u64, whole: u64, empty: Reason) {
        let value = if whole == 0 {
            Err(empty)
        } else {
            Ok(Value::Number(Number::share(part, whole)))
        };
        self.put(id, Unit::Ratio, value, Flags::NONE, Vec::new());
    }

    pub(super) fn bool(
        &mut self,
        id: &'static str,
        found: Result<bool, Reason>,
        flags: Flags,
        episodes: Vec<Evidence<'a>>,
    ) {
        self.put(id, Unit::Bool, found.map(Value::Bool), flags, episodes);
    }

    /// A family of durations; `empty` says why there is none.
    pub(super) fn family(
        &mut self,
        id: &'static str,
        episodes: Vec<Evidence<'a>>,
        empty: Reason,
        flags: Flags,
    ) {
        let mut kpi = family(id, episodes, empty, self.percentile);
        kpi.flags = flags.and(self.clock);
        kpi.reported = self.reported(id);
        self.kpis.push(kpi);
    }

    fn put(
        &mut self,
        id: &'static str,
        unit: Unit,
        value: Result<Value, Reason>,
        flags: Flags,
        episodes: Vec<Evidence<'a>>,
    ) {
        let reported = self.reported(id);
        let (value, reason) = match value {
            Ok(value) => (Some(value), None),
            Err(reason) => (None, Some(reason)),
        };
        let n = u64::from(value.is_some());
        self.kpis.push(Kpi {
            id,
            value,
            bh: None,
            unit,
            reason,
            n,
            flags,
            reported,
            episodes,
        });
    }

    /// What Salesforce reports for an id; its durations are whole seconds.
    fn reported(&self, id: &str) -> Option<i64> {
        if self.reported.is_empty() {
            return None;
        }
        let (name, factor) = match id {
            "M1.c" => ("EndUserMessageCount", 1),
            "M1.h" => ("AgentMessageCount", 1),
            "R2" => ("ServiceRepFirstResponseTime", 1000),
            "R4" => ("ServiceRepAcceptToFirstResponseTime", 1000),
            "R5" => ("AverageAgentResponseTime", 1000),
            "R5.max" => ("MaxAgentResponseTime", 1000),
            "R6" => ("AverageEndUserResponseTime", 1000),
            "R6.max" => ("MaxEndUserResponseTime", 1000),
            _ => return None,
        };
        let (_, value) = self.reported.iter().find(|(of, _)| *of == name)?;
        Some(quotient(i128::from(*value) * factor, 1))
    }
}

/// A family of durations as a KPI of its own; `empty` says why there is none.
pub(crate) fn family<'a>(
    id: &'static str,
    episodes: Vec<Evidence<'a>>,
    empty: Reason,
    percentile: Percentile,
) -> Kpi<'a> {
    let values: Vec<i64> = episodes.iter().map(|episode| episode.value).collect();
    let family = Family::of_ms(&values, percentile);
    Kpi {
        id,
        reason: if family.is_none() { Some(empty) } else { None },
        value: family.map(|family| Value::Family(Box::new(family))),
        bh: None,
        unit: Unit::Ms,
        n: values.len() as u64,
        flags: Flags::NONE,
        reported: None,
        episodes,
    }
}
