//! Packages of Debian and its relatives.

use std::{path::Path, process::Command};

use crate::{
    failure::{Failure, Result},
    process::{Ahead, command, output, run},
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
    may_install(packages)?;
    run(&mut update())
        .and_then(|()| run(&mut fetch(packages)))
        .map_err(|error| explained(packages, &error))
}

/// Packages that are fetched beside other work.
pub(crate) struct Fetching {
    packages: &'static [&'static str],
    ahead: Ahead,
}

impl Fetching {
    /// Starts it, as [`install`] would do it.
    pub(crate) fn start(packages: &'static [&'static str]) -> Result<Fetching> {
        may_install(packages)?;
        run(&mut update())?;
        let ahead = Ahead::start(fetch(packages))?.uninterrupted();
        Ok(Fetching { packages, ahead })
    }

    /// Waits until they are there.
    pub(crate) fn finish(self) -> Result {
        let packages = self.packages;
        self.ahead
            .finish()
            .map_err(|error| explained(packages, &error))
    }
}

fn may_install(packages: &[&str]) -> Result {
    if output(command("id").arg("-u")).as_deref() == Some("0") {
        return Ok(());
    }
    Err(format!("missing packages; run: {}", advice(packages)).into())
}

fn explained(packages: &[&str], error: &Failure) -> Failure {
    let advice = advice(packages);
    format!("{error}\nthe packages can be installed with: {advice}").into()
}

fn update() -> Command {
    let mut update = apt_get();
    update.arg("update");
    update
}

fn fetch(packages: &[&str]) -> Command {
    let mut fetch = apt_get();
    fetch
        .args(["install", "-y", "--no-install-recommends"])
        .args(packages);
    fetch
}

fn apt_get() -> Command {
    let mut apt = command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive")
        .args(["-qq", "-o", "DPkg::Lock::Timeout=300"]);
    apt
}
