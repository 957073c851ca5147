//! Rows of objects other than entries, joined by id.

use std::collections::BTreeMap;

use crate::{
    archive::{Archive, SourceId, Span},
    model::Sym,
};

/// A row as one record told it.
#[derive(Clone, Debug)]
pub struct Row {
    /// Salesforce object name.
    pub object: Sym,
    /// Record id.
    pub id: Sym,
    /// The file.
    pub source: SourceId,
    /// Ordinal of the record in the file.
    pub record: u64,
    /// API names and where the values are, blanks left out.
    pub fields: Box<[(Sym, Span)]>,
}

impl Row {
    /// (API name, value) of each field.
    pub fn fields<'a>(
        &'a self,
        archive: &'a Archive,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.fields
            .iter()
            .map(|&(name, value)| (archive.name(name), archive.texts.get(value)))
    }
}

/// A record put together from all rows that tell of it, in any order: field by field, and where
/// two files differ, the file of higher rank.
#[derive(Debug, Default)]
pub struct Record<'a> {
    /// (API name, value) in the order of first sight within the lowest-ranked file.
    pub fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Record<'a> {
    /// The value of a field.
    pub fn get(&self, field: &str) -> Option<&'a str> {
        self.fields
            .iter()
            .find(|(name, _)| *name == field)
            .map(|&(_, value)| value)
    }
}

impl Record<'_> {
    /// What the record is called: its name, first and last name, label or number.
    pub fn name(&self) -> Option<String> {
        let get = |field| self.get(field).map(str::to_owned);
        let person = || match (self.get("FirstName"), self.get("LastName")) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (one, other) => one.or(other).map(str::to_owned),
        };
        get("Name")
            .or_else(|| get("ParticipantDisplayName"))
            .or_else(person)
            .or_else(|| get("MasterLabel"))
            .or_else(|| get("CaseNumber"))
            .or_else(|| get("DeveloperName"))
    }
}

/// All records by object and id, ascending, so that nothing depends on hashing.
#[derive(Debug, Default)]
pub struct Tables<'a> {
    records: BTreeMap<&'a str, BTreeMap<&'a str, Record<'a>>>,
}

impl<'a> Tables<'a> {
    /// Joins all rows of an archive. O(rows · log rows).
    pub fn build(archive: &'a Archive) -> Self {
        let ranks = archive.ranks();
        let mut rows: Vec<&'a Row> = archive.rows.iter().collect();
        // Within a file the newer row wins, then the greater: never the later line.
        let modified = |row: &'a Row| {
            row.fields(archive)
                .filter(|(name, _)| matches!(*name, "SystemModstamp" | "LastModifiedDate"))
                .map(|(_, value)| value)
                .max()
        };
        let values = |row: &Row| -> Vec<(Sym, &'a str)> {
            let value = |&(name, value): &(Sym, Span)| (name, archive.texts.get(value));
            row.fields.iter().map(value).collect()
        };
        rows.sort_by_cached_key(|row| (ranks[row.source.0 as usize], modified(row), values(row)));
        let mut tables = Self::default();
        for row in rows {
            let record = tables
                .records
                .entry(archive.name(row.object))
                .or_default()
                .entry(archive.name(row.id))
                .or_default();
            for (name, value) in row.fields(archive) {
                match record.fields.iter_mut().find(|(known, _)| *known == name) {
                    Some(field) => field.1 = value,
                    None => record.fields.push((name, value)),
                }
            }
        }
        tables
    }

    /// A record by object and canonical id.
    pub fn get(&self, object: &str, id: &str) -> Option<&Record<'a>> {
        self.records.get(object)?.get(id)
    }

    /// All records of an object, by id.
    pub fn of(&self, object: &str) -> impl Iterator<Item = (&'a str, &Record<'a>)> {
        self.records
            .get(object)
            .into_iter()
            .flatten()
            .map(|(id, record)| (*id, record))
    }

    /// All objects that have records.
    pub fn objects(&self) -> impl Iterator<Item = &'a str> {
        self.records.keys().copied()
    }

    /// The name behind an id: any record with that id and a name serves, one of
    /// [`Tables::NAMED`] first.
    pub fn name_of(&self, id: &str) -> Option<String> {
        let others = self.records.keys().copied();
        Self::NAMED
            .into_iter()
            .chain(others)
            .find_map(|object| self.get(object, id)?.name())
    }

    /// Objects whose records stand behind ids, the ones that people go by first.
    pub const NAMED: [&'static str; 10] = [
        "User",
        "Group",
        "Queue",
        "BotDefinition",
        "MessagingEndUser",
        "Contact",
        "Account",
        "Lead",
        "Case",
        "LiveChatVisitor",
    ];
}
