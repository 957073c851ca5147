//! Every value of one id with the messages behind it: what a total leads to.

use super::definition::{DEFINITIONS, Definition, Scope, Unit, place};
use super::ledger::{Ledger, Names};
use super::sheet::{Measured, Sheet, Stretch, longest};
use super::value::{Evidence, Number};

/// One value, and where it was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed<'a> {
    /// Its session; none for what is measured of conversations.
    pub session: Option<&'a str>,
    /// Its conversation.
    pub conversation: &'a str,
    /// Milliseconds, a count, a ratio, or 1 for yes and 0 for no.
    pub value: Number,
    /// The part within business hours, milliseconds.
    pub bh: Option<Number>,
    /// The stretch it was measured over; none for what was counted.
    pub episode: Option<Evidence<'a>>,
}

/// The values of one id over all sessions.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// What they are values of.
    pub definition: &'static Definition,
    /// The values: as measured, until they are [sorted](Self::sort).
    pub rows: Vec<Listed<'a>>,
    /// The place of the definition.
    pub(crate) place: usize,
}

impl<'a> Listing<'a> {
    /// An empty list of an id; none for an id that is not measured of sessions or conversations.
    pub(crate) fn of(id: &str) -> Option<Self> {
        let definition = DEFINITIONS.iter().find(|definition| definition.id == id)?;
        (definition.scope != Scope::Agent).then_some(Self {
            definition,
            rows: Vec::new(),
            place: place(id),
        })
    }

    /// Adds the values of one row.
    pub(crate) fn add(
        &mut self,
        conversation: &'a str,
        session: Option<&'a str>,
        sheet: &Sheet,
        ledger: &Ledger,
        names: &dyn Names<'a>,
    ) {
        let Some(cell) = sheet.cell(self.place) else {
            return;
        };
        let stretches = sheet.stretches(cell);
        let number = |units| match self.definition.unit {
            Unit::Ratio => Number::new(units, Number::MILLION),
            _ => Number::whole(units),
        };
        let listed = |value, bh: Option<i64>, stretch: Option<Stretch>| Listed {
            session,
            conversation,
            value,
            bh: bh.map(Number::whole),
            episode: stretch.map(|stretch| stretch.spell(ledger, names)),
        };
        match cell.measured {
            Measured::Nothing(_) => {}
            Measured::Family => {
                let values = stretches.iter();
                let values = values.map(|it| listed(Number::whole(it.value), it.bh, Some(*it)));
                self.rows.extend(values);
            }
            Measured::Number(units) => {
                let longest = longest(stretches.iter().copied());
                self.rows.push(listed(number(units), cell.bh, longest));
            }
            Measured::Bool(yes) => {
                let longest = longest(stretches.iter().copied());
                let yes = Number::whole(i64::from(yes));
                self.rows.push(listed(yes, None, longest));
            }
        }
    }

    /// Sorts by value, the largest first; equal ones stay in transcript order. O(n log n).
    pub fn sort(&mut self) {
        self.rows
            .sort_by(|a, b| b.value.as_f64().total_cmp(&a.value.as_f64()));
    }
}
