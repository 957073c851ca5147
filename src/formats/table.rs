//! The header of a table: which object its rows are, and the API name of each column.

use crate::formats::object_row;

/// A header row, understood.
#[derive(Clone, Debug)]
pub struct Header {
    /// API name of each column, or the header's own words where none is known.
    pub columns: Vec<String>,
    /// The object; `None` if nothing tells.
    pub object: Option<&'static str>,
    /// What told it.
    pub evidence: String,
    /// Columns without which the rows cannot be placed, where they are missing.
    pub missing: Vec<&'static str>,
}

/// Letters and digits only, in lower case: `Start Time`, `START_TIME` and `StartTime` are one.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl Header {
    /// Understands a header by its columns, in API names or labels of any case.
    pub fn new<'a>(cells: impl IntoIterator<Item = &'a str>) -> Self {
        let known = object_row::known_fields();
        let columns: Vec<String> = cells
            .into_iter()
            .map(|cell| {
                let cell = cell.trim().trim_start_matches('\u{feff}');
                let wanted = plain(cell);
                known
                    .iter()
                    .find(|field| plain(field) == wanted)
                    .map_or_else(|| cell.to_owned(), |field| (*field).to_owned())
            })
            .collect();
        let has = |name: &str| columns.iter().any(|column| column == name);
        let (object, evidence) = object_row::object_of(has);
        let missing = object.map_or_else(Vec::new, |object| object_row::missing(object, has));
        Self {
            columns,
            object,
            evidence,
            missing,
        }
    }
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
