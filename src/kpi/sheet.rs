//! The KPIs of one session or conversation with the stretches behind them: plain cells in the order
//! of the definitions, in room that is used again.

use super::definition::{DEFINITIONS, Definition, Unit};
use super::form::Form;
use super::ledger::{Ledger, NOBODY, Names};
use super::options::{Options, Percentile};
use super::reported;
use super::summary::Family;
use super::value::{Evidence, Flags, Kpi, Kpis, Number, Reason, Value};

/// What was measured of one id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measured {
    Nothing(Reason),
    /// Milliseconds, a count, or millionths of a ratio.
    Number(i64),
    Bool(bool),
    /// The values of its stretches.
    Family,
}

/// One id of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) measured: Measured,
    /// The part of a number within business hours.
    pub(crate) bh: Option<i64>,
    pub(crate) flags: Flags,
    /// Where its stretches begin and end among those of the sheet.
    from: u32,
    to: u32,
}

/// Where a value was measured, in numbers of lines of the ledger.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) value: i64,
    pub(crate) bh: Option<i64>,
    pub(crate) from_line: u32,
    pub(crate) to_line: u32,
}

impl Cell {
    /// A cell whose stretches lie between two places.
    pub(crate) fn new(measured: Measured, flags: Flags, from: u32, to: u32) -> Self {
        Self {
            measured,
            bh: None,
            flags,
            from,
            to,
        }
    }
}

impl Stretch {
    /// Who stopped the clock; [`NOBODY`] if it is not known.
    pub(crate) fn actor(&self, ledger: &Ledger) -> u32 {
        ledger.line(self.to_line).map_or(NOBODY, |line| line.actor)
    }

    /// With names.
    pub(crate) fn spell<'a>(&self, ledger: &Ledger, names: &dyn Names<'a>) -> Evidence<'a> {
        let entry = |line: u32| ledger.line(line).map(|line| names.entry(line));
        let actor = ledger.line(self.to_line).map(|line| names.actor(line));
        Evidence {
            from_entry: entry(self.from_line),
            to_entry: entry(self.to_line),
            from_ms: self.from,
            to_ms: self.to,
            value: self.value,
            bh: self.bh,
            actor: actor.filter(|actor| !actor.is_empty()),
        }
    }
}

/// The longest, the first of equal ones.
pub(crate) fn longest(stretches: impl IntoIterator<Item = Stretch>) -> Option<Stretch> {
    stretches
        .into_iter()
        .reduce(|a, b| if b.value > a.value { b } else { a })
}

/// The cells of one row.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// Place of the first among the definitions.
    first: usize,
    cells: Vec<Cell>,
    stretches: Vec<Stretch>,
    /// The stretches of single durations are wanted too, not only those of families.
    detailed: bool,
    schedule: bool,
    /// What holds of every duration of this row.
    clock: Flags,
}

/// Stretches of a sheet, to be told to a family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run(u32, u32);

impl Sheet {
    /// A sheet that keeps the stretches of all values if it is `detailed`.
    pub(crate) fn new(detailed: bool, schedule: bool) -> Self {
        Self {
            detailed,
            schedule,
            ..Self::default()
        }
    }

    /// Whether it keeps the stretches of all values.
    pub(crate) fn detailed(&self) -> bool {
        self.detailed
    }

    /// Empties it for the ids of a scope from the one that is `first`.
    pub(crate) fn begin(&mut self, first: usize, clock: Flags) {
        self.cells.clear();
        self.stretches.clear();
        (self.first, self.clock) = (first, clock);
    }

    /// The cells with the places of their definitions.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (usize, &Cell)> {
        (self.first..).zip(&self.cells)
    }

    pub(crate) fn cell(&self, place: usize) -> Option<&Cell> {
        self.cells.get(place.checked_sub(self.first)?)
    }

    pub(crate) fn stretches(&self, cell: &Cell) -> &[Stretch] {
        self.run(Run(cell.from, cell.to))
    }

    pub(crate) fn run(&self, Run(from, to): Run) -> &[Stretch] {
        self.stretches
            .get(from as usize..to as usize)
            .unwrap_or_default()
    }

    /// A family of stretches that are there already.
    fn put_family(&mut self, id: &'static str, run: Run, empty: Reason, flags: Flags) {
        let measured = if run.0 == run.1 {
            Measured::Nothing(empty)
        } else {
            Measured::Family
        };
        self.put(id, measured, flags.and(self.clock), run);
    }

    fn rest_on(&mut self, stretches: impl IntoIterator<Item = Stretch>) -> Run {
        let from = self.stretches.len() as u32;
        self.stretches.extend(stretches);
        Run(from, self.stretches.len() as u32)
    }

    fn none(&self) -> Run {
        let end = self.stretches.len() as u32;
        Run(end, end)
    }

    fn put(&mut self, id: &'static str, measured: Measured, flags: Flags, Run(from, to): Run) {
        debug_assert_eq!(
            DEFINITIONS
                .get(self.first + self.cells.len())
                .map(|of| of.id),
            Some(id),
            "cells are put in the order of the definitions"
        );
        self.cells.push(Cell::new(measured, flags, from, to));
    }

    /// The row with names, and with what Salesforce says of it beside ours.
    pub(crate) fn spell<'a>(
        &self,
        ledger: &Ledger,
        names: &dyn Names<'a>,
        reported: &[(u8, i64)],
        options: &Options,
    ) -> Kpis<'a> {
        let mut kpis = spell(self.placed(), &self.stretches, ledger, names, options);
        for (kpi, (place, _)) in kpis.iter_mut().zip(self.placed()) {
            kpi.reported = reported::of(place, reported);
        }
        kpis
    }
}

impl Form for Sheet {
    type Run = Run;

    fn span(&mut self, id: &'static str, found: Result<Stretch, Reason>, flags: Flags) {
        let flags = flags.and(self.clock);
        match found {
            Ok(stretch) => {
                let run = if self.detailed {
                    self.rest_on([stretch])
                } else {
                    self.none()
                };
                self.put(id, Measured::Number(stretch.value), flags, run);
                self.within_hours(stretch.bh);
            }
            Err(reason) => self.put(id, Measured::Nothing(reason), flags, self.none()),
        }
    }

    fn ms(
        &mut self,
        id: &'static str,
        found: Result<i64, Reason>,
        flags: Flags,
        stretches: impl IntoIterator<Item = Stretch>,
    ) {
        let measured = found.map_or_else(Measured::Nothing, Measured::Number);
        let run = if self.detailed || self.schedule {
            self.rest_on(stretches)
        } else {
            self.none()
        };
        self.put(id, measured, flags.and(self.clock), run);
        if self.schedule {
            self.within_hours(self.run(run).iter().map(|it| it.bh).sum());
        }
    }

    fn within_hours(&mut self, open: Option<i64>) {
        let schedule = self.schedule;
        if let Some(cell) = self.cells.last_mut() {
            let there = !matches!(cell.measured, Measured::Nothing(_));
            cell.bh = open.filter(|_| schedule && there);
        }
    }

    fn number(&mut self, id: &'static str, found: Result<i64, Reason>, flags: Flags) {
        let measured = found.map_or_else(Measured::Nothing, Measured::Number);
        self.put(id, measured, flags, self.none());
    }

    fn bool(
        &mut self,
        id: &'static str,
        found: Result<bool, Reason>,
        flags: Flags,
        stretch: Option<Stretch>,
    ) {
        let run = if self.detailed {
            self.rest_on(stretch)
        } else {
            self.none()
        };
        let measured = found.map_or_else(Measured::Nothing, Measured::Bool);
        self.put(id, measured, flags, run);
    }

    fn family(
        &mut self,
        id: &'static str,
        stretches: impl IntoIterator<Item = Stretch>,
        empty: Reason,
        flags: Flags,
    ) -> Run {
        let run = self.rest_on(stretches);
        self.put_family(id, run, empty, flags);
        run
    }

    fn after_first(&mut self, id: &'static str, Run(from, to): Run, empty: Reason, flags: Flags) {
        self.put_family(id, Run((from + 1).min(to), to), empty, flags);
    }

    fn longest(&mut self, id: &'static str, of: Run, empty: Reason, flags: Flags) {
        let most = longest(self.run(of).iter().copied());
        self.span(id, most.ok_or(empty), flags);
    }
}

/// Cells with the places of their definitions, and the stretches that they lie in, with names.
pub(crate) fn spell<'a, 'c>(
    cells: impl Iterator<Item = (usize, &'c Cell)>,
    stretches: &[Stretch],
    ledger: &Ledger,
    names: &dyn Names<'a>,
    options: &Options,
) -> Kpis<'a> {
    let rows = cells.filter_map(|(place, cell)| {
        let definition = DEFINITIONS.get(place)?;
        let own = stretches.get(cell.from as usize..cell.to as usize);
        let mut kpi = kpi(
            definition,
            cell,
            own.unwrap_or_default(),
            options.percentile,
        );
        kpi.episodes = if options.omit_episodes {
            0..0
        } else {
            cell.from..cell.to
        };
        Some(kpi)
    });
    let rows = rows.collect();
    let shown = stretches.iter().filter(|_| !options.omit_episodes);
    let evidence = shown.map(|it| it.spell(ledger, names)).collect();
    Kpis::new(rows, evidence)
}

/// One KPI, with the families that its stretches give.
fn kpi(
    definition: &'static Definition,
    cell: &Cell,
    stretches: &[Stretch],
    percentile: Percentile,
) -> Kpi {
    let number = |units| {
        Value::Number(match definition.unit {
            Unit::Ratio => Number::new(units, Number::MILLION),
            _ => Number::whole(units),
        })
    };
    let family = |of: Option<Family>| of.map(|family| Value::Family(Box::new(family)));
    let (value, bh, n) = match cell.measured {
        Measured::Nothing(_) => (None, None, 0),
        Measured::Number(units) => (Some(number(units)), cell.bh.map(number), 1),
        Measured::Bool(yes) => (Some(Value::Bool(yes)), None, 1),
        Measured::Family => (
            family(Family::over(stretches, |it| Some(it.value), percentile)),
            family(Family::over(stretches, |it| it.bh, percentile)),
            stretches.len() as u64,
        ),
    };
    Kpi {
        id: definition.id,
        value,
        bh,
        unit: definition.unit,
        reason: match cell.measured {
            Measured::Nothing(reason) => Some(reason),
            _ => None,
        },
        n,
        flags: cell.flags,
        reported: None,
        episodes: 0..0,
    }
}
