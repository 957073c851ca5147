//! Every payload family opens as what it is, and tells of the same conversations the same story.

mod archive;
mod broken;
mod data_cloud;
mod live_chat;
mod partner_events;
mod published_schema;
mod voice;
