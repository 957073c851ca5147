//! Every test there is, cheapest first.

use std::process::Command;

use crate::{
    browser::{self, OthersAhead},
    failure::Result,
    fmt::{self, Mode},
    lint, node, package,
    process::{cargo, output, run, tee},
    steps::Steps,
    toolchain::Toolchain,
    types,
    wasm::{Profile, ReleaseAhead},
};

const OTHER_BROWSERS: &str = "tests: other browsers";

/// Runs every test, or the steps that have one of the words in their name; stops at the first
/// failure.
pub(crate) fn all(only: &[&str]) -> Result {
    let mut steps = Steps::new();
    // What is missing on this machine is known before time is spent.
    steps.found("node packages", node::packages)?;
    let chromium = steps.found("browser", browser::chromium)?;
    eprintln!("  {}", chromium.display());
    let toolchain = steps.found("wasm toolchain", Toolchain::get)?;
    eprintln!("  {}", toolchain.name());

    steps.only(only);
    let engine = if steps.wants("build") {
        Some(ReleaseAhead::start(&toolchain)?)
    } else {
        None
    };
    // Their packages come while others compile.
    let others = if steps.wants(OTHER_BROWSERS) {
        OthersAhead::start()?
    } else {
        None
    };
    steps.plain("format: Rust", || fmt::rust(Mode::Check))?;
    steps.plain("format: web", || fmt::web(Mode::Check))?;
    steps.plain("lint: host", lint::product)?;
    steps.plain("lint: wasm", || lint::wasm(&toolchain))?;
    steps.plain("lint: documentation", lint::docs)?;
    steps.tests("tests: Rust", rust)?;
    steps.tests("tests: examples in the documentation", documentation)?;
    steps.plain("build", || {
        engine.map_or(Ok(()), ReleaseAhead::finish)?;
        package::build_with(&toolchain, Profile::Release)
    })?;
    steps.plain("package: every promised file", package::check)?;
    steps.plain("types: engine against its golden file", types::check)?;
    steps.plain("types: TypeScript", || run(&mut node::script("typecheck")))?;
    steps.tests("tests: JavaScript", || {
        counted(node::script("test").env("CHROMIUM", &chromium))
    })?;
    steps.tests("tests: command line", || {
        counted(&mut node::script("test:cli"))
    })?;
    steps.tests("tests: browser", || {
        counted(node::script("test:browser").env("CHROMIUM", &chromium))
    })?;
    match others {
        Some(others) => steps.tests(OTHER_BROWSERS, || counted(&mut others.finish()?))?,
        None if steps.wants(OTHER_BROWSERS) => {
            eprintln!("\nskipped: {OTHER_BROWSERS}: they are tested on Debian and its relatives");
        }
        None => {}
    }
    steps.summary();
    Ok(())
}

/// The product, and this program apart: together their dependencies would have other features, and those of
/// this program compile once more.
const PRODUCT: &[&str] = &["--workspace", "--exclude", "xtask"];
const TASKS: &[&str] = &["--package", "xtask"];

/// Unit and integration tests on this machine, with nextest where it is installed.
fn rust() -> Result<usize> {
    let runner: &[&str] = if output(cargo().args(["nextest", "--version"])).is_some() {
        &["nextest", "run", "--locked", "--status-level=fail"]
    } else {
        &["test", "--locked", "--all-targets", "--quiet"]
    };
    let of = |packages| counted(cargo().args(runner).args(packages));
    Ok(of(PRODUCT)? + of(TASKS)?)
}

/// Of the same packages as [`rust`]: the same features, so nothing compiles twice.
fn documentation() -> Result<usize> {
    counted(
        cargo()
            .args(["test", "--locked", "--doc", "--quiet"])
            .args(PRODUCT),
    )
}

fn counted(command: &mut Command) -> Result<usize> {
    tee(command).map(|text| passed(&text))
}

/// Tests that passed, by the summaries of libtest, nextest, Node and Playwright.
fn passed(output: &str) -> usize {
    output.lines().filter_map(passed_in).sum()
}

fn passed_in(line: &str) -> Option<usize> {
    let line = line.trim();
    // Node: `ℹ pass 12` in a terminal, `# pass 12` elsewhere.
    if let Some(count) = line
        .strip_prefix("ℹ pass ")
        .or_else(|| line.strip_prefix("# pass "))
    {
        return count.trim().parse().ok();
    }
    // `test result: ok. 12 passed; …`, `Summary [ 1.2s] 12 tests run: 12 passed, …`, `12 passed (4.0s)`
    let summary = line.starts_with("test result: ")
        || line.starts_with("Summary [")
        || line.split(' ').nth(1) == Some("passed");
    let before = summary.then(|| line.find(" passed")).flatten()?;
    line[..before]
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::passed;

    #[test]
    fn a_run_without_tests_would_look_like_a_success() {
        assert_eq!(passed("no tests to run!\n"), 0);
        assert_eq!(
            passed("running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n"),
            0
        );
        assert_eq!(passed("# tests 0\n# pass 0\n"), 0);
    }

    #[test]
    fn each_runner_is_counted() {
        assert_eq!(
            passed("test result: ok. 2 passed; 0 failed\ntest result: ok. 3 passed; 0 failed\n"),
            5
        );
        assert_eq!(
            passed("     Summary [   0.013s] 4 tests run: 4 passed, 0 skipped\n"),
            4
        );
        assert_eq!(passed("# tests 6\n# pass 6\n"), 6);
        assert_eq!(passed("ℹ pass 7\n"), 7);
        assert_eq!(passed("  8 passed (4.1s)\n"), 8);
    }
}
