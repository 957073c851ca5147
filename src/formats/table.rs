//! The header of a table: which object its rows are, and the API name of each column.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{
    formats::{
        Context, ObjectRow, data_cloud,
        entry_row::{EntryCells, EntryField},
        exported, labels, objects,
    },
    source::Row,
};

/// Reads one row of a table's object.
pub type ReadRow = fn(&ObjectRow<'_>, &str, &mut Context<'_>);

/// The format of rows of platform objects.
const PLATFORM: &str = "csv";

/// Families of tables, the most telling first; rows of platform objects are what is left.
const FAMILIES: &[Family] = &[exported::understand, data_cloud::understand];

/// What a family makes of column names; nothing if they are not its own.
type Family = fn(&[&str]) -> Option<Understood>;

/// What the columns of a table tell.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The format's name.
    pub format: &'static str,
    /// One name for each column.
    pub columns: Vec<String>,
    /// The object of the rows.
    pub object: &'static str,
    /// What told it.
    pub evidence: String,
    /// Columns without which the rows cannot be placed, where they are missing.
    pub missing: Vec<&'static str>,
    /// Reads a row.
    pub read: ReadRow,
}

/// A header row, understood.
#[derive(Clone, Debug)]
pub struct Header {
    /// The format's name.
    pub format: &'static str,
    /// API name of each column, or the header's own words where none is known.
    pub columns: Vec<String>,
    rows: Rows,
    /// The object; `None` if nothing tells.
    pub object: Option<&'static str>,
    /// What told it.
    pub evidence: String,
    /// Columns without which the rows cannot be placed, where they are missing.
    pub missing: Vec<&'static str>,
}

/// How the rows of a table are read.
#[derive(Clone, Debug)]
enum Rows {
    /// As entries of the platform; what each column says is settled with the header.
    Entries(Vec<EntryField>),
    /// As rows of another object or family.
    Others(ReadRow),
}

/// Letters and digits only, in lower case: `Start Time`, `START_TIME` and `StartTime` are one.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Header {
    /// Understands a header by its columns, in API names or labels of any case.
    pub fn new<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of_format(cells, None)
    }

    /// The same, where the user says which format it is.
    pub fn of_format<'a>(cells: impl IntoIterator<Item = &'a str>, format: Option<&str>) -> Self {
        let cells: Vec<&str> = cells
            .into_iter()
            .map(|cell| cell.trim().trim_start_matches('\u{feff}'))
            .collect();
        let is_meant = |known: &Understood| format.is_none_or(|name| name == known.format);
        let known = FAMILIES
            .iter()
            .find_map(|family| family(&cells).filter(is_meant));
        if let Some(known) = known.or_else(|| Self::platform(&cells).filter(is_meant)) {
            let is_entry = known.format == PLATFORM && known.object == "ConversationEntry";
            return Self {
                format: known.format,
                rows: if is_entry {
                    let fields = known.columns.iter().map(|name| EntryField::of(name));
                    Rows::Entries(fields.collect())
                } else {
                    Rows::Others(known.read)
                },
                columns: known.columns,
                object: Some(known.object),
                evidence: known.evidence,
                missing: known.missing,
            };
        }
        let columns = api_names(&cells);
        Self {
            format: PLATFORM,
            rows: Rows::Others(read_platform),
            columns,
            object: None,
            evidence: String::new(),
            missing: Vec::new(),
        }
    }

    /// The object of the rows: what the header tells, else what the id of this row does.
    pub fn object_of(&self, row: &Row<'_>) -> Option<&'static str> {
        self.object.or_else(|| {
            let id = self.columns.iter().rposition(|column| column == "Id")?;
            objects::by_prefix(row.cell(id)?)
        })
    }

    /// Whether the rows are entries of the platform: their number is for the caller to count.
    pub fn reads_entries(&self) -> bool {
        matches!(self.rows, Rows::Entries(_))
    }

    /// Reads a row as one of `object`; `room` is used again from row to row.
    pub fn read(
        &self,
        row: &Row<'_>,
        object: &str,
        room: &mut ObjectRow<'static>,
        context: &mut Context<'_>,
    ) {
        let cells = self.columns.iter().zip(row.values());
        match &self.rows {
            Rows::Entries(fields) => {
                let mut entry = EntryCells::default();
                for (field, (name, value)) in fields.iter().zip(cells) {
                    if !value.is_empty() {
                        entry.take(*field, name, value, context);
                    }
                }
                entry.finish(context);
            }
            Rows::Others(read) => {
                let mut row = std::mem::take(room).emptied();
                for (name, value) in cells {
                    row.push(name.as_str(), value);
                }
                read(&row, object, context);
                *room = row.emptied();
            }
        }
    }

    /// Understands columns of a platform object, by API name or label.
    pub(super) fn platform(cells: &[&str]) -> Option<Understood> {
        let columns = api_names(cells);
        let has = |name: &str| columns.iter().any(|column| column == name);
        let (object, evidence) = objects::object_of(has);
        let object = object?;
        let missing = objects::missing(object, has);
        Some(Understood {
            format: PLATFORM,
            columns,
            object,
            evidence,
            missing,
            read: read_platform,
        })
    }
}

fn read_platform(row: &ObjectRow<'_>, object: &str, context: &mut Context<'_>) {
    row.read(object, context);
}

/// API names by their letters and digits; made once, for there are many.
static KNOWN: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let mut known = FxHashMap::default();
    for field in objects::known_fields() {
        known.entry(plain(field)).or_insert(field);
    }
    known
});

/// The API name of the field whose letters and digits these are.
pub(super) fn field_of(plain: &str) -> Option<&'static str> {
    KNOWN.get(plain).copied()
}

fn api_names(cells: &[&str]) -> Vec<String> {
    if let Some(names) = labels::api_names(cells) {
        return names;
    }
    let name = |cell: &str| field_of(&plain(cell));
    cells
        .iter()
        .map(|cell| match cell.split_once('.') {
            // A parent's field, as `Owner.Name`: the relationship is called as its id is.
            Some((parent, field)) => {
                let parent = name(&format!("{parent}Id"))
                    .and_then(|id| id.strip_suffix("Id"))
                    .unwrap_or(parent);
                format!("{parent}.{}", name(field).unwrap_or(field))
            }
            None => name(cell).unwrap_or(cell).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_api_names_in_any_case_name_the_same_columns() {
        for header in [
            ["Id", "StartTime", "AcceptTime"],
            ["ID", "STARTTIME", "ACCEPTTIME"],
            ["\u{feff}Id", "Start Time", "Accept Time"],
        ] {
            let header = Header::new(header);
            assert_eq!(header.columns, ["Id", "StartTime", "AcceptTime"]);
            assert_eq!(header.object, Some("MessagingSession"));
        }
    }

    #[test]
    fn a_table_of_sessions_without_ids_names_the_missing_column() {
        let header = Header::new(["StartTime", "AcceptTime", "AgentType"]);
        assert_eq!(header.missing, ["Id"]);
    }
}
