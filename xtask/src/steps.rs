//! A run of steps: each announced and timed, tests counted, the first failure the last step.

use std::time::{Duration, Instant};

use crate::failure::Result;

/// The steps taken so far.
pub(crate) struct Steps {
    start: Instant,
    taken: Vec<(&'static str, Duration)>,
    tests: usize,
    only: Vec<String>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Steps {
            start: Instant::now(),
            taken: Vec::new(),
            tests: 0,
            only: Vec::new(),
        }
    }

    /// From here on, steps without one of these words in their name are passed over.
    pub(crate) fn only(&mut self, words: &[&str]) {
        self.only = words.iter().map(|word| (*word).to_owned()).collect();
    }

    /// Whether a step of this name is taken.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|word| name.contains(word.as_str()))
    }

    /// Takes a step that others need and hands on what it found.
    pub(crate) fn found<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        self.take(name, || work().map(|found| (found, String::new())))
    }

    /// Takes a step.
    pub(crate) fn plain(&mut self, name: &'static str, work: impl FnOnce() -> Result) -> Result {
        if self.wants(name) {
            self.found(name, work)?;
        }
        Ok(())
    }

    /// Takes a step that counts its tests. None at all is a failure.
    pub(crate) fn tests(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<usize>,
    ) -> Result {
        if !self.wants(name) {
            return Ok(());
        }
        let passed = self.take(name, || match work()? {
            0 => Err("no tests ran".into()),
            passed => Ok((passed, format!(", {passed} tests"))),
        })?;
        self.tests += passed;
        Ok(())
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<(T, String)>,
    ) -> Result<T> {
        eprintln!("\n[{:>6.1} s] {name}", self.start.elapsed().as_secs_f64());
        let begun = Instant::now();
        let (found, remark) = work().map_err(|error| {
            let number = self.taken.len() + 1;
            let total = self.start.elapsed().as_secs_f64();
            format!("{error}\nFAILED at step {number}, {name}, after {total:.0} s")
        })?;
        let took = begun.elapsed();
        eprintln!("  ok: {name}, {:.1} s{remark}", took.as_secs_f64());
        self.taken.push((name, took));
        Ok(found)
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
