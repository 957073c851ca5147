//! The figures of one row, and the columns that the figures of many rows make: what totals are
//! summarised from.

use std::ops::Range;
use std::rc::Rc;

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::form::Form;
use super::options::Percentile;
use super::report::{Total, Totals};
use super::reported::average;
use super::sheet::Stretch;
use super::total::{Tallies, Tally, mean};
use super::value::{Flags, Reason};

/// How many ids a row has at most.
const WIDTH: usize = DEFINITIONS.len();

/// How many of them are families at most.
const FAMILIES: usize = {
    let (mut at, mut found) = (0, 0);
    while at < WIDTH {
        found += DEFINITIONS[at].family as usize;
        at += 1;
    }
    found
};

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

/// No part within business hours.
const NONE: i64 = i64::MIN;

/// The figures of one row, in room that is used again.
#[derive(Debug)]
pub(crate) struct Figures {
    /// Place of the first id among the definitions.
    first: usize,
    /// How many are filled in, and how many families among them.
    filled: usize,
    families: usize,
    cells: [Figure; WIDTH],
    flags: [Flags; WIDTH],
    /// Parts within business hours, if there is a schedule.
    open: [i64; WIDTH],
    /// What holds of every duration of this row.
    clock: Flags,
    /// The values of the families, one after the other, and where those of each end.
    values: Vec<i64>,
    values_open: Vec<i64>,
    ends: [u32; FAMILIES],
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
            first: 0,
            filled: 0,
            families: 0,
            cells: [Figure(0); WIDTH],
            flags: [Flags::NONE; WIDTH],
            clock: Flags::NONE,
            open: [NONE; WIDTH],
            values: Vec::new(),
            values_open: Vec::new(),
            ends: [0; FAMILIES],
            schedule,
        }
    }

    /// Empties it for the ids of a scope from the one that is `first`.
    pub(crate) fn begin(&mut self, first: usize, clock: Flags) {
        (self.first, self.filled, self.families) = (first, 0, 0);
        self.clock = clock;
        self.values.clear();
        self.values_open.clear();
    }

    /// A value as one whole number, by its place among the definitions: of a family its mean,
    /// rounded half up.
    pub(crate) fn whole(&self, place: usize) -> Option<i64> {
        let value = self.cell(place).get().ok()?;
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
            None => known(self.open[place - self.first]),
        }
    }

    /// What is to be known of a value.
    pub(crate) fn flags(&self, place: usize) -> Flags {
        self.flags[place - self.first]
    }

    fn cell(&self, place: usize) -> Figure {
        self.cells[place - self.first]
    }

    /// Where the values of a family stand; none of what is none.
    fn family(&self, place: usize) -> Option<Range<usize>> {
        DEFINITIONS[place].family.then(|| {
            let before = DEFINITIONS[self.first..place].iter();
            self.range(before.filter(|definition| definition.family).count())
        })
    }

    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "most of it is known where it is called"
    )]
    fn put(&mut self, id: &'static str, figure: Figure, flags: Flags, open: Option<i64>) {
        debug_assert_eq!(
            DEFINITIONS.get(self.first + self.filled).map(|of| of.id),
            Some(id),
            "figures are put in the order of the definitions"
        );
        let at = self.filled;
        if at < WIDTH {
            self.cells[at] = figure;
            self.flags[at] = flags;
            if self.schedule {
                self.open[at] = open.unwrap_or(NONE);
            }
            self.filled = at + 1;
        }
    }

    /// Puts the family whose values are the last.
    fn put_family(&mut self, id: &'static str, from: usize, empty: Reason, flags: Flags) -> Values {
        let values = &self.values[from..];
        let figure = if values.is_empty() {
            Figure::of(Err(empty))
        } else {
            Figure::of(Ok(mean(values.iter().copied())))
        };
        let to = self.values.len();
        self.ends[self.families] = to as u32;
        self.families += 1;
        self.put(id, figure, flags.and(self.clock), None);
        Values { from, to }
    }

    fn range(&self, family: usize) -> Range<usize> {
        let from = family.checked_sub(1).map_or(0, |before| self.ends[before]);
        from as usize..self.ends[family] as usize
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
        if let Some(last) = self.filled.checked_sub(1)
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
    fn tally(&self, definition: &Definition) -> Tally {
        let mut tally = Tally::default();
        let mut excluded = [0_u64; Reason::ALL.len()];
        let mut values = Vec::with_capacity(self.cells.len());
        for figure in &self.cells {
            match figure.get() {
                Ok(value) => values.push(value),
                Err(reason) => excluded[reason] += 1,
            }
        }
        tally.n = values.len() as u64;
        if definition.unit == Unit::Bool {
            tally.yes = values.iter().map(|&yes| yes.unsigned_abs()).sum();
        } else if definition.family {
            tally.n = self.values.len() as u64;
            tally.means = values;
            (tally.values, tally.bh) = (self.values.clone(), self.values_open.clone());
        } else {
            tally.values = values;
            let open = self.open.iter().copied();
            tally.bh = open.filter(|&open| open != NONE).collect();
        }
        let excluded = Reason::ALL.into_iter().zip(excluded);
        tally.excluded = excluded.filter(|(_, count)| *count > 0).collect();
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

    /// Adds a row. O(ids and values).
    pub(crate) fn add(&mut self, row: &Figures) {
        let mut from = 0;
        let mut family = 0;
        for (at, column) in self.columns.iter_mut().enumerate().take(row.filled) {
            column.cells.push(row.cells[at]);
            if row.schedule {
                column.open.push(row.open[at]);
            }
            if !DEFINITIONS[row.first + at].family {
                continue;
            }
            let to = row.ends[family] as usize;
            column.values.extend_from_slice(&row.values[from..to]);
            if row.schedule {
                let open = &row.values_open[from..to];
                if open.iter().all(|&open| open != NONE) {
                    column.values_open.extend_from_slice(open);
                }
            }
            (from, family) = (to, family + 1);
        }
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
        let (first, _) = defined(self.scope).next()?;
        self.columns.get(place.checked_sub(first)?)
    }

    /// The totals of each id, by its place; of one whose figures are those of `before`, the totals
    /// that it had then. O(values).
    pub(crate) fn totals(
        &self,
        percentile: Percentile,
        before: Option<(&Self, &Totals)>,
    ) -> impl Iterator<Item = (&'static str, Total)> {
        let defined = defined(self.scope).zip(&self.columns);
        defined.map(move |((place, definition), column)| {
            let known = before.and_then(|(columns, totals)| {
                let same = columns.find(place).is_some_and(|known| known == column);
                totals.get(definition.id).filter(|_| same)
            });
            let total = known.cloned();
            let total =
                total.unwrap_or_else(|| column.tally(definition).total(definition, percentile));
            (definition.id, total)
        })
    }

    /// Adds them to tallies. O(values).
    pub(crate) fn tally(&self, tallies: &mut Tallies) {
        for ((place, definition), column) in defined(self.scope).zip(&self.columns) {
            tallies.merge_one(place, column.tally(definition));
        }
    }
}

/// The columns of a report, and the totals that they gave: the next report need not summarise what
/// came out as it was.
#[derive(Clone, Debug)]
pub(crate) struct Summed {
    pub(crate) sessions: Rc<Columns>,
    pub(crate) conversations: Rc<Columns>,
    percentile: Percentile,
    totals: Totals,
}

impl Summed {
    /// Sums columns up. O(values), less where columns are those of `before`.
    pub(crate) fn of(
        sessions: Columns,
        conversations: Columns,
        percentile: Percentile,
        before: Option<&Self>,
    ) -> Self {
        let before = before.filter(|before| before.percentile == percentile);
        let known = |columns: fn(&Self) -> &Columns| before.map(|it| (columns(it), &it.totals));
        let of_sessions = sessions.totals(percentile, known(|it| &it.sessions));
        let of_conversations = conversations.totals(percentile, known(|it| &it.conversations));
        let totals = Totals(of_sessions.chain(of_conversations).collect());
        Self {
            sessions: Rc::new(sessions),
            conversations: Rc::new(conversations),
            percentile,
            totals,
        }
    }

    pub(crate) fn totals(&self) -> &Totals {
        &self.totals
    }

    /// Whether another one says more of what is measured next.
    pub(crate) fn is_smaller(&self, other: &Self) -> bool {
        self.sessions.rows() < other.sessions.rows()
    }
}

/// The definitions of a scope, which stand together, with their places.
fn defined(scope: Scope) -> impl Iterator<Item = (usize, &'static Definition)> {
    let all = DEFINITIONS.iter().enumerate();
    all.filter(move |(_, definition)| definition.scope == scope)
}
