//! Totals of groups of sessions: by agent, channel, hour or month.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::definition::Scope;
use super::figures::{Columns, Figures};
use super::ledger::{Ledger, NOBODY, Names};
use super::measure::Scene;
use super::options::{Attribution, Only, Options};
use super::part::Parts;
use super::phase::Speaker;
use super::report::Totals;
use super::session::Session;
use super::sheet::{Measured, Sheet, Stretch};
use super::summary::total;
use super::total::Tallies;
use crate::model::{Millis, time::Zone};

/// What tells the sessions of a group from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Each human agent who wrote: a session of two agents is in both groups.
    Agent,
    /// `Owner.Name`, else `OwnerId`: an agent or a queue.
    Owner,
    /// `ChannelName`.
    ChannelName,
    /// `ChannelType`.
    ChannelType,
    /// `ChannelGroup`.
    ChannelGroup,
    /// `ChannelIntent`.
    ChannelIntent,
    /// `ChannelLocale`.
    ChannelLocale,
    /// `Origin`.
    Origin,
    /// `Status`.
    Status,
    /// `AgentType`.
    AgentType,
    /// `EndUserContactId`, `EndUserAccountId` or `LeadId`, else `MessagingEndUserId`.
    Customer,
    /// Day of the week, `1` Monday to `7` Sunday.
    Weekday,
    /// Hour of the day, `00` to `23`.
    Hour,
    /// Date, `2025-03-03`.
    Day,
    /// ISO 8601 week, `2025-W10`.
    Week,
    /// Month, `2025-03`.
    Month,
}

/// The sessions that share a value of a dimension, and their totals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group<'a> {
    /// By what they are grouped.
    pub dimension: Dimension,
    /// The value they share; null: not known.
    pub key: Option<Cow<'a, str>>,
    /// How many sessions gave something to the totals.
    pub sessions: u64,
    /// Over their sessions.
    pub totals: Totals,
}

/// Gathers the groups of every dimension that was asked for.
pub(crate) struct Groups<'o, 'a> {
    options: &'o Options,
    dimensions: BTreeSet<Dimension>,
    places: FxHashMap<(Dimension, Key<'a>), usize>,
    found: Vec<Gathered>,
    /// Sessions so far.
    session: u64,
}

/// What the sessions of a group share, before it is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    Unknown,
    Name(&'a str),
    Agent(u32),
    /// A weekday, an hour, or the first day of what is longer.
    Period(i64),
}

/// What the sessions of a group gave.
struct Gathered {
    sessions: u64,
    /// The session that gave something last.
    last: u64,
    /// Of whole sessions.
    columns: Columns,
    /// Of sessions that were taken apart.
    tallies: Tallies,
}

impl<'o, 'a> Groups<'o, 'a> {
    pub(crate) fn new(options: &'o Options) -> Self {
        Self {
            options,
            dimensions: options.group_by.iter().copied().collect(),
            places: FxHashMap::default(),
            found: Vec::new(),
            session: 0,
        }
    }

    /// Whether values are put where their stretches end.
    pub(crate) fn by_end(options: &Options) -> bool {
        let mut asked = options.group_by.iter();
        options.attribution == Attribution::EventEnd && asked.any(|asked| asked.is_period())
    }

    /// Adds a session; its sheet is looked at only where values belong to the period in which they
    /// ended. O(dimensions · values).
    pub(crate) fn add(
        &mut self,
        scene: &Scene<'_>,
        names: &dyn Names<'a>,
        figures: &Figures,
        sheet: &Sheet,
    ) {
        self.session += 1;
        let zone = &self.options.zone;
        let start = scene.bounds.times.map(|(start, _)| start);
        for dimension in std::mem::take(&mut self.dimensions) {
            self.dimensions.insert(dimension);
            let period = |at| Key::Period(dimension.period(at, zone));
            if dimension == Dimension::Agent {
                for writer in scene.writers.iter() {
                    let key = if writer.actor == NOBODY {
                        Key::Unknown
                    } else {
                        Key::Agent(writer.actor)
                    };
                    self.of(dimension, key).columns.add(figures, Parts::ALL);
                }
            } else if !dimension.is_period() {
                let key = names.dimension(scene.session.number, dimension);
                let key = key.filter(|key| !key.is_empty());
                let group = self.of(dimension, key.map_or(Key::Unknown, Key::Name));
                group.columns.add(figures, Parts::ALL);
            } else {
                let start = start.map_or(Key::Unknown, period);
                if self.options.attribution == Attribution::SessionStart {
                    self.of(dimension, start).columns.add(figures, Parts::ALL);
                } else {
                    self.add_by_end(dimension, start, period, sheet);
                }
            }
        }
    }

    /// Takes the row of a session apart by the period in which each of its stretches ended; what
    /// has none stays in the period of the start.
    fn add_by_end(
        &mut self,
        dimension: Dimension,
        start: Key<'a>,
        period: impl Fn(Millis) -> Key<'a>,
        sheet: &Sheet,
    ) {
        let mut parts: Vec<(Key<'a>, Vec<Stretch>)> = Vec::new();
        for (place, cell) in sheet.placed() {
            let stretches = sheet.stretches(cell);
            let whole = matches!(cell.measured, Measured::Nothing(_) | Measured::Bool(_));
            if whole || stretches.is_empty() {
                let tallies = &mut self.of(dimension, start).tallies;
                tallies.add_value(place, cell.measured, cell.bh, stretches);
                continue;
            }
            parts.clear();
            for stretch in stretches {
                let key = period(stretch.to);
                match parts.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, part)) => part.push(*stretch),
                    None => parts.push((key, vec![*stretch])),
                }
            }
            for (key, part) in &parts {
                let (measured, bh) = if cell.measured == Measured::Family {
                    (Measured::Family, None)
                } else {
                    let open: Option<Vec<i64>> = part.iter().map(|it| it.bh).collect();
                    let open = open.filter(|_| cell.bh.is_some());
                    let sum = total(part.iter().map(|it| it.value));
                    (
                        Measured::Number(sum),
                        open.map(|open| total(open.into_iter())),
                    )
                };
                let tallies = &mut self.of(dimension, *key).tallies;
                tallies.add_value(place, measured, bh, part);
            }
        }
    }

    /// A group that this session gives something to.
    fn of(&mut self, dimension: Dimension, key: Key<'a>) -> &mut Gathered {
        let next = self.found.len();
        let place = *self.places.entry((dimension, key)).or_insert(next);
        if place == next {
            self.found.push(Gathered {
                sessions: 0,
                last: 0,
                columns: Columns::new(Scope::Session),
                tallies: Tallies::default(),
            });
        }
        let group = &mut self.found[place];
        group.sessions += u64::from(group.last != self.session);
        group.last = self.session;
        group
    }

    /// The groups by dimension in the order asked for, then by key, the unknown last.
    pub(crate) fn finish(self, ledger: &Ledger, names: &dyn Names<'a>) -> Vec<Group<'a>> {
        let percentile = self.options.percentile;
        let place = |dimension| {
            let asked = &self.options.group_by;
            asked.iter().position(|&asked| asked == dimension)
        };
        let spell = |dimension: Dimension, key| match key {
            Key::Unknown => None,
            Key::Name(name) => Some(Cow::Borrowed(name)),
            Key::Agent(actor) => {
                let line = ledger.actor(actor);
                Some(Cow::Borrowed(line.map_or("", |line| names.actor(line))))
            }
            Key::Period(period) => Some(Cow::Owned(dimension.spell(period))),
        };
        let mut found = self.found;
        let mut groups: Vec<Group<'a>> = self
            .places
            .into_iter()
            .map(|((dimension, key), place)| {
                let group = &mut found[place];
                group.columns.tally(&mut group.tallies);
                Group {
                    dimension,
                    key: spell(dimension, key),
                    sessions: group.sessions,
                    totals: group.tallies.totals(percentile),
                }
            })
            .collect();
        groups.sort_by(|a, b| {
            let key = |group: &'_ Group<'a>| (place(group.dimension), group.key.is_none());
            key(a).cmp(&key(b)).then_with(|| a.key.cmp(&b.key))
        });
        groups
    }
}

impl Only {
    /// Whether a session is one of the group.
    pub(crate) fn holds(&self, scene: &Scene<'_>, names: &dyn Names<'_>) -> bool {
        let wanted = self.key.as_deref();
        let named = |key: &str| Some(key).filter(|key| !key.is_empty()) == wanted;
        if self.by == Dimension::Agent {
            let mut writers = scene.writers.iter();
            return writers.any(|writer| {
                let line = scene.ledger.actor(writer.actor);
                named(line.map_or("", |line| names.actor(line)))
            });
        }
        if self.by.is_period() {
            let start = scene.bounds.times.map(|(start, _)| start);
            let zone = &scene.options.zone;
            let period = start.map(|start| self.by.spell(self.by.period(start, zone)));
            return period.as_deref() == wanted;
        }
        named(
            names
                .dimension(scene.session.number, self.by)
                .unwrap_or_default(),
        )
    }
}

impl Dimension {
    /// The spelling of every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Owner => "owner",
            Self::ChannelName => "channel_name",
            Self::ChannelType => "channel_type",
            Self::ChannelGroup => "channel_group",
            Self::ChannelIntent => "channel_intent",
            Self::ChannelLocale => "channel_locale",
            Self::Origin => "origin",
            Self::Status => "status",
            Self::AgentType => "agent_type",
            Self::Customer => "customer",
            Self::Weekday => "weekday",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// Whether it is a stretch of time.
    const fn is_period(self) -> bool {
        matches!(
            self,
            Self::Weekday | Self::Hour | Self::Day | Self::Week | Self::Month
        )
    }

    /// What the row of a session tells.
    pub(crate) fn of_row<'a>(self, session: &Session<'a>) -> Option<&'a str> {
        let row = &session.row;
        match self {
            Self::Owner => row.owner,
            Self::ChannelName => row.channel_name,
            Self::ChannelType => row.channel_type,
            Self::ChannelGroup => row.channel_group,
            Self::ChannelIntent => row.channel_intent,
            Self::ChannelLocale => row.channel_locale,
            Self::Origin => session.origin,
            Self::Status => session.status,
            Self::AgentType => session.agent_type,
            Self::Customer => row.customer,
            _ => None,
        }
    }

    /// The period of an instant in a zone: a number that only this dimension can
    /// [spell](Self::spell).
    fn period(self, at: Millis, zone: &Zone) -> i64 {
        let (day, hour) = local(at, zone.offset_at(at));
        match self {
            Self::Weekday => weekday(day) + 1,
            Self::Hour => hour,
            Self::Week => day - weekday(day),
            Self::Month => date(day).map_or(day, |date| day - i64::from(date.day0())),
            _ => day,
        }
    }

    fn spell(self, period: i64) -> String {
        match self {
            Self::Weekday => return period.to_string(),
            Self::Hour => return format!("{period:02}"),
            _ => {}
        }
        let Some(date) = date(period) else {
            return String::from("beyond the calendar");
        };
        match self {
            Self::Week => {
                let week = date.iso_week();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
            _ => date.to_string(),
        }
    }
}

const HOUR: Millis = 3_600_000;

/// The local day since 1970-01-01 and the hour of an instant.
fn local(at: Millis, offset: i32) -> (i64, i64) {
    let hours = at
        .saturating_add(i64::from(offset) * 1_000)
        .div_euclid(HOUR);
    (hours.div_euclid(24), hours.rem_euclid(24))
}

/// Day of the week of a day since 1970-01-01, a Thursday; Monday is 0.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

fn date(day: i64) -> Option<NaiveDate> {
    let since = TimeDelta::try_days(day)?;
    NaiveDate::default().checked_add_signed(since)
}

/// H2: messages of customers by weekday (Monday first) and hour of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heatmap {
    /// The zone whose clock was read.
    pub zone: String,
    /// Seven days of 24 hours.
    pub messages: [[u64; 24]; 7],
}

impl Heatmap {
    pub(crate) fn new(zone: &Zone) -> Self {
        Self {
            zone: zone.name.clone(),
            messages: [[0; 24]; 7],
        }
    }
}

/// The hour of the week in a zone, read off once for messages that share it.
pub(crate) struct HourHand<'o> {
    zone: &'o Zone,
    /// The hour that was read last.
    from: Millis,
    to: Millis,
    day: usize,
    hour: usize,
}

impl<'o> HourHand<'o> {
    pub(crate) fn new(zone: &'o Zone) -> Self {
        Self {
            zone,
            from: 0,
            to: 0,
            day: 0,
            hour: 0,
        }
    }

    /// Adds the messages of the customer to a map. O(lines).
    pub(crate) fn add(&mut self, scene: &Scene<'_>, map: &mut Heatmap) {
        for (_, line) in scene.lines_of(Speaker::Customer) {
            if !(self.from..self.to).contains(&line.at) {
                self.read(line.at);
            }
            map.messages[self.day][self.hour] += 1;
        }
    }

    fn read(&mut self, at: Millis) {
        let offset = self.zone.offset_at(at);
        let (day, hour) = local(at, offset);
        let start = at - (at + i64::from(offset) * 1_000).rem_euclid(HOUR);
        (self.day, self.hour) = (weekday(day) as usize, hour as usize);
        (self.from, self.to) = (start, start + HOUR);
        // An hour in which clocks change is read anew for each message.
        if self.zone.offset_at(start) != offset || self.zone.offset_at(start + HOUR - 1) != offset {
            (self.from, self.to) = (at, at + 1);
        }
    }
}
