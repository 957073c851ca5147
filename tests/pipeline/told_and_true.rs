//! What each format tells of what truly happened: never wrong, and how much.

use std::{
    collections::{BTreeMap, HashMap},
    env, fs,
    path::PathBuf,
};

use fixtures::{
    scenario,
    truth::{Conversation, Entry, Kind, Role, World},
};
use serde_json::Value;

use crate::support::{Opened, families, open, tables};

/// How much of something is told.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    told: usize,
    of: usize,
}

impl Share {
    fn count(&mut self, told: bool) {
        self.told += usize::from(told);
        self.of += 1;
    }

    fn cell(self) -> &'static str {
        match self {
            Self { of: 0, .. } => "–",
            Self { told: 0, .. } => "none",
            Self { told, of } if told == of => "all",
            _ => "some",
        }
    }
}

/// What a file tells, alone or with the tables.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    messages: Share,
    events: Share,
    ties: Share,
    sessions: Share,
    participants: Share,
    names: Share,
    edits: Share,
}

impl Told {
    const COLUMNS: [&str; 7] = [
        "words of messages",
        "events",
        "order of equal times",
        "session of every entry",
        "who is who",
        "names",
        "text before an edit",
    ];

    fn cells(&self) -> [&'static str; 7] {
        [
            self.messages,
            self.events,
            self.ties,
            self.sessions,
            self.participants,
            self.names,
            self.edits,
        ]
        .map(Share::cell)
    }
}

/// Each entry of the truth beside the row that shows it, in the order of the rows.
fn pairs<'t>(conversation: &'t Conversation, rows: &'t [Value]) -> Vec<(&'t Entry, &'t Value)> {
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, entry) in conversation.entries.iter().enumerate().rev() {
        by_id.insert(&entry.id, at);
        by_id.insert(&entry.record_id, at);
        // Where a format has no identifiers, words tell; the same words come in their order.
        if let (Kind::Message(_), Some(text)) = (&entry.kind, entry.text.as_deref()) {
            by_words.entry(text).or_default().push(at);
        }
    }
    let pair = |row: &'t Value| {
        let id = row["entry"].as_str().unwrap();
        let nameless = || by_words.get_mut(row["text"].as_str()?)?.pop();
        let at = by_id.get(id).copied().or_else(nameless)?;
        Some((&conversation.entries[at], row))
    };
    rows.iter().filter_map(pair).collect()
}

fn measure(conversation: &Conversation, opened: &Opened, what: &str, told: &mut Told) {
    opened.assert_balanced();
    let rows = opened.rows();
    let pairs = pairs(conversation, &rows);
    let shown: HashMap<&str, (usize, &Value)> = pairs
        .iter()
        .enumerate()
        .map(|(at, (entry, row))| (entry.id.as_str(), (at, *row)))
        .collect();
    let mut before = i64::MIN;
    let mut labels: BTreeMap<usize, &Value> = BTreeMap::new();
    let mut authors: HashMap<&str, usize> = HashMap::new();
    for (entry, row) in &pairs {
        // Client time is all that an uploaded history has, and a clock may be wrong.
        if row["orderedBy"] != "client" && !what.starts_with("chat body") {
            assert!(entry.at >= before, "{what}: order of {row}");
            before = entry.at;
        }
        told.sessions
            .count(row["session"] == *conversation.session(entry).id);
        let label = row["participant"].as_str().unwrap();
        let same = *labels.entry(entry.author).or_insert(&row["participant"]) == label;
        let alone = *authors.entry(label).or_insert(entry.author) == entry.author;
        told.participants.count(same && alone);
        let author = conversation.author(entry);
        if let (Some(name), Role::EndUser | Role::Agent | Role::Bot) = (&author.name, author.role) {
            told.names.count(row["actor"] == **name);
        }
    }
    for (at, entry) in conversation.entries.iter().enumerate() {
        let own = shown.get(entry.id.as_str());
        match &entry.kind {
            Kind::Message(_) if entry.text.is_some() => {
                let edited = conversation.entries.iter().rev().find(
                    |edit| matches!(&edit.kind, Kind::MessageUpdated { of } if *of == entry.id),
                );
                let newest = edited.unwrap_or(entry).text.as_deref();
                told.messages
                    .count(own.is_some_and(|(_, row)| row["text"].as_str() == newest));
            }
            Kind::MessageUpdated { of } => {
                let row = shown.get(of.as_str()).map(|(_, row)| &row["revisions"]);
                let kept = row
                    .and_then(Value::as_array)
                    .is_some_and(|all| !all.is_empty());
                told.edits.count(kept);
            }
            Kind::ParticipantChanged { .. }
            | Kind::RoutingResult { .. }
            | Kind::RoutingWorkResult { .. }
            | Kind::SessionStatusChanged { .. }
            | Kind::SessionOwnerChanged { .. }
            | Kind::Note
            | Kind::Other(_) => told.events.count(own.is_some()),
            _ => {}
        }
        let tied = conversation.entries.get(at + 1);
        let tied = tied.filter(|next| next.at == entry.at);
        if let (Some((at, row)), Some((next, _))) =
            (own, tied.and_then(|next| shown.get(next.id.as_str())))
        {
            told.ties.count(at < next && row["orderedBy"] == "sequence");
        }
    }
}

/// `BLESS=1 cargo test --test pipeline told_and_true` writes the table anew.
#[test]
fn the_page_says_what_each_format_tells_and_no_order_is_wrong() {
    let mut conversations = vec![
        scenario::handoff(),
        scenario::transfer(),
        scenario::inactive(),
        scenario::two_sessions(),
        scenario::clock_skew(),
        scenario::equal_times(),
        scenario::nameless(),
    ];
    conversations.extend(scenario::random(41, 1).conversations);
    let mut all: Vec<(&str, [Told; 2])> = Vec::new();
    for conversation in &conversations {
        let tables = tables(&World::of(conversation.clone()));
        // Shapes of a family, which come together, differ in how they write, not in what.
        let mut each = families(conversation);
        each.dedup_by_key(|(family, ..)| *family);
        for (at, (family, _, file)) in each.into_iter().enumerate() {
            let what = format!("{family}, {}", conversation.name);
            if at == all.len() {
                all.push((family, [Told::default(); 2]));
            }
            let alone = open(std::slice::from_ref(&file));
            let [first, second] = &mut all[at].1;
            measure(conversation, &alone, &what, first);
            let mut files = tables.clone();
            files.push(file);
            measure(conversation, &open(&files), &what, second);
        }
    }
    for (family, [_, told]) in &all {
        let is_told = |share: Share| share.told == share.of;
        // What has nothing but a client's clock, or whole seconds, may miss a session.
        if !family.starts_with("bot history") && *family != "chat body" {
            assert!(is_told(told.sessions), "{family}: {:?}", told.sessions);
        }
        assert!(
            is_told(told.participants),
            "{family}: {:?}",
            told.participants
        );
    }
    assert_page(&all);
}

/// The table stands in the page between its two marks.
fn assert_page(all: &[(&str, [Told; 2])]) {
    let mut table = format!("| format | {} |\n", Told::COLUMNS.join(" | "));
    table += &format!("|{}\n", " --- |".repeat(Told::COLUMNS.len() + 1));
    for (family, [alone, with_tables]) in all {
        let cells = alone.cells().into_iter().zip(with_tables.cells());
        let cells = cells.map(|(alone, with_tables)| {
            if alone == with_tables {
                alone.to_owned()
            } else {
                format!("{alone}, with tables {with_tables}")
            }
        });
        let cells: Vec<String> = cells.collect();
        table += &format!("| {family} | {} |\n", cells.join(" | "));
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/timeline.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once("<!-- told: begin -->\n").unwrap();
    let (found, after) = rest.split_once("<!-- told: end -->").unwrap();
    if env::var_os("BLESS").is_some() {
        let page = format!("{before}<!-- told: begin -->\n{table}<!-- told: end -->{after}");
        fs::write(&path, page).unwrap();
        return;
    }
    assert!(
        found == table,
        "docs/timeline.md is old, it should say\n{table}"
    );
}
