//! Measures the sessions of a ledger one after the other, in room that is used again: what is
//! measured of one is let go before the next, but for the rows that are asked for and the values
//! behind the totals.

use super::agent::Credits;
use super::conversation::{self, Repeats};
use super::definition::{DEFINITIONS, Scope};
use super::figures::{Columns, Figures};
use super::group::{Groups, Heatmap, HourHand};
use super::hours::Calendar;
use super::ledger::{Ledger, Names, Sitting, Sittings, mark};
use super::listing::Listing;
use super::measure::{Bounds, Scene};
use super::options::Options;
use super::part::{Chosen, Part, Parts};
use super::report::{ConversationKpis, Report, SessionKpis, Stated, Totals, order};
use super::reported::{self, Calibrations, comparisons};
use super::said::Said;
use super::session::bounded;
use super::sheet::Sheet;
use super::summed::{Anew, Summed};
use super::target::Attainment;
use super::value::{Flags, Kpis, Reason};

/// What is measured, and whose names it has.
#[derive(Clone, Copy)]
pub(crate) struct Measuring<'o, 'a> {
    pub(crate) ledger: &'o Ledger,
    pub(crate) names: &'o dyn Names<'a>,
    pub(crate) options: &'o Options,
    /// Until when the data is complete, unless the options say otherwise.
    pub(crate) latest: Option<i64>,
}

impl<'a> Measuring<'_, 'a> {
    /// Measures the conversations that are `wanted`, by their numbers. O(their entries).
    pub(crate) fn report(&self, wanted: impl Fn(u32) -> bool) -> Report<'a> {
        self.run(wanted, &mut [])
    }

    /// The values of ids with the messages behind them. O(entries).
    pub(crate) fn list(&self, wanted: impl Fn(u32) -> bool, listings: &mut [Listing<'a>]) {
        if !listings.is_empty() {
            self.run(wanted, listings);
        }
    }

    fn run(&self, wanted: impl Fn(u32) -> bool, listings: &mut [Listing<'a>]) -> Report<'a> {
        let conversations = || {
            let all = self.ledger.conversations.iter();
            all.filter(|one| wanted(one.number))
        };
        let spans = conversations().filter_map(|one| one.span);
        let between = spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let hours = self.options.hours.as_ref().zip(between);
        let calendar = hours.and_then(|(hours, (from, to))| Calendar::of(hours, from, to));
        let rows = conversations().map(|one| one.sessions.len()).sum();
        let mut meter = Meter::new(*self, calendar.as_ref(), listings, rows);
        for one in conversations() {
            meter.add(one);
        }
        meter.finish()
    }
}

/// A report in the making.
struct Meter<'o, 'a> {
    of: Measuring<'o, 'a>,
    calendar: Option<&'o Calendar>,
    groups: Groups<'o, 'a>,
    hours: HourHand<'o>,
    calibrations: Calibrations,
    sessions: Columns,
    conversations: Columns,
    /// What the report before came to, and what of this one is not known from it.
    summed: Summed,
    anew: Anew,
    /// Of a session no more has to be measured than that, but for what Salesforce reports of it.
    partly: bool,
    /// All sessions are measured: what they come to is kept.
    whole: bool,
    agents: Credits,
    /// The values of ids, where they are asked for in place of a report.
    listings: &'o mut [Listing<'a>],
    report: Report<'a>,
    /// Room for what is measured next.
    rows: Vec<(&'o Sitting, Bounds)>,
    repeats: Repeats,
    scene: Option<Scene<'o>>,
    figures: Figures,
    /// For what is asked for beyond figures, with the stretches of single values or without.
    sheet: Sheet,
    by_end: bool,
}

impl<'o, 'a> Meter<'o, 'a> {
    fn new(
        of: Measuring<'o, 'a>,
        calendar: Option<&'o Calendar>,
        listings: &'o mut [Listing<'a>],
        rows: usize,
    ) -> Self {
        let options = of.options;
        let data_until = options.data_until.map(bounded).or(of.latest);
        let whole = rows == of.ledger.len() && options.only.is_none() && listings.is_empty();
        let chosen = Chosen {
            options: options.clone(),
            until: data_until,
        };
        let kept = if whole { of.ledger.kept.take() } else { None };
        let (mut summed, anew) = match kept {
            Some(kept) => kept.choose(chosen, of.ledger.undelivered),
            None => Summed::none(chosen),
        };
        let [mut sessions, mut conversations] = summed.take();
        if listings.is_empty() {
            sessions.begin(anew.parts, rows);
            conversations.begin(anew.parts, of.ledger.conversations.len());
        }
        let by_end = Groups::by_end(options);
        let rows = !options.omit_sessions && !options.omit_episodes;
        let detailed = rows || !listings.is_empty() || by_end;
        Self {
            of,
            calendar,
            groups: Groups::new(options),
            hours: HourHand::new(&options.zone),
            calibrations: Calibrations::default(),
            sessions,
            conversations,
            summed,
            anew,
            partly: options.group_by.is_empty(),
            whole,
            agents: Credits::new(of.ledger),
            listings,
            report: Report {
                options: Stated::of(options, data_until, calendar.is_some()),
                definitions: DEFINITIONS,
                sessions: Vec::new(),
                conversations: Vec::new(),
                agents: Vec::new(),
                totals: Totals::default(),
                sla: Vec::new(),
                groups: Vec::new(),
                heatmap: Heatmap::new(&options.zone),
                reported: Vec::new(),
                calibration: Vec::new(),
                columns: Columns::none(),
            },
            rows: Vec::new(),
            repeats: Repeats::default(),
            scene: None,
            figures: Figures::new(calendar.is_some()),
            sheet: Sheet::new(detailed, calendar.is_some()),
            by_end,
        }
    }

    /// Measures the sessions of one conversation. O(their entries).
    fn add(&mut self, one: &'o Sittings) {
        let Measuring {
            ledger,
            names,
            options,
            ..
        } = self.of;
        self.rows.clear();
        let all = options.count_undelivered;
        self.rows.extend(ledger.sessions(one).iter().map(|session| {
            let bounds = if all && session.marks.any(mark::UNDELIVERED) {
                let said = Said::of(ledger.lines(session), all, &mut Vec::new());
                Bounds::of(session, &said)
            } else {
                Bounds::of(session, &session.said)
            };
            (session, bounds)
        }));
        // Only sessions that start at the same instant need their names spelled.
        let start = |(_, bounds): &(&Sitting, Bounds)| bounds.times.map(|(start, _)| start);
        let ordered = self.rows.is_sorted_by(|a, b| match (start(a), start(b)) {
            (Some(a), Some(b)) => a < b,
            _ => false,
        });
        if !ordered {
            let key = |row: &(&Sitting, Bounds)| order(start(row), names.session(row.0.number));
            self.rows.sort_by_key(key);
        }
        let until = self.report.options.data_until.unwrap_or_default();
        self.repeats.look(&self.rows, until);
        let conversation = names.conversation(one.number);
        let mut measured = 0;
        for place in 0..self.rows.len() {
            measured += u64::from(self.session(conversation, place));
        }
        if measured == 0 {
            return;
        }
        let (rows, calendar) = (&self.rows, self.calendar);
        let sheet = !self.listings.is_empty() || !options.omit_sessions;
        if sheet {
            self.sheet
                .begin(Part::Conversation.places().start, Flags::NONE);
            conversation::spans(rows, calendar, &mut self.sheet);
        }
        for listing in self.listings.iter_mut() {
            listing.add(conversation, None, &self.sheet, ledger, names);
        }
        if !self.listings.is_empty() {
            return;
        }
        if self.anew.parts.has(Part::Conversation) {
            self.figures.begin(Flags::NONE);
            self.figures.turn_to(Part::Conversation.places().start);
            conversation::spans(rows, calendar, &mut self.figures);
            self.conversations.add(&self.figures, self.anew.parts);
        }
        if !options.omit_sessions {
            self.report.conversations.push(ConversationKpis {
                conversation,
                sessions: measured,
                kpis: self.kept(&[]),
            });
        }
    }

    /// Measures one session, if it is one of those asked for.
    fn session(&mut self, conversation: &'a str, place: usize) -> bool {
        let Measuring {
            ledger,
            names,
            options,
            ..
        } = self.of;
        let (session, bounds) = self.rows[place];
        let (calendar, report, sheet) = (self.calendar, &mut self.report, &mut self.sheet);
        let evidence = sheet.detailed();
        let scene = self
            .scene
            .get_or_insert_with(|| Scene::of(ledger, options, calendar, session, evidence));
        scene.set(session, bounds);
        let only = options.only.as_ref();
        if !only.is_none_or(|only| only.holds(scene, names)) {
            return false;
        }
        let repeat = self.repeats.of(place, &bounds);
        let reported = ledger.reported(session);
        if !self.listings.is_empty() {
            let id = names.session(session.number);
            for listing in self.listings.iter_mut() {
                let part = Part::of(listing.place);
                sheet.begin(part.places().start, scene.clock());
                scene.measure_part(part, repeat, sheet);
                listing.add(conversation, Some(id), sheet, ledger, names);
            }
            return true;
        }
        if !options.omit_sessions || self.by_end {
            sheet.begin(0, scene.clock());
            scene.measure(repeat, sheet);
        }
        let measured = if self.partly {
            self.anew.parts.and(reported::parts(reported))
        } else {
            Parts::ALL
        };
        self.figures.begin(scene.clock());
        for part in measured.of(Scope::Session) {
            self.figures.turn_to(part.places().start);
            scene.measure_part(part, repeat, &mut self.figures);
        }
        self.sessions.add(&self.figures, self.anew.parts);
        self.agents.add(scene);
        self.groups.add(scene, names, &self.figures, sheet);
        if self.anew.heatmap {
            self.hours.add(scene, &mut self.summed.heatmap);
        }
        if !reported.is_empty() {
            let id = names.session(session.number);
            comparisons(scene, id, &self.figures, &mut report.reported);
            self.calibrations.add(scene);
        }
        if !options.omit_sessions {
            let kpis = self.kept(reported);
            self.report.sessions.push(SessionKpis {
                session: names.session(session.number),
                conversation,
                kpis,
            });
        }
        true
    }

    /// The row that was just measured, with names.
    fn kept(&self, reported: &[(u8, i64)]) -> Kpis<'a> {
        let Measuring {
            ledger,
            names,
            options,
            ..
        } = self.of;
        self.sheet.spell(ledger, names, reported, options)
    }

    /// The report of everything added.
    fn finish(self) -> Report<'a> {
        let Measuring {
            ledger,
            names,
            options,
            ..
        } = self.of;
        let mut report = self.report;
        report.agents = self.agents.rows(ledger, names, options);
        let mut summed = self.summed;
        summed.sum([self.sessions, self.conversations], self.anew);
        report.totals = summed.totals();
        report.heatmap = summed.heatmap.clone();
        let [sessions, _] = &summed.columns;
        let first = Attainment::first(options.sla, sessions);
        let next = Attainment::next(options.sla, sessions);
        report.sla = first.into_iter().chain(next).collect();
        report.columns.clone_from(&summed.columns);
        if self.whole {
            ledger.kept.replace(Some(summed));
        }
        report.groups = self.groups.finish(ledger, names);
        report.calibration = self.calibrations.finish(options);
        report
    }
}

impl Stated {
    fn of(options: &Options, data_until: Option<i64>, located: bool) -> Self {
        Self {
            anchor: options.anchor,
            exclude_inactive: options.exclude_inactive,
            idle_cap: options.idle_cap,
            count_undelivered: options.count_undelivered,
            data_until,
            percentile: options.percentile,
            omit_episodes: options.omit_episodes,
            omit_sessions: options.omit_sessions,
            short_abandon: options.short_abandon,
            only: options.only.clone(),
            hours: options.hours.clone(),
            hours_reason: (!located).then_some(Reason::NoSchedule),
            sla: options.sla,
            attribution: options.attribution,
            zone: options.zone.name.clone(),
        }
    }
}
