//! Every payload family opens as what it is, and tells of the same conversations the same story.

mod archive;
mod data_cloud;
mod partner_events;
