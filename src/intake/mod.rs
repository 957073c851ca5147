//! One file on its way in: bytes to records, records to the archive.
//!
//! [`Intake`] takes the bytes and keeps which file is open, the dropped one or one inside it. An open
//! file takes what `source` finds in it: `record` and `table` hand it to `formats`, `answer` notes what
//! stands around records, and `verdict` says at the end what the file was.

mod answer;
mod open_file;
mod record;
mod table;
mod verdict;

use self::open_file::OpenFile;
use crate::{
    archive::{Archive, Source, SourceId},
    diagnostics::{Code, Place},
    formats::CONTAINERS,
    limits::Limits,
    raw_record::member_name,
    read_as::ReadAs,
    source::{Event, Member, Reader, Summary},
};

/// Reads one file into an archive, in chunks of any size.
///
/// Memory: what the archive keeps, plus the record being read.
pub struct Intake {
    reader: Reader,
    files: Files,
}

/// The file and the files inside it that are open, the innermost last.
struct Files {
    limits: Limits,
    open: Vec<OpenFile>,
    /// Every file inside, open or not.
    members: Vec<SourceId>,
}

impl Intake {
    /// Begins a file of that name. The name never decides what the file is.
    pub fn new(archive: &mut Archive, name: &str, limits: Limits) -> Self {
        let source = archive.add_source(name);
        Self::of(source, limits)
    }

    /// Begins a file once more: what was read of it is forgotten.
    pub fn again(archive: &mut Archive, source: SourceId, limits: Limits) -> Self {
        archive.forget(source);
        let name = std::mem::take(&mut archive.source_mut(source).name);
        *archive.source_mut(source) = Source {
            name,
            ..Source::default()
        };
        Self::of(source, limits)
    }

    fn of(source: SourceId, limits: Limits) -> Self {
        Self {
            reader: Reader::new(CONTAINERS, limits),
            files: Files {
                limits,
                open: vec![OpenFile::new(source, false, ReadAs::default(), limits)],
                members: Vec::new(),
            },
        }
    }

    /// Also checks what no format opens: every record goes through `serde_json` once.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.reader = self.reader.strict(strict);
        self
    }

    /// Reads it as the user says. Where that does not fit, a diagnostic says why.
    #[must_use]
    pub fn read_as(mut self, archive: &mut Archive, read_as: ReadAs) -> Self {
        let state = self.files.innermost();
        archive.source_mut(state.source).reading = read_as.times().cloned();
        self.reader = self.reader.delimiter(read_as.separator());
        state.read_as = read_as;
        self
    }

    /// The file's number in the archive.
    pub fn source(&self) -> SourceId {
        self.files.outer().source
    }

    /// Takes the next bytes. Linear, whatever the size of the chunks.
    pub fn feed(&mut self, archive: &mut Archive, chunk: &[u8]) {
        let files = &mut self.files;
        self.reader
            .feed(chunk, &mut |event| files.take(archive, event));
        files.innermost().tell_count(archive);
    }

    /// Ends the file and settles what it was.
    pub fn finish(self, archive: &mut Archive) -> SourceId {
        let Self { reader, mut files } = self;
        let source = files.outer().source;
        let summary = reader.finish(&mut |event| files.take(archive, event));
        files.close(archive, &summary);
        source
    }

    /// Gives up: nothing of the file, or of the files inside it, stays but their names and the
    /// note that they were cancelled.
    pub fn cancel(self, archive: &mut Archive) -> SourceId {
        let outer = self.files.outer().source;
        for source in self.files.members.into_iter().chain([outer]) {
            archive.forget(source);
            "cancelled".clone_into(&mut archive.source_mut(source).format);
            archive.diagnose(
                source,
                Code::Cancelled,
                Place::default(),
                None,
                "reading was cancelled; nothing of this file is used. Open it again to read it",
            );
        }
        outer
    }
}

impl Files {
    fn take(&mut self, archive: &mut Archive, event: Event<'_>) {
        match event {
            Event::Member(member) => self.open(archive, &member),
            Event::MemberEnd(summary) => self.close(archive, summary),
            event => self.innermost().take(archive, event),
        }
    }

    fn open(&mut self, archive: &mut Archive, member: &Member) {
        self.innermost().tell_count(archive);
        let around = &archive.source(self.innermost().source).name;
        let name = member_name(around, member);
        let source = archive.add_source(&name);
        self.members.push(source);
        // What is said of the outer file is said of those inside it.
        let read_as = self.innermost().read_as.clone();
        archive.source_mut(source).reading = read_as.times().cloned();
        self.open
            .push(OpenFile::new(source, member.optional, read_as, self.limits));
    }

    /// Ends the innermost file.
    fn close(&mut self, archive: &mut Archive, summary: &Summary) {
        let Some(mut state) = self.open.pop() else {
            return;
        };
        state.end(archive, summary);
        let format = archive.source(state.source).format.as_str();
        let useless = matches!(format, "unrecognised" | "empty");
        if state.optional && state.members == 0 && useless && archive.withdraw(state.source) {
            self.members.pop();
        } else if let Some(around) = self.open.last_mut() {
            around.members += 1;
        }
    }

    fn outer(&self) -> &OpenFile {
        &self.open[0]
    }

    fn innermost(&mut self) -> &mut OpenFile {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }
}
