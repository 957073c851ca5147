//! The browsers of the tests: those that are there, and on Debian those of its packages.

use std::{env, path::PathBuf, process::Command};

use crate::{
    apt::{self, Fetching},
    failure::Result,
    node,
};

/// What a Chromium is called.
const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
];

/// Where else a Chromium is.
const PLACES: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// Debian's packages of the other browsers; `WebKitGTK` needs a screen.
const OTHERS: &[&str] = &["firefox-esr", "webkit2gtk-driver", "xvfb"];

/// The browser's program; installs Debian's `chromium` where it may.
pub(crate) fn chromium() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os("CHROMIUM").filter(|value| !value.is_empty()) {
        let path = PathBuf::from(chosen);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!("CHROMIUM names {}, which is not a file", path.display()).into())
        };
    }
    let elsewhere = || PLACES.iter().map(PathBuf::from).find(|path| path.is_file());
    if let Some(path) = installed(NAMES).or_else(elsewhere) {
        return Ok(path);
    }
    if apt::is_here() {
        apt::install(&["chromium"])?;
        if let Some(path) = installed(NAMES) {
            return Ok(path);
        }
    }
    let how = if cfg!(target_os = "macos") {
        "run: brew install --cask chromium"
    } else if cfg!(windows) {
        "run: winget install Google.Chrome"
    } else {
        "install your system's package of it"
    };
    Err(format!(
        "no Chromium or Chrome for the browser tests; {how}; or set CHROMIUM=/path/to/browser"
    )
    .into())
}

/// Firefox and `WebKitGTK`, which take a while to come.
pub(crate) struct OthersAhead(Option<Fetching>);

impl OthersAhead {
    /// Starts fetching what is missing. `None`: this system has no packages of them that we know.
    pub(crate) fn start() -> Result<Option<OthersAhead>> {
        if others().is_some() {
            return Ok(Some(OthersAhead(None)));
        }
        if !apt::is_here() {
            return Ok(None);
        }
        Ok(Some(OthersAhead(Some(Fetching::start(OTHERS)?))))
    }

    /// The command that tests in them, when they are there.
    pub(crate) fn finish(self) -> Result<Command> {
        if let Some(fetching) = self.0 {
            fetching.finish()?;
        }
        let Some([firefox, webkit]) = others() else {
            let advice = apt::advice(OTHERS);
            return Err(
                format!("Firefox, WebKitWebDriver or Xvfb is missing; run: {advice}").into(),
            );
        };
        let mut test = node::script("test:other-browsers");
        test.env("FIREFOX", firefox).env("WEBKIT_DRIVER", webkit);
        Ok(test)
    }
}

/// Firefox and the driver of `WebKitGTK`, if both are here and a screen for the latter.
fn others() -> Option<[PathBuf; 2]> {
    installed(&["Xvfb"])?;
    Some([
        installed(&["firefox-esr", "firefox"])?,
        installed(&["WebKitWebDriver"])?,
    ])
}

/// The first of these programs that is here.
fn installed(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |dir| dir.join(name)))
        .find(|path| path.is_file())
}
