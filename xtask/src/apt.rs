//! Packages of Debian and its relatives.

use std::path::Path;

use crate::{
    failure::Result,
    process::{command, output, run},
};

/// The command that installs `packages`, as a person would type it.
pub(crate) fn advice(packages: &[&str]) -> String {
    format!(
        "sudo apt-get install --no-install-recommends {}",
        packages.join(" ")
    )
}

/// Is this Debian or a relative?
pub(crate) fn is_here() -> bool {
    Path::new("/etc/debian_version").exists() && Path::new("/usr/bin/apt-get").exists()
}

/// Installs `packages` when we are root; otherwise the error is the command to run.
pub(crate) fn install(packages: &[&str]) -> Result {
    let advice = advice(packages);
    if output(command("id").arg("-u")).as_deref() != Some("0") {
        return Err(format!("missing packages; run: {advice}").into());
    }
    let apt = |args: &[&str]| {
        run(command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["-qq", "-o", "DPkg::Lock::Timeout=300"])
            .args(args))
    };
    apt(&["update"])
        .and_then(|()| apt(&[&["install", "-y", "--no-install-recommends"], packages].concat()))
        .map_err(|error| format!("{error}\nthe packages can be installed with: {advice}").into())
}
