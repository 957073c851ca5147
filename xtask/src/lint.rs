//! Clippy for the host and for wasm, and the links of the documentation.

use crate::{
    failure::Result,
    process::{cargo, run},
    toolchain::Toolchain,
};

/// Every lint there is.
pub(crate) fn all() -> Result {
    host()?;
    wasm(&Toolchain::get()?)?;
    docs()
}

/// All packages with their tests, as they run on this machine.
pub(crate) fn host() -> Result {
    clippy(&[])
}

/// As [`host`], without this program: its many dependencies would be checked for a minute.
pub(crate) fn product() -> Result {
    clippy(&["--exclude", "xtask"])
}

fn clippy(but: &[&str]) -> Result {
    run(cargo()
        .args(["clippy", "--locked", "--workspace"])
        .args(but)
        .args(["--all-targets", "--", "-Dwarnings"]))
    .map_err(|error| {
        format!("{error}\nif clippy is missing, run: rustup component add clippy").into()
    })
}

/// The library as it is compiled for the browser: other code, under `cfg(target_arch = "wasm32")`.
pub(crate) fn wasm(toolchain: &Toolchain) -> Result {
    run(toolchain.clippy().args([
        "--package",
        "sealed-transcript",
        "--lib",
        "--",
        "-Dwarnings",
    ]))
}

/// Links and code blocks of the documentation.
pub(crate) fn docs() -> Result {
    run(cargo().env("RUSTDOCFLAGS", "-Dwarnings").args([
        "doc",
        "--locked",
        "--no-deps",
        "--quiet",
        "--package",
        "sealed-transcript",
    ]))
}
