//! Sessions written as a line, and what was measured of them.
//!
//! A timeline is one line: who and when, `C` customer, `H:ana` agent, `B` bot, `S` automatic,
//! `!joined:ana`, `!left:ana`, `!handoff`, `!back`, `!transfer`, `!inactive`. Times are UTC on
//! 3 March 2025, or `day+HH:MM:SS` for days after it; values are seconds.

use sealed_transcript::kpi::{
    self, Entry, Family, Flag, Kpis, Options, Owner, Reason, Session, Status, Value, What, Work,
};
use sealed_transcript::model::Role;

/// 2025-03-03T00:00:00Z.
const DAY: i64 = 1_740_960_000_000;

pub(crate) fn at(time: &str) -> i64 {
    let (days, time) = time.split_once('+').unwrap_or(("0", time));
    let number = |text: &str| text.parse::<i64>().expect("a number");
    let parts: Vec<i64> = time.split(':').map(number).collect();
    DAY + number(days) * 86_400_000 + (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000
}

fn entry(word: &'static str, time: &str) -> Entry<'static> {
    let (what, actor) = word.split_once(':').unwrap_or((word, ""));
    let (role, what) = match what {
        "C" => (Role::EndUser, What::Message),
        "H" => (Role::Agent, What::Message),
        "B" => (Role::Bot, What::Message),
        "S" => (Role::System, What::Message),
        "?" => (Role::Unknown, What::Message),
        "V" => (Role::Supervisor, What::Message),
        "!joined" => (Role::Agent, What::Joined),
        "!left" => (Role::Agent, What::Left),
        "!handoff" => (
            Role::System,
            What::OwnerChanged {
                from: Owner::Bot,
                to: Owner::Queue,
            },
        ),
        "!escalated" => (Role::System, What::BotEscalated),
        "!accepted" => (
            Role::System,
            What::WorkResult {
                work: Work::Accepted,
                bot: false,
            },
        ),
        "!routed" => (
            Role::System,
            What::RoutingResult {
                transfer: true,
                to: Owner::Queue,
            },
        ),
        "!back" => (
            Role::System,
            What::OwnerChanged {
                from: Owner::Agent,
                to: Owner::Bot,
            },
        ),
        "!transfer" => (
            Role::System,
            What::OwnerChanged {
                from: Owner::Agent,
                to: Owner::Queue,
            },
        ),
        "!transferred" => (
            Role::System,
            What::WorkResult {
                work: Work::Transferred,
                bot: false,
            },
        ),
        "!inactive" => (Role::System, What::Status(Status::Inactive)),
        "!active" => (Role::System, What::Status(Status::Other)),
        _ => panic!("{word}"),
    };
    let actor = if actor.is_empty() {
        role.as_str()
    } else {
        actor
    };
    Entry {
        id: "e".into(),
        at: at(time),
        role,
        actor,
        what,
        chars: 10,
        ..Entry::default()
    }
}

fn entries(timeline: &'static str) -> Vec<Entry<'static>> {
    let words: Vec<&str> = timeline.split_whitespace().collect();
    words
        .chunks(2)
        .map(|pair| entry(pair[0], pair[1]))
        .collect()
}

pub(crate) fn session(
    kind: &'static str,
    times: [&str; 3],
    timeline: &'static str,
) -> Session<'static> {
    let [start, accept, end] = times.map(|time| (time != "-").then(|| at(time)));
    Session {
        id: "s1",
        conversation: "c1",
        has_row: true,
        start,
        accept,
        end,
        agent_type: Some(kind),
        entries: entries(timeline),
        ..Session::default()
    }
}

/// One measured session, asked in seconds.
pub(crate) struct Measured(pub(crate) Kpis<'static>);

pub(crate) fn measure(session: Session<'static>) -> Measured {
    measure_with(session, &Options::default())
}

pub(crate) fn measure_with(session: Session<'static>, options: &Options) -> Measured {
    let mut report = kpi::report(&[session], options);
    Measured(report.sessions.remove(0).kpis)
}

#[track_caller]
fn seconds(ms: i64) -> i64 {
    assert_eq!(ms % 1000, 0, "{ms} ms is not whole seconds");
    ms / 1000
}

impl Measured {
    /// Checks whole numbers: durations in seconds, counts as they are.
    #[track_caller]
    pub(crate) fn is(&self, expected: &[(&str, i64)]) -> &Self {
        for &(id, value) in expected {
            let kpi = self.0.get(id).unwrap_or_else(|| panic!("no {id}"));
            let found = self.0.ms(id).map(|found| match kpi.unit {
                kpi::Unit::Ms => seconds(found),
                _ => found,
            });
            assert_eq!(found, Some(value), "{id}: {kpi:?}");
        }
        self
    }

    /// Checks the values of a family, in order.
    #[track_caller]
    pub(crate) fn values(&self, id: &str, expected: &[i64]) -> &Self {
        let kpi = self.0.get(id).unwrap_or_else(|| panic!("no {id}"));
        let found: Vec<i64> = self
            .0
            .evidence(kpi)
            .iter()
            .map(|e| seconds(e.value))
            .collect();
        assert_eq!(found, expected, "{id}");
        assert_eq!(kpi.n, expected.len() as u64, "{id}: n");
        self
    }

    /// Checks nulls and their reasons.
    #[track_caller]
    pub(crate) fn null(&self, ids: &[&str], reason: Reason) -> &Self {
        for id in ids {
            let kpi = self.0.get(id).unwrap_or_else(|| panic!("no {id}"));
            assert_eq!(
                (kpi.value.as_ref(), kpi.reason),
                (None, Some(reason)),
                "{id}"
            );
        }
        self
    }

    #[track_caller]
    pub(crate) fn yes_no(&self, expected: &[(&str, bool)]) -> &Self {
        for &(id, value) in expected {
            let kpi = self.0.get(id).unwrap_or_else(|| panic!("no {id}"));
            assert_eq!(
                kpi.value,
                Some(Value::Bool(value)),
                "{id}: {:?}",
                kpi.reason
            );
        }
        self
    }

    #[track_caller]
    pub(crate) fn waits(&self, human: i64, bot: i64, customer: i64) -> &Self {
        self.is(&[
            ("W1.human", human),
            ("W1.bot", bot),
            ("W1.customer", customer),
        ])
    }

    #[track_caller]
    pub(crate) fn whole(&self, expected: i64) -> &Self {
        let parts = ["W1.human", "W1.bot", "W1.customer", "W1.before_first"];
        let sum: i64 = parts.iter().filter_map(|id| self.0.ms(id)).sum();
        assert_eq!(seconds(sum), expected, "the four waits");
        self
    }

    /// Checks that an id carries exactly these flags.
    #[track_caller]
    pub(crate) fn flags(&self, id: &str, expected: &[Flag]) -> &Self {
        let found: Vec<Flag> = self.0.get(id).expect("the id").flags.iter().collect();
        assert_eq!(found, expected, "{id}");
        self
    }

    pub(crate) fn family(&self, id: &str) -> Family {
        *self.0.family(id).expect("a family")
    }
}
