//! The skim reader: finds the members of a JSON record without opening them.
//!
//! It knows nothing of Salesforce. A record is delimited and its members are noted in one pass;
//! a value is read only if somebody asks for it. What `serde_json` accepts opens to equal values
//! here. The skim reader accepts more only inside values that nobody opens; [`check`] closes that
//! gap and is also the source of exact error positions.

mod fields;
mod glue;
mod malformed;
mod object;
mod picker;
mod quoted;
mod raw;
pub(crate) mod scan;
pub(crate) mod syntax;
mod text;
mod value;
mod walk;
mod write;

pub use fields::{Fields, Scan, Spans};
pub use malformed::{Malformed, check};
pub use object::Object;
pub use picker::Picker;
pub use quoted::Quoted;
pub use raw::{Elements, Kind, Members, Raw};
pub use scan::Skip;
pub(crate) use scan::same_text;
pub use text::{Scratch, Text};
pub use value::{MAX_DEPTH, to_value};
pub use walk::Walk;
pub use write::with_text;
