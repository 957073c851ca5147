//! What people and records go by.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    archive::{Archive, Tables},
    model::{Event, Sym, ids},
    timeline::{Merged, grouping, participants},
};

/// Display names by subject or id.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By what entries and records are known under, by its place among the strings of the archive.
    known: Vec<Option<Name>>,
    /// Names that are not strings of the archive, or not by themselves.
    told: Vec<String>,
    /// By ids that stand in fields only.
    parents: FxHashMap<String, String>,
}

/// Where a name is spelled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Name {
    /// As entries state it.
    Stated(Sym),
    /// Among those told otherwise.
    Told(u32),
}

impl Names {
    /// All that entries state, joins announce and rows tell.
    pub(super) fn of(archive: &Archive, merged: &Merged, tables: &Tables<'_>) -> Self {
        let mut names = Self {
            known: vec![None; archive.names.count()],
            told: Vec::new(),
            parents: parent_names(archive),
        };
        // The platform states the key of an end user, a phone number for instance, as their name.
        let keys: FxHashSet<&str> = tables
            .of("MessagingEndUser")
            .filter_map(|(_, row)| row.get("MessagingPlatformKey"))
            .collect();
        for &(actor, name) in &merged.names {
            names.learn(archive, &keys, actor, Name::Stated(name));
        }
        let mut told = |sym: Sym, name: &str| names.told(archive, &keys, sym, name);
        for &(_, content) in &merged.with_content {
            let content = &archive.contents[content as usize];
            let Some(Event::Participants(changes)) = &content.event else {
                continue;
            };
            for (_, party) in changes {
                let (Some(subject), Some(name)) = (&party.subject, &party.name) else {
                    continue;
                };
                let subject = ids::with_canonical(subject, |id| archive.names.find(id));
                if let Some(sym) = subject {
                    told(sym, name);
                }
            }
        }
        for (id, row) in tables.of("MessagingEndUser") {
            let Some(name) = row.get("Name") else {
                continue;
            };
            for key in [Some(id), row.get("MessagingPlatformKey")]
                .into_iter()
                .flatten()
            {
                if let Some(sym) = archive.names.find(key) {
                    told(sym, name);
                }
            }
        }
        for object in Tables::NAMED.iter().chain(&["ConversationParticipant"]) {
            for (id, row) in tables.of(object) {
                if let (Some(sym), Some(name)) = (archive.names.find(id), row.name()) {
                    told(sym, &name);
                }
            }
        }
        // What a participant goes by, under each of the keys that entries use for them.
        for (id, row) in tables.of("ConversationParticipant") {
            for key in participants::keys(id, row) {
                if let (Some(sym), Some(name)) = (archive.names.find(&key), row.name()) {
                    told(sym, &name);
                }
            }
        }
        names
    }

    /// Takes in a name that a row or an event tells.
    fn told(&mut self, archive: &Archive, keys: &FxHashSet<&str>, sym: Sym, name: &str) {
        if self.known(archive, sym) == Some(name) {
            return;
        }
        let place = Name::Told(self.told.len() as u32);
        self.told.push(name.to_owned());
        self.learn(archive, keys, sym, place);
        if self.known[sym.place()] != Some(place) {
            self.told.pop();
        }
    }

    /// Takes in a name, if it is one and better than what is known.
    fn learn(&mut self, archive: &Archive, keys: &FxHashSet<&str>, sym: Sym, name: Name) {
        let known = self.known[sym.place()];
        if known == Some(name) {
            return;
        }
        let spelled = self.spelled(archive, name);
        if spelled.trim().is_empty()
            || keys.contains(spelled)
            || grouping::is_key(spelled, Some(sym), archive)
        {
            return;
        }
        let is_better = known.is_none_or(|known| {
            let known = self.spelled(archive, known);
            grouping::better_name(known, spelled) != known
        });
        if is_better {
            self.known[sym.place()] = Some(name);
        }
    }

    fn spelled<'a>(&'a self, archive: &'a Archive, name: Name) -> &'a str {
        match name {
            Name::Stated(sym) => archive.name(sym),
            Name::Told(at) => &self.told[at as usize],
        }
    }

    fn known<'a>(&'a self, archive: &'a Archive, sym: Sym) -> Option<&'a str> {
        let name = *self.known.get(sym.place())?;
        name.map(|name| self.spelled(archive, name))
    }

    /// The name behind what entries and records are known under.
    pub(super) fn get<'a>(&'a self, archive: &'a Archive, sym: Sym) -> Option<&'a str> {
        let known = self.known(archive, sym);
        if known.is_some() || self.parents.is_empty() {
            return known;
        }
        self.parents.get(archive.name(sym)).map(String::as_str)
    }

    /// The name behind an id of any spelling.
    pub(super) fn of_id<'a>(&'a self, archive: &'a Archive, id: &str) -> Option<&'a str> {
        ids::with_canonical(id, |id| self.of_canonical(archive, id))
    }

    /// The name behind an id as [`ids::canonical`] gives it.
    pub(super) fn of_canonical<'a>(&'a self, archive: &'a Archive, id: &str) -> Option<&'a str> {
        let known = archive.names.find(id);
        let known = known.and_then(|sym| self.known(archive, sym));
        known.or_else(|| self.parents.get(id).map(String::as_str))
    }
}

/// Names of parents beside their ids, as `Owner.Name` beside `OwnerId`, for ids that no entry and
/// no other record has. O(rows).
fn parent_names(archive: &Archive) -> FxHashMap<String, String> {
    let mut names: FxHashMap<String, String> = FxHashMap::default();
    for row in &archive.rows {
        for (field, name) in row.fields(archive) {
            let Some(parent) = field.strip_suffix(".Name") else {
                continue;
            };
            let get = |wanted: &str| {
                let mut fields = row.fields(archive);
                fields.find_map(|(name, value)| (name == wanted).then_some(value))
            };
            let id = get(&format!("{parent}Id"))
                .or_else(|| get(&format!("{parent}.Id")))
                .or_else(|| get(&format!("{}__c", parent.strip_suffix("__r")?)));
            let Some(id) = id else { continue };
            let id = ids::canonical(id).into_owned();
            match names.get_mut(&id) {
                Some(known) => {
                    let better = grouping::better_name(known, name).to_owned();
                    *known = better;
                }
                None => {
                    names.insert(id, name.to_string());
                }
            }
        }
    }
    names
}
