//! What all sessions of a ledger came to: the next report measures only what its options change.

use std::rc::Rc;

use super::definition::DEFINITIONS;
use super::figures::Columns;
use super::group::Heatmap;
use super::part::{Chosen, Parts};
use super::report::{Total, Totals};

/// The columns of a report of all sessions, and the totals that they gave.
#[derive(Clone, Debug)]
pub(crate) struct Summed {
    chosen: Chosen,
    /// Of sessions and of conversations.
    pub(crate) columns: [Rc<Columns>; 2],
    pub(crate) heatmap: Heatmap,
    /// By the places of the definitions.
    totals: Vec<Option<Total>>,
}

/// What of a report is not known from the one before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Anew {
    /// To be measured.
    pub(crate) parts: Parts,
    /// To be summarised.
    totals: Parts,
    /// The heatmap, too.
    pub(crate) heatmap: bool,
}

impl Summed {
    /// Nothing, and everything to be made anew.
    pub(crate) fn none(chosen: Chosen) -> (Self, Anew) {
        let none = Self {
            columns: Columns::none(),
            heatmap: Heatmap::new(&chosen.options.zone),
            totals: vec![None; DEFINITIONS.len()],
            chosen,
        };
        let anew = Anew {
            parts: Parts::ALL,
            totals: Parts::ALL,
            heatmap: true,
        };
        (none, anew)
    }

    /// What is known already of a report of the same sessions with other options.
    pub(crate) fn choose(mut self, chosen: Chosen, undelivered: bool) -> (Self, Anew) {
        let parts = Parts::changed(&self.chosen, &chosen, undelivered);
        let (was, now) = (&self.chosen.options, &chosen.options);
        // What customers wrote counts, delivered or not.
        let heatmap = was.zone != now.zone;
        if heatmap {
            self.heatmap = Heatmap::new(&now.zone);
        }
        let totals = if was.percentile == now.percentile {
            parts
        } else {
            Parts::ALL
        };
        self.chosen = chosen;
        let anew = Anew {
            parts,
            totals,
            heatmap,
        };
        (self, anew)
    }

    /// Hands its columns out, to be changed in their place if no report shows them any more.
    pub(crate) fn take(&mut self) -> [Columns; 2] {
        std::mem::replace(&mut self.columns, Columns::none()).map(Rc::unwrap_or_clone)
    }

    /// Summarises columns. O(values).
    pub(crate) fn sum(&mut self, columns: [Columns; 2], anew: Anew) {
        let percentile = self.chosen.options.percentile;
        for columns in &columns {
            columns.totals(anew.totals, percentile, &mut self.totals);
        }
        self.columns = columns.map(Rc::new);
    }

    pub(crate) fn totals(&self) -> Totals {
        let defined = DEFINITIONS.iter().zip(&self.totals);
        let known = defined.filter_map(|(of, total)| Some((of.id, total.clone()?)));
        Totals(known.collect())
    }
}
