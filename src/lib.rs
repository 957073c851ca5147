//! Read, redact and measure exported Salesforce conversations. Nothing leaves the page.

pub mod json;
pub mod limits;
pub mod model;
pub mod source;
