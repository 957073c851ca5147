//! Answers that refuse, and fields that the version asked does not have.

use super::{Cause, Gap, Gaps};
use crate::archive::{Archive, SourceId};

/// (Object, field, the API version it came with): fields without which something cannot be told.
/// Source: object reference of the two.
const SINCE: &[(&str, &str, u32)] = &[
    ("MessagingSession", "ConversationId", 55),
    ("ConversationEntry", "EntryTimeMilliSecs", 51),
    ("ConversationEntry", "ClientTimestamp", 51),
];

pub(super) fn find(archive: &Archive, gaps: &mut Gaps) {
    for at in 0..archive.sources.len() {
        let id = SourceId(at as u32);
        let source = archive.source(id);
        for error in source.refusals.keys() {
            let (code, what) = match error.as_str() {
                "INSUFFICIENT_ACCESS"
                | "INSUFFICIENT_ACCESS_OR_READONLY"
                | "FUNCTIONALITY_NOT_ENABLED"
                | "API_DISABLED_FOR_ORG"
                | "INVALID_TYPE" => (Cause::PermissionMissing, "may not see what was asked for"),
                "INVALID_FIELD" => (
                    Cause::FieldTooNew,
                    "asked for a field that this API version does not have, or that the user may not see",
                ),
                _ => (Cause::Refused, "was refused"),
            };
            let subject = match code {
                Cause::PermissionMissing => "the user",
                Cause::FieldTooNew => "the query",
                _ => "the request",
            };
            gaps.of(
                id,
                Gap::new(code, format!("{subject} {what}: the API answered {error}")),
            );
        }
        let Some(version) = source.api_version else {
            continue;
        };
        let missing: Vec<String> = SINCE
            .iter()
            .filter(|(object, _, since)| source.records.contains_key(*object) && version < *since)
            .map(|(object, field, since)| format!("{object}.{field} (from API {since} on)"))
            .collect();
        if !missing.is_empty() {
            gaps.of(
                id,
                Gap::new(
                    Cause::FieldTooNew,
                    format!(
                        "the rows were asked from API {version}, which has no {}",
                        missing.join(", ")
                    ),
                ),
            );
        }
    }
}
