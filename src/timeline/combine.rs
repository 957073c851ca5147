//! One entry out of the records that tell of it.

use crate::{
    archive::{Archive, AssignedBy, Flags, Sighting, Span},
    model::{EntryId, EntryType, Role},
    timeline::{Entry, Merged, Revision, RoleBy},
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

/// Puts an entry together; its copies and revisions go to `merged`.
pub(super) fn combine(
    files: &Files<'_>,
    id: EntryId,
    tellers: &Tellers<'_>,
    merged: &mut Merged,
) -> Entry {
    match *tellers {
        Tellers {
            members: &[only],
            updates: [],
            failures: [],
        } => single(files, id, only, merged),
        _ => several(files, id, tellers, merged),
    }
}

/// An entry that one record tells of: what it says is what there is.
fn single(files: &Files<'_>, id: EntryId, at: u32, merged: &mut Merged) -> Entry {
    let archive = files.archive;
    let sighting = &archive.sightings[at as usize];
    let copies = merged.copies.len() as u32;
    merged.copies.push(at);
    let revisions = merged.revisions.len() as u32;
    let source = sighting.source.0 as usize;
    let stands_in = !files.has_server_time[source] || sighting.flags.has_no_server_time;
    let stand_in = sighting.client_at.filter(|_| stands_in);
    Entry {
        id,
        entry_type: sighting.entry_type,
        copies: (copies, copies + 1),
        text: sighting.text,
        content: sighting.content,
        revisions: (revisions, revisions),
        session: sighting.session,
        session_rule: match sighting.session {
            Some(_) => sighting.session_rule,
            None => AssignedBy::Unassigned,
        },
        role: sighting.role,
        role_by: RoleBy::default(),
        actor: sighting.actor,
        actor_name: sighting.actor_name,
        at: sighting.server_at.or(stand_in),
        at_is_client: sighting.server_at.is_none() && stand_in.is_some(),
        client_at: sighting.client_at,
        end_at: sighting.end_at,
        duration: sighting.duration,
        status: sighting.status,
        status_code: sighting.status_code,
        undelivered: is_error(archive, sighting),
        failure: None,
        text_conflict: false,
        edited: false,
        flags: sighting.flags,
    }
}

/// Whether a record states that its message was not delivered.
fn is_error(archive: &Archive, sighting: &Sighting) -> bool {
    let status = sighting.status.map(|status| archive.name(status));
    status.is_some_and(|status| status.eq_ignore_ascii_case("Error"))
}

/// An entry that several records tell of: the richer copy wins field by field.
fn several(files: &Files<'_>, id: EntryId, tellers: &Tellers<'_>, merged: &mut Merged) -> Entry {
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

    let server = all().find_map(|sighting| sighting.server_at);
    let client = all().find_map(|sighting| sighting.client_at);
    // Client time orders only where the whole file has no other.
    let stand_in = all()
        .filter(|sighting| {
            !has_server_time[sighting.source.0 as usize] || sighting.flags.has_no_server_time
        })
        .find_map(|sighting| sighting.client_at);
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
    Entry {
        id,
        // A platform row calls everything a text.
        entry_type: all()
            .map(|sighting| sighting.entry_type)
            .find(|kind| *kind != EntryType::Message)
            .unwrap_or(EntryType::Message),
        copies: (copies, merged.copies.len() as u32),
        text: current,
        content: newest_content(archive, updates).or_else(|| richest_content(archive, members)),
        revisions: (revisions, merged.revisions.len() as u32),
        session,
        session_rule,
        role: all()
            .map(|sighting| sighting.role)
            .find(|role| *role != Role::Unknown)
            .unwrap_or_default(),
        role_by: RoleBy::default(),
        actor: all().find_map(|sighting| sighting.actor),
        actor_name: all().find_map(|sighting| sighting.actor_name),
        at: server.or(stand_in),
        at_is_client: server.is_none() && stand_in.is_some(),
        client_at: client,
        end_at: all().find_map(|sighting| sighting.end_at),
        duration: all().find_map(|sighting| sighting.duration),
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
            at: sighting.server_at,
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
        .filter_map(|&at| archive.sightings[at as usize].content);
    let mut contents = contents.filter(|&at| archive.contents[at as usize].parts() > 0);
    contents.next()
}

/// The content with the most in it; of equals the lowest rank.
fn richest_content(archive: &Archive, members: &[u32]) -> Option<u32> {
    members
        .iter()
        .rev()
        .filter_map(|&at| archive.sightings[at as usize].content)
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
                    let files = Files {
                        archive: &archive,
                        ranks: &ranks,
                        has_server_time: &vec![has_server_time; ranks.len()],
                    };
                    for at in 0..archive.sightings.len() as u32 {
                        let tellers = Tellers {
                            members: &[at],
                            ..Tellers::default()
                        };
                        let (mut fast, mut slow) = (Merged::default(), Merged::default());
                        let id = archive.sightings[at as usize].id;
                        assert_eq!(
                            combine(&files, id, &tellers, &mut fast),
                            several(&files, id, &tellers, &mut slow)
                        );
                        assert_eq!(fast.copies, slow.copies);
                    }
                }
            }
        }
    }
}
