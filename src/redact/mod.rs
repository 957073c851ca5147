//! Finds what must not leave and puts something in its place: a lens over text.
//!
//! [`Policy`] says what and how, [`Engine`] is a policy made ready, [`Engine::find`] gives the spans of one
//! text and [`Engine::apply`] the new text. Nothing here changes an archive. Text outside a span stays as it
//! is to the byte, and redacted text holds nothing more to redact.
//!
//! Detection runs on a folded copy, over detectors whose patterns are linear in time, behind a look at
//! which bytes a text holds at all. No clock and no randomness: the same input gives the same output.

mod allowed;
mod boundary;
mod calendar;
mod context;
mod custom;
mod decision;
mod detect;
mod detector_summary;
mod eight;
mod engine;
mod finding;
mod fold;
mod generalise;
mod glance;
mod keywords;
mod known;
mod language;
mod lexicon;
mod operate;
mod pass;
mod pattern;
mod people;
mod placeholder;
mod places;
mod policy;
mod policy_error;
mod reader;
mod replace;
mod resolve;
mod review;
mod rule;
mod ruleset;
mod scan;
mod sensitive_data_rule;
mod settle;
mod site;
mod split_value;
mod target;
mod validate;
mod word_list;

pub use context::Neighbour;
pub use decision::{Decision, Decisions, Reach, Spot, Verdict};
pub use detector_summary::{DetectorSummary, detectors};
pub use engine::Engine;
pub use finding::{Evidence, Finding, Name};
pub(crate) use fold::fold;
pub use known::{Known, Who};
pub use language::Languages;
pub use operate::{Applied, Mark, Operator, Over, apply};
pub(crate) use pattern::SpelledPattern;
pub use people::people;
pub use policy::{
    Allow, Base, ContextRule, Deny, DetectorRule, FieldRule, PatternRule, Policy, Validator,
};
pub use policy_error::{PolicyError, Problem};
pub(crate) use replace::normal;
pub use review::{Alike, Seen};
pub use scan::{Scanner, scan};
pub use target::{Field, Target};
