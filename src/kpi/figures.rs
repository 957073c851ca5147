//! The figures of one row, and the columns that the figures of many rows make: what totals are
//! summarised from.

use std::borrow::Cow;
use std::ops::Range;
use std::rc::Rc;

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::floor::Span;
use super::form::Form;
use super::options::Percentile;
use super::part::{Part, Parts};
use super::report::Total;
use super::reported::average;
use super::sheet::Stretch;
use super::total::{Population, Tallies, Tally, mean};
use super::value::{Flags, Reason};

/// How many ids a row has at most.
const WIDTH: usize = DEFINITIONS.len();

/// A figure as it stands in a column: a whole number, 1 for yes, of a family the mean of its
/// values in thousandths; or the reason why there is none, far below all that can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure(i64);

impl Figure {
    const REASONS: i64 = i64::MIN;
    const NUMBERS: i64 = Self::REASONS + Reason::ALL.len() as i64;

    fn of(found: Result<i64, Reason>) -> Self {
        Self(match found {
            Ok(value) => value.max(Self::NUMBERS),
            Err(reason) => Self::REASONS + reason as i64,
        })
    }

    /// The number, or which of [`Reason::ALL`] there is in its place.
    pub(crate) fn get(self) -> Result<i64, usize> {
        if self.0 >= Self::NUMBERS {
            Ok(self.0)
        } else {
            Err((self.0 - Self::REASONS) as usize)
        }
    }
}

type Excluded = Vec<(Reason, u64)>;

/// No part within business hours.
const NONE: i64 = i64::MIN;

/// The figures of one row, in room that is used again: each in the place of its definition.
#[derive(Debug)]
pub(crate) struct Figures {
    /// The place of the id that is put next.
    next: usize,
    cells: [Figure; WIDTH],
    flags: [Flags; WIDTH],
    /// Parts within business hours, if there is a schedule.
    open: [i64; WIDTH],
    /// What holds of every duration of this row.
    clock: Flags,
    /// The values of the families, and where those of each begin and end.
    values: Vec<i64>,
    values_open: Vec<i64>,
    runs: [(u32, u32); WIDTH],
    schedule: bool,
}

/// The values of a family of figures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values {
    from: usize,
    to: usize,
}

impl Figures {
    pub(crate) fn new(schedule: bool) -> Self {
        Self {
            next: 0,
            cells: [Figure(0); WIDTH],
            flags: [Flags::NONE; WIDTH],
            clock: Flags::NONE,
            open: [NONE; WIDTH],
            values: Vec::new(),
            values_open: Vec::new(),
            runs: [(0, 0); WIDTH],
            schedule,
        }
    }

    /// Empties it for the next row.
    pub(crate) fn begin(&mut self, clock: Flags) {
        self.clock = clock;
        self.values.clear();
        self.values_open.clear();
    }

    /// Says which id is put next, by its place among the definitions.
    pub(crate) fn turn_to(&mut self, place: usize) {
        self.next = place;
    }

    /// A value as one whole number, by its place among the definitions: of a family its mean,
    /// rounded half up.
    pub(crate) fn whole(&self, place: usize) -> Option<i64> {
        let value = self.cells[place].get().ok()?;
        match self.family(place) {
            Some(range) => average(self.values[range].iter().copied()),
            None => Some(value),
        }
    }

    /// As [`Self::whole`] of the part within business hours.
    pub(crate) fn whole_open(&self, place: usize) -> Option<i64> {
        let known = |open: i64| Some(open).filter(|&open| open != NONE);
        match self.family(place) {
            Some(range) => {
                let open = self.values_open.get(range)?.iter();
                let open: Option<Vec<i64>> = open.map(|&open| known(open)).collect();
                average(open?.into_iter())
            }
            None => known(self.open[place]),
        }
    }

    /// What is to be known of a value.
    pub(crate) fn flags(&self, place: usize) -> Flags {
        self.flags[place]
    }

    /// Where the values of a family stand; none of what is none.
    fn family(&self, place: usize) -> Option<Range<usize>> {
        let (from, to) = self.runs[place];
        DEFINITIONS[place]
            .family
            .then_some(from as usize..to as usize)
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "most of it is known where it is called"
    )]
    fn put(&mut self, id: &'static str, figure: Figure, flags: Flags, open: Option<i64>) {
        debug_assert_eq!(
            DEFINITIONS.get(self.next).map(|of| of.id),
            Some(id),
            "figures are put in the order of the definitions"
        );
        let at = self.next;
        if at < WIDTH {
            self.cells[at] = figure;
            self.flags[at] = flags;
            if self.schedule {
                self.open[at] = open.unwrap_or(NONE);
            }
            self.next = at + 1;
        }
    }

    /// Puts the family whose values are the last.
    fn put_family(&mut self, id: &'static str, from: usize, empty: Reason, flags: Flags) -> Values {
        let values = &self.values[from..];
        let figure = if values.is_empty() {
            Figure::of(Err(empty))
        } else {
            Figure::of(Ok(mean(values)))
        };
        let to = self.values.len();
        if let Some(run) = self.runs.get_mut(self.next) {
            *run = (from as u32, to as u32);
        }
        self.put(id, figure, flags.and(self.clock), None);
        Values { from, to }
    }
}

impl Form for Figures {
    type Run = Values;

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "most of it is known where it is called"
    )]
    fn span(&mut self, id: &'static str, found: Result<Stretch, Reason>, flags: Flags) {
        let open = found.as_ref().ok().and_then(|stretch| stretch.bh);
        let figure = Figure::of(found.map(|stretch| stretch.value));
        self.put(id, figure, flags.and(self.clock), open);
    }

    fn ms(
        &mut self,
        id: &'static str,
        found: Result<i64, Reason>,
        flags: Flags,
        stretches: impl IntoIterator<Item = Stretch>,
    ) {
        self.put(id, Figure::of(found), flags.and(self.clock), None);
        if self.schedule {
            let open = stretches.into_iter().map(|stretch| stretch.bh).sum();
            self.within_hours(open);
        }
    }

    fn within_hours(&mut self, open: Option<i64>) {
        if !self.schedule {
            return;
        }
        if let Some(last) = self.next.checked_sub(1)
            && self.cells[last].get().is_ok()
        {
            self.open[last] = open.unwrap_or(NONE);
        }
    }

    fn number(&mut self, id: &'static str, found: Result<i64, Reason>, flags: Flags) {
        self.put(id, Figure::of(found), flags, None);
    }

    fn bool(
        &mut self,
        id: &'static str,
        found: Result<bool, Reason>,
        flags: Flags,
        _: Option<Stretch>,
    ) {
        self.put(id, Figure::of(found.map(i64::from)), flags, None);
    }

    fn family(
        &mut self,
        id: &'static str,
        stretches: impl IntoIterator<Item = Stretch>,
        empty: Reason,
        flags: Flags,
    ) -> Values {
        let from = self.values.len();
        for stretch in stretches {
            self.values.push(stretch.value);
            if self.schedule {
                self.values_open.push(stretch.bh.unwrap_or(NONE));
            }
        }
        self.put_family(id, from, empty, flags)
    }

    fn lengths(
        &mut self,
        id: &'static str,
        spans: &[Span],
        stretch: impl Fn(&Span) -> Stretch,
        empty: Reason,
        flags: Flags,
    ) -> Values {
        if self.schedule {
            return self.family(id, spans.iter().map(stretch), empty, flags);
        }
        // Nothing but their lengths is kept of the stretches.
        let from = self.values.len();
        self.values.extend(spans.iter().map(Span::length));
        self.put_family(id, from, empty, flags)
    }

    fn after_first(&mut self, id: &'static str, of: Values, empty: Reason, flags: Flags) {
        let from = self.values.len();
        let rest = (of.from + 1).min(of.to)..of.to;
        self.values.extend_from_within(rest.clone());
        if self.schedule {
            self.values_open.extend_from_within(rest);
        }
        self.put_family(id, from, empty, flags);
    }

    fn longest(&mut self, id: &'static str, of: Values, empty: Reason, flags: Flags) {
        let mut longest = None;
        for (at, &value) in (of.from..).zip(&self.values[of.from..of.to]) {
            if longest.is_none_or(|(_, most)| value > most) {
                longest = Some((at, value));
            }
        }
        let open = longest.and_then(|(at, _)| self.values_open.get(at).copied());
        let figure = Figure::of(longest.map(|(_, value)| value).ok_or(empty));
        self.put(id, figure, flags.and(self.clock), open);
    }
}

/// The figures of one id, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
struct Column {
    cells: Vec<Figure>,
    /// Parts within business hours; empty without a schedule.
    open: Vec<i64>,
    /// Of a family all its values, and their parts within business hours.
    values: Vec<i64>,
    values_open: Vec<i64>,
}

impl Column {
    /// Empties it for so many rows, in the room that it has.
    fn begin(&mut self, rows: usize) {
        self.cells.clear();
        self.open.clear();
        self.values.clear();
        self.values_open.clear();
        self.cells.reserve(rows);
    }

    /// Adds the values of a family.
    fn take(&mut self, row: &Figures, values: Range<usize>) {
        self.values.extend_from_slice(&row.values[values.clone()]);
        if row.schedule {
            let open = &row.values_open[values];
            if open.iter().all(|&open| open != NONE) {
                self.values_open.extend_from_slice(open);
            }
        }
    }

    /// Takes its values apart from the reasons why there are none; counts what it does not keep.
    fn gather(&self, definition: &Definition, values: &mut Vec<i64>) -> (u64, Excluded) {
        values.clear();
        let mut excluded = [0_u64; Reason::ALL.len()];
        for figure in &self.cells {
            match figure.get() {
                Ok(value) => values.push(value),
                Err(reason) => excluded[reason] += 1,
            }
        }
        let yes = if definition.unit == Unit::Bool {
            values.iter().map(|&yes| yes.unsigned_abs()).sum()
        } else {
            0
        };
        let excluded = Reason::ALL.into_iter().zip(excluded);
        (yes, excluded.filter(|(_, count)| *count > 0).collect())
    }

    /// The parts of its values within business hours, where there are any.
    fn open(&self, definition: &Definition) -> Cow<'_, [i64]> {
        if definition.family {
            Cow::Borrowed(&self.values_open)
        } else if definition.unit == Unit::Bool {
            Cow::Borrowed(&[])
        } else {
            let open = self.open.iter().copied();
            Cow::Owned(open.filter(|&open| open != NONE).collect())
        }
    }

    /// Summarises it; `room` is for its values. O(values).
    fn total(&self, definition: &Definition, percentile: Percentile, room: &mut Vec<i64>) -> Total {
        let (yes, excluded) = self.gather(definition, room);
        let (values, means): (&[i64], &[i64]) = if definition.family {
            (&self.values, room)
        } else {
            (room, &[])
        };
        Population {
            n: values.len() as u64,
            values,
            means,
            bh: &self.open(definition),
            yes,
            excluded: &excluded,
        }
        .total(definition, percentile)
    }

    fn tally(&self, definition: &Definition) -> Tally {
        let mut gathered = Vec::with_capacity(self.cells.len());
        let (yes, excluded) = self.gather(definition, &mut gathered);
        let mut tally = Tally {
            n: gathered.len() as u64,
            yes,
            excluded,
            bh: self.open(definition).into_owned(),
            ..Tally::default()
        };
        if definition.family {
            tally.n = self.values.len() as u64;
            (tally.values, tally.means) = (self.values.clone(), gathered);
        } else if definition.unit != Unit::Bool {
            tally.values = gathered;
        }
        tally
    }
}

/// The figures of the rows of one scope, in the order of the definitions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Columns {
    scope: Scope,
    columns: Vec<Column>,
}

impl Columns {
    pub(crate) fn new(scope: Scope) -> Self {
        Self {
            scope,
            columns: defined(scope).map(|_| Column::default()).collect(),
        }
    }

    /// Those of no row, of sessions and of conversations.
    pub(crate) fn none() -> [Rc<Self>; 2] {
        [Scope::Session, Scope::Conversation].map(|of| Rc::new(Self::new(of)))
    }

    /// Empties the columns of some parts for so many rows.
    pub(crate) fn begin(&mut self, parts: Parts, rows: usize) {
        for part in parts.of(self.scope) {
            for column in self.part(part.places()) {
                column.begin(rows);
            }
        }
    }

    /// Adds a row to the columns of some parts. O(ids and values).
    pub(crate) fn add(&mut self, row: &Figures, parts: Parts) {
        for part in parts.of(self.scope) {
            let places = part.places();
            let columns = self.part(places.clone());
            for (column, cell) in columns.iter_mut().zip(&row.cells[places.clone()]) {
                column.cells.push(*cell);
            }
            if row.schedule {
                for (column, open) in columns.iter_mut().zip(&row.open[places.clone()]) {
                    column.open.push(*open);
                }
            }
            for (column, place) in columns.iter_mut().zip(places) {
                if let Some(values) = row.family(place) {
                    column.take(row, values);
                }
            }
        }
    }

    /// The columns of some ids, by their places among the definitions.
    fn part(&mut self, places: Range<usize>) -> &mut [Column] {
        let first = first(self.scope);
        &mut self.columns[places.start - first..places.end - first]
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// The figures of an id, by its place among the definitions, row after row.
    pub(crate) fn column(&self, place: usize) -> &[Figure] {
        self.find(place).map_or(&[], |column| &column.cells)
    }

    /// The values of a family, by its place among the definitions.
    pub(crate) fn family(&self, place: usize) -> &[i64] {
        self.find(place).map_or(&[], |column| &column.values)
    }

    fn find(&self, place: usize) -> Option<&Column> {
        self.columns.get(place.checked_sub(first(self.scope))?)
    }

    /// Summarises those of some parts, each into its place among the totals of all definitions.
    /// O(values).
    pub(crate) fn totals(
        &self,
        parts: Parts,
        percentile: Percentile,
        totals: &mut [Option<Total>],
    ) {
        let mut room = Vec::new();
        for place in parts.of(self.scope).flat_map(Part::places) {
            if let Some((column, total)) = self.find(place).zip(totals.get_mut(place)) {
                *total = Some(column.total(&DEFINITIONS[place], percentile, &mut room));
            }
        }
    }

    /// Adds them to tallies. O(values).
    pub(crate) fn tally(&self, tallies: &mut Tallies) {
        for ((place, definition), column) in defined(self.scope).zip(&self.columns) {
            tallies.merge_one(place, column.tally(definition));
        }
    }
}

/// The definitions of a scope, which stand together, with their places.
fn defined(scope: Scope) -> impl Iterator<Item = (usize, &'static Definition)> {
    let all = DEFINITIONS.iter().enumerate();
    all.filter(move |(_, definition)| definition.scope == scope)
}

/// The place of the first of them.
const fn first(scope: Scope) -> usize {
    match scope {
        Scope::Conversation => Part::Conversation.places().start,
        _ => 0,
    }
}
