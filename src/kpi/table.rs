//! A report as text for a terminal and as CSV for a sheet.

use std::fmt::Write;

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::options::{Anchor, Percentile};
use super::report::{Pooled, Report, Total};
use super::summary::Family;
use super::value::{Kpi, Kpis, Number, Value};

/// The totals and the main KPIs of each session, for reading. Durations as `h:mm:ss`.
pub fn text(report: &Report<'_>) -> String {
    let options = report.options;
    let mut rows = vec![
        [
            "id", "name", "n", "mean", "median", "p90", "max", "left out",
        ]
        .map(String::from)
        .to_vec(),
    ];
    for definition in DEFINITIONS {
        if let Some(total) = report.totals.get(definition.id) {
            rows.push(total_row(definition, total));
        }
    }
    let mut out = format!(
        "{} sessions, {} conversations, {} agents\nanchor {}, percentile {}, inactive time \
         {}, idle cap {}, undelivered {}, business hours none\n\n",
        report.sessions.len(),
        report.conversations.len(),
        report.agents.len(),
        match options.anchor {
            Anchor::First => "first",
            Anchor::Last => "last",
        },
        match options.percentile {
            Percentile::Linear => "linear",
            Percentile::NearestRank => "nearest rank",
        },
        if options.exclude_inactive {
            "excluded"
        } else {
            "included"
        },
        options.idle_cap.map_or_else(|| "none".into(), clock),
        if options.count_undelivered {
            "counted"
        } else {
            "left out"
        },
    );
    align(&mut out, &rows);
    out.push('\n');

    let mut rows = vec![vec!["session".to_owned()]];
    rows[0].extend(HEADLINES.iter().map(|(_, title)| (*title).to_owned()));
    for session in &report.sessions {
        let mut row = vec![session.session.to_owned()];
        row.extend(HEADLINES.iter().map(|(id, _)| shown(session.kpis.get(id))));
        rows.push(row);
    }
    align(&mut out, &rows);
    out
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

fn total_row(definition: &Definition, total: &Total) -> Vec<String> {
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
    let excluded: Vec<String> = total
        .excluded
        .iter()
        .map(|(reason, n)| format!("{n} {}", reason.as_str()))
        .collect();
    row.push(excluded.join(", "));
    row
}

fn shown(kpi: Option<&Kpi<'_>>) -> String {
    let Some(kpi) = kpi else { return String::new() };
    match &kpi.value {
        Some(Value::Number(number)) => in_unit(*number, kpi.unit),
        Some(Value::Bool(yes)) => String::from(if *yes { "yes" } else { "no" }),
        Some(Value::Family(family)) => in_unit(family.mean, kpi.unit),
        None => kpi
            .reason
            .map(|reason| reason.as_str().to_owned())
            .unwrap_or_default(),
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

/// One row per session. The columns are the same for every input: `session`, `conversation`, then
/// for each id its value (families: `.n`, `.mean`, `.median`, `.p75`, `.p90`, `.p95`, `.max`,
/// `.sum`) and, where it can be null, `.reason`. Milliseconds; lines end in CRLF (RFC 4180). Text that a
/// sheet would take for a formula gets an apostrophe in front.
pub fn sessions_csv(report: &Report<'_>) -> String {
    let mut header = vec!["session".to_owned(), "conversation".to_owned()];
    let defined = || {
        DEFINITIONS
            .iter()
            .filter(|definition| definition.scope == Scope::Session)
    };
    defined().for_each(|definition| columns(&mut header, definition));
    let mut out = String::new();
    line(&mut out, &header);
    for session in &report.sessions {
        let mut row = vec![session.session.to_owned(), session.conversation.to_owned()];
        defined().for_each(|definition| cells(&mut row, definition, &session.kpis));
        line(&mut out, &row);
    }
    out
}

/// One row per measured stretch of time: which session and id, from which entry and time to which,
/// the milliseconds, and who ended it.
pub fn episodes_csv(report: &Report<'_>) -> String {
    let mut out = String::new();
    let header = [
        "session",
        "conversation",
        "id",
        "from_entry",
        "to_entry",
        "from_ms",
        "to_ms",
        "value",
        "actor",
    ];
    line(&mut out, &header.map(String::from));
    for session in &report.sessions {
        for kpi in &session.kpis.0 {
            for episode in &kpi.episodes {
                let entry = |id: Option<&str>| id.unwrap_or_default().to_owned();
                let row = [
                    session.session.to_owned(),
                    session.conversation.to_owned(),
                    kpi.id.to_owned(),
                    entry(episode.from_entry),
                    entry(episode.to_entry),
                    episode.from_ms.to_string(),
                    episode.to_ms.to_string(),
                    episode.value.to_string(),
                    entry(episode.actor),
                ];
                line(&mut out, &row);
            }
        }
    }
    out
}

/// One row per agent, columns like [`sessions_csv`].
pub fn agents_csv(report: &Report<'_>) -> String {
    let ids = ["M1.h", "R8", "R8.inherited_wait"];
    let defined = || {
        ids.iter()
            .filter_map(|id| DEFINITIONS.iter().find(|of| of.id == *id))
    };
    let mut header = ["agent", "name", "sessions"].map(String::from).to_vec();
    defined().for_each(|definition| columns(&mut header, definition));
    let mut out = String::new();
    line(&mut out, &header);
    for agent in &report.agents {
        let name = agent.name.unwrap_or_default();
        let mut row = vec![
            agent.agent.to_owned(),
            name.to_owned(),
            agent.sessions.to_string(),
        ];
        defined().for_each(|definition| cells(&mut row, definition, &agent.kpis));
        line(&mut out, &row);
    }
    out
}

const PARTS: [&str; 8] = ["n", "mean", "median", "p75", "p90", "p95", "max", "sum"];

fn columns(header: &mut Vec<String>, definition: &Definition) {
    let id = definition.id;
    if definition.family {
        header.extend(PARTS.iter().map(|part| format!("{id}.{part}")));
    } else {
        header.push(id.to_owned());
    }
    if !definition.null_when.is_empty() {
        header.push(format!("{id}.reason"));
    }
}

fn cells(row: &mut Vec<String>, definition: &Definition, kpis: &Kpis<'_>) {
    let kpi = kpis.get(definition.id);
    match kpi.and_then(|kpi| kpi.value.as_ref()) {
        Some(Value::Family(family)) => row.extend(family_cells(family)),
        Some(Value::Number(number)) => row.push(plain(*number)),
        Some(Value::Bool(yes)) => row.push(yes.to_string()),
        None if definition.family => {
            row.push(String::from("0"));
            row.extend([const { String::new() }; 7]);
        }
        None => row.push(String::new()),
    }
    if !definition.null_when.is_empty() {
        let reason = kpi.and_then(|kpi| kpi.reason);
        row.push(
            reason
                .map(|reason| reason.as_str().to_owned())
                .unwrap_or_default(),
        );
    }
}

fn family_cells(family: &Family) -> [String; 8] {
    let Family {
        n,
        mean,
        median,
        p75,
        p90,
        p95,
        max,
        sum,
    } = *family;
    let [mean, median, p75, p90, p95, max, sum] =
        [mean, median, p75, p90, p95, max, sum].map(plain);
    [n.to_string(), mean, median, p75, p90, p95, max, sum]
}

fn line(out: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        // A sheet would run text that begins like a formula.
        let formula =
            cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
        let guard = if formula { "'" } else { "" };
        if cell.contains(['"', ',', '\r', '\n']) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\"{guard}{}\"", cell.replace('"', "\"\""));
        } else {
            out.push_str(guard);
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
