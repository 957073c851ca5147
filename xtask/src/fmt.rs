//! One layout for all sources: rustfmt and prettier.

use crate::{
    failure::{Failure, Result},
    node,
    process::{cargo, run},
};

/// Whether files are changed or only looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Rewrite.
    Write,
    /// Fail where something would be rewritten.
    Check,
}

/// Formats Rust and web sources.
pub(crate) fn all(mode: Mode) -> Result {
    node::packages()?;
    rust(mode)?;
    web(mode)
}

/// Rust sources.
pub(crate) fn rust(mode: Mode) -> Result {
    let mut fmt = cargo();
    fmt.args(["fmt", "--all"]);
    if mode == Mode::Check {
        fmt.arg("--check");
    }
    run(&mut fmt).map_err(|error| advise(&error, mode))
}

/// TypeScript, JavaScript, HTML and CSS.
pub(crate) fn web(mode: Mode) -> Result {
    let script = if mode == Mode::Check {
        "format:check"
    } else {
        "format"
    };
    run(&mut node::script(script)).map_err(|error| advise(&error, mode))
}

fn advise(error: &Failure, mode: Mode) -> Failure {
    match mode {
        Mode::Check => format!("{error}\nto format everything, run: cargo xtask fmt"),
        Mode::Write => {
            format!("{error}\nif rustfmt is missing, run: rustup component add rustfmt")
        }
    }
    .into()
}
