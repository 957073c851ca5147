//! The engine: crate → wasm → bindings → optimised, checked and measured.

use std::{
    ffi::OsString,
    fs,
    hash::{DefaultHasher, Hasher},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
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
///
/// A large function is not put into its only caller: steps that are short calls on purpose
/// (`src/timeline/block.rs`) would become one long call again.
const OPTIMISE: &[&str] = &["-O3", "--one-caller-inline-max-function-size", "40"];

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
    run(&mut compile(toolchain, profile))?;
    let compiled = Compiled::of(profile)?;
    if compiled.is_bound() {
        return measure(&module());
    }
    compiled.bind()?;
    if profile == Profile::Release {
        run(&mut optimise())?;
    }
    compiled.settle()
}

/// The release, made beside other work: compiling and optimising keep one core busy for minutes each.
pub(crate) struct ReleaseAhead {
    given_up: Arc<AtomicBool>,
    work: Option<JoinHandle<Result<Option<Compiled>>>>,
}

impl ReleaseAhead {
    /// Starts compiling; binding and optimising follow by themselves.
    pub(crate) fn start(toolchain: &Toolchain) -> Result<ReleaseAhead> {
        let compiling = Ahead::start(compile(toolchain, Profile::Release))?;
        let given_up = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&given_up);
        let work = thread::spawn(move || {
            compiling.finish_unless(&stop)?;
            let compiled = Compiled::of(Profile::Release)?;
            if compiled.is_bound() {
                return Ok(None);
            }
            compiled.bind()?;
            Ahead::start(optimise())?.finish_unless(&stop)?;
            Ok(Some(compiled))
        });
        Ok(ReleaseAhead {
            given_up,
            work: Some(work),
        })
    }

    /// Waits for its end; [`build`] finds it done then.
    pub(crate) fn finish(mut self) -> Result {
        let Some(work) = self.work.take() else {
            return Ok(());
        };
        let compiled = work
            .join()
            .map_err(|_| Failure::from("the release could not be made"))??;
        compiled.map_or(Ok(()), |compiled| compiled.settle())
    }
}

impl Drop for ReleaseAhead {
    /// Another step failed: nothing may go on behind the caller's back.
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
        if let Some(work) = self.work.take() {
            let _ = work.join();
        }
    }
}

/// What cargo made, and what tells it from an earlier one.
struct Compiled {
    file: PathBuf,
    profile: Profile,
    stamp: String,
}

impl Compiled {
    fn of(profile: Profile) -> Result<Compiled> {
        let directory = match profile {
            Profile::Dev => "debug",
            Profile::Release => "release",
        };
        let file = place::target()
            .join(TRIPLE)
            .join(directory)
            .join(format!("{NAME}.wasm"));
        let stamp = format!(
            "{directory} {:016x}",
            fingerprint(&[&file, &place::root().join("package-lock.json")])?
        );
        Ok(Compiled {
            file,
            profile,
            stamp,
        })
    }

    fn is_bound(&self) -> bool {
        module().exists() && fs::read(stamp_file()).is_ok_and(|old| old == self.stamp.as_bytes())
    }

    /// `wasm-bindgen`, as a library: its version is that of Cargo.lock.
    fn bind(&self) -> Result {
        let _ = fs::remove_file(stamp_file());
        let _ = fs::remove_dir_all(core());
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
        if self.profile == Profile::Release {
            args.push("--remove-name-section".into());
        }
        args.push((&self.file).into());
        wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
            .map_err(|error| format!("wasm-bindgen: {error:#}").into())
    }

    /// Takes the optimised module, if there is one, and notes what it was made of.
    fn settle(&self) -> Result {
        if self.profile == Profile::Release {
            fs::rename(optimised(), module()).map_err(Failure::at(&module()))?;
        }
        measure(&module())?;
        write(&stamp_file(), self.stamp.as_bytes())
    }
}

fn module() -> PathBuf {
    core().join(format!("{NAME}_bg.wasm"))
}

fn optimised() -> PathBuf {
    module().with_extension("wasm.new")
}

fn stamp_file() -> PathBuf {
    place::target().join("wasm-core.stamp")
}

fn optimise() -> Command {
    let mut command = binaryen("wasm-opt");
    command
        .args(OPTIMISE)
        .arg(module())
        .arg("-o")
        .arg(optimised());
    command
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
