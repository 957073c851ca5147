//! What is credited to human agents.

use super::definition::place;
use super::ledger::{Ledger, NOBODY, NONE, Names};
use super::measure::Scene;
use super::options::Options;
use super::report::AgentKpis;
use super::sheet::{Cell, Measured, Stretch, spell};
use super::value::{Flags, Reason};

/// The messages of an agent, and the waits that they ended.
#[derive(Debug)]
struct Credit {
    actor: u32,
    /// A line that tells their name; [`NONE`] while none is known.
    named: u32,
    sessions: u64,
    messages: u64,
    answered: Vec<Stretch>,
    inherited: Vec<Stretch>,
}

/// Every agent who wrote.
#[derive(Debug)]
pub(crate) struct Credits {
    found: Vec<Credit>,
    /// Place of each participant in the list; [`NONE`]: not an agent, or did not write.
    places: Vec<u32>,
}

const MESSAGES: usize = place("M1.h");
const R8: usize = place("R8");
const INHERITED: usize = place("R8.inherited_wait");

impl Credits {
    pub(crate) fn new(ledger: &Ledger) -> Self {
        Self {
            found: Vec::new(),
            places: vec![NONE; ledger.actors()],
        }
    }

    /// Credits a session to those who wrote in it.
    pub(crate) fn add(&mut self, scene: &Scene<'_>) {
        for writer in scene.writers.iter().filter(|one| one.actor != NOBODY) {
            let Some(place) = self.places.get_mut(writer.actor as usize) else {
                continue;
            };
            if *place == NONE {
                *place = self.found.len() as u32;
                self.found.push(Credit {
                    actor: writer.actor,
                    named: NONE,
                    sessions: 0,
                    messages: 0,
                    answered: Vec::new(),
                    inherited: Vec::new(),
                });
            }
            let credit = &mut self.found[*place as usize];
            credit.messages += u64::from(writer.messages);
            credit.sessions += 1;
            if credit.named == NONE && writer.named != NONE {
                credit.named = Ledger::base(scene.session) + writer.named;
            }
        }
        for answer in scene.answers() {
            if let Some(credit) = self.of(&answer, scene.ledger) {
                credit.answered.push(answer);
            }
        }
        for part in scene.inherited() {
            if let Some(credit) = self.of(&part, scene.ledger) {
                credit.inherited.push(part);
            }
        }
    }

    /// Who stopped the clock, if they wrote.
    fn of(&mut self, stretch: &Stretch, ledger: &Ledger) -> Option<&mut Credit> {
        let actor = stretch.actor(ledger);
        let place = self.places.get(actor as usize)?;
        self.found.get_mut(*place as usize)
    }

    /// A row for each agent, by key.
    pub(crate) fn rows<'a>(
        self,
        ledger: &Ledger,
        names: &dyn Names<'a>,
        options: &Options,
    ) -> Vec<AgentKpis<'a>> {
        let rows = self.found.into_iter().map(|credit| {
            let key = ledger.actor(credit.actor);
            let name = ledger.line(credit.named);
            let none = Reason::NoCustomerMessage;
            let unknown = if credit.answered.is_empty() {
                none
            } else {
                Reason::NoAcceptTime
            };
            let mut stretches = credit.answered;
            let answered = stretches.len() as u32;
            stretches.extend(credit.inherited);
            let family = |from: u32, to: u32, empty| {
                let measured = if from == to {
                    Measured::Nothing(empty)
                } else {
                    Measured::Family
                };
                Cell::new(measured, Flags::NONE, from, to)
            };
            let messages = Measured::Number(credit.messages as i64);
            let cells = [
                (MESSAGES, &Cell::new(messages, Flags::NONE, 0, 0)),
                (R8, &family(0, answered, none)),
                (
                    INHERITED,
                    &family(answered, stretches.len() as u32, unknown),
                ),
            ];
            AgentKpis {
                agent: key.map(|line| names.actor(line)).unwrap_or_default(),
                name: name.and_then(|line| names.actor_name(line)),
                sessions: credit.sessions,
                kpis: spell(cells.into_iter(), &stretches, ledger, names, options),
            }
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|row| row.agent);
        rows
    }
}
