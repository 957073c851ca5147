//! KPIs of all sessions, of their conversations and agents, and in total.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::ser::{SerializeMap, Serializer};
use serde::{Serialize, ser};

use super::Unit;
use super::conversation;
use super::definition::{DEFINITIONS, Definition};
use super::group::{Group, Groups, Heatmap};
use super::hours::{Calendar, Hours};
use super::measure::{Scene, family};
use super::options::{Anchor, Attribution, Options, Percentile};
use super::phase::Speaker;
use super::reported::{Calibration, Calibrations, Comparison, comparisons};
use super::session::{Session, bounded};
use super::summary::Family;
use super::target::{Attainment, Targets};
use super::total::Tallies;
use super::value::{Evidence, Flags, Kpi, Kpis, Number, Reason, Share, Value};

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
    /// The values behind `totals`, to be merged with those of other parts of an archive.
    #[serde(skip)]
    pub tallies: Tallies,
}

/// The options a report was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
        for episode in kpis
            .into_iter()
            .flat_map(|kpis| kpis.0.iter_mut())
            .flat_map(|kpi| kpi.episodes.iter_mut())
        {
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
            .flat_map(|kpis| &kpis.0)
            .flat_map(|kpi| &kpi.episodes)
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
    let data_until = options.data_until.map(bounded).or_else(|| latest(sessions));
    let calendar = options.hours.as_ref().and_then(|hours| {
        let earliest = sessions.iter().flat_map(times).min()?;
        Calendar::of(hours, earliest, latest(sessions)?)
    });
    let mut report = Report {
        options: Stated {
            anchor: options.anchor,
            exclude_inactive: options.exclude_inactive,
            idle_cap: options.idle_cap,
            count_undelivered: options.count_undelivered,
            data_until,
            percentile: options.percentile,
            omit_episodes: options.omit_episodes,
            hours: options.hours.clone(),
            hours_reason: calendar.is_none().then_some(Reason::NoSchedule),
            sla: options.sla,
            attribution: options.attribution,
            zone: options.zone.name.clone(),
        },
        definitions: DEFINITIONS,
        sessions: Vec::with_capacity(sessions.len()),
        conversations: Vec::new(),
        agents: Vec::new(),
        totals: Totals::default(),
        sla: Vec::new(),
        groups: Vec::new(),
        heatmap: Heatmap::new(&options.zone),
        reported: Vec::new(),
        calibration: Vec::new(),
        tallies: Tallies::default(),
    };
    let mut groups = Groups::new(options);
    let mut calibrations = Calibrations::default();
    let clock = options.sla.clock;
    let targets = [
        Attainment::of("S1", options.sla.first_response, clock),
        Attainment::of("S2", options.sla.next_response, clock),
    ];
    let mut targets: Vec<Attainment> = targets.into_iter().flatten().collect();
    let mut agents = BTreeMap::new();
    for (conversation, sessions) in by_conversation(sessions) {
        let mut scenes: Vec<_> = sessions
            .into_iter()
            .map(|session| Scene::of(session, options, calendar.as_ref()))
            .collect();
        scenes.sort_by_key(|scene| {
            order(scene.bounds.times.map(|(start, _)| start), scene.session.id)
        });
        let repeats = conversation::repeats(&scenes, data_until.unwrap_or_default());
        for (scene, repeat) in scenes.iter().zip(repeats) {
            let mut kpis = scene.measure(repeat);
            report.tallies.add(&kpis);
            credit(&mut agents, scene, &kpis);
            groups.add(scene, &kpis);
            for target in &mut targets {
                target.add(&kpis);
            }
            report.heatmap.add(scene, &options.zone);
            report.reported.extend(comparisons(scene, &kpis));
            calibrations.add(scene, &kpis);
            kpis.omit_episodes(options);
            let session = scene.session.id;
            report.sessions.push(SessionKpis {
                session,
                conversation,
                kpis,
            });
        }
        let mut kpis = conversation::spans(&scenes, options);
        report.tallies.add(&kpis);
        kpis.omit_episodes(options);
        let sessions = scenes.len() as u64;
        report.conversations.push(ConversationKpis {
            conversation,
            sessions,
            kpis,
        });
    }
    let rows = agents
        .into_iter()
        .map(|(agent, credit): (_, Credit<'a>)| credit.row(agent, options));
    report.agents = rows.collect();
    report.totals = report.tallies.totals(options.percentile);
    report.sla = targets.into_iter().map(Attainment::finish).collect();
    report.groups = groups.finish();
    report.calibration = calibrations.finish(options);
    report
}

/// Sessions of each conversation, conversations by first time, then id.
fn by_conversation<'s, 'a>(sessions: &'s [Session<'a>]) -> Vec<(&'a str, Vec<&'s Session<'a>>)> {
    let mut groups: BTreeMap<&'a str, Vec<&'s Session<'a>>> = BTreeMap::new();
    for session in sessions {
        groups
            .entry(session.conversation)
            .or_default()
            .push(session);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_cached_key(|(conversation, sessions)| {
        let first = sessions.iter().flat_map(|session| times(session)).min();
        order(first, conversation)
    });
    groups
}

/// By time, then id; what has no time comes last.
fn order(time: Option<i64>, id: &str) -> (bool, i64, &str) {
    (time.is_none(), time.unwrap_or_default(), id)
}

fn times<'t>(session: &'t Session<'_>) -> impl Iterator<Item = i64> + 't {
    let row = [session.start, session.end].into_iter().flatten();
    row.chain(session.entries.iter().map(|entry| entry.at))
        .map(bounded)
}

fn latest(sessions: &[Session<'_>]) -> Option<i64> {
    sessions.iter().flat_map(|session| times(session)).max()
}

/// What is credited to one agent.
#[derive(Default)]
struct Credit<'a> {
    name: Option<&'a str>,
    sessions: u64,
    messages: i64,
    answered: Vec<Evidence<'a>>,
    inherited: Vec<Evidence<'a>>,
}

impl<'a> Credit<'a> {
    fn row(self, agent: &'a str, options: &Options) -> AgentKpis<'a> {
        let messages = Kpi {
            id: "M1.h",
            value: Some(Value::Number(Number::whole(self.messages))),
            bh: None,
            unit: Unit::Count,
            reason: None,
            n: 1,
            flags: Flags::NONE,
            reported: None,
            episodes: Vec::new(),
        };
        let (none, unknown) = (Reason::NoCustomerMessage, Reason::NoAcceptTime);
        let unknown = if self.answered.is_empty() {
            none
        } else {
            unknown
        };
        let answered = family("R8", self.answered, none, options.percentile);
        let inherited = family(
            "R8.inherited_wait",
            self.inherited,
            unknown,
            options.percentile,
        );
        let mut kpis = Kpis(vec![messages, answered, inherited]);
        kpis.omit_episodes(options);
        AgentKpis {
            agent,
            name: self.name,
            sessions: self.sessions,
            kpis,
        }
    }
}

fn credit<'a>(agents: &mut BTreeMap<&'a str, Credit<'a>>, scene: &Scene<'_, 'a>, kpis: &Kpis<'a>) {
    let mut seen = BTreeSet::new();
    let human = scene
        .lines
        .iter()
        .filter(|line| line.speaker == Some(Speaker::Human));
    for entry in human
        .map(|line| line.entry)
        .filter(|entry| !entry.actor.is_empty())
    {
        let credit = agents.entry(entry.actor).or_default();
        credit.name = credit.name.or(entry.actor_name);
        credit.messages += 1;
        credit.sessions += u64::from(seen.insert(entry.actor));
    }
    let episodes = |id| {
        kpis.get(id)
            .map(|kpi| kpi.episodes.as_slice())
            .unwrap_or_default()
    };
    for &episode in episodes("R5") {
        if let Some(credit) = episode.actor.and_then(|actor| agents.get_mut(actor)) {
            credit.answered.push(episode);
        }
    }
    for &episode in episodes("R8.inherited_wait") {
        if let Some(credit) = episode.actor.and_then(|actor| agents.get_mut(actor)) {
            credit.inherited.push(episode);
        }
    }
}
