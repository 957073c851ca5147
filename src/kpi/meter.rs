//! Measures one conversation after the other: what is measured of one is let go before the next,
//! but for the rows that are asked for and the values behind the totals.

use std::collections::BTreeMap;

use super::agent::Credit;
use super::conversation;
use super::definition::DEFINITIONS;
use super::group::{Groups, Heatmap};
use super::hours::Calendar;
use super::listing::Listing;
use super::measure::Scene;
use super::options::{Only, Options};
use super::report::{ConversationKpis, Report, SessionKpis, Stated, Totals, order};
use super::reported::{Calibrations, comparisons};
use super::session::{Session, bounded};
use super::target::Attainment;
use super::total::Tallies;
use super::value::{Kpis, Reason};

/// A report in the making.
pub(crate) struct Meter<'o, 'a> {
    options: &'o Options,
    calendar: Option<Calendar>,
    groups: Groups<'o, 'a>,
    calibrations: Calibrations,
    targets: Vec<Attainment>,
    agents: BTreeMap<&'a str, Credit<'a>>,
    /// The values of ids with the messages behind them, where they are asked for in place of a report.
    pub(crate) listings: Vec<Listing<'a>>,
    report: Report<'a>,
    /// Room for a row, used again for each.
    row: Kpis<'a>,
}

impl<'o, 'a> Meter<'o, 'a> {
    /// Begins a report of sessions between two times, of data that is complete until `latest`
    /// unless the options say otherwise.
    pub(crate) fn new(
        options: &'o Options,
        between: Option<(i64, i64)>,
        latest: Option<i64>,
    ) -> Self {
        let hours = options.hours.as_ref().zip(between);
        let calendar = hours.and_then(|(hours, (from, to))| Calendar::of(hours, from, to));
        let clock = options.sla.clock;
        let targets = [
            Attainment::of("S1", options.sla.first_response, clock),
            Attainment::of("S2", options.sla.next_response, clock),
        ];
        let data_until = options.data_until.map(bounded).or(latest);
        Self {
            options,
            groups: Groups::new(options),
            calibrations: Calibrations::default(),
            targets: targets.into_iter().flatten().collect(),
            agents: BTreeMap::new(),
            listings: Vec::new(),
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
                tallies: Tallies::default(),
            },
            calendar,
            row: Kpis::default(),
        }
    }

    /// Measures the sessions of one conversation. O(their entries).
    pub(crate) fn add(&mut self, conversation: &'a str, sessions: &[&Session<'a>]) {
        let (options, report, row) = (self.options, &mut self.report, &mut self.row);
        let mut scenes: Vec<_> = sessions
            .iter()
            .map(|session| Scene::of(session, options, self.calendar.as_ref()))
            .collect();
        scenes.sort_by_key(|scene| {
            order(scene.bounds.times.map(|(start, _)| start), scene.session.id)
        });
        let until = report.options.data_until.unwrap_or_default();
        let repeats = conversation::repeats(&scenes, until);
        let mut measured = 0;
        for (scene, repeat) in scenes.iter().zip(repeats) {
            let wanted = |only: &Only| only.holds(scene, options);
            if !options.only.as_ref().is_none_or(wanted) {
                continue;
            }
            measured += 1;
            scene.measure(repeat, row);
            for listing in &mut self.listings {
                listing.add(conversation, Some(scene.session.id), row);
            }
            if !self.listings.is_empty() {
                continue;
            }
            report.tallies.add(row);
            Credit::add(&mut self.agents, scene, row);
            self.groups.add(scene, row);
            for target in &mut self.targets {
                target.add(row);
            }
            report.heatmap.add(scene, &options.zone);
            comparisons(scene, row, &mut report.reported);
            self.calibrations.add(scene);
            if !options.omit_sessions {
                report.sessions.push(SessionKpis {
                    session: scene.session.id,
                    conversation,
                    kpis: kept(row, options),
                });
            }
        }
        if measured == 0 {
            return;
        }
        conversation::spans(&scenes, options, row);
        for listing in &mut self.listings {
            listing.add(conversation, None, row);
        }
        if !self.listings.is_empty() {
            return;
        }
        report.tallies.add(row);
        if !options.omit_sessions {
            report.conversations.push(ConversationKpis {
                conversation,
                sessions: measured,
                kpis: kept(row, options),
            });
        }
    }

    /// The report of everything added.
    pub(crate) fn finish(self) -> Report<'a> {
        let (options, mut report) = (self.options, self.report);
        let rows = self.agents.into_iter();
        report.agents = rows
            .map(|(agent, credit)| credit.row(agent, options))
            .collect();
        report.totals = report.tallies.totals(options.percentile);
        report.sla = self.targets.into_iter().map(Attainment::finish).collect();
        report.groups = self.groups.finish();
        report.calibration = self.calibrations.finish(options);
        report
    }
}

/// A row to keep, without evidence if the options say so.
fn kept<'a>(row: &Kpis<'a>, options: &Options) -> Kpis<'a> {
    let mut kpis = row.clone();
    if options.omit_episodes {
        kpis.omit_episodes();
    }
    kpis
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
