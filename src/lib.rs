//! Read, redact and measure exported Salesforce conversations. Nothing leaves the page.

pub mod archive;
pub mod diagnostics;
pub mod formats;
pub mod json;
pub mod model;
pub mod timeline;
