//! Identity numbers by country: shapes, check digits and the words people use for them.

pub(super) mod asia;
pub(super) mod de;
pub(super) mod es;
pub(super) mod fr;
pub(super) mod gb;
pub(super) mod it;
pub(super) mod nl;
pub(super) mod nordic;
pub(super) mod pt;
pub(super) mod south;
pub(super) mod us;

use super::{Detector, Examine, On, Shape, Start};
use crate::redact::operate::Operator;

/// How sure an id is without a word that says what it is.
#[derive(Clone, Copy)]
enum Strength {
    /// Its shape and check leave nothing else.
    Sure,
    /// Letters and digits with a check.
    Letters,
    /// Digits with two check digits.
    Twice,
    /// Digits with a check.
    Digits,
    /// Digits with a check that many numbers pass.
    Weak,
    /// A shape without a check.
    Loose,
    /// Nothing but its word speaks for it.
    Named,
}

impl Strength {
    /// Confidence in a longer text.
    const fn alone(self) -> f32 {
        match self {
            Self::Sure => 0.6,
            Self::Letters => 0.4,
            _ => 0.0,
        }
    }

    /// Confidence where the text holds nothing else.
    const fn whole(self) -> f32 {
        match self {
            Self::Sure => 0.6,
            // More than a bare telephone number of a country that nobody named.
            Self::Twice => 0.52,
            Self::Letters => 0.46,
            Self::Digits => 0.44,
            Self::Weak => 0.4,
            Self::Loose => 0.36,
            Self::Named => 0.0,
        }
    }
}

/// A detector of one id.
const fn id(name: &'static str, entity: &'static str, shape: &'static Shape) -> Detector {
    Detector {
        id: name,
        entity,
        start: Start::Word(shape.lengths()),
        examine: Examine::Shape(shape),
        operator: Operator::default,
        on: On::STANDARD,
    }
}
