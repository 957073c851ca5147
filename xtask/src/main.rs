//! The tasks of this repository: `cargo xtask COMMAND`.
//!
//! Each task says what it does, fetches what it may, and otherwise names the command to run.

mod apt;
mod browser;
mod failure;
mod fmt;
mod lint;
mod node;
mod package;
mod place;
mod process;
mod samples;
mod serve;
mod steps;
mod test;
mod toolchain;
mod types;
mod wasm;

use std::{env, path::PathBuf, process::ExitCode};

use failure::Result;
use wasm::Profile;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  build [--dev]          engine, npm package (js/dist) and page (www/dist)
  serve [--port N] [--dev]
                         build, then serve the page and the sample exports on 127.0.0.1
  test [STEP…]           everything: format, lints, tests, browser; or the steps that
                         have one of these words in their name
  fmt                    format all sources
  lint                   clippy for host and wasm, documentation
  fixtures [DIR]         write the sample exports (default: www/dist/samples)
  types [--bless]        check the TypeScript declarations of the engine, or accept them

environment:
  WASM_TOOLCHAIN         auto (default), rustup or debian
  CHROMIUM               the browser for the tests, if it has an unusual name";

fn main() -> ExitCode {
    let args: Option<Vec<String>> = env::args_os()
        .skip(1)
        .map(|arg| arg.into_string().ok())
        .collect();
    let result = match args {
        Some(args) => dispatch(&args),
        None => Err("an argument is not UTF-8".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => package::build(Profile::Release),
        ["build", "--dev"] => package::build(Profile::Dev),
        ["serve", options @ ..] => serve_with(options),
        ["test", only @ ..] if !only.iter().any(|word| word.starts_with('-')) => test::all(only),
        ["fmt"] => fmt::all(fmt::Mode::Write),
        ["lint"] => lint::all(),
        ["fixtures"] => samples::write(&place::samples()),
        ["fixtures", dir] if !dir.starts_with('-') => samples::write(&PathBuf::from(dir)),
        ["types"] => types::build_and(types::check),
        ["types", "--bless"] => types::build_and(types::bless),
        [] | ["help" | "-h" | "--help"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => Err(format!("unknown: {}\n\n{USAGE}", other.join(" ")).into()),
    }
}

fn serve_with(mut options: &[&str]) -> Result {
    let (mut port, mut profile) = (8080, Profile::Release);
    loop {
        options = match options {
            [] => return serve::serve(port, profile),
            ["--dev", rest @ ..] => {
                profile = Profile::Dev;
                rest
            }
            ["--port", value, rest @ ..] => {
                port = value
                    .parse()
                    .map_err(|_| format!("--port needs a number up to 65535, not `{value}`"))?;
                rest
            }
            other => {
                return Err(format!("serve does not know: {}\n\n{USAGE}", other.join(" ")).into());
            }
        };
    }
}
