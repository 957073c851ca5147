//! Every payload family opens as what it is, and tells of the same conversations the same story.

mod archive;
mod broken;
mod browser_traffic;
mod data_cloud;
mod live_chat;
mod packed_files;
mod partner_events;
mod published_schema;
mod voice;
