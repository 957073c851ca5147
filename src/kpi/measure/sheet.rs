//! Collects the KPIs of one session in the order of the definitions.

use super::{Evidence, Flag, Flags, Kpis, Reason, Scene, Unit};
use crate::kpi::options::Percentile;
use crate::kpi::reported;
use crate::kpi::summary::{Family, quotient};
use crate::kpi::value::{Kpi, Number, Value};

/// The KPIs of one session, as they are filled in.
pub(crate) struct Sheet<'s, 'a> {
    kpis: Vec<Kpi<'a>>,
    reported: &'s [(&'a str, i64)],
    percentile: Percentile,
    schedule: bool,
    clock: Flags,
}

impl<'s, 'a> Sheet<'s, 'a> {
    pub(crate) fn of(scene: &Scene<'s, 'a>) -> Self {
        let client = scene.eligible().any(|(_, line, _)| line.entry.clock_client);
        Self {
            kpis: Vec::with_capacity(64),
            reported: &scene.session.reported,
            percentile: scene.options.percentile,
            schedule: scene.calendar.is_some(),
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
        let open: Option<i64> = episodes.iter().map(|episode| episode.bh).sum();
        self.put(id, Unit::Ms, value, flags.and(self.clock), episodes);
        self.within_hours(open);
    }

    /// Says how much of the duration that was just put lies within business hours.
    pub(super) fn within_hours(&mut self, open: Option<i64>) {
        let schedule = self.schedule;
        if let Some(kpi) = self.kpis.last_mut() {
            kpi.bh = open
                .filter(|_| schedule && kpi.value.is_some())
                .map(|ms| Value::Number(Number::whole(ms)));
        }
    }

    pub(super) fn count(&mut self, id: &'static str, count: u64, flags: Flags) {
        self.counted(id, Ok(count), flags);
    }

    /// A count that may be without a value.
    pub(super) fn counted(&mut self, id: &'static str, found: Result<u64, Reason>, flags: Flags) {
        let value = found
            .map(|count| Value::Number(Number::whole(i64::try_from(count).unwrap_or(i64::MAX))));
        self.put(id, Unit::Count, value, flags, Vec::new());
    }

    /// A part of a whole that is not 0.
    pub(super) fn share(
        &mut self,
        id: &'static str,
        found: Result<(u64, u64), Reason>,
        flags: Flags,
    ) {
        let value = found.map(|(part, whole)| Value::Number(Number::share(part, whole)));
        self.put(id, Unit::Ratio, value, flags, Vec::new());
    }

    /// `part / whole` to six decimals, rounded half up.
    pub(super) fn ratio(&mut self, id: &'static str, part: u64, whole: u64, empty: Reason) {
        let found = if whole == 0 {
            Err(empty)
        } else {
            Ok((part, whole))
        };
        self.share(id, found, Flags::NONE);
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
        let (name, factor) = reported::source(id)?;
        let (_, value) = self.reported.iter().find(|(of, _)| *of == name)?;
        Some(quotient(i128::from(*value) * i128::from(factor), 1))
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
    let open: Option<Vec<i64>> = episodes.iter().map(|episode| episode.bh).collect();
    let of = |values: &[i64]| {
        Family::of_ms(values, percentile).map(|family| Value::Family(Box::new(family)))
    };
    let value = of(&values);
    Kpi {
        id,
        reason: if value.is_none() { Some(empty) } else { None },
        value,
        bh: open.and_then(|open| of(&open)),
        unit: Unit::Ms,
        n: values.len() as u64,
        flags: Flags::NONE,
        reported: None,
        episodes,
    }
}
