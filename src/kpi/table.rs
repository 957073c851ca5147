//! A report as text for a terminal.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::definition::{DEFINITIONS, Definition, Unit};
use super::report::{Pooled, Report, Total};
use super::value::{Kpi, Number, Value};

/// The totals and the main KPIs of each session, for reading. Durations as `h:mm:ss`.
pub fn text(report: &Report<'_>) -> String {
    let mut out = heading(report);
    let ids = DEFINITIONS.iter().map(|definition| definition.id);
    totals(&mut out, report, ["name", "n"], ids);
    targets(&mut out, report);
    reported(&mut out, report);
    groups(&mut out, report);

    let mut rows = vec![vec!["session".to_owned()]];
    rows[0].extend(HEADLINES.iter().map(|(_, title)| (*title).to_owned()));
    for session in &report.sessions {
        let mut row = vec![session.session.to_owned()];
        let cells = HEADLINES.iter().map(|(id, _)| session.kpis.get(id));
        row.extend(cells.map(|kpi| kpi.map(shown).unwrap_or_default()));
        rows.push(row);
    }
    align(&mut out, &rows);
    out
}

/// The totals of some ids in a table, with what lies within business hours beside, where there are
/// any.
pub(crate) fn totals<'i>(
    out: &mut String,
    report: &Report<'_>,
    [name, n]: [&str; 2],
    ids: impl IntoIterator<Item = &'i str>,
) {
    let open = report.options.hours.is_some();
    let mut head = vec!["id", name, n, "mean", "median", "p90", "max"];
    if open {
        head.extend(["mean in hours", "median in hours"]);
    }
    head.push("left out");
    let mut rows = vec![head.into_iter().map(String::from).collect()];
    for id in ids {
        let defined = DEFINITIONS.iter().find(|definition| definition.id == id);
        if let Some((definition, total)) = defined.zip(report.totals.get(id)) {
            rows.push(total_row(definition, total, open));
        }
    }
    align(out, &rows);
    out.push('\n');
}

/// What was measured, and how.
pub(crate) fn heading(report: &Report<'_>) -> String {
    let sessions = report
        .totals
        .get("M1.c")
        .map_or(0, |total| match &total.pooled {
            Some(Pooled::Family(family)) => family.n as usize,
            _ => 0,
        });
    let conversations = report.totals.get("D2.span").map_or(0, |total| {
        let known = match &total.pooled {
            Some(Pooled::Family(family)) => family.n,
            _ => 0,
        };
        known + total.excluded.values().sum::<u64>()
    });
    let without = match report.without_messages() {
        0 => String::new(),
        silent => format!(", {silent} without a message in these files"),
    };
    format!(
        "{}{without}, {}, {}\n{}\n\n",
        many(sessions, "session"),
        many(conversations as usize, "conversation"),
        many(report.agents.len(), "agent"),
        report.options
    )
}

pub(crate) fn targets(out: &mut String, report: &Report<'_>) {
    if report.sla.is_empty() {
        return;
    }
    let head = [
        "target",
        "within",
        "met",
        "breached",
        "undecided",
        "attained",
        "of answered",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    let share = |number: Option<Number>| number.map(percent).unwrap_or_default();
    for target in &report.sla {
        rows.push(vec![
            target.id.to_owned(),
            clock(target.target),
            target.met.to_string(),
            target.breached.to_string(),
            target.undetermined.to_string(),
            share(target.attainment),
            share(target.answered_only),
        ]);
    }
    align(out, &rows);
    out.push('\n');
}

/// Salesforce's own numbers: how often they agree with ours, and which of our ways is closest.
pub(crate) fn reported(out: &mut String, report: &Report<'_>) {
    if report.reported.is_empty() {
        return;
    }
    let head = [
        "id",
        "reported by Salesforce",
        "sessions",
        "agree",
        "most likely reason",
    ];
    let mut rows = vec![head.map(String::from).to_vec()];
    for definition in DEFINITIONS {
        let found: Vec<_> = report
            .reported
            .iter()
            .filter(|comparison| comparison.id == definition.id)
            .collect();
        let Some(first) = found.first() else { continue };
        let mut likely: BTreeMap<&str, usize> = BTreeMap::new();
        for reason in found.iter().filter_map(|comparison| comparison.likely) {
            *likely.entry(reason.as_str()).or_default() += 1;
        }
        let agree = found.len() - likely.values().sum::<usize>();
        let likely: Vec<String> = likely.iter().map(|(why, n)| format!("{n} {why}")).collect();
        rows.push(vec![
            definition.id.to_owned(),
            first.salesforce.to_owned(),
            found.len().to_string(),
            agree.to_string(),
            likely.join(", "),
        ]);
    }
    align(out, &rows);
    for calibration in &report.calibration {
        if let Some(closest) = calibration.variants.first() {
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "{}: closest to {} with anchor {}, {} the first response: {} of {} within a second",
                calibration.id,
                calibration.salesforce,
                closest.anchor.as_str(),
                if closest.with_first {
                    "with"
                } else {
                    "without"
                },
                closest.equal,
                many(closest.sessions as usize, "session"),
            );
        }
    }
    out.push('\n');
}

fn groups(out: &mut String, report: &Report<'_>) {
    if report.groups.is_empty() {
        return;
    }
    let head = ["by", "key", "sessions"].into_iter();
    let mut rows = vec![
        head.chain(GROUPED.iter().map(|(_, title)| *title))
            .map(String::from)
            .collect::<Vec<_>>(),
    ];
    for group in &report.groups {
        let key = group.key.as_deref().unwrap_or("(not known)").to_owned();
        let mut row = vec![
            group.dimension.as_str().to_owned(),
            key,
            group.sessions.to_string(),
        ];
        row.extend(GROUPED.iter().map(|(id, _)| {
            let unit = DEFINITIONS.iter().find(|of| of.id == *id).map(|of| of.unit);
            match group
                .totals
                .get(id)
                .and_then(|total| total.pooled.as_ref())
                .zip(unit)
            {
                Some((Pooled::Family(family), Unit::Count)) => plain(family.sum),
                Some((Pooled::Family(family), unit)) => {
                    let open = group.totals.get(id).and_then(|total| total.bh);
                    beside(family.median, open.map(|open| open.median), unit)
                }
                Some((Pooled::Share(share), _)) => percent(share.share),
                None => String::new(),
            }
        }));
        rows.push(row);
    }
    align(out, &rows);
    out.push('\n');
}

/// What the rows of groups show: of durations the median, of counts the sum.
const GROUPED: [(&str, &str); 6] = [
    ("M1.c", "customer messages"),
    ("M1.h", "agent messages"),
    ("R2", "first response, median"),
    ("R5", "agent response, median"),
    ("D1", "duration, median"),
    ("W2.unanswered", "unanswered"),
];

/// `1 session`, `2 sessions`.
fn many(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// What the session rows of the text show.
const HEADLINES: [(&str, &str); 12] = [
    ("M1.c", "customer"),
    ("M1.h", "agent"),
    ("M1.b", "bot"),
    ("D1", "duration"),
    ("R2", "first response"),
    ("R5", "agent mean"),
    ("R5.max", "agent max"),
    ("R6", "customer mean"),
    ("W1.human", "wait human"),
    ("W1.bot", "wait bot"),
    ("W1.customer", "wait customer"),
    ("W2.unanswered", "unanswered"),
];

fn total_row(definition: &Definition, total: &Total, open: bool) -> Vec<String> {
    let mut row = vec![definition.id.to_owned(), definition.name.to_owned()];
    let unit = |number| in_unit(number, definition.unit);
    match &total.pooled {
        Some(Pooled::Family(family)) => {
            row.push(family.n.to_string());
            row.extend([family.mean, family.median, family.p90, family.max].map(unit));
        }
        Some(Pooled::Share(share)) => {
            row.extend([share.n.to_string(), percent(share.share)]);
            row.extend([const { String::new() }; 3]);
        }
        None => row.extend(["0", "", "", "", ""].map(String::from)),
    }
    if open {
        let parts = total
            .bh
            .map(|family| [family.mean, family.median].map(unit));
        row.extend(parts.unwrap_or_default());
    }
    let excluded: Vec<String> = total
        .excluded
        .iter()
        .map(|(reason, n)| format!("{n} {}", reason.as_str()))
        .collect();
    row.push(excluded.join(", "));
    row
}

fn shown(kpi: &Kpi) -> String {
    let open = match &kpi.bh {
        Some(Value::Number(number)) => Some(*number),
        Some(Value::Family(family)) => Some(family.mean),
        _ => None,
    };
    match &kpi.value {
        Some(Value::Number(number)) => beside(*number, open, kpi.unit),
        Some(Value::Bool(yes)) => String::from(if *yes { "yes" } else { "no" }),
        Some(Value::Family(family)) => beside(family.mean, open, kpi.unit),
        None => kpi
            .reason
            .map(|reason| reason.as_str().to_owned())
            .unwrap_or_default(),
    }
}

/// The wall clock, and behind a stroke the part within business hours, if there are any.
fn beside(wall: Number, open: Option<Number>, unit: Unit) -> String {
    let wall = in_unit(wall, unit);
    match open {
        Some(open) => format!("{wall} / {}", in_unit(open, unit)),
        None => wall,
    }
}

fn in_unit(number: Number, unit: Unit) -> String {
    match unit {
        Unit::Ms => clock(number.ms()),
        Unit::Ratio => percent(number),
        Unit::Count | Unit::Bool => plain(number),
    }
}

/// `h:mm:ss`, rounded half up.
fn clock(ms: i64) -> String {
    let seconds = ms.saturating_add(500).div_euclid(1000);
    format!(
        "{}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

fn percent(number: Number) -> String {
    format!("{:.1} %", number.as_f64() * 100.0)
}

fn plain(number: Number) -> String {
    number.as_f64().to_string()
}

/// Columns as wide as their widest cell.
fn align(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, &width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
}
