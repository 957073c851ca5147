//! Salesforce's own rules as a policy: `LiveChatSensitiveDataRule` metadata.
//!
//! Source: Metadata API and object reference of `LiveChatSensitiveDataRule`: a JavaScript pattern, enforced on
//! the author (`enforceOn` is a mask: agent 1, visitor 2, supervisor 4), `actionType` `Remove` or `Replace`,
//! lower `priority` first.

use super::operate::Operator;
use super::policy::{PatternRule, Policy};
use super::policy_error::{PolicyError, Problem};
use crate::model::Role;

impl Policy {
    /// A policy of one or more metadata files put one behind the other. Nothing but these rules is in it.
    ///
    /// ```
    /// use sealed_transcript::redact::{Engine, Policy};
    /// let policy = Policy::from_sensitive_data_rules(
    ///     "<LiveChatSensitiveDataRule><actionType>Replace</actionType><enforceOn>2</enforceOn>\
    ///      <isEnabled>true</isEnabled><masterLabel>Order</masterLabel><pattern>O-\\d{4}</pattern>\
    ///      <priority>1</priority><replacement>[ORDER]</replacement></LiveChatSensitiveDataRule>",
    /// )?;
    /// assert_eq!(policy.patterns[0].pattern, "O-\\d{4}");
    /// Engine::new(&policy)?;
    /// # Ok::<(), sealed_transcript::redact::PolicyError>(())
    /// ```
    pub fn from_sensitive_data_rules(xml: &str) -> Result<Self, PolicyError> {
        let fault = |rule: &str, field, why: &str| {
            Err(PolicyError::new(rule, field, Problem::Xml(why.to_owned())))
        };
        let mut policy = Self::empty("sensitive data rules");
        for block in blocks(xml, "LiveChatSensitiveDataRule") {
            let label = element(block, "masterLabel").unwrap_or_default();
            let mut id: String = label
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() {
                        c.to_ascii_lowercase()
                    } else {
                        '_'
                    }
                })
                .collect();
            if id.is_empty() {
                id = format!("rule_{}", policy.patterns.len() + 1);
            }
            if policy.patterns.iter().any(|p| p.id == id) {
                id = format!("{id}_{}", policy.patterns.len() + 1);
            }
            let Some(pattern) = element(block, "pattern").filter(|p| !p.is_empty()) else {
                return fault(&id, "pattern", "the rule has none");
            };
            let replacement = element(block, "replacement").unwrap_or_default();
            let operator = match element(block, "actionType").as_deref() {
                Some("Remove") => Operator::Remove,
                Some("Replace") => Operator::Replace { with: replacement },
                _ => return fault(&id, "actionType", "neither Remove nor Replace"),
            };
            let number = |field| element(block, field).map_or(Ok(0), |n| n.trim().parse::<i32>());
            let Ok(mask) = number("enforceOn") else {
                return fault(&id, "enforceOn", "no number");
            };
            let Ok(priority) = number("priority") else {
                return fault(&id, "priority", "no number");
            };
            let bits = [(1, Role::Agent), (2, Role::EndUser), (4, Role::Supervisor)];
            let roles: Vec<Role> = bits
                .iter()
                .filter(|(bit, _)| mask & bit != 0)
                .map(|(_, role)| *role)
                .collect();
            if mask & !7 != 0 || roles.is_empty() {
                return fault(
                    &id,
                    "enforceOn",
                    "a mask of agent 1, visitor 2, supervisor 4",
                );
            }
            policy.patterns.push(PatternRule {
                kind: id.to_ascii_uppercase(),
                id,
                enabled: element(block, "isEnabled").is_none_or(|e| e.trim() == "true"),
                pattern,
                operator,
                score: 1.0,
                priority: priority.saturating_neg(),
                roles,
                ..PatternRule::default()
            });
        }
        if policy.patterns.is_empty() {
            return fault("policy", "xml", "no LiveChatSensitiveDataRule in it");
        }
        Ok(policy)
    }
}

/// What stands between the tags of each element of a name.
fn blocks<'x>(xml: &'x str, name: &str) -> impl Iterator<Item = &'x str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut rest = xml;
    std::iter::from_fn(move || {
        let start = rest.find(&open)?;
        let inner = &rest[start..];
        let inner = &inner[inner.find('>')? + 1..];
        let end = inner.find(&close)?;
        rest = &inner[end + close.len()..];
        Some(&inner[..end])
    })
}

/// The text of an element, with its entities resolved.
fn element(block: &str, name: &str) -> Option<String> {
    let text = blocks(block, name).next()?;
    if let Some(data) = text
        .trim()
        .strip_prefix("<![CDATA[")
        .and_then(|t| t.strip_suffix("]]>"))
    {
        return Some(data.to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let entity = &rest[at + 1..];
        let end = entity.find(';').filter(|end| *end <= 8);
        let known = end.and_then(|end| character(&entity[..end]));
        match (known, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &entity[end + 1..];
            }
            _ => {
                out.push('&');
                rest = entity;
            }
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The character of an entity's name or number.
pub(super) fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let hex = number.strip_prefix(['x', 'X']);
            let code =
                hex.map_or_else(|| number.parse().ok(), |h| u32::from_str_radix(h, 16).ok())?;
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::Engine;

    fn rule(fields: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><LiveChatSensitiveDataRule xmlns=\"http://soap.sforce.com/2006/04/metadata\">{fields}\
             <isEnabled>true</isEnabled><masterLabel>My rule</masterLabel></LiveChatSensitiveDataRule>"
        )
    }

    #[test]
    fn roles_action_and_pattern_become_a_rule() {
        let xml = rule(
            "<actionType>Remove</actionType><enforceOn>3</enforceOn><pattern>a&lt;\\d+</pattern><priority>2</priority>",
        );
        let policy = Policy::from_sensitive_data_rules(&xml).expect("a policy");
        let pattern = &policy.patterns[0];
        assert_eq!(
            (pattern.id.as_str(), pattern.pattern.as_str()),
            ("my_rule", "a<\\d+")
        );
        assert_eq!(
            (&pattern.roles[..], pattern.priority),
            (&[Role::Agent, Role::EndUser][..], -2)
        );
        assert_eq!(pattern.operator, Operator::Remove);
        Engine::new(&policy).expect("compiles");
    }

    #[test]
    fn faults_name_the_rule_and_the_field() {
        for (fields, wanted) in [
            (
                "<actionType>Remove</actionType><enforceOn>2</enforceOn>",
                "my_rule: pattern",
            ),
            (
                "<actionType>Burn</actionType><enforceOn>2</enforceOn><pattern>a</pattern>",
                "my_rule: actionType",
            ),
            (
                "<actionType>Remove</actionType><enforceOn>9</enforceOn><pattern>a</pattern>",
                "my_rule: enforceOn",
            ),
        ] {
            let error = Policy::from_sensitive_data_rules(&rule(fields))
                .expect_err(wanted)
                .to_string();
            assert!(error.starts_with(wanted), "{error}");
        }
        let xml = rule(
            "<actionType>Remove</actionType><enforceOn>2</enforceOn><pattern>(a)\\1</pattern>",
        );
        let policy = Policy::from_sensitive_data_rules(&xml).expect("a policy");
        let error = Engine::new(&policy).expect_err("refused").to_string();
        assert!(
            error.contains("my_rule: pattern at byte 3: a back-reference"),
            "{error}"
        );
    }
}
