//! What the payload itself says about people, found in later text of their conversation; see
//! [`Known`](crate::redact::Known). These are found by their own automaton, not at places.

use super::{Detector, Examine, On, Start};
use crate::redact::operate::Operator;

const fn detector(id: &'static str, entity: &'static str, on: On) -> Detector {
    Detector {
        id,
        entity,
        start: Start::Answer,
        examine: Examine::Read(|_, _| None),
        operator: Operator::default,
        on,
    }
}

/// Names of end users, and names in forms.
pub(super) const NAME: Detector = detector("known_name", "PERSON", On::EVERYWHERE);
/// Names of agents.
pub(super) const AGENT_NAME: Detector = detector("known_agent_name", "PERSON", On::NAMES_ALONE);
/// Platform keys and other ids of end users.
pub(super) const KEY: Detector = detector("known_key", "PLATFORM_KEY", On::STANDARD);
/// What people entered into forms.
pub(super) const FORM_VALUE: Detector = detector("known_form_value", "FORM_VALUE", On::STANDARD);
