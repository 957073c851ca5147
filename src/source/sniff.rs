//! What is in a file, by its content. The name of a file decides nothing.

use std::fmt;

use super::{
    printed,
    utf8::{Encoding, peek},
};

/// So many bytes are looked at (fewer if the file ends).
pub(crate) const WINDOW: usize = 8 << 10;

/// What kind of container a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// Nothing, or only white space.
    Empty,
    /// An object, an array, or several values (JSON lines).
    Json,
    /// Rows with a header.
    Csv {
        /// The byte between cells.
        delimiter: u8,
    },
    /// A ZIP archive.
    Zip,
    /// One file packed by gzip.
    Gzip,
    /// Server-sent events, as `text/event-stream` has them.
    EventStream,
    /// Objects as a JavaScript console prints them, with numbers that JSON has not.
    Printout,
    /// Markup.
    Html,
    /// A workbook, as Excel saves it or a report is exported for it, or another document of Office.
    Office,
    /// Anything else.
    Unknown,
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::Json => "JSON",
            Self::Csv { .. } => "CSV",
            Self::Zip => "ZIP",
            Self::Gzip => "gzip",
            Self::EventStream => "event stream",
            Self::Printout => "console printout",
            Self::Html => "HTML",
            Self::Office => "Office document",
            Self::Unknown => "unknown",
        })
    }
}

/// What a file is taken for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The container.
    pub container: Container,
    /// How its text is spelled.
    pub encoding: Encoding,
    /// Bytes of other text before what is read, as of a warning above a query result.
    pub lead: usize,
    /// One sentence for a person. Never quotes the file.
    pub evidence: String,
}

impl Sniffed {
    /// The same file with a declared delimiter: what is a table, or nothing that is known, is a table of that.
    #[must_use]
    pub(super) fn separated_by(mut self, delimiter: Option<u8>) -> Self {
        if let Some(delimiter) = delimiter
            && matches!(self.container, Container::Csv { .. } | Container::Unknown)
            && !self.evidence.starts_with("binary data")
        {
            self.container = Container::Csv { delimiter };
            self.evidence = format!("declared: a table {}", named(delimiter));
        }
        self
    }
}

/// Decides on the first bytes of a file; `head` is its first 8 KiB, or all of it.
pub fn sniff(head: &[u8]) -> Sniffed {
    let head = head.get(..WINDOW).unwrap_or(head);
    let whole = head.len() < WINDOW;
    let (encoding, mark) = encoding(head);
    let of = |container, evidence: String| Sniffed {
        container,
        encoding,
        lead: 0,
        evidence: match mark {
            Some(mark) => format!("{evidence} ({mark})"),
            None => evidence,
        },
    };
    if head.is_empty() {
        return of(Container::Empty, "the file has no bytes".into());
    }
    if is_office(head) {
        return of(
            Container::Office,
            "a ZIP archive with the parts of an Office document".into(),
        );
    }
    for (magic, container, name) in MAGIC {
        if head.starts_with(magic) {
            return of(*container, format!("starts with the signature of {name}"));
        }
    }
    let text = peek(encoding, head);
    if text.contains('\0') {
        return of(
            Container::Unknown,
            "binary data: contains zero bytes".into(),
        );
    }
    let start = text.trim_start();
    let lower: String = start.chars().take(16).collect::<String>().to_lowercase();
    match start.chars().next() {
        None if whole => of(Container::Empty, "only white space".into()),
        None => of(
            Container::Unknown,
            "starts with a long run of white space".into(),
        ),
        Some(_) if is_printout(start) => of(
            Container::Printout,
            "objects printed by a JavaScript console, with numbers like 123n".into(),
        ),
        Some('{') => of(Container::Json, "starts with a JSON object".into()),
        Some('[') => of(Container::Json, "starts with a JSON array".into()),
        Some('<') if lower.starts_with("<?xml") => {
            of(Container::Unknown, "starts with an XML declaration".into())
        }
        Some('<') if is_report_in_markup(start) => of(
            Container::Office,
            "a table in markup, as reports are exported for Excel".into(),
        ),
        Some('<') => of(Container::Html, "starts with a markup tag".into()),
        Some(_) if is_event_stream(start) => {
            of(Container::EventStream, "lines of server-sent events".into())
        }
        Some(_) => match behind_other_lines(&text) {
            Some((line, container, what)) => Sniffed {
                lead: lead(head, encoding, line),
                ..of(
                    container,
                    format!("{what} from line {} on, behind other text", line + 1),
                )
            },
            None => table(start, of),
        },
    }
}

/// A table, or nothing that is known.
fn table(text: &str, of: impl Fn(Container, String) -> Sniffed) -> Sniffed {
    match delimiter(text) {
        Some((delimiter, columns)) => of(
            Container::Csv { delimiter },
            format!("a header row of {columns} columns, {}", named(delimiter)),
        ),
        None => of(
            Container::Unknown,
            "neither JSON, nor a table with a header row, nor markup".into(),
        ),
    }
}

/// The line that JSON or an event stream begins with, behind the warnings of a command line tool or the
/// head of an HTTP answer.
fn behind_other_lines(text: &str) -> Option<(usize, Container, &'static str)> {
    let mut quotes = 0;
    let mut at = 0;
    for (line, words) in text.split_inclusive('\n').enumerate() {
        let rest = &text[at..];
        at += words.len();
        // Within quotes it is a cell of a table.
        if line > 0 && quotes % 2 == 0 {
            let opens = |outer: char, inner: char| {
                let inside = rest.strip_prefix(outer)?.trim_start().strip_prefix(inner)?;
                Some(inside.trim_start())
            };
            let key = opens('{', '"').or_else(|| opens('[', '{')?.strip_prefix('"'));
            if key.is_some_and(|key| key.contains("\":") || key.contains("\" :")) {
                return Some((line, Container::Json, "JSON"));
            }
            if rest.contains("data:") && is_event_stream(rest) {
                return Some((line, Container::EventStream, "server-sent events"));
            }
        }
        quotes += words.matches('"').count();
    }
    None
}

/// Bytes before a line of the file.
fn lead(head: &[u8], encoding: Encoding, line: usize) -> usize {
    let feed = |bytes: &[u8]| match encoding {
        Encoding::Utf8 => bytes == b"\n",
        Encoding::Utf16Le => bytes == b"\n\0",
        Encoding::Utf16Be => bytes == b"\0\n",
    };
    let unit = if encoding == Encoding::Utf8 { 1 } else { 2 };
    let feeds = head
        .chunks(unit)
        .enumerate()
        .filter(|(_, bytes)| feed(bytes));
    let last = feeds.map(|(at, _)| at).nth(line.saturating_sub(1));
    last.map_or(0, |at| (at + 1) * unit)
}

/// Whether markup holds a table before it holds a paragraph, as bodies of chats do.
fn is_report_in_markup(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let table = text.find("<table");
    table.is_some_and(|at| text[at..].contains("<tr") && !text[..at].contains("<p "))
}

/// Whether the first file of a ZIP archive is a part that Office documents have.
fn is_office(head: &[u8]) -> bool {
    const PARTS: [&[u8]; 4] = [b"[Content_Types].xml", b"_rels/.rels", b"docProps/", b"xl/"];
    // A local header: its fixed part, then the name.
    head.starts_with(b"PK\x03\x04")
        && head
            .get(30..)
            .is_some_and(|name| PARTS.iter().any(|part| name.starts_with(part)))
}

const MAGIC: &[(&[u8], Container, &str)] = &[
    (b"PK\x03\x04", Container::Zip, "a ZIP archive"),
    (b"PK\x05\x06", Container::Zip, "an empty ZIP archive"),
    (b"\x1f\x8b\x08", Container::Gzip, "gzip data"),
    (b"%PDF-", Container::Unknown, "a PDF document"),
    (b"\x89PNG", Container::Unknown, "a PNG image"),
    (
        b"\xd0\xcf\x11\xe0",
        Container::Office,
        "an old Office document",
    ),
];

fn encoding(head: &[u8]) -> (Encoding, Option<&'static str>) {
    match head {
        [0xff, 0xfe, 0, 0, ..] => (Encoding::Utf8, None), // UTF-32 is told as binary
        [0xff, 0xfe, ..] => (Encoding::Utf16Le, Some("UTF-16, low byte first")),
        [0xfe, 0xff, ..] => (Encoding::Utf16Be, Some("UTF-16, high byte first")),
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, Some("UTF-8 with a byte order mark")),
        // Without a mark: mostly ASCII, so every other byte of the first line is zero.
        _ => {
            let (pairs, _) = head[..head.len().min(256)].as_chunks::<2>();
            let all = |big: bool| {
                pairs.len() >= 2
                    && pairs.iter().all(|pair| {
                        let [low, high] = if big { [pair[1], pair[0]] } else { *pair };
                        high == 0 && low != 0
                    })
            };
            if all(false) {
                (Encoding::Utf16Le, Some("UTF-16, low byte first, no mark"))
            } else if all(true) {
                (Encoding::Utf16Be, Some("UTF-16, high byte first, no mark"))
            } else {
                (Encoding::Utf8, None)
            }
        }
    }
}

/// Every whole line of the start is a field of an event, a comment, blank or not readable, and one
/// is a field.
fn is_event_stream(text: &str) -> bool {
    let mut lines = text.split(['\n', '\r']).peekable();
    let mut fields = 0;
    while let Some(line) = lines.next() {
        let name = line.split(':').next().unwrap_or_default();
        let known = matches!(name, "data" | "event" | "id" | "retry") && line.contains(':');
        let other = line.is_empty() || line.starts_with(':') || line.contains('\u{fffd}');
        // The window may cut the last line.
        if !known && !other && lines.peek().is_some() {
            return false;
        }
        fields += usize::from(known);
    }
    fields > 0
}

/// An object, at once or at the end of a line of a log, that is no JSON because of its numbers.
fn is_printout(text: &str) -> bool {
    if text.starts_with(['{', '[']) {
        return printed::has_big_int(text);
    }
    let opened = text.find("{\n").or_else(|| text.find("{\r\n"));
    opened.is_some_and(|at| {
        let (before, object) = text.split_at(at);
        if before.matches('"').count() % 2 == 1 {
            return false; // a cell of a table
        }
        let object = object[1..].trim_start();
        let name = object.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let is_named = name.len() < object.len() && name.starts_with(':');
        is_named && printed::has_big_int(object)
    })
}

/// Delimiter and number of columns, if the text starts like a table.
fn delimiter(text: &str) -> Option<(u8, usize)> {
    if let Some(rest) = text.strip_prefix("sep=")
        && let Some(delimiter) = rest.bytes().next().filter(|d| DELIMITERS.contains(d))
    {
        let header = rest.split_once('\n')?.1;
        return Some((delimiter, columns(header, delimiter)?));
    }
    let best = DELIMITERS
        .iter()
        .filter_map(|d| Some((*d, columns(text, *d)?)))
        .filter(|(_, n)| *n > 1)
        // The first of equals: the list is in order of likelihood.
        .min_by_key(|(_, n)| usize::MAX - n);
    best.or_else(|| single_column(text).then_some((b',', 1)))
}

/// What may stand between cells, in order of likelihood.
pub(crate) const DELIMITERS: [u8; 6] = [b',', b';', b'\t', b'|', b'^', b'`'];

/// Columns of the first row: none of them blank, all short, as names are.
fn columns(text: &str, delimiter: u8) -> Option<usize> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            c if !quoted && c == char::from(delimiter) => cells.push(String::new()),
            c => cells.last_mut()?.push(c),
        }
    }
    if cells.last().is_some_and(|cell| cell.trim().is_empty()) && cells.len() > 1 {
        cells.pop(); // a delimiter at the end of the row
    }
    let good = cells.iter().all(|cell| {
        !cell.trim().is_empty() && cell.chars().count() <= 255 && !cell.contains(['{', '}'])
    });
    good.then_some(cells.len())
}

/// One column: its header is a name, or quoted.
fn single_column(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default().trim_end();
    let name = line.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
    let plain = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.lines().nth(1).is_some() && plain(name.unwrap_or(line)) && line.parse::<f64>().is_err()
}

fn named(delimiter: u8) -> String {
    match delimiter {
        b',' => "separated by commas".into(),
        b';' => "separated by semicolons".into(),
        b'\t' => "separated by tabs".into(),
        other => format!("separated by `{}`", char::from(other)),
    }
}
