//! Long work in short calls.

/// Entries that one call of a step goes through.
///
/// A browser compiles a function of wasm quickly first, and well once it has run for a while; what
/// is compiled well is used from the next call on, never in a call that runs. A loop over all
/// entries of an archive would run to its end as it was compiled first.
pub(super) const BLOCK: usize = 1 << 10;
