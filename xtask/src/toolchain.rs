//! A compiler with a standard library for wasm32.
//!
//! `WASM_TOOLCHAIN` decides: `rustup` takes rustup's, `debian` takes Debian's `rustc-web` with a
//! standard library built once, `auto` (the default) takes the first of these that can be had.

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use crate::{
    apt,
    failure::{Failure, Result},
    place::{self, write},
    process::{cargo, command, output, run},
};

/// The target triple of everything that runs in the browser.
pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

const VARIABLE: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN";
const PACKAGES: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "lld-19",
];
const RUSTUP: &str = "rustup target add wasm32-unknown-unknown";
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CLIPPY: &str = "/usr/bin/cargo-clippy";
const STD_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std";
/// `rust-version` of Cargo.toml: an older distribution compiler would fail with a riddle.
const OLDEST: u32 = 88;
/// A download that takes longer has stalled.
const PATIENCE: Duration = Duration::from_mins(3);

/// Which compiler builds the wasm.
pub(crate) enum Toolchain {
    /// The caller's own, with rustup's standard library.
    Rustup,
    /// Debian's, with the standard library we built.
    Debian { linker: PathBuf, sysroot: PathBuf },
}

impl Toolchain {
    /// Finds or gets a toolchain; otherwise the error names the command to run.
    pub(crate) fn get() -> Result<Self> {
        let wish = env::var("WASM_TOOLCHAIN").unwrap_or_default();
        match wish.as_str() {
            "debian" => debian(),
            "" | "auto" | "rustup" if rustup_has_std() => Ok(Toolchain::Rustup),
            "rustup" => rustup_add(),
            "" | "auto" => rustup_add().or_else(|rustup| {
                eprintln!("  {rustup}");
                debian().map_err(|debian| {
                    format!(
                        "no standard library for {TRIPLE}; run: {RUSTUP}\nor, on Debian, run: {}\n({debian})",
                        apt::advice(PACKAGES)
                    )
                    .into()
                })
            }),
            other => Err(format!("WASM_TOOLCHAIN is `{other}`; it can be auto, rustup or debian").into()),
        }
    }

    /// Says which compiler was found.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Toolchain::Rustup => "rustup",
            Toolchain::Debian { .. } => "debian",
        }
    }

    /// `cargo SUBCOMMAND --target wasm32-unknown-unknown`, locked.
    pub(crate) fn cargo(&self, subcommand: &str) -> Command {
        let mut cargo = cargo();
        self.prepare(&mut cargo);
        cargo
            .args([subcommand, "--locked", "--target", TRIPLE, "--target-dir"])
            .arg(place::target());
        cargo
    }

    /// `cargo clippy --target wasm32-unknown-unknown`, of the compiler that builds.
    pub(crate) fn clippy(&self) -> Command {
        let Toolchain::Debian { .. } = self else {
            return self.cargo("clippy");
        };
        // rustup's clippy cannot read what Debian's compiler built (E0514). Debian's, called by
        // its own name, checks with its own driver under the cargo that builds, and shares the
        // macros and build scripts of the tests.
        let cargo = self.cargo("clippy");
        let mut debian = command(CLIPPY);
        self.prepare(&mut debian);
        debian
            .env("CARGO", cargo.get_program())
            .args(cargo.get_args());
        debian
    }

    fn prepare(&self, cargo: &mut Command) {
        if let Toolchain::Debian { linker, sysroot } = self {
            // rustup's choice must not reach the other compiler.
            cargo.env_remove("RUSTUP_TOOLCHAIN").env("RUSTC", RUSTC);
            cargo.env(format!("{VARIABLE}_LINKER"), linker);
            // Cargo adds this to the flags of .cargo/config.toml; RUSTFLAGS would replace them.
            cargo.env(
                format!("{VARIABLE}_RUSTFLAGS"),
                format!("--sysroot={}", sysroot.display()),
            );
        }
    }
}

fn rustup_has_std() -> bool {
    output(command("rustc").args(["--print", "target-libdir", "--target", TRIPLE]))
        .is_some_and(|dir| has_std(Path::new(&dir)))
}

fn has_std(libdir: &Path) -> bool {
    place::files(libdir, ".rlib").iter().any(|path| {
        path.file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| name.starts_with("libstd-"))
    })
}

fn rustup_add() -> Result<Toolchain> {
    eprintln!("  $ {RUSTUP}");
    let failed = |why: &str| Failure::from(format!("`{RUSTUP}`: {why}"));
    let mut child = command("rustup")
        .args(["--quiet", "target", "add", TRIPLE])
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(None) if start.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(200)),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed("no answer in three minutes"));
            }
            Ok(Some(status)) if status.success() && rustup_has_std() => {
                return Ok(Toolchain::Rustup);
            }
            Ok(Some(status)) => return Err(failed(&format!("could not download ({status})"))),
            Err(error) => return Err(failed(&error.to_string())),
        }
    }
}

fn debian() -> Result<Toolchain> {
    if installed().is_none() {
        if !apt::is_here() {
            return Err("this is not Debian".into());
        }
        apt::install(PACKAGES)?;
    }
    let linker = installed().ok_or_else(|| {
        format!(
            "{RUSTC}, its library source or wasm-ld is missing; run: {}",
            apt::advice(PACKAGES)
        )
    })?;
    let version =
        output(command(RUSTC).arg("-V")).ok_or_else(|| format!("{RUSTC} does not run"))?;
    let minor = version
        .split('.')
        .nth(1)
        .and_then(|minor| minor.parse::<u32>().ok());
    if minor.is_none_or(|minor| minor < OLDEST) {
        return Err(format!(
            "{RUSTC} is `{version}`, older than 1.{OLDEST}; run: {}",
            apt::advice(PACKAGES)
        )
        .into());
    }
    let sysroot = std_built_once(&version)?;
    Ok(Toolchain::Debian { linker, sysroot })
}

/// The linker, if all that we need of Debian is here.
fn installed() -> Option<PathBuf> {
    let complete = [RUSTC, CARGO, STD_SOURCE, CLIPPY]
        .iter()
        .all(|path| Path::new(path).exists());
    let newest_linker = || {
        (15..40)
            .rev()
            .map(|n| PathBuf::from(format!("/usr/bin/wasm-ld-{n}")))
            .find(|p| p.exists())
    };
    complete.then(newest_linker).flatten()
}

/// A sysroot with the standard library for wasm32, built once for each compiler version.
///
/// `-Zbuild-std` in every command would build it again for every profile.
fn std_built_once(version: &str) -> Result<PathBuf> {
    let tag: String = version
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    let base = place::target().join("wasm-std").join(tag.trim_matches('-'));
    let sysroot = base.join("sysroot");
    let libdir = |root: &Path| root.join("lib/rustlib").join(TRIPLE).join("lib");
    if has_std(&libdir(&sysroot)) {
        return Ok(sysroot);
    }
    eprintln!("  the standard library for {TRIPLE} is built, once");
    let seed = base.join("seed");
    write(&seed.join("src/lib.rs"), b"")?;
    write(&seed.join("Cargo.toml"), SEED.as_bytes())?;
    run(command(CARGO)
        .current_dir(&seed)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        // Fat LTO of the crate reads the bitcode of the library.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .args([
            "build",
            "--quiet",
            "--release",
            "-Zbuild-std=std,panic_abort,test",
            "--target",
            TRIPLE,
            "--target-dir",
        ])
        .arg(base.join("build")))?;
    let half = base.join("sysroot.new");
    let _ = fs::remove_dir_all(&half);
    let lib = libdir(&half);
    fs::create_dir_all(&lib).map_err(Failure::at(&lib))?;
    for rlib in place::files(
        &base.join("build").join(TRIPLE).join("release/deps"),
        ".rlib",
    ) {
        let name = rlib.file_name().unwrap_or_default();
        if !name.to_string_lossy().starts_with("libstd_seed") {
            fs::copy(&rlib, lib.join(name)).map_err(Failure::at(&rlib))?;
        }
    }
    // Whole or not at all: a broken-off build leaves no sysroot behind.
    fs::rename(&half, &sysroot).map_err(Failure::at(&sysroot))?;
    let _ = fs::remove_dir_all(base.join("build"));
    Ok(sysroot)
}

/// An empty crate: what is built for it is the standard library.
const SEED: &str = r#"[package]
name = "std-seed"
version = "0.0.0"
edition = "2024"
[workspace]
[profile.release]
opt-level = 3
codegen-units = 1
"#;
