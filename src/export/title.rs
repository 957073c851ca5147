//! What a conversation is called: the end user's name, or a number where a policy takes the name away.

use crate::{export::Lens, model::Role, timeline::Conversation};

/// The name of its end user as the lens shows it. A name of which only its type is left (`[PERSON]`) would be the
/// title of every conversation: `Customer 3` stands for it, the same wherever the name is the same.
pub fn title(conversation: &Conversation, lens: Lens<'_>) -> Option<String> {
    let name = conversation.end_user_name.as_deref()?;
    Some(name_or_number(name, conversation.end_user_number, lens))
}

/// The name of an end user, or what stands for it.
pub(super) fn name_or_number(name: &str, number: Option<u32>, lens: Lens<'_>) -> String {
    let (shown, tells) = lens.name(name, Role::EndUser);
    match number.filter(|_| !tells) {
        Some(number) => format!("Customer {number}"),
        None => shown.into_owned(),
    }
}
