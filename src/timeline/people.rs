//! Who is who: one author behind many names and ids, and how each role is known.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::{
    archive::{Archive, RoleBy, Tables},
    model::{Role, Sym, ids},
    timeline::{Entry, Merged, one_export, participants},
};

/// The part that an author plays in a conversation, whatever names and ids they go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Their role.
    pub role: Role,
    /// Their number among those of this role, from 1, by first appearance.
    pub number: u32,
}

impl Part {
    /// The name that stays the same whatever else is known of them: `Agent-2`.
    pub fn label(self) -> String {
        [self.role.as_str(), "-", &self.number.to_string()].concat()
    }
}

/// Finds the roles that entries do not state. O(entries + rows).
pub(super) fn find_roles(archive: &Archive, tables: &Tables<'_>, merged: &mut Merged) {
    let exports = !archive.exported.is_empty();
    if !exports && !merged.lacks_roles {
        return;
    }
    let mut roles: Vec<(Role, RoleBy)> = merged
        .entries(archive)
        .map(|entry| {
            let stated = exports.then(|| stated_by(archive, merged, &entry));
            (entry.role, stated.unwrap_or(entry.role_by))
        })
        .collect();
    if merged.lacks_roles {
        let mut peers: FxHashMap<Sym, Option<Role>> = FxHashMap::default();
        for entry in merged.entries(archive) {
            if let (role, Some(actor)) = (entry.role, entry.actor)
                && role != Role::Unknown
            {
                peers
                    .entry(actor)
                    .and_modify(|known| *known = known.filter(|known| *known == role))
                    .or_insert(Some(role));
            }
        }
        let of_participants = participants_roles(tables);
        for (entry, known) in merged.entries(archive).zip(&mut roles) {
            let (Role::Unknown, Some(actor)) = (entry.role, entry.actor) else {
                continue;
            };
            let key = archive.name(actor);
            let found = [
                (table_role(tables, &of_participants, key), RoleBy::Table),
                (peers.get(&actor).copied().flatten(), RoleBy::Peer),
                (key_role(key), RoleBy::Key),
            ];
            let found = found.into_iter().find_map(|(role, by)| Some((role?, by)));
            *known = found.unwrap_or(*known);
        }
    }
    merged.roles = roles;
}

/// What told the role of an entry that has one, where exports of ours, which say it, are among the
/// files.
fn stated_by(archive: &Archive, merged: &Merged, entry: &Entry) -> RoleBy {
    if entry.role == Role::Unknown {
        return RoleBy::Unknown;
    }
    let by = |&copy: &u32| {
        let sighting = &archive.sightings[copy as usize];
        (sighting.role == entry.role).then(|| {
            let row = archive.exported.get(copy);
            row.and_then(|row| row.role_by).unwrap_or(RoleBy::Stated)
        })
    };
    // A record that states the role says more than an export that found it.
    let copies = merged.copies(entry.number).iter();
    copies.filter_map(by).min().unwrap_or(RoleBy::Stated)
}

/// Roles that the participants' tables tell, as for rows of Data Cloud. An entry may name its
/// author by the participant's id, its UUID or its subject.
fn participants_roles<'a>(tables: &Tables<'a>) -> FxHashMap<Cow<'a, str>, Role> {
    let mut roles = FxHashMap::default();
    for (id, row) in tables.of("ConversationParticipant") {
        let role = participants::role_in(tables, row);
        if role != Role::Unknown {
            roles.extend(participants::keys(id, row).map(|key| (key, role)));
        }
    }
    roles
}

/// The role that the author's own row tells. A `User` may be a representative or a supervisor:
/// that row tells nothing.
fn table_role(
    tables: &Tables<'_>,
    roles: &FxHashMap<Cow<'_, str>, Role>,
    key: &str,
) -> Option<Role> {
    let of = |object: &str, role| tables.get(object, key).map(|_| role);
    let stated = roles.get(key).copied();
    stated
        .or_else(|| of("MessagingEndUser", Role::EndUser))
        .or_else(|| of("LiveChatVisitor", Role::EndUser))
        .or_else(|| of("BotDefinition", Role::Bot))
}

/// The role that the form of a key tells: the subject of an in-app or web user is verified
/// (identity guide), prefixes of record ids are inferred.
fn key_role(key: &str) -> Option<Role> {
    let record = ids::is_record_id(key);
    match key {
        _ if key.starts_with("v2/iamessage/") => Some(Role::EndUser),
        _ if record && key.starts_with("0PA") => Some(Role::EndUser),
        _ if record && key.starts_with("0Xx") => Some(Role::Bot),
        _ => None,
    }
}

/// Keys that stand for one person: those of one `MessagingEndUser`, and those under which
/// different records tell of the same entry in the same role.
#[derive(Debug, Default)]
pub(super) struct People {
    parents: FxHashMap<Sym, Sym>,
    /// Whether all there is comes from one export of ours, which says who is who.
    stated: bool,
}

impl People {
    /// Joins the keys. O(rows + copies).
    pub(super) fn build(archive: &Archive, tables: &Tables<'_>, merged: &Merged) -> Self {
        let mut people = Self {
            stated: one_export(archive).is_some(),
            ..Self::default()
        };
        let mut owners: FxHashMap<&str, Option<&str>> = FxHashMap::default();
        for (id, row) in tables.of("MessagingEndUser") {
            if let Some(key) = row.get("MessagingPlatformKey") {
                owners
                    .entry(key)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(id));
            }
        }
        for (key, id) in owners {
            if let (Some(key), Some(id)) = (
                archive.names.find(key),
                id.and_then(|id| archive.names.find(id)),
            ) {
                people.join(key, id);
            }
        }
        for entry in merged.combined(archive) {
            let keys = merged
                .copies(entry.number)
                .iter()
                .map(|&copy| &archive.sightings[copy as usize])
                .filter(|sighting| sighting.role == entry.role && entry.role != Role::Unknown)
                .filter_map(|sighting| sighting.actor);
            for key in keys {
                if let Some(actor) = entry.actor {
                    people.join(actor, key);
                }
            }
        }
        people
    }

    fn join(&mut self, a: Sym, b: Sym) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents.insert(a.max(b), a.min(b));
        }
    }

    /// The key that stands for all keys of a person.
    pub(super) fn root(&self, mut key: Sym) -> Sym {
        while let Some(&up) = self.parents.get(&key) {
            key = up;
        }
        key
    }

    /// The number that the one export has for an entry's author: it may lack entries and ids.
    pub(super) fn stated(&self, archive: &Archive, merged: &Merged, entry: u32) -> Option<u32> {
        let copies = self.stated.then(|| merged.copies(entry))?;
        archive.exported.get(*copies.first()?)?.part
    }
}

/// Who an entry says wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Author {
    pub(super) role: Role,
    pub(super) actor: Option<Sym>,
    pub(super) name: Option<Sym>,
}

impl Author {
    /// What they go by: a subject or id, else a name.
    pub(super) fn key(self) -> Option<Sym> {
        self.actor.or(self.name)
    }
}

/// What tells the people of one conversation apart, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Known {
    Number(u32),
    Key(Sym),
    Name(Sym),
    Nothing,
}

/// Numbers the authors of one conversation as they appear.
#[derive(Debug, Default)]
pub(super) struct Cast {
    pub(super) parts: Vec<Part>,
    places: FxHashMap<(Role, Known), u32>,
    numbers: FxHashMap<Role, u32>,
}

impl Cast {
    /// The place of an entry's author among the parts; `stated` is their number, where an export
    /// says it.
    ///
    /// A conversation has one end user: an entry of theirs that names nobody is theirs too.
    pub(super) fn seat(&mut self, people: &People, author: Author, stated: Option<u32>) -> u32 {
        if let Some(number) = stated {
            let role = author.role;
            return *self
                .places
                .entry((role, Known::Number(number)))
                .or_insert_with(|| {
                    self.parts.push(Part { role, number });
                    self.parts.len() as u32 - 1
                });
        }
        self.place(people, author)
    }

    fn place(&mut self, people: &People, author: Author) -> u32 {
        let role = author.role;
        let known = match (author.actor, author.name) {
            (Some(actor), _) => Known::Key(people.root(actor)),
            (None, _) if role == Role::EndUser => Known::Nothing,
            (None, Some(name)) => Known::Name(name),
            (None, None) => Known::Nothing,
        };
        if role == Role::EndUser {
            let nobody = (Role::EndUser, Known::Nothing);
            if known == Known::Nothing
                && let Some(place) = self.of_role(Role::EndUser)
            {
                return place;
            }
            // Whoever is named first is who wrote before without a name.
            if !self.places.contains_key(&(role, known))
                && let Some(place) = self.places.remove(&nobody)
            {
                self.places.insert((role, known), place);
                return place;
            }
        }
        let Self {
            parts,
            places,
            numbers,
            ..
        } = self;
        *places.entry((role, known)).or_insert_with(|| {
            let number = numbers.entry(role).or_default();
            *number += 1;
            parts.push(Part {
                role,
                number: *number,
            });
            parts.len() as u32 - 1
        })
    }

    fn of_role(&self, role: Role) -> Option<u32> {
        let place = self.parts.iter().position(|one| one.role == role);
        place.map(|place| place as u32)
    }
}
