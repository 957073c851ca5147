//! Other programs: shown when they start, explained when they fail.

use std::{
    env,
    ffi::OsStr,
    io::{self, IsTerminal, Read, Write},
    iter,
    path::{MAIN_SEPARATOR, Path},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use crate::{
    failure::{Failure, Result},
    place,
};

/// A command in the root of the repository, without the marks `cargo run` leaves in the environment.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place::root());
    for (key, _) in env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
            || ["CARGO", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"].contains(&&*name)
        {
            command.env_remove(&key);
        }
    }
    command
}

/// The cargo that runs us, with the toolchain the caller chose.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end, output straight to the terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    show(command);
    let status = command.status().map_err(|e| not_started(command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` ended with {status}", line(command)).into())
    }
}

/// Runs to the end; output goes to the terminal and is returned too, without colour, to be counted.
pub(crate) fn tee(command: &mut Command) -> Result<String> {
    show(command);
    if io::stderr().is_terminal() {
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1");
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| not_started(command, &e))?;
    let out = child.stdout.take();
    let err = child.stderr.take();
    let reader = thread::spawn(move || copy(out, &mut io::stdout()));
    let mut text = copy(err, &mut io::stderr());
    text.extend(reader.join().unwrap_or_default());
    let status = child.wait().map_err(|e| not_started(command, &e))?;
    if status.success() {
        Ok(without_colour(&String::from_utf8_lossy(&text)))
    } else {
        Err(format!("`{}` ended with {status}", line(command)).into())
    }
}

/// How often a command beside others is asked whether it has ended.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// A command that runs beside others; what it says is shown when its end is waited for.
pub(crate) struct Ahead {
    command: Command,
    child: Child,
    said: Option<thread::JoinHandle<Vec<u8>>>,
    /// Stopping it half-way would leave the machine worse than before.
    uninterrupted: bool,
}

impl Ahead {
    /// Starts it.
    pub(crate) fn start(mut command: Command) -> Result<Ahead> {
        show(&command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| not_started(&command, &e))?;
        let err = child.stderr.take();
        Ok(Ahead {
            command,
            child,
            said: Some(thread::spawn(move || copy(err, &mut io::sink()))),
            uninterrupted: false,
        })
    }

    /// Lets it come to its end even if it is no longer wanted.
    pub(crate) fn uninterrupted(mut self) -> Ahead {
        self.uninterrupted = true;
        self
    }

    /// Waits for its end; a failure says what the command said.
    pub(crate) fn finish(self) -> Result {
        self.finish_unless(&AtomicBool::new(false))
    }

    /// The same, unless it is `given_up` meanwhile: then it is ended.
    pub(crate) fn finish_unless(mut self, given_up: &AtomicBool) -> Result {
        let status = loop {
            let ended = self.child.try_wait();
            if let Some(status) = ended.map_err(|e| not_started(&self.command, &e))? {
                break status;
            }
            if given_up.load(Ordering::Relaxed) {
                return Err("given up".into());
            }
            thread::sleep(BETWEEN_LOOKS);
        };
        if status.success() {
            return Ok(());
        }
        let said = self.said.take().and_then(|said| said.join().ok());
        let said = said.unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        Err(format!("{said}`{}` ended with {status}", line(&self.command)).into())
    }
}

impl Drop for Ahead {
    /// Another step failed: nothing may go on behind the caller's back.
    fn drop(&mut self) {
        if !self.uninterrupted {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Standard output of a quiet command that succeeds, trimmed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn copy(from: Option<impl Read>, to: &mut impl Write) -> Vec<u8> {
    let mut seen = Vec::new();
    let mut chunk = [0; 8192];
    let Some(mut from) = from else { return seen };
    while let Ok(n @ 1..) = from.read(&mut chunk) {
        // A closed terminal must not stop the tests.
        let _ = to.write_all(&chunk[..n]).and_then(|()| to.flush());
        seen.extend_from_slice(&chunk[..n]);
    }
    seen
}

fn show(command: &Command) {
    eprintln!("  $ {}", line(command));
}

/// The command as one line, with paths inside the repository made short.
fn line(command: &Command) -> String {
    let root = format!("{}{}", place::root().display(), MAIN_SEPARATOR);
    // The program by its name alone: where rustup keeps cargo is of no interest.
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let words: Vec<String> = iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().replace(&root, ""))
        .collect();
    words.join(" ")
}

fn not_started(command: &Command, error: &io::Error) -> Failure {
    format!("cannot run `{}`: {error}", command.get_program().display()).into()
}

fn without_colour(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // CSI sequence: up to and with its final letter.
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::without_colour;

    #[test]
    fn colour_would_hide_the_count_of_tests() {
        assert_eq!(
            without_colour("\u{1b}[32;1m 3 passed\u{1b}[0m\n"),
            " 3 passed\n"
        );
    }
}
