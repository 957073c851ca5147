//! The engine: crate → wasm → bindings → optimised, checked and measured.

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    failure::{Failure, Result},
    node,
    place::{self, read, write},
    process::{Ahead, run},
    toolchain::{TRIPLE, Toolchain},
};

/// Name of the generated module and, with `_bg.wasm`, of the engine.
pub(crate) const NAME: &str = "sealed_transcript";

/// No feature flag: wasm-opt reads the features from the module. `--all-features` would make a
/// module that engines refuse.
const OPTIMISE: &[&str] = &["-O3"];

/// How the engine is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build, with names in stack traces.
    Dev,
    /// What is published.
    Release,
}

/// Where the generated module and its wasm are.
pub(crate) fn core() -> PathBuf {
    place::package().join("core")
}

/// Builds `js/dist/core`; what did not change since is left as it is.
pub(crate) fn build(toolchain: &Toolchain, profile: Profile) -> Result {
    let release = profile == Profile::Release;
    run(&mut compile(toolchain, profile))?;

    let directory = if release { "release" } else { "debug" };
    let compiled = place::target()
        .join(TRIPLE)
        .join(directory)
        .join(format!("{NAME}.wasm"));
    let module = core().join(format!("{NAME}_bg.wasm"));
    let stamp_file = place::target().join("wasm-core.stamp");
    let stamp = format!(
        "{directory} {:016x}",
        fingerprint(&[&compiled, &place::root().join("package-lock.json")])?
    );
    if module.exists() && fs::read(&stamp_file).is_ok_and(|old| old == stamp.as_bytes()) {
        return measure(&module);
    }

    let _ = fs::remove_file(&stamp_file);
    let _ = fs::remove_dir_all(core());
    bind(&compiled, profile)?;
    if release {
        let optimised = module.with_extension("wasm.new");
        run(binaryen("wasm-opt")
            .args(OPTIMISE)
            .arg(&module)
            .arg("-o")
            .arg(&optimised))?;
        fs::rename(&optimised, &module).map_err(Failure::at(&module))?;
    }
    measure(&module)?;
    write(&stamp_file, stamp.as_bytes())
}

/// Compiles what [`build`] of the release will need, beside other work: its last phase keeps one
/// core busy for minutes, and its output waits until it is asked for.
pub(crate) fn compile_ahead(toolchain: &Toolchain) -> Result<Ahead> {
    Ahead::start(compile(toolchain, Profile::Release))
}

fn compile(toolchain: &Toolchain, profile: Profile) -> Command {
    let mut cargo = toolchain.cargo("rustc");
    cargo.args([
        "--package",
        "sealed-transcript",
        "--lib",
        "--crate-type",
        "cdylib",
    ]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    cargo
}

/// `wasm-bindgen`, as a library: its version is that of Cargo.lock.
fn bind(compiled: &Path, profile: Profile) -> Result {
    let mut args: Vec<OsString> = [
        "wasm-bindgen",
        "--target",
        "web",
        "--out-name",
        NAME,
        "--remove-producers-section",
        "--out-dir",
    ]
    .map(OsString::from)
    .to_vec();
    args.push(core().into());
    if profile == Profile::Release {
        args.push("--remove-name-section".into());
    }
    args.push(compiled.into());
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
        .map_err(|error| format!("wasm-bindgen: {error:#}").into())
}

/// One of the tools in the npm package `binaryen`, which runs in Node.
fn binaryen(tool: &str) -> Command {
    node::node(&place::root().join("node_modules/binaryen/bin").join(tool))
}

/// Fails unless an engine accepts the module; prints its sizes.
fn measure(module: &Path) -> Result {
    run(node::node(&place::root().join("xtask/src/measure.mjs")).arg(module))
}

/// Changes when one of the files does.
fn fingerprint(files: &[&Path]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        hasher.write(&read(file)?);
    }
    Ok(hasher.finish())
}
