//! Every value of one id with the messages behind it: what a total leads to.

use super::definition::{DEFINITIONS, Definition, Scope};
use super::value::{Evidence, Kpis, Number, Value};

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
}

impl<'a> Listing<'a> {
    /// An empty list of an id; none for an id that is not measured of sessions or conversations.
    pub(crate) fn of(id: &str) -> Option<Self> {
        let definition = DEFINITIONS.iter().find(|definition| definition.id == id)?;
        (definition.scope != Scope::Agent).then_some(Self {
            definition,
            rows: Vec::new(),
        })
    }

    pub(crate) fn add(&mut self, conversation: &'a str, session: Option<&'a str>, kpis: &Kpis<'a>) {
        let Some(kpi) = kpis.get(self.definition.id) else {
            return;
        };
        let evidence = kpis.evidence(kpi);
        let number = |value: &Value| match value {
            Value::Number(number) => *number,
            Value::Bool(yes) => Number::whole(i64::from(*yes)),
            Value::Family(family) => family.mean,
        };
        match &kpi.value {
            None => {}
            Some(Value::Family(_)) => self.rows.extend(evidence.iter().map(|&episode| Listed {
                session,
                conversation,
                value: Number::whole(episode.value),
                bh: episode.bh.map(Number::whole),
                episode: Some(episode),
            })),
            Some(value) => self.rows.push(Listed {
                session,
                conversation,
                value: number(value),
                bh: kpi.bh.as_ref().map(number),
                // Of several stretches the longest, the first of equal ones.
                episode: evidence
                    .iter()
                    .copied()
                    .reduce(|a, b| if b.value > a.value { b } else { a }),
            }),
        }
    }

    /// Sorts by value, the largest first; equal ones stay in transcript order. O(n log n).
    pub fn sort(&mut self) {
        self.rows
            .sort_by(|a, b| b.value.as_f64().total_cmp(&a.value.as_f64()));
    }
}
