//! Read, redact and measure exported Salesforce conversations. Nothing leaves the page.

pub mod kpi;
pub mod model;
