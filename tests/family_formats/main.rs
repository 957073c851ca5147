//! Every payload family opens as what it is, and tells of the same conversations the same story.

mod archive;
mod partner_events;
