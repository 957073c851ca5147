//! Rows that are arrays, as Data Cloud's query API v2 and `query-sql` answer: their columns are
//! named by `metadata`, which stands behind them.
//!
//! The file is read once, so rows wait until their answer ends, up to a limit of bytes; what is
//! beyond is left out with a diagnostic that says so.

use crate::{
    diagnostics::{Code, Place},
    formats::{
        Context, ObjectRow, data_cloud,
        table::{Header, Understood},
    },
    json::{Kind, Raw},
};

/// Rows of the answer at hand.
#[derive(Debug)]
pub struct ArrayRows {
    text: String,
    rows: Vec<(usize, Place)>,
    limit: usize,
    left_out: u64,
}

impl ArrayRows {
    /// Keeps up to `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            text: String::new(),
            rows: Vec::new(),
            limit,
            left_out: 0,
        }
    }

    /// Keeps a row; `false` if it is left out.
    pub fn push(&mut self, row: Raw<'_>, place: Place) -> bool {
        if self.text.len() + row.as_str().len() > self.limit {
            self.left_out += 1;
            return false;
        }
        self.text.push_str(row.as_str());
        self.rows.push((self.text.len(), place));
        true
    }

    /// Whether any row waits or was left out.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.left_out == 0
    }

    /// Reads all rows, now that their answer has ended, and forgets them. Gives what the columns
    /// told, if they told anything. O(rows · columns).
    pub fn read(
        &mut self,
        metadata: Option<Raw<'_>>,
        context: &mut Context<'_>,
    ) -> Option<Understood> {
        let text = std::mem::take(&mut self.text);
        let rows = std::mem::take(&mut self.rows);
        let left_out = std::mem::take(&mut self.left_out);
        if left_out > 0 {
            context.place = rows.last().map_or_else(Place::default, |(_, place)| *place);
            context.diagnose(
                Code::Limit,
                "data",
                format!(
                    "{left_out} rows are left out: rows as arrays wait for the metadata behind them, up to {} bytes. Ask for fewer rows at a time",
                    self.limit
                ),
            );
        }
        context.place = rows
            .first()
            .map_or_else(Place::default, |(_, place)| *place);
        let Some(columns) = metadata.and_then(columns) else {
            context.diagnose(
                Code::MissingColumn,
                "metadata",
                "rows as arrays, and no metadata that names their columns: save the whole answer",
            );
            return None;
        };
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let known = data_cloud::understand(&names).or_else(|| Header::platform(&names));
        let Some(known) = known else {
            context.diagnose(
                Code::Unrecognised,
                "metadata",
                "rows as arrays whose metadata names no column of a known object",
            );
            return None;
        };
        let mut from = 0;
        for (to, place) in rows {
            context.place = place;
            let row = Raw::trusted(text.get(from..to).unwrap_or("[]"));
            from = to;
            let cells: Vec<Raw<'_>> = row.elements().map_while(Result::ok).collect();
            if cells.len() != columns.len() {
                context.diagnose(
                    Code::UnevenRow,
                    "data",
                    format!(
                        "a row of {} cells where metadata names {} columns: which is which cannot be told, so the row is left out",
                        cells.len(),
                        columns.len()
                    ),
                );
                continue;
            }
            let mut object_row = ObjectRow::default();
            for (name, value) in known.columns.iter().zip(cells) {
                if let Some(value) = data_cloud::cell(value) {
                    object_row.push(name.as_str(), value);
                }
            }
            (known.read)(&object_row, known.object, context);
        }
        Some(known)
    }
}

/// Names of the columns in the order of the cells: a list of `{name, type}`, or an object by name
/// whose `placeInOrder` counts from 0 or from 1, so that only its rank is used.
fn columns(metadata: Raw<'_>) -> Option<Vec<String>> {
    if metadata.kind() == Kind::Array {
        return metadata
            .elements()
            .map_while(Result::ok)
            .map(|column| column.get("name").and_then(Raw::string).map(Into::into))
            .collect::<Option<Vec<String>>>()
            .filter(|names| !names.is_empty());
    }
    let mut placed: Vec<(i64, String)> = metadata
        .members()
        .map_while(Result::ok)
        .map(|(name, column)| {
            let place = column.get("placeInOrder").and_then(Raw::i64)?;
            Some((place, name.into_owned()))
        })
        .collect::<Option<_>>()?;
    placed.sort();
    let names: Vec<String> = placed.into_iter().map(|(_, name)| name).collect();
    (!names.is_empty()).then_some(names)
}
