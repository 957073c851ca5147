//! Values that a policy leaves alone.

use regex::Regex;

use super::pattern;
use super::policy::{Allow, Policy};
use super::policy_error::{PolicyError, Problem};
use super::rule::Rule;

/// A value, or values of one shape.
#[derive(Debug)]
pub(crate) struct Allowed {
    exact: Option<String>,
    regex: Option<Regex>,
    detectors: Vec<String>,
}

impl Allowed {
    /// Those of a policy.
    pub(crate) fn all(policy: &Policy) -> Result<Vec<Self>, PolicyError> {
        policy.allow.iter().map(Self::of).collect()
    }

    fn of(allow: &Allow) -> Result<Self, PolicyError> {
        let (exact, regex) = match (&allow.exact, &allow.regex) {
            (Some(value), None) => (Some(value.clone()), None),
            (None, Some(source)) => {
                // Compiled alone first, so that a fault has its place in what the reader wrote.
                pattern::compile("allow", "regex", source, &allow.flags)?;
                let whole = format!(r"\A(?:{source})\z");
                let whole = pattern::compile("allow", "regex", &whole, &allow.flags)?;
                (None, Some(whole))
            }
            _ => return Err(PolicyError::new("allow", "exact", Problem::AllowShape)),
        };
        Ok(Self {
            exact,
            regex,
            detectors: allow.detectors.clone(),
        })
    }

    /// Whether what a rule found is to be left alone; `spellings` are the value as written and as folded.
    pub(crate) fn holds(&self, rule: &Rule, spellings: [&str; 2]) -> bool {
        let named = |d: &String| **d == *rule.detector || **d == *rule.kind;
        let is = |text: &str| {
            self.exact.as_deref() == Some(text)
                || self.regex.as_ref().is_some_and(|r| r.is_match(text))
        };
        (self.detectors.is_empty() || self.detectors.iter().any(named))
            && spellings.iter().any(|s| is(s))
    }
}
