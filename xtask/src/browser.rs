//! A Chromium for the browser tests: whichever is there; nothing is downloaded behind your back.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{apt, failure::Result};

const NAMES: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge",
];

const PLACES: &[&str] = &[
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

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
    if let Some(path) = installed() {
        return Ok(path);
    }
    if apt::is_here() {
        apt::install(&["chromium"])?;
        if let Some(path) = installed() {
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

fn installed() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = NAMES
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |dir| dir.join(name)));
    on_path
        .chain(PLACES.iter().map(|place| Path::new(place).to_path_buf()))
        .find(|path| path.is_file())
}
