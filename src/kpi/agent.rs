//! What is credited to one human agent.

use std::collections::BTreeMap;

use super::definition::{Unit, place};
use super::measure::{Scene, family};
use super::options::Options;
use super::phase::Speaker;
use super::report::AgentKpis;
use super::value::{Evidence, Flags, Kpi, Kpis, Number, Reason, Value};

/// The messages of an agent, and the waits that they ended.
#[derive(Default)]
pub(crate) struct Credit<'a> {
    name: Option<&'a str>,
    sessions: u64,
    messages: i64,
    answered: Vec<Evidence<'a>>,
    inherited: Vec<Evidence<'a>>,
}

impl<'a> Credit<'a> {
    /// Credits a session to those who wrote in it.
    pub(crate) fn add(
        agents: &mut BTreeMap<&'a str, Self>,
        scene: &Scene<'_, 'a>,
        kpis: &Kpis<'a>,
    ) {
        const R5: usize = place("R5");
        const INHERITED: usize = place("R8.inherited_wait");
        // Few write in a session: they are counted in a list before the agent is looked up.
        let mut writers: Vec<(&'a str, Option<&'a str>, i64)> = Vec::new();
        let human = scene
            .lines
            .iter()
            .filter(|line| line.speaker == Some(Speaker::Human));
        for entry in human
            .map(|line| line.entry)
            .filter(|entry| !entry.actor.is_empty())
        {
            let known = writers.iter_mut().find(|(actor, ..)| *actor == entry.actor);
            if let Some((_, name, messages)) = known {
                *name = name.or(entry.actor_name);
                *messages += 1;
            } else {
                writers.push((entry.actor, entry.actor_name, 1));
            }
        }
        for (actor, name, messages) in writers {
            let credit = agents.entry(actor).or_default();
            credit.name = credit.name.or(name);
            credit.messages += messages;
            credit.sessions += 1;
        }
        let evidence = |place| kpis.at(place).map_or(&[][..], |kpi| kpis.evidence(kpi));
        for (place, inherited) in [(R5, false), (INHERITED, true)] {
            for &episode in evidence(place) {
                let credit = episode.actor.and_then(|actor| agents.get_mut(actor));
                if let Some(credit) = credit {
                    let list = if inherited {
                        &mut credit.inherited
                    } else {
                        &mut credit.answered
                    };
                    list.push(episode);
                }
            }
        }
    }

    /// The row of an agent.
    pub(crate) fn row(self, agent: &'a str, options: &Options) -> AgentKpis<'a> {
        let messages = Kpi {
            id: "M1.h",
            value: Some(Value::Number(Number::whole(self.messages))),
            bh: None,
            unit: Unit::Count,
            reason: None,
            n: 1,
            flags: Flags::NONE,
            reported: None,
            episodes: 0..0,
        };
        let none = Reason::NoCustomerMessage;
        let unknown = if self.answered.is_empty() {
            none
        } else {
            Reason::NoAcceptTime
        };
        let mut kpis = Kpis::default();
        kpis.push(0, messages);
        family(&mut kpis, "R8", self.answered, none, options.percentile);
        family(
            &mut kpis,
            "R8.inherited_wait",
            self.inherited,
            unknown,
            options.percentile,
        );
        if options.omit_episodes {
            kpis.omit_episodes();
        }
        AgentKpis {
            agent,
            name: self.name,
            sessions: self.sessions,
            kpis,
        }
    }
}
