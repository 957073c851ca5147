//! A run of steps: each announced and timed, tests counted, the first failure the last step.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};

/// What a step that did not fail has to say.
pub(crate) enum Outcome {
    /// Done; nothing to count.
    Done,
    /// So many tests passed.
    Passed(usize),
}

/// The steps taken so far.
pub(crate) struct Steps {
    start: Instant,
    taken: Vec<(&'static str, Duration)>,
    tests: usize,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Steps {
            start: Instant::now(),
            taken: Vec::new(),
            tests: 0,
        }
    }

    /// Takes a step. No test at all in a step that runs tests is a failure.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<Outcome>,
    ) -> Result {
        eprintln!("\n[{:>6.1} s] {name}", self.start.elapsed().as_secs_f64());
        let begun = Instant::now();
        let outcome = match work() {
            Ok(Outcome::Passed(0)) => Err(Failure::from("no tests ran")),
            other => other,
        };
        let took = begun.elapsed();
        let counted = match outcome {
            Ok(Outcome::Done) => String::new(),
            Ok(Outcome::Passed(tests)) => {
                self.tests += tests;
                format!(", {tests} tests")
            }
            Err(error) => {
                let number = self.taken.len() + 1;
                let total = self.start.elapsed().as_secs_f64();
                return Err(format!(
                    "{error}\nFAILED at step {number}, {name}, after {total:.0} s"
                )
                .into());
            }
        };
        eprintln!("  ok: {name}, {:.1} s{counted}", took.as_secs_f64());
        self.taken.push((name, took));
        Ok(())
    }

    /// As [`Steps::step`], for work that counts nothing.
    pub(crate) fn plain(&mut self, name: &'static str, work: impl FnOnce() -> Result) -> Result {
        self.step(name, || work().map(|()| Outcome::Done))
    }

    /// Table of times and the one line that sums up.
    pub(crate) fn summary(&self) {
        eprintln!();
        for (name, took) in &self.taken {
            eprintln!("  {:>7.1} s  {name}", took.as_secs_f64());
        }
        let total = self.start.elapsed().as_secs();
        eprintln!(
            "PASSED: {} steps, {} tests, {} min {:02} s",
            self.taken.len(),
            self.tests,
            total / 60,
            total % 60
        );
    }
}
