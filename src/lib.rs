//! Read, redact and measure exported Salesforce conversations. Nothing leaves the page.

pub mod archive;
pub mod diagnostics;
pub mod export;
pub mod formats;
pub mod intake;
pub mod json;
pub mod kpi;
pub mod limits;
pub mod model;
pub mod redact;
pub mod source;
pub mod timeline;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
