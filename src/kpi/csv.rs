//! A report as CSV for a sheet: the same columns for every archive, lines that end in CRLF
//! (RFC 4180). The last column, `options`, says of each row how it was measured.

use std::fmt::Write;

use super::definition::{DEFINITIONS, Definition, Scope, Unit};
use super::report::{Pooled, Report, Total, Totals};
use super::session::EntryRef;
use super::summary::Family;
use super::value::{Kpis, Number, Value};

/// One row per session: `session`, `conversation`, then for each id its value (families: `.n`,
/// `.mean`, `.median`, `.p75`, `.p90`, `.p95`, `.max`, `.sum`), of durations also the part within
/// business hours (`.bh`; families `.bh.mean` and `.bh.sum`) and, where it can be null, `.reason`;
/// then `flags`, what is to be known of which id. Milliseconds. Text that a sheet would take for a formula gets an apostrophe in front.
pub fn sessions(report: &Report<'_>) -> String {
    let mut header = vec!["session".to_owned(), "conversation".to_owned()];
    let defined = || {
        DEFINITIONS
            .iter()
            .filter(|definition| definition.scope == Scope::Session)
    };
    defined().for_each(|definition| columns(&mut header, definition));
    header.extend([FLAGS, OPTIONS].map(String::from));
    let options = report.options.to_string();
    let mut out = String::new();
    line(&mut out, &header);
    for session in &report.sessions {
        let mut row = vec![session.session.to_owned(), session.conversation.to_owned()];
        defined().for_each(|definition| cells(&mut row, definition, &session.kpis));
        row.extend([flags(&session.kpis), options.clone()]);
        line(&mut out, &row);
    }
    out
}

/// One row per conversation: `conversation`, `sessions`, then columns like [`sessions()`].
pub fn conversations(report: &Report<'_>) -> String {
    let mut header = ["conversation", "sessions"].map(String::from).to_vec();
    let defined = || {
        DEFINITIONS
            .iter()
            .filter(|definition| definition.scope == Scope::Conversation)
    };
    defined().for_each(|definition| columns(&mut header, definition));
    header.extend([FLAGS, OPTIONS].map(String::from));
    let options = report.options.to_string();
    let mut out = String::new();
    line(&mut out, &header);
    for one in &report.conversations {
        let mut row = vec![one.conversation.to_owned(), one.sessions.to_string()];
        defined().for_each(|definition| cells(&mut row, definition, &one.kpis));
        row.extend([flags(&one.kpis), options.clone()]);
        line(&mut out, &row);
    }
    out
}

/// One row per measured stretch of time: which session and id, from which entry and time to which,
/// the milliseconds, and who ended it.
pub fn episodes(report: &Report<'_>) -> String {
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
        "bh",
        "actor",
        OPTIONS,
    ];
    let options = report.options.to_string();
    line(&mut out, &header.map(String::from));
    for session in &report.sessions {
        for kpi in session.kpis.iter() {
            for episode in session.kpis.evidence(kpi) {
                let entry = |id: Option<EntryRef<'_>>| id.map(|id| id.to_string());
                let row = [
                    session.session.to_owned(),
                    session.conversation.to_owned(),
                    kpi.id.to_owned(),
                    entry(episode.from_entry).unwrap_or_default(),
                    entry(episode.to_entry).unwrap_or_default(),
                    episode.from_ms.to_string(),
                    episode.to_ms.to_string(),
                    episode.value.to_string(),
                    episode.bh.map(|open| open.to_string()).unwrap_or_default(),
                    episode.actor.unwrap_or_default().to_owned(),
                    options.clone(),
                ];
                line(&mut out, &row);
            }
        }
    }
    out
}

/// One row per agent, columns like [`sessions`].
pub fn agents(report: &Report<'_>) -> String {
    let ids = ["M1.h", "R8", "R8.inherited_wait"];
    let defined = || {
        ids.iter()
            .filter_map(|id| DEFINITIONS.iter().find(|of| of.id == *id))
    };
    let mut header = ["agent", "name", "sessions"].map(String::from).to_vec();
    defined().for_each(|definition| columns(&mut header, definition));
    header.extend([FLAGS, OPTIONS].map(String::from));
    let options = report.options.to_string();
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
        row.extend([flags(&agent.kpis), options.clone()]);
        line(&mut out, &row);
    }
    out
}

/// One row per group of sessions and id: `dimension`, `key` (empty: not known), `sessions`, `id`,
/// `unit`, the pooled family (of a yes-or-no id `n`, `yes` and `share`), the mean of the sessions'
/// means, business hours, and how many sessions were left out for which reasons.
pub fn groups(report: &Report<'_>) -> String {
    let mut out = total_header(&["dimension", "key", "sessions"]);
    let options = report.options.to_string();
    for group in &report.groups {
        let of = [
            group.dimension.as_str(),
            group.key.as_deref().unwrap_or_default(),
            &group.sessions.to_string(),
        ];
        total_rows(&mut out, &of, &group.totals, &options);
    }
    out
}

/// One row per id over everything measured, columns like [`groups()`] from `id` on.
pub fn totals(report: &Report<'_>) -> String {
    let mut out = total_header(&[]);
    let options = report.options.to_string();
    total_rows(&mut out, &[], &report.totals, &options);
    out
}

/// One row per value of Salesforce's that the files hold: `session`, our `id`, the name in
/// `salesforce`, what is `reported` there and `computed` here, their `difference`, and the most
/// `likely` reason for it.
pub fn reported(report: &Report<'_>) -> String {
    let header = [
        "session",
        "id",
        "salesforce",
        "reported",
        "computed",
        "difference",
        "likely",
        OPTIONS,
    ];
    let options = report.options.to_string();
    let mut out = String::new();
    line(&mut out, &header.map(String::from));
    let whole = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
    for comparison in &report.reported {
        let row = [
            comparison.session.to_owned(),
            comparison.id.to_owned(),
            comparison.salesforce.to_owned(),
            comparison.reported.to_string(),
            whole(comparison.computed),
            whole(comparison.difference),
            comparison
                .likely
                .map(|likely| likely.as_str().to_owned())
                .unwrap_or_default(),
            options.clone(),
        ];
        line(&mut out, &row);
    }
    out
}

const OPTIONS: &str = "options";
const FLAGS: &str = "flags";

/// `R2 inferred_handoff; Q2 approx`.
fn flags(kpis: &Kpis<'_>) -> String {
    let flags = kpis.iter().flat_map(|kpi| {
        let flags = kpi.flags.iter();
        flags.map(|flag| format!("{} {}", kpi.id, flag.as_str()))
    });
    flags.collect::<Vec<_>>().join("; ")
}

fn total_header(of: &[&str]) -> String {
    let mut header: Vec<&str> = of.to_vec();
    header.extend(["id", "unit"]);
    header.extend(PARTS);
    header.extend([
        "yes",
        "share",
        "session_mean_avg",
        "bh.mean",
        "bh.sum",
        "n_zero_bh",
        "excluded",
        OPTIONS,
    ]);
    let header: Vec<String> = header.into_iter().map(String::from).collect();
    let mut out = String::new();
    line(&mut out, &header);
    out
}

fn total_rows(out: &mut String, of: &[&str], totals: &Totals, options: &str) {
    for (id, total) in &totals.0 {
        let Some(definition) = DEFINITIONS.iter().find(|of| of.id == *id) else {
            continue;
        };
        let mut row: Vec<String> = of.iter().copied().map(String::from).collect();
        row.extend([(*id).to_owned(), definition.unit.as_str().to_owned()]);
        row.extend(total_cells(total));
        row.push(options.to_owned());
        line(out, &row);
    }
}

fn total_cells(total: &Total) -> Vec<String> {
    let mut cells = match &total.pooled {
        Some(Pooled::Family(family)) => family_cells(family).to_vec(),
        Some(Pooled::Share(share)) => {
            let mut cells = vec![share.n.to_string()];
            cells.extend([const { String::new() }; 7]);
            cells
        }
        None => {
            let mut cells = vec![String::from("0")];
            cells.extend([const { String::new() }; 7]);
            cells
        }
    };
    match &total.pooled {
        Some(Pooled::Share(share)) => cells.extend([share.yes.to_string(), plain(share.share)]),
        _ => cells.extend([const { String::new() }; 2]),
    }
    let mean = |family: &Option<Family>| family.map(|of| plain(of.mean)).unwrap_or_default();
    cells.push(mean(&total.session_means));
    cells.push(mean(&total.bh));
    cells.push(total.bh.map(|of| plain(of.sum)).unwrap_or_default());
    cells.push(
        total
            .bh
            .map(|_| total.n_zero_bh.to_string())
            .unwrap_or_default(),
    );
    let excluded: Vec<String> = total
        .excluded
        .iter()
        .map(|(reason, n)| format!("{n} {}", reason.as_str()))
        .collect();
    cells.push(excluded.join(", "));
    cells
}

const PARTS: [&str; 8] = ["n", "mean", "median", "p75", "p90", "p95", "max", "sum"];

/// What the columns of a family show in a row of many ids: its largest value not where that is an
/// id of its own.
fn parts_of(definition: &Definition) -> impl Iterator<Item = (usize, String)> {
    let names = PARTS.iter().map(|part| format!("{}.{part}", definition.id));
    let taken = |name: &str| DEFINITIONS.iter().any(|other| other.id == name);
    names.enumerate().filter(move |(_, name)| !taken(name))
}

fn columns(header: &mut Vec<String>, definition: &Definition) {
    let id = definition.id;
    if definition.family {
        header.extend(parts_of(definition).map(|(_, name)| name));
    } else {
        header.push(id.to_owned());
    }
    if definition.unit == Unit::Ms {
        let parts: &[&str] = if definition.family {
            &[".bh.mean", ".bh.sum"]
        } else {
            &[".bh"]
        };
        header.extend(parts.iter().map(|part| format!("{id}{part}")));
    }
    if !definition.null_when.is_empty() {
        header.push(format!("{id}.reason"));
    }
}

fn cells(row: &mut Vec<String>, definition: &Definition, kpis: &Kpis<'_>) {
    let kpi = kpis.get(definition.id);
    match kpi.and_then(|kpi| kpi.value.as_ref()) {
        Some(Value::Family(family)) => {
            let cells = family_cells(family);
            row.extend(parts_of(definition).map(|(part, _)| cells[part].clone()));
        }
        Some(Value::Number(number)) => row.push(plain(*number)),
        Some(Value::Bool(yes)) => row.push(yes.to_string()),
        None if definition.family => {
            row.push(String::from("0"));
            row.extend(parts_of(definition).skip(1).map(|_| String::new()));
        }
        None => row.push(String::new()),
    }
    if definition.unit == Unit::Ms {
        match kpi.and_then(|kpi| kpi.bh.as_ref()) {
            Some(Value::Family(family)) => row.extend([plain(family.mean), plain(family.sum)]),
            Some(Value::Number(number)) => row.push(plain(*number)),
            _ => row.extend(vec![String::new(); if definition.family { 2 } else { 1 }]),
        }
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

fn plain(number: Number) -> String {
    number.as_f64().to_string()
}
