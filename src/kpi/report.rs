//! KPIs of all sessions, of their conversations and agents, and in total.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use serde::ser::{SerializeMap, Serializer};
use serde::{Serialize, ser};

use super::definition::{Definition, place};
use super::figures::Columns;
use super::group::{Dimension, Group, Heatmap};
use super::hours::Hours;
use super::ledger::{Bookkeeper, Ledger, Line, Names};
use super::meter::Measuring;
use super::options::{Anchor, Attribution, Only, Options, Percentile};
use super::reported::{Calibration, Comparison};
use super::session::{Entry, EntryRef, Session};
use super::summary::Family;
use super::target::{Attainment, Clock, Targets};
use super::total::Tallies;
use super::value::{Kpis, Reason, Share};

/// Everything `kpis` prints. Conversations by first time, then id; their sessions by start, then
/// id; agents by key.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report<'a> {
    /// What was chosen.
    pub options: Stated,
    /// What each id means.
    pub definitions: &'static [Definition],
    /// One row per session.
    pub sessions: Vec<SessionKpis<'a>>,
    /// One row per conversation.
    pub conversations: Vec<ConversationKpis<'a>>,
    /// One row per human agent who wrote.
    pub agents: Vec<AgentKpis<'a>>,
    /// Over all sessions, or conversations for ids of that scope.
    pub totals: Totals,
    /// How often the targets were met; empty without targets.
    pub sla: Vec<Attainment>,
    /// Totals of groups of sessions, where they were asked for.
    pub groups: Vec<Group<'a>>,
    /// When customers write.
    pub heatmap: Heatmap,
    /// Salesforce's own values beside ours, where the files hold them.
    pub reported: Vec<Comparison<'a>>,
    /// Which of our ways to measure comes closest to Salesforce's.
    pub calibration: Vec<Calibration>,
    /// The values behind `totals`.
    #[serde(skip)]
    pub(crate) columns: [Rc<Columns>; 2],
}

/// The options a report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of its own, by name"
)]
pub struct Stated {
    /// Which message of a burst starts the clock.
    pub anchor: Anchor,
    /// Inactive time was taken out of `W1.customer` and R6.
    pub exclude_inactive: bool,
    /// Most of a gap that D3 counts, milliseconds.
    pub idle_cap: Option<i64>,
    /// Undelivered messages count like any other.
    pub count_undelivered: bool,
    /// Until when the data is taken to be complete.
    pub data_until: Option<i64>,
    /// How percentiles are read off.
    pub percentile: Percentile,
    /// Every `episodes` is empty because it was asked for so.
    pub omit_episodes: bool,
    /// `sessions` and `conversations` are empty because it was asked for so.
    pub omit_sessions: bool,
    /// Least wait of an abandoned session, milliseconds (A1).
    pub short_abandon: i64,
    /// Only the sessions of one group were measured.
    pub only: Option<Only>,
    /// Business hours.
    pub hours: Option<Hours>,
    /// Why every `bh` is null; null where they are not.
    pub hours_reason: Option<Reason>,
    /// Targets of S1 and S2.
    pub sla: Targets,
    /// To which period a value belongs.
    pub attribution: Attribution,
    /// The zone of H2 and of periods.
    pub zone: String,
}

impl fmt::Display for Stated {
    /// Every option in one line, as tables, summaries and sheets state them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let yes = |yes, is: &'static str, not: &'static str| if yes { is } else { not };
        let ms = |ms: Option<i64>| ms.map_or_else(|| "none".into(), |ms| format!("{ms} ms"));
        write!(
            f,
            "anchor {}; percentile {}; inactive time {}; idle cap {}; undelivered {}; short abandon \
             {}; business hours {}; first response {}; next response {}; target clock {}; period {}; \
             zone {}; data until {}",
            self.anchor.as_str(),
            match self.percentile {
                Percentile::Linear => "linear",
                Percentile::NearestRank => "nearest rank",
            },
            yes(self.exclude_inactive, "excluded", "included"),
            ms(self.idle_cap),
            yes(self.count_undelivered, "counted", "left out"),
            ms(Some(self.short_abandon)),
            self.hours
                .as_ref()
                .map_or_else(|| "none".into(), ToString::to_string),
            ms(self.sla.first_response),
            ms(self.sla.next_response),
            match self.sla.clock {
                Clock::Wall => "wall",
                Clock::Business => "business",
            },
            match self.attribution {
                Attribution::SessionStart => "of session start",
                Attribution::EventEnd => "of event end",
            },
            self.zone,
            self.data_until
                .map_or_else(|| "not known".into(), crate::model::time::rfc3339),
        )?;
        if let Some(only) = &self.only {
            let key = only.key.as_deref().unwrap_or("(not known)");
            write!(f, "; only {} {key}", only.by.as_str())?;
        }
        Ok(())
    }
}

/// KPIs of one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionKpis<'a> {
    /// Its id.
    pub session: &'a str,
    /// Its conversation.
    pub conversation: &'a str,
    /// By id.
    pub kpis: Kpis<'a>,
}

/// KPIs of one conversation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConversationKpis<'a> {
    /// Its id.
    pub conversation: &'a str,
    /// How many sessions it has.
    pub sessions: u64,
    /// By id.
    pub kpis: Kpis<'a>,
}

/// KPIs of one human agent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgentKpis<'a> {
    /// The key of the participant.
    pub agent: &'a str,
    /// Display name, where known.
    pub name: Option<&'a str>,
    /// Sessions in which they wrote.
    pub sessions: u64,
    /// By id.
    pub kpis: Kpis<'a>,
}

/// Totals in the order of the definitions; serialised as one map from id to total.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals(pub Vec<(&'static str, Total)>);

impl Totals {
    /// The total of an id. O(ids).
    pub fn get(&self, id: &str) -> Option<&Total> {
        self.0
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, total)| total)
    }
}

impl Serialize for Totals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, total) in &self.0 {
            map.serialize_entry(id, total)?;
        }
        map.end()
    }
}

/// One id over all sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Total {
    /// All values in one population; null if there is none.
    pub pooled: Option<Pooled>,
    /// The population of the sessions' means; its mean is the mean of means that an average over
    /// Salesforce's one value per session gives. Null for yes-or-no ids.
    pub session_means: Option<Family>,
    /// All values within business hours in one population; null without a schedule.
    pub bh: Option<Family>,
    /// How many of them lie wholly outside business hours; they stay in the population.
    pub n_zero_bh: u64,
    /// How many sessions gave no value, by reason.
    #[serde(serialize_with = "by_name")]
    pub excluded: BTreeMap<Reason, u64>,
}

/// A pooled total.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Pooled {
    /// Of durations, counts and ratios.
    Family(Family),
    /// Of yes-or-no values.
    Share(Share),
}

fn by_name<S: Serializer>(map: &BTreeMap<Reason, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out: S::SerializeMap = ser::Serializer::serialize_map(serializer, Some(map.len()))?;
    for (reason, count) in map {
        out.serialize_entry(reason.as_str(), count)?;
    }
    out.end()
}

impl<'a> Report<'a> {
    /// The values behind `totals`, to be merged with those of other parts of an archive. O(values).
    pub fn tallies(&self) -> Tallies {
        let mut tallies = Tallies::default();
        for columns in &self.columns {
            columns.tally(&mut tallies);
        }
        tallies
    }

    /// How many sessions have no message at all: most likely their messages are in other files.
    pub fn without_messages(&self) -> usize {
        const COUNTS: [usize; 6] = [
            place("M1.c"),
            place("M1.h"),
            place("M1.b"),
            place("M1.s"),
            place("X1.undelivered"),
            place("X1.unclassified"),
        ];
        let [sessions, _] = &self.columns;
        let counts = COUNTS.map(|id| sessions.column(id));
        let none = |row: &usize| {
            let mut counts = counts.iter().filter_map(|column| column.get(*row));
            counts.all(|count| count.get() == Ok(0))
        };
        (0..sessions.rows()).filter(none).count()
    }

    /// Shows participants under other names, as a lens over text asks for. No number changes.
    pub fn rename(&mut self, name: impl Fn(&'a str) -> &'a str) {
        let sessions = self.sessions.iter_mut().map(|row| &mut row.kpis);
        let conversations = self.conversations.iter_mut().map(|row| &mut row.kpis);
        let mut kpis: Vec<&mut Kpis<'a>> = sessions.chain(conversations).collect();
        for row in &mut self.agents {
            row.agent = name(row.agent);
            row.name = row.name.map(&name);
            kpis.push(&mut row.kpis);
        }
        for group in &mut self.groups {
            if let Some(Cow::Borrowed(key)) = &mut group.key {
                *key = name(key);
            }
        }
        for episode in kpis.into_iter().flat_map(Kpis::evidence_mut) {
            episode.actor = episode.actor.map(&name);
        }
    }

    /// Every participant the report names, by key or name; some more than once.
    pub fn participants(&self) -> impl Iterator<Item = &'a str> {
        let sessions = self.sessions.iter().map(|row| &row.kpis);
        let conversations = self.conversations.iter().map(|row| &row.kpis);
        let agents = self.agents.iter().map(|row| &row.kpis);
        let named = self
            .agents
            .iter()
            .flat_map(|row| [Some(row.agent), row.name].into_iter().flatten());
        sessions
            .chain(conversations)
            .chain(agents)
            .flat_map(|kpis| kpis.iter().flat_map(|kpi| kpis.evidence(kpi)))
            .filter_map(|episode| episode.actor)
            .chain(named)
            .chain(self.groups.iter().filter_map(|group| match group.key {
                Some(Cow::Borrowed(key)) => Some(key),
                _ => None,
            }))
    }
}

/// Measures sessions, in any order. O(entries log entries).
pub fn report<'a>(sessions: &[Session<'a>], options: &Options) -> Report<'a> {
    let (given, ledger) = Given::of(sessions);
    given.report(&ledger, options)
}

/// Measures sessions with one set of options after the other: each time only what these change.
/// O(entries log entries), and O(sessions + what changes) for each further set.
pub fn reports<'a>(sessions: &[Session<'a>], options: &[Options]) -> Vec<Report<'a>> {
    let (given, ledger) = Given::of(sessions);
    let each = options.iter();
    each.map(|options| given.report(&ledger, options)).collect()
}

/// Sessions as they were given, to spell what their ledger knows as numbers.
struct Given<'s, 'a> {
    sessions: &'s [Session<'a>],
    conversations: Vec<&'a str>,
    /// In the order of the ledger's making.
    entries: Vec<&'s Entry<'a>>,
}

impl<'s, 'a> Given<'s, 'a> {
    fn of(sessions: &'s [Session<'a>]) -> (Self, Ledger) {
        let mut groups: BTreeMap<&'a str, Vec<(u32, &'s Session<'a>)>> = BTreeMap::new();
        for (number, session) in (0_u32..).zip(sessions) {
            let group = groups.entry(session.conversation).or_default();
            group.push((number, session));
        }
        let mut given = Self {
            sessions,
            conversations: groups.keys().copied().collect(),
            entries: Vec::new(),
        };
        let entries = sessions.iter().map(|session| session.entries.len()).sum();
        let mut bookkeeper = Bookkeeper::new(entries);
        for (conversation, group) in (0_u32..).zip(groups.into_values()) {
            bookkeeper.begin(conversation);
            for (number, session) in group {
                bookkeeper.sit(number, session);
                for entry in &session.entries {
                    bookkeeper.enter(given.entries.len() as u32, entry);
                    given.entries.push(entry);
                }
                bookkeeper.rise();
            }
            bookkeeper.close();
        }
        let ledger = bookkeeper.finish(&given);
        (given, ledger)
    }

    fn report(&self, ledger: &Ledger, options: &Options) -> Report<'a> {
        let measuring = Measuring {
            ledger,
            names: self,
            options,
            latest: ledger.span().map(|(_, latest)| latest),
        };
        measuring.report(|_| true)
    }

    fn entry_of(&self, line: &Line) -> Option<&'s Entry<'a>> {
        self.entries.get(line.entry as usize).copied()
    }

    fn session_of(&self, number: u32) -> Option<&'s Session<'a>> {
        self.sessions.get(number as usize)
    }
}

impl<'a> Names<'a> for Given<'_, 'a> {
    fn conversation(&self, number: u32) -> &'a str {
        let found = self.conversations.get(number as usize);
        found.copied().unwrap_or_default()
    }

    fn session(&self, number: u32) -> &'a str {
        self.session_of(number).map_or("", |session| session.id)
    }

    fn dimension(&self, session: u32, dimension: Dimension) -> Option<&'a str> {
        dimension.of_row(self.session_of(session)?)
    }

    fn entry(&self, line: &Line) -> EntryRef<'a> {
        self.entry_of(line)
            .map(|entry| entry.id)
            .unwrap_or_default()
    }

    fn actor(&self, line: &Line) -> &'a str {
        self.entry_of(line).map_or("", |entry| entry.actor)
    }

    fn actor_name(&self, line: &Line) -> Option<&'a str> {
        self.entry_of(line)?.actor_name
    }
}

/// By time, then id; what has no time comes last.
pub(crate) fn order(time: Option<i64>, id: &str) -> (bool, i64, &str) {
    (time.is_none(), time.unwrap_or_default(), id)
}
