//! A report on one page: what people ask for first, and what to know about it.

use super::report::Report;
use super::table::{heading, reported, targets, totals};

/// What people ask for first, in the order in which they ask.
const FIRST: [&[&str]; 4] = [
    &["R2", "R4", "R5", "R5.max", "R6", "R7"],
    &[
        "D1",
        "D3",
        "Q1",
        "Q1.each",
        "Q2",
        "W1.human",
        "W1.bot",
        "W1.customer",
        "W3",
        "C1",
    ],
    &["M1.c", "M1.h", "M1.b", "M4", "T1.transfers", "H1"],
    &[
        "W2.unanswered",
        "A1",
        "A2",
        "C3",
        "C4.7d",
        "B1",
        "B2.handoff",
        "O1.replied",
    ],
];

/// The page as text: totals of what people ask for first, targets, Salesforce's own numbers, and
/// the data they rest on. Durations as `h:mm:ss`.
pub fn text(report: &Report<'_>) -> String {
    let mut out = heading(report);
    for ids in FIRST {
        totals(&mut out, report, ["name", "n"], ids.iter().copied());
    }
    targets(&mut out, report);
    reported(&mut out, report);
    let quality = [
        "X1.undelivered",
        "X1.attachments",
        "X1.unclassified",
        "X1.clock_skew_max",
    ];
    totals(&mut out, report, ["data", "sessions"], quality);
    // The page ends with its last row.
    out.pop();
    out
}
