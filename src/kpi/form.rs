//! What one row is filled into: with the stretches behind it, or figures only.

use super::floor::Span;
use super::sheet::Stretch;
use super::value::{Flags, Number, Reason};

/// The ids of one row, filled in in the order of the definitions.
pub(crate) trait Form {
    /// The values of a family, to be told to other ids.
    type Run: Copy;

    /// A duration with the stretch it was measured over.
    fn span(&mut self, id: &'static str, found: Result<Stretch, Reason>, flags: Flags);

    /// A duration made of any number of stretches.
    fn ms(
        &mut self,
        id: &'static str,
        found: Result<i64, Reason>,
        flags: Flags,
        stretches: impl IntoIterator<Item = Stretch>,
    );

    /// Says how much of the duration that was just put lies within business hours.
    fn within_hours(&mut self, open: Option<i64>);

    /// A count or the millionths of a ratio, that may be without a value.
    fn number(&mut self, id: &'static str, found: Result<i64, Reason>, flags: Flags);

    fn bool(
        &mut self,
        id: &'static str,
        found: Result<bool, Reason>,
        flags: Flags,
        stretch: Option<Stretch>,
    );

    /// A family of durations; `empty` says why there is none.
    fn family(
        &mut self,
        id: &'static str,
        stretches: impl IntoIterator<Item = Stretch>,
        empty: Reason,
        flags: Flags,
    ) -> Self::Run;

    /// A family whose values are the lengths of spans; each is a stretch by `stretch`.
    fn lengths(
        &mut self,
        id: &'static str,
        spans: &[Span],
        stretch: impl Fn(&Span) -> Stretch,
        empty: Reason,
        flags: Flags,
    ) -> Self::Run {
        self.family(id, spans.iter().map(stretch), empty, flags)
    }

    /// A family without its first value.
    fn after_first(&mut self, id: &'static str, of: Self::Run, empty: Reason, flags: Flags);

    /// The longest of a family, the first of equal ones.
    fn longest(&mut self, id: &'static str, of: Self::Run, empty: Reason, flags: Flags);

    fn count(&mut self, id: &'static str, count: u64, flags: Flags) {
        self.counted(id, Ok(count), flags);
    }

    /// A count that may be without a value.
    fn counted(&mut self, id: &'static str, found: Result<u64, Reason>, flags: Flags) {
        let found = found.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        self.number(id, found, flags);
    }

    /// A part of a whole that is not 0, to six decimals, rounded half up.
    fn share(&mut self, id: &'static str, found: Result<(u64, u64), Reason>, flags: Flags) {
        let found = found.map(|(part, whole)| Number::share(part, whole).units());
        self.number(id, found, flags);
    }
}
