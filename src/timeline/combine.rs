//! One entry out of the records that tell of it.

use crate::{
    archive::{Archive, AssignedBy, Flags, Sighting, Span},
    model::{EntryId, EntryType, Millis, Role},
    timeline::{Entry, Merged, Revision, RoleBy, merged::Combined},
};

/// What is the same for all entries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Files<'a> {
    pub(super) archive: &'a Archive,
    pub(super) ranks: &'a [u32],
    /// Which sources have a server time anywhere.
    pub(super) has_server_time: &'a [bool],
}

/// The records that tell of one entry, each list in its order.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tellers<'a> {
    /// Of the entry itself, lowest file rank first.
    pub(super) members: &'a [u32],
    /// `MessageUpdated`, oldest first.
    pub(super) updates: &'a [u32],
    /// `MessageDeliveryFailed`, oldest first.
    pub(super) failures: &'a [u32],
}

/// An entry that one record tells of: what it says is what there is.
pub(super) fn single(archive: &Archive, number: u32, at: u32, has_server_time: &[bool]) -> Entry {
    let sighting = &archive.sightings[at as usize];
    let utterance = archive.utterance(at);
    let (at, at_is_client) = clock(sighting, has_server_time);
    Entry {
        number,
        id: sighting.id,
        entry_type: sighting.entry_type,
        text: sighting.text,
        content: sighting.content(),
        revisions: (0, 0),
        session: sighting.session,
        session_rule: session_rule(sighting),
        role: sighting.role,
        role_by: stated(sighting.role),
        actor: sighting.actor,
        actor_name: sighting.actor_name,
        at,
        at_is_client,
        client_at: sighting.client_at.get(),
        end_at: utterance.end_at,
        duration: utterance.duration,
        status: sighting.status,
        status_code: sighting.status_code,
        undelivered: is_error(archive, sighting),
        failure: None,
        text_conflict: false,
        edited: false,
        flags: sighting.flags,
    }
}

/// Client time orders only where the whole file has no other.
fn stands_in(sighting: &Sighting, has_server_time: &[bool]) -> bool {
    !has_server_time[sighting.source.0 as usize] || sighting.flags.has_no_server_time
}

/// The time that orders an entry which one record tells of, and whether it is a client's.
#[inline]
pub(super) fn clock(sighting: &Sighting, has_server_time: &[bool]) -> (Option<Millis>, bool) {
    let server = sighting.server_at.get();
    if server.is_some() || !stands_in(sighting, has_server_time) {
        return (server, false);
    }
    let client = sighting.client_at.get();
    (client, client.is_some())
}

/// The rule by which a record names its session.
#[inline]
pub(super) fn session_rule(sighting: &Sighting) -> AssignedBy {
    match sighting.session {
        Some(_) => sighting.session_rule,
        None => AssignedBy::Unassigned,
    }
}

/// How a role is known that records state, or do not.
fn stated(role: Role) -> RoleBy {
    match role {
        Role::Unknown => RoleBy::Unknown,
        _ => RoleBy::Stated,
    }
}

/// Whether a record states that its message was not delivered.
#[inline]
pub(super) fn is_error(archive: &Archive, sighting: &Sighting) -> bool {
    let status = sighting.status.map(|status| archive.name(status));
    status.is_some_and(|status| status.eq_ignore_ascii_case("Error"))
}

/// An entry that several records tell of: the richer copy wins field by field.
pub(super) fn combine(
    files: &Files<'_>,
    number: u32,
    id: EntryId,
    tellers: &Tellers<'_>,
    merged: &mut Merged,
) -> Combined {
    let &Tellers {
        members,
        updates,
        failures,
    } = tellers;
    let &Files {
        archive,
        ranks,
        has_server_time,
    } = files;
    let all = || members.iter().map(|&at| &archive.sightings[at as usize]);
    let copies = merged.copies.len() as u32;
    merged.copies.extend_from_slice(members);

    let server = all().find_map(|sighting| sighting.server_at.get());
    let client = all().find_map(|sighting| sighting.client_at.get());
    let stand_in = all()
        .filter(|sighting| stands_in(sighting, has_server_time))
        .find_map(|sighting| sighting.client_at.get());
    let (session, session_rule) = all()
        .filter_map(|sighting| Some((sighting.session_rule, sighting.session?)))
        .min_by_key(|&(rule, session)| (rule, archive.name(session)))
        .map_or((None, AssignedBy::Unassigned), |(rule, session)| {
            (Some(session), rule)
        });
    let current = current_text(archive, ranks, members, updates);
    let revisions = merged.revisions.len() as u32;
    let text_conflict = note_revisions(archive, members, updates, current, merged);
    let flags = all().fold(Flags::default(), |flags, sighting| Flags {
        internal: flags.internal || sighting.flags.internal,
        automated: flags.automated || sighting.flags.automated,
        revised: flags.revised || sighting.flags.revised,
        replaced_characters: flags.replaced_characters || sighting.flags.replaced_characters,
        has_no_server_time: flags.has_no_server_time || sighting.flags.has_no_server_time,
    });
    let utterances = || members.iter().map(|&at| archive.utterance(at));
    let role = all()
        .map(|sighting| sighting.role)
        .find(|role| *role != Role::Unknown)
        .unwrap_or_default();
    let entry = Entry {
        number,
        id,
        // A platform row calls everything a text.
        entry_type: all()
            .map(|sighting| sighting.entry_type)
            .find(|kind| *kind != EntryType::Message)
            .unwrap_or(EntryType::Message),
        text: current,
        content: newest_content(archive, updates).or_else(|| richest_content(archive, members)),
        revisions: (revisions, merged.revisions.len() as u32),
        session,
        session_rule,
        role,
        role_by: stated(role),
        actor: all().find_map(|sighting| sighting.actor),
        actor_name: all().find_map(|sighting| sighting.actor_name),
        at: server.or(stand_in),
        at_is_client: server.is_none() && stand_in.is_some(),
        client_at: client,
        end_at: utterances().find_map(|one| one.end_at),
        duration: utterances().find_map(|one| one.duration),
        status: all().find_map(|sighting| sighting.status),
        status_code: failures
            .iter()
            .rev()
            .find_map(|&at| archive.sightings[at as usize].status_code)
            .or_else(|| all().find_map(|sighting| sighting.status_code)),
        undelivered: !failures.is_empty() || all().any(|sighting| is_error(archive, sighting)),
        failure: failures
            .iter()
            .rev()
            .find_map(|&at| archive.sightings[at as usize].text),
        text_conflict,
        edited: !updates.is_empty(),
        flags,
    };
    Combined {
        entry,
        copies: (copies, merged.copies.len() as u32),
    }
}

/// `MessageUpdated` by time; else non-blank over blank; else revised; else the higher rank.
fn current_text(
    archive: &Archive,
    ranks: &[u32],
    members: &[u32],
    updates: &[u32],
) -> Option<Span> {
    // The last of equals wins, and both lists are in order already.
    let newest = updates
        .iter()
        .rev()
        .find_map(|&at| archive.sightings[at as usize].text);
    if newest.is_some() {
        return newest;
    }
    members
        .iter()
        .map(|&at| &archive.sightings[at as usize])
        .filter(|sighting| sighting.text.is_some())
        .max_by_key(|sighting| (sighting.flags.revised, ranks[sighting.source.0 as usize]))
        .and_then(|sighting| sighting.text)
}

/// Keeps every text but the current one; tells whether copies of the entry itself disagree.
fn note_revisions(
    archive: &Archive,
    members: &[u32],
    updates: &[u32],
    current: Option<Span>,
    merged: &mut Merged,
) -> bool {
    if members.len() + updates.len() < 2 {
        return false;
    }
    let text = |span: Span| archive.texts.get(span);
    let current_text = current.map(text);
    let mut seen: Vec<&str> = Vec::new();
    let mut conflict = false;
    let mut first_of_copies: Option<&str> = None;
    for (at, is_copy) in members
        .iter()
        .map(|&at| (at, true))
        .chain(updates.iter().map(|&at| (at, false)))
    {
        let sighting = &archive.sightings[at as usize];
        let Some(span) = sighting.text else { continue };
        let words = text(span);
        if is_copy {
            conflict |= first_of_copies.is_some_and(|first| first != words);
            first_of_copies.get_or_insert(words);
        }
        if Some(words) == current_text || seen.contains(&words) {
            continue;
        }
        seen.push(words);
        merged.revisions.push(Revision {
            text: span,
            at: sighting.server_at.get(),
            source: sighting.source.0,
        });
    }
    conflict
}

/// The content of the last update that has any beside its words.
fn newest_content(archive: &Archive, updates: &[u32]) -> Option<u32> {
    let contents = updates
        .iter()
        .rev()
        .filter_map(|&at| archive.sightings[at as usize].content());
    let mut contents = contents.filter(|&at| archive.contents[at as usize].parts() > 0);
    contents.next()
}

/// The content with the most in it; of equals the lowest rank.
fn richest_content(archive: &Archive, members: &[u32]) -> Option<u32> {
    members
        .iter()
        .rev()
        .filter_map(|&at| archive.sightings[at as usize].content())
        .max_by_key(|&at| {
            let content = &archive.contents[at as usize];
            content.parts()
                + usize::from(content.event.is_some())
                + usize::from(content.extra.is_some())
        })
}

#[cfg(test)]
mod tests {
    use fixtures::{
        scenario,
        write::{self, Format},
    };

    use super::*;
    use crate::{intake::Intake, limits::Limits};

    #[test]
    fn one_record_makes_the_entry_that_the_rules_for_several_make() {
        for world in [scenario::all(), scenario::random(5, 2)] {
            for format in Format::ALL {
                let mut archive = Archive::default();
                for file in write::entries(&world, format) {
                    let mut intake = Intake::new(&mut archive, &file.name, Limits::default());
                    intake.feed(&mut archive, &file.bytes);
                    intake.finish(&mut archive);
                }
                let ranks = archive.ranks();
                for has_server_time in [true, false] {
                    let has_server_time = vec![has_server_time; ranks.len()];
                    let files = Files {
                        archive: &archive,
                        ranks: &ranks,
                        has_server_time: &has_server_time,
                    };
                    for at in 0..archive.sightings.len() as u32 {
                        let tellers = Tellers {
                            members: &[at],
                            ..Tellers::default()
                        };
                        let id = archive.sightings[at as usize].id;
                        let mut merged = Merged::default();
                        let combined = combine(&files, 7, id, &tellers, &mut merged);
                        assert_eq!(single(&archive, 7, at, &has_server_time), combined.entry);
                        assert_eq!(merged.copies, [at]);
                    }
                }
            }
        }
    }
}
