//! Collects the KPIs of one session in the order of the definitions.

use super::{Evidence, Flag, Flags, Kpis, Reason, Scene, Unit};
use crate::kpi::options::Percentile;
use crate::kpi::summary::Family;
use crate::kpi::value::{Kpi, Number, Value};

/// The KPIs of one session, as they are filled in.
pub(crate) struct Sheet<'s, 'a> {
    kpis: &'s mut Kpis<'a>,
    percentile: Percentile,
    schedule: bool,
    clock: Flags,
}

impl<'s, 'a> Sheet<'s, 'a> {
    /// An empty sheet, in the room of the one before.
    pub(crate) fn of(scene: &Scene<'s, 'a>, kpis: &'s mut Kpis<'a>) -> Self {
        let client = scene.eligible().any(|(_, line, _)| line.entry.clock_client);
        kpis.clear();
        Self {
            kpis,
            percentile: scene.options.percentile,
            schedule: scene.calendar.is_some(),
            clock: Flags::NONE.with(Flag::ClockClient, client),
        }
    }

    /// A duration with the stretch it was measured over.
    pub(super) fn span(
        &mut self,
        id: &'static str,
        found: Result<Evidence<'a>, Reason>,
        flags: Flags,
    ) {
        match found {
            Ok(evidence) => self.ms(id, Ok(evidence.value), flags, Some(evidence)),
            Err(reason) => self.ms(id, Err(reason), flags, None),
        }
    }

    /// A duration made of any number of stretches.
    pub(super) fn ms(
        &mut self,
        id: &'static str,
        found: Result<i64, Reason>,
        flags: Flags,
        episodes: impl IntoIterator<Item = Evidence<'a>>,
    ) {
        let value = found.map(|ms| Value::Number(Number::whole(ms)));
        let mark = self.kpis.mark();
        self.kpis.rest_on(episodes);
        let schedule = self.schedule;
        let evidence = self.kpis.since(mark).iter();
        let open = schedule
            .then(|| evidence.map(|episode| episode.bh).sum::<Option<i64>>())
            .flatten();
        self.put(id, Unit::Ms, value, flags.and(self.clock), mark);
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
        let mark = self.kpis.mark();
        self.put(id, Unit::Count, value, flags, mark);
    }

    /// A part of a whole that is not 0.
    pub(super) fn share(
        &mut self,
        id: &'static str,
        found: Result<(u64, u64), Reason>,
        flags: Flags,
    ) {
        let value = found.map(|(part, whole)| Value::Number(Number::share(part, whole)));
        let mark = self.kpis.mark();
        self.put(id, Unit::Ratio, value, flags, mark);
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
        episodes: impl IntoIterator<Item = Evidence<'a>>,
    ) {
        let mark = self.kpis.mark();
        self.kpis.rest_on(episodes);
        self.put(id, Unit::Bool, found.map(Value::Bool), flags, mark);
    }

    /// A family of durations; `empty` says why there is none.
    pub(super) fn family(
        &mut self,
        id: &'static str,
        episodes: impl IntoIterator<Item = Evidence<'a>>,
        empty: Reason,
        flags: Flags,
    ) {
        family(self.kpis, id, episodes, empty, self.percentile);
        if let Some(kpi) = self.kpis.last_mut() {
            kpi.flags = flags.and(self.clock);
        }
    }

    fn put(
        &mut self,
        id: &'static str,
        unit: Unit,
        value: Result<Value, Reason>,
        flags: Flags,
        mark: usize,
    ) {
        let (value, reason) = match value {
            Ok(value) => (Some(value), None),
            Err(reason) => (None, Some(reason)),
        };
        let n = u64::from(value.is_some());
        let kpi = Kpi {
            id,
            value,
            bh: None,
            unit,
            reason,
            n,
            flags,
            reported: None,
            episodes: 0..0,
        };
        self.kpis.push(mark, kpi);
    }
}

/// Adds a family of durations; `empty` says why there is none.
pub(crate) fn family<'a>(
    kpis: &mut Kpis<'a>,
    id: &'static str,
    episodes: impl IntoIterator<Item = Evidence<'a>>,
    empty: Reason,
    percentile: Percentile,
) {
    let mark = kpis.mark();
    kpis.rest_on(episodes);
    let evidence = kpis.since(mark);
    let value = Family::over(evidence, |episode| Some(episode.value), percentile);
    let bh = Family::over(evidence, |episode| episode.bh, percentile);
    let kpi = Kpi {
        id,
        reason: if value.is_none() { Some(empty) } else { None },
        value: value.map(|family| Value::Family(Box::new(family))),
        bh: bh.map(|family| Value::Family(Box::new(family))),
        unit: Unit::Ms,
        n: evidence.len() as u64,
        flags: Flags::NONE,
        reported: None,
        episodes: 0..0,
    };
    kpis.push(mark, kpi);
}
