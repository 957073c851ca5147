//! The npm package and the page, from sources and engine.

use std::fs;

use crate::{
    failure::{Failure, Result},
    node, place,
    process::run,
    samples,
    toolchain::Toolchain,
    wasm::{self, Profile},
};

/// Copied into the package under these names.
const COPIED: &[(&str, &str)] = &[
    ("pkg.json", "package.json"),
    ("README.md", "README.md"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// Everything that is built: `js/dist` (the package) and `www/dist` (the page).
pub(crate) fn build(profile: Profile) -> Result {
    node::packages()?;
    build_with(&Toolchain::get()?, profile)
}

/// As [`build`], when node packages and compiler are known to be there.
pub(crate) fn build_with(toolchain: &Toolchain, profile: Profile) -> Result {
    wasm::build(toolchain, profile)?;
    // Before the page, which holds them too.
    samples::write(&place::page().join("samples"))?;
    let bundle = place::root().join("js/build.mjs");
    if bundle.exists() {
        let mut bundle = node::node(&bundle);
        if profile == Profile::Dev {
            bundle.arg("--dev");
        }
        run(&mut bundle)?;
    }
    for (from, to) in COPIED {
        let from = place::root().join(from);
        let to = place::package().join(to);
        if from.exists() {
            fs::copy(&from, &to).map_err(Failure::at(&from))?;
        }
    }
    Ok(())
}

/// Fails when the manifest of the package promises a file that is not there.
pub(crate) fn check() -> Result {
    run(node::node(&place::root().join("xtask/src/entries.mjs")).arg(place::package()))
}
