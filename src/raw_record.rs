//! One record of a file as it stands there, found by reading the file once more: the archive keeps
//! what records mean, not their bytes.

use serde::Serialize;

use crate::{
    formats::CONTAINERS,
    limits::Limits,
    source::{Event, Member, Reader},
};

/// A record as it stands in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct RawRecord {
    /// Byte offset in the file, or in the unpacked file inside it.
    pub offset: u64,
    /// Its JSON, byte for byte; `null` for the row of a table.
    pub json: Option<String>,
    /// The cells of a row: (column, cell); `null` for JSON.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, string][] | null"))]
    pub cells: Option<Vec<(String, String)>>,
}

/// Looks for one record while a file is read.
pub struct RawRecordSearch {
    reader: Reader,
    aim: Aim,
}

/// What is looked for, and where the reading is.
struct Aim {
    /// The name of the file, or of the one inside it, as rows name their sources.
    file: String,
    record: u64,
    /// Names of the file and the files inside it that are open, the innermost last.
    open: Vec<String>,
    found: Option<RawRecord>,
}

impl RawRecordSearch {
    /// Looks in the file of that `name` for a record of `file`: itself, or a file inside it.
    pub fn new(name: &str, file: &str, record: u64) -> Self {
        Self {
            reader: Reader::new(CONTAINERS, Limits::default()),
            aim: Aim {
                file: file.to_owned(),
                record,
                open: vec![name.to_owned()],
                found: None,
            },
        }
    }

    /// Reads a table with this delimiter, as the file was read before.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Option<u8>) -> Self {
        self.reader = self.reader.delimiter(delimiter);
        self
    }

    /// Takes the next bytes; gives the record once it is found.
    pub fn feed(&mut self, chunk: &[u8]) -> Option<RawRecord> {
        let aim = &mut self.aim;
        self.reader.feed(chunk, &mut |event| aim.take(&event));
        aim.found.take()
    }

    /// Ends the file; gives the record if it stood at the end.
    pub fn finish(self) -> Option<RawRecord> {
        let Self { reader, mut aim } = self;
        reader.finish(&mut |event| aim.take(&event));
        aim.found
    }
}

impl Aim {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Member(member) => {
                let name = member_name(self.innermost(), member);
                self.open.push(name);
            }
            Event::MemberEnd(_) => {
                self.open.pop();
            }
            Event::Record(record) if self.is(record.index) => {
                self.found = Some(RawRecord {
                    offset: record.offset,
                    json: Some(record.raw.as_str().to_owned()),
                    cells: None,
                });
            }
            Event::Row(row) if self.is(row.index) => {
                let cell = |(name, cell): (&str, &str)| (name.to_owned(), cell.to_owned());
                self.found = Some(RawRecord {
                    offset: row.offset,
                    json: None,
                    cells: Some(row.cells().map(cell).collect()),
                });
            }
            _ => {}
        }
    }

    fn innermost(&self) -> &str {
        self.open.last().map_or("", String::as_str)
    }

    fn is(&self, record: u64) -> bool {
        self.found.is_none() && record == self.record && self.innermost() == self.file
    }
}

/// The name of a file inside the file `around`; what gzip packs has its name from the packed file.
pub(crate) fn member_name(around: &str, member: &Member) -> String {
    if member.name.is_empty() {
        let file = around.rsplit('/').next().unwrap_or_default();
        format!("{around}/{}", file.strip_suffix(".gz").unwrap_or(file))
    } else {
        format!("{around}/{}", member.name)
    }
}
