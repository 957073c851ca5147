//! What a policy removed from an archive, in numbers, and what it did not look at. No value is in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    diagnostics::Code,
    export::{Findings, LeakReport, Scope, Watched},
    model::{EntryType, Role},
    redact::{Decisions, Languages, Policy, Verdict},
};

/// Which bytes a report is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FileDigest {
    /// Name of the file.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

/// The proof of a redaction.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "camelCase")]
pub struct RedactionReport {
    /// What this is, and what it is not.
    pub statement: &'static str,
    /// Version of the program.
    pub version: &'static str,
    /// Name of the policy.
    pub policy: String,
    /// SHA-256 of the policy; its key is no part of it.
    pub policy_hash: String,
    /// Languages whose context words were read.
    pub languages: Vec<&'static str>,
    /// Conversations, entries and texts that were looked at.
    pub examined: Examined,
    /// Findings, by what became of them.
    pub findings: Tally,
    /// The same by detector.
    pub by_detector: Vec<DetectorTally>,
    /// The same by who wrote the text.
    pub by_role: Vec<NamedTally>,
    /// The same by conversation; those without findings are left out.
    pub by_conversation: Vec<NamedTally>,
    /// What reviewers decided.
    pub decisions: DecisionTally,
    /// What was not looked at, and how much of it there is.
    pub not_examined: Vec<NotExamined>,
    /// Files that were read.
    pub inputs: Vec<FileDigest>,
    /// Files that were written.
    pub outputs: Vec<FileDigest>,
    /// What became of the check of the output; `null` where none was made.
    pub leak_check: Option<LeakReport>,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Examined {
    /// Conversations.
    pub conversations: u32,
    /// Entries.
    pub entries: u32,
    /// Texts in them and beside them.
    pub texts: u64,
}

/// Findings, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Tally {
    /// Removed by these rules.
    pub removed: u32,
    /// Left in the text, by policy or decision.
    pub kept: u32,
}

/// Findings under a name.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NamedTally {
    /// The role, or the conversation id.
    pub name: String,
    /// How many.
    #[serde(flatten)]
    pub findings: Tally,
}

/// Findings of a detector.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DetectorTally {
    /// Its id.
    pub detector: String,
    /// Entity type.
    #[serde(rename = "type")]
    pub kind: String,
    /// How many.
    #[serde(flatten)]
    pub findings: Tally,
}

/// What reviewers decided.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct DecisionTally {
    /// Decisions.
    pub total: u32,
    /// Findings that were accepted.
    pub accepted: u32,
    /// Findings that were rejected, and are left in the text.
    pub rejected: u32,
    /// Decisions, by their place in the file, that concern nothing in these data.
    pub unmatched: Vec<u32>,
}

/// Something that was not looked at.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct NotExamined {
    /// What.
    pub what: String,
    /// How much of it.
    pub count: u64,
}

const STATEMENT: &str = "These values were removed by these rules. This says nothing of what the rules do not look for, \
     and nothing of what is listed as not examined.";

/// A policy, and the decisions laid on it.
#[derive(Clone, Copy, Debug)]
pub struct Reviewed<'p> {
    /// The policy.
    pub policy: &'p Policy,
    /// The decisions.
    pub decisions: &'p Decisions,
    /// Which of them, by place, concern nothing in the data.
    pub unmatched: &'p [u32],
}

impl Tally {
    fn add(&mut self, kept: bool) {
        if kept {
            self.kept += 1;
        } else {
            self.removed += 1;
        }
    }
}

impl RedactionReport {
    /// Counts the findings. O(findings + entries); files, outputs and the check are added by the caller.
    pub fn new(
        findings: &Findings,
        watched: &Watched<'_>,
        scope: &Scope,
        reviewed: Reviewed<'_>,
    ) -> Self {
        let mut all = Tally::default();
        let mut decisions = DecisionTally {
            total: reviewed.decisions.decisions.len() as u32,
            unmatched: reviewed.unmatched.to_vec(),
            ..DecisionTally::default()
        };
        let mut by_detector: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
        let mut by_role: BTreeMap<Role, Tally> = BTreeMap::new();
        let mut by_conversation: BTreeMap<u32, Tally> = BTreeMap::new();
        let mut unread = 0;
        for found in &findings.all {
            let kept = found.operator == "keep";
            all.add(kept);
            let of = (&*found.detector, &*found.kind);
            by_detector.entry(of).or_default().add(kept);
            by_role.entry(found.role).or_default().add(kept);
            let conversation = by_conversation.entry(found.conversation);
            conversation.or_default().add(kept);
            match found.decided {
                Some((Verdict::Accept, _)) => decisions.accepted += 1,
                Some((Verdict::Reject, _)) => decisions.rejected += 1,
                _ => {}
            }
            unread += u64::from(found.evidence.validator == Some("budget"));
        }
        let places = scope.places(watched.timeline);
        let known = reviewed
            .policy
            .languages
            .iter()
            .filter_map(|tag| Languages::known(tag));
        let languages = known.reduce(Languages::with).unwrap_or_default();
        let (entries, not_examined) = not_examined(watched, scope, &places, unread);
        Self {
            statement: STATEMENT,
            version: env!("CARGO_PKG_VERSION"),
            policy: reviewed.policy.name.clone(),
            policy_hash: reviewed.policy.hash(),
            languages: languages.codes(),
            examined: Examined {
                conversations: places.len() as u32,
                entries,
                texts: findings.texts,
            },
            findings: all,
            by_detector: by_detector
                .into_iter()
                .map(|((detector, kind), findings)| DetectorTally {
                    detector: detector.to_owned(),
                    kind: kind.to_owned(),
                    findings,
                })
                .collect(),
            by_role: by_role
                .into_iter()
                .map(|(role, findings)| NamedTally {
                    name: role.as_str().to_owned(),
                    findings,
                })
                .collect(),
            by_conversation: by_conversation
                .into_iter()
                .map(|(place, findings)| NamedTally {
                    name: watched.conversation_id(place),
                    findings,
                })
                .collect(),
            decisions,
            not_examined,
            inputs: Vec::new(),
            outputs: Vec::new(),
            leak_check: None,
        }
    }

    /// The same for a person to read and to sign.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line(format!(
            "Redaction report, sealed-transcript {}",
            self.version
        ));
        line(String::new());
        line(self.statement.to_owned());
        line(String::new());
        line(format!(
            "Policy: {}, SHA-256 {}",
            self.policy, self.policy_hash
        ));
        line(format!(
            "Languages whose context was read: {}",
            self.languages.join(", ")
        ));
        let Examined {
            conversations,
            entries,
            texts,
        } = self.examined;
        line(format!(
            "Examined: {conversations} conversations, {entries} entries, {texts} texts"
        ));
        let of = |tally: &Tally| format!("{} removed, {} kept", tally.removed, tally.kept);
        line(format!("Findings: {}", of(&self.findings)));
        line(String::new());
        line("By detector".to_owned());
        for one in &self.by_detector {
            line(format!(
                "  {} ({}): {}",
                one.detector,
                one.kind,
                of(&one.findings)
            ));
        }
        for (title, all) in [
            ("By role", &self.by_role),
            ("By conversation", &self.by_conversation),
        ] {
            line(title.to_owned());
            for one in all {
                line(format!("  {}: {}", one.name, of(&one.findings)));
            }
        }
        let DecisionTally {
            total,
            accepted,
            rejected,
            unmatched,
        } = &self.decisions;
        line(format!(
            "Decisions: {total}; findings accepted {accepted}, rejected {rejected}; without anything to decide on: {}",
            unmatched.len()
        ));
        line(String::new());
        line("Not examined".to_owned());
        for one in &self.not_examined {
            line(format!("  {}: {}", one.what, one.count));
        }
        for (title, files) in [("Input", &self.inputs), ("Output", &self.outputs)] {
            line(title.to_owned());
            for one in files {
                line(format!(
                    "  {} ({} bytes), SHA-256 {}",
                    one.file, one.bytes, one.sha256
                ));
            }
        }
        line(match &self.leak_check {
            None => "Leak check: not made".to_owned(),
            Some(check) => {
                let places = check.places.map_or_else(
                    || "places not checked: this format cannot be opened again".to_owned(),
                    |places| format!("{places} places compared"),
                );
                format!(
                    "Leak check: {}; {} bytes read again, {} values looked for, {} exempt, {places}; {} leaks, {} for review",
                    if check.passed { "passed" } else { "FAILED" },
                    check.bytes,
                    check.values,
                    check.exempt,
                    check.leaks.len(),
                    check.review.len()
                )
            }
        });
        out
    }
}

/// Entries in scope, and what of them and of the files nobody looked at.
fn not_examined(
    watched: &Watched<'_>,
    scope: &Scope,
    places: &[u32],
    unread: u64,
) -> (u32, Vec<NotExamined>) {
    let (mut entries, mut attachments, mut spoken, mut unknown) = (0, 0, 0, 0);
    let mut strange: BTreeMap<String, u64> = BTreeMap::new();
    for &place in places {
        let Some(conversation) = watched.timeline.conversations.get(place as usize) else {
            continue;
        };
        let mut tags: Vec<&str> = conversation
            .sessions
            .iter()
            .flat_map(|session| {
                [
                    session.field("EndUserLanguage"),
                    session.field("ChannelLocale"),
                ]
            })
            .flatten()
            .filter(|tag| Languages::known(tag).is_none())
            .map(|tag| tag.split(['-', '_']).next().unwrap_or(tag))
            .collect();
        tags.sort_unstable();
        tags.dedup();
        for tag in tags.into_iter().filter(|tag| tag.len() <= 3) {
            *strange.entry(tag.to_ascii_lowercase()).or_default() += 1;
        }
        for placed in &conversation.entries {
            let entry = &watched.timeline.entry(watched.archive, *placed);
            if scope.customer_copy && (entry.flags.internal || entry.role == Role::Supervisor) {
                continue;
            }
            entries += 1;
            let content = entry
                .content
                .and_then(|at| watched.archive.contents.get(at as usize));
            attachments += content.map_or(0, |content| content.attachments.len() as u64);
            spoken += u64::from(entry.duration.is_some() || entry.end_at.is_some());
            unknown += u64::from(
                matches!(entry.entry_type, EntryType::Other(_))
                    || content.is_some_and(|content| content.unknown_type.is_some()),
            );
        }
    }
    let sources = &watched.archive.sources;
    let diagnosed = sources.iter().map(|source| source.diagnosed).sum();
    let ignored = sources
        .iter()
        .filter(|s| matches!(s.format.as_str(), "unrecognised" | "cancelled"))
        .count() as u64;
    let broken = sources
        .iter()
        .flat_map(|source| &source.diagnostics)
        .filter(|diagnostic| diagnostic.code == Code::BadMember)
        .count() as u64;
    let fields = sources
        .iter()
        .flat_map(|source| source.unknown_fields.values())
        .sum();
    let mut out: Vec<NotExamined> = [
        (
            "contents of attachments (their names and links were)",
            attachments,
        ),
        ("audio behind utterances (their words were)", spoken),
        (
            "records that could not be read, and are not in the output",
            diagnosed,
        ),
        ("files of no known kind, not in the output", ignored),
        (
            "files in archives that could not be unpacked, or not whole",
            broken,
        ),
        (
            "entries of undocumented types (their strings were, without context)",
            unknown,
        ),
        ("values of fields that no transcript shows", fields),
        ("texts too costly to read, redacted whole", unread),
    ]
    .into_iter()
    .map(|(what, count)| NotExamined {
        what: what.to_owned(),
        count,
    })
    .collect();
    out.extend(strange.into_iter().map(|(tag, count)| NotExamined {
        what: format!("context in language {tag} (its conversations)"),
        count,
    }));
    (entries, out)
}
