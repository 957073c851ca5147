//! Finds entries: words, phrases, regular expressions and filters over every conversation.
//!
//! A [`Query`] is what a person typed, read once. A [`Search`] runs it in steps, so that first hits
//! come at once and a caller may stop between two steps; [`Search::window`] shows hits with their
//! surroundings. An [`Index`] keeps the texts folded (case and accents taken off) and side by side in
//! transcript order, with each word that is in them: a search looks through the words, then at the
//! entries that hold them, and the next search finds all of it there.
//!
//! Nothing is found or shown that the lens does not let through: of entries that it changes, a
//! search reads the text that is shown, and of all others there is nothing to hide. [`Veil`]
//! remembers which are which.

mod asked;
mod fold;
mod has;
mod heard;
mod hit;
mod image;
mod index;
mod kind;
mod letters;
mod lexicon;
mod need;
mod number_set;
mod parse;
mod pattern;
mod query;
mod query_error;
mod run;
mod scene;
mod shown;
mod snippet;
mod veil;
mod wait;
mod words;
mod written;

pub use hit::{Nearby, SearchHit};
pub use index::Index;
pub use query::Query;
pub use query_error::QueryError;
pub use run::{Search, SearchOptions, SearchProgress, View};
pub use shown::Field;
pub use snippet::{Highlight, Snippet};
pub use veil::Veil;
pub use wait::Waits;
