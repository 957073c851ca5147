//! Node and the packages of package-lock.json.

use std::{fs, path::Path, process::Command};

use crate::{
    failure::Result,
    place::{self, read, write},
    process::{command, output, run},
};

const OLDEST: u32 = 20;

/// Node of a version we can use, else what to install.
pub(crate) fn check() -> Result {
    let version = output(command("node").arg("--version"));
    let major = version.as_deref().and_then(major);
    match (version, major) {
        (Some(_), Some(major)) if major >= OLDEST => Ok(()),
        (Some(version), _) => Err(format!(
            "node is {version}, but {OLDEST} or newer is needed; {}",
            advice()
        )
        .into()),
        (None, _) => Err(format!(
            "node not found: version {OLDEST} or newer is needed; {}",
            advice()
        )
        .into()),
    }
}

/// Installs the development packages if the lock changed since they were.
pub(crate) fn packages() -> Result {
    check()?;
    let lock = read(&place::root().join("package-lock.json"))?;
    // A copy of the lock that was installed: no clock to trust.
    let installed = place::root().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    run(npm().args(["ci", "--loglevel=error"]))
        .map_err(|error| format!("{error}\nthe node packages can be installed with: npm ci"))?;
    write(&installed, &lock)
}

/// `npm`, by the name it has here.
pub(crate) fn npm() -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// `npm run SCRIPT`
pub(crate) fn script(name: &str) -> Command {
    let mut npm = npm();
    npm.args(["run", "--silent", name]);
    npm
}

/// A JavaScript program in Node.
pub(crate) fn node(script: &Path) -> Command {
    let mut node = command("node");
    node.arg(script);
    node
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn advice() -> &'static str {
    if cfg!(target_os = "macos") {
        "run: brew install node"
    } else if cfg!(windows) {
        "run: winget install OpenJS.NodeJS.LTS"
    } else {
        "install the packages nodejs and npm of your system, or a release from nodejs.org"
    }
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn an_old_node_would_pass_if_its_major_were_misread() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("20"), None);
    }
}
