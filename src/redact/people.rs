//! What an archive itself says about the people in it: the names, keys and form values to be found in later
//! text of their conversations.

use super::known::{Known, Who};
use crate::{
    archive::{Archive, Tables},
    model::{Event, Role},
    timeline::Timeline,
};

/// Fields of end users, contacts and chat visitors, and what they hold.
#[rustfmt::skip]
const FIELDS: [(&str, Who); 14] = [
    ("Name", Who::Name), ("FirstName", Who::Name), ("LastName", Who::Name), ("ContactName", Who::Name),
    ("EndUserName", Who::Name), ("MessagingPlatformKey", Who::Key), ("PlatformKey", Who::Key), ("Email", Who::Key),
    ("Phone", Who::Key), ("MobilePhone", Who::Key), ("MailingStreet", Who::Form), ("MailingCity", Who::Form),
    ("MailingPostalCode", Who::Form), ("Birthdate", Who::Form),
];
/// Objects whose rows are about an end user.
const PEOPLE: [&str; 4] = ["MessagingEndUser", "Contact", "LiveChatVisitor", "Account"];

/// The people of every conversation. `O(entries + rows)`.
pub fn people(archive: &Archive, timeline: &Timeline) -> Known {
    let tables = Tables::build(archive);
    let mut known = Known::default();
    for conversation in &timeline.conversations {
        let id = conversation.id.as_str();
        if let Some(name) = &conversation.end_user_name {
            known.add(id, Who::Name, name);
        }
        let sessions = conversation.sessions.iter();
        let users = sessions.filter_map(|s| s.field("MessagingEndUserId"));
        for user in conversation.end_user.as_deref().into_iter().chain(users) {
            let user = crate::model::ids::canonical(user);
            for record in PEOPLE.iter().filter_map(|object| tables.get(object, &user)) {
                for (field, who) in FIELDS {
                    if let Some(value) = record.get(field) {
                        known.add(id, who, value);
                    }
                }
            }
        }
        for placed in &conversation.entries {
            let entry = &timeline.entry(archive, *placed);
            let who = match entry.role {
                Role::EndUser => Some(Who::Name),
                Role::Agent | Role::Supervisor => Some(Who::AgentName),
                _ => None,
            };
            if let (Some(who), Some(name)) = (who, timeline.actor_name(archive, entry)) {
                known.add(id, who, name);
            }
            if entry.role == Role::EndUser
                && let Some(actor) = entry.actor
                && is_key(archive.name(actor))
            {
                known.add(id, Who::Key, archive.name(actor));
            }
            let content = entry
                .content
                .and_then(|at| archive.contents.get(at as usize));
            let Some(content) = content else { continue };
            for field in &content.form {
                if let Some(value) = &field.value {
                    let label = field.label.as_deref().unwrap_or_default();
                    known.add(id, Who::of_label(label), value);
                }
            }
            if let Some(Event::Participants(parties)) = &content.event {
                for (_, party) in parties {
                    let who = match party.role {
                        Role::EndUser => Who::Name,
                        Role::Agent | Role::Supervisor => Who::AgentName,
                        _ => continue,
                    };
                    if let Some(name) = &party.name {
                        known.add(id, who, name);
                    }
                    if let Some(subject) = party
                        .subject
                        .as_deref()
                        .filter(|s| who == Who::Name && is_key(s))
                    {
                        known.add(id, Who::Key, subject);
                    }
                }
            }
        }
    }
    known
}

/// Whether a subject is a platform's key and no record id, which says nothing of a person.
fn is_key(subject: &str) -> bool {
    !super::validate::salesforce_id(subject.as_bytes()) && subject.len() >= 6
}
