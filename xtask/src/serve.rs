//! The page on this machine, with sample exports to open.

use std::path::Path;

use crate::{failure::Result, node, package, place, process::run, wasm::Profile};

/// Builds what is not up to date and serves `www/dist` until interrupted.
pub(crate) fn serve(port: u16, profile: Profile) -> Result {
    package::build(profile)?;
    let page = place::page();
    if !page.join("index.html").exists() {
        return Err("www/dist/index.html was not built: js/build.mjs is missing".into());
    }
    // The same little server as the browser tests use.
    run(node::node(Path::new("js/serve.mjs"))
        .arg(page)
        .arg(port.to_string()))
}
