//! ZIP archives, read from front to back in chunks of any size.
//!
//! Members are unpacked while they arrive, by their local headers, and are never held; the
//! directory at the end is then compared with what was there. Layout: PKWARE APPNOTE.TXT 6.3.10,
//! 4.3 to 4.5.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{
    event::{Event, Fault, FaultKind, Member},
    inner::Inner,
    reader::Settings,
};

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";

/// Unpacked at once.
const OUT: usize = 64 << 10;
/// Longest data descriptor, and the signature behind it.
const DESCRIPTOR_SPAN: usize = 24 + 4;
/// A name is shown up to so many bytes.
const NAME: usize = 1024;

/// The unpacker.
pub(super) struct Zip {
    settings: Settings,
    /// What is not done with: at most a header.
    held: Vec<u8>,
    /// Offset in the archive of the next byte.
    offset: u64,
    state: State,
    out: Vec<u8>,
    /// Offsets of local headers, ascending, and whether the directory lists them.
    headers: Vec<(u64, bool)>,
    /// Files beyond the limit.
    beyond: u64,
    /// Bytes unpacked so far, by archives inside too.
    unpacked: u64,
}

enum State {
    /// A header of some kind.
    Header,
    Data(Box<Data>),
    Descriptor(Box<Data>),
    /// Looking for the next signature.
    Seek,
    /// Behind the directory.
    Ended,
}

/// A member at hand.
struct Data {
    /// None: it is passed over.
    inner: Option<Inner>,
    coding: Coding,
    /// Bytes of it in the archive, if its header says so.
    packed: Option<u64>,
    /// Checksum and size by its header, unless a descriptor has them.
    stated: Option<(u32, u64)>,
    crc: Crc,
    taken: u64,
    given: u64,
}

enum Coding {
    Stored,
    Deflated(Decompress),
    Skipped,
}

/// Go on behind so many bytes, or wait there for more.
enum Step {
    On(usize),
    Wait(usize),
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl Zip {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            held: Vec::new(),
            offset: 0,
            state: State::Header,
            out: vec![0; OUT],
            headers: Vec::new(),
            beyond: 0,
            unpacked: 0,
        }
    }

    /// The next bytes of the archive.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: Sink<'_>) {
        if self.held.is_empty() {
            let used = self.run(bytes, false, sink);
            self.held
                .extend_from_slice(bytes.get(used..).unwrap_or_default());
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(bytes);
            let used = self.run(&held, false, sink);
            held.drain(..used);
            self.held = held;
        }
    }

    /// The archive has ended. Gives how many bytes it was unpacked to.
    pub(super) fn finish(mut self, sink: Sink<'_>) -> u64 {
        let held = std::mem::take(&mut self.held);
        self.run(&held, true, sink);
        if let State::Data(data) = &mut self.state
            && let Some(inner) = data.inner.take()
        {
            let reason = "the archive ends inside this file; what came before is read";
            inner.fault(FaultKind::Truncated, reason.to_owned(), sink);
            self.unpacked += inner.close(sink);
        }
        if !matches!(self.state, State::Ended) {
            let reason = "the archive ends before its directory: files at its end may be missing";
            fault(FaultKind::Truncated, self.offset, reason.to_owned(), sink);
        }
        if self.beyond > 0 {
            let reason = format!(
                "the archive holds more than {} files; {} are not read",
                self.settings.limits.members, self.beyond
            );
            fault(FaultKind::TooLarge, self.offset, reason, sink);
        }
        self.unpacked
    }

    /// Reads as far as it goes; gives how many bytes are done with.
    fn run(&mut self, bytes: &[u8], end: bool, sink: Sink<'_>) -> usize {
        let mut at = 0;
        loop {
            let input = bytes.get(at..).unwrap_or_default();
            let (step, wait) = match self.step(input, end, sink) {
                Step::On(used) => (used, false),
                Step::Wait(used) => (used, true),
            };
            at += step;
            self.offset += step as u64;
            if wait {
                return at;
            }
        }
    }

    fn step(&mut self, input: &[u8], end: bool, sink: Sink<'_>) -> Step {
        match std::mem::replace(&mut self.state, State::Header) {
            State::Header => self.header(input, sink),
            State::Data(data) => match data.coding {
                Coding::Skipped => self.skip(data, input),
                Coding::Deflated(_) => self.inflate(data, input, sink),
                Coding::Stored if data.packed.is_none() => self.search(data, input, end, sink),
                Coding::Stored => self.copy(data, input, sink),
            },
            State::Descriptor(data) => self.descriptor(data, input, end, sink),
            State::Seek => {
                let found = input
                    .windows(4)
                    .position(|sign| sign == LOCAL || sign == CENTRAL || sign == END);
                if let Some(at) = found {
                    return Step::On(at);
                }
                self.state = State::Seek;
                Step::Wait(input.len().saturating_sub(3))
            }
            State::Ended => {
                self.state = State::Ended;
                Step::Wait(input.len())
            }
        }
    }

    fn header(&mut self, input: &[u8], sink: Sink<'_>) -> Step {
        let Some(sign) = input.get(..4) else {
            return Step::Wait(0);
        };
        if sign == LOCAL {
            let Some(header) = sized(input, 30, &[26, 28]) else {
                return Step::Wait(0);
            };
            self.open(header, sink);
            return Step::On(header.len());
        }
        if sign == CENTRAL {
            let Some(header) = sized(input, 46, &[28, 30, 32]) else {
                return Step::Wait(0);
            };
            self.list(header, sink);
            return Step::On(header.len());
        }
        if sign == END || sign == END_64 {
            self.compare(sink);
            self.state = State::Ended;
            return Step::On(4);
        }
        let reason = "neither a file nor the directory begins here; reading goes on at the next";
        fault(FaultKind::Malformed, self.offset, reason.to_owned(), sink);
        self.state = State::Seek;
        Step::On(0)
    }

    /// A member begins with this header.
    fn open(&mut self, header: &[u8], sink: Sink<'_>) {
        let flags = u16_at(header, 6);
        let method = u16_at(header, 8);
        let streamed = flags & 8 != 0;
        let name_end = 30 + usize::from(u16_at(header, 26));
        let raw_name = header.get(30..name_end).unwrap_or_default();
        let (mut packed, mut size) = (u64::from(u32_at(header, 18)), u64::from(u32_at(header, 22)));
        let mut wide = zip64(header.get(name_end..).unwrap_or_default());
        for value in [&mut size, &mut packed] {
            if *value == u64::from(u32::MAX)
                && let Some(wider) = wide.next()
            {
                *value = wider;
            }
        }
        let deflated = method == 8;
        let mut data = Data {
            inner: None,
            coding: Coding::Skipped,
            packed: (!streamed || packed > 0 && !deflated).then_some(packed),
            stated: (!streamed).then_some((u32_at(header, 14), size)),
            crc: Crc::new(),
            taken: 0,
            given: 0,
        };
        let name = String::from_utf8_lossy(raw_name.get(..NAME).unwrap_or(raw_name));
        let beyond = self.headers.len() >= self.settings.limits.members;
        if !beyond {
            self.headers.push((self.offset, false));
        }
        if !is_ignored(&name) {
            if beyond {
                self.beyond += 1;
            } else {
                let member = Member {
                    name: name.clone().into_owned(),
                    optional: false,
                };
                let settings = Settings {
                    unpacked_left: self.left(),
                    ..self.settings
                };
                let inner = Inner::open(member, settings, sink);
                if climbs(&name) {
                    let reason = "its name is a path that climbs out of the archive; it is shown, and never used as a path";
                    inner.fault(FaultKind::Path, reason.to_owned(), sink);
                }
                data.inner = Some(inner);
            }
        }
        let at = self.offset;
        if data.inner.is_some() {
            if flags & 0x41 != 0 {
                let reason = format!(
                    "it is encrypted (byte {at} of the archive): unpack the archive with its password and open the files"
                );
                self.give_up(&mut data, FaultKind::Member, reason, sink);
            } else if method == 0 {
                data.coding = Coding::Stored;
            } else if deflated {
                data.coding = Coding::Deflated(Decompress::new(false));
            } else {
                let reason = format!(
                    "it is packed by method {method}{} (byte {at} of the archive); only stored and deflated files are read: unpack the archive and open the files",
                    method_name(method)
                );
                self.give_up(&mut data, FaultKind::Member, reason, sink);
            }
        }
        self.state = State::Data(Box::new(data));
    }

    /// Bytes of a member that is not read.
    fn skip(&mut self, mut data: Box<Data>, input: &[u8]) -> Step {
        let Some(packed) = data.packed else {
            self.state = State::Seek;
            return Step::On(0);
        };
        let used = at_most(input, packed - data.taken);
        data.taken += used as u64;
        if data.taken < packed {
            self.state = State::Data(data);
            return Step::Wait(used);
        }
        // A descriptor may follow.
        self.state = if data.stated.is_none() {
            State::Seek
        } else {
            State::Header
        };
        Step::On(used)
    }

    fn copy(&mut self, mut data: Box<Data>, input: &[u8], sink: Sink<'_>) -> Step {
        let packed = data.packed.unwrap_or_default();
        let used = at_most(input, packed - data.taken);
        let whole = data.taken + used as u64 == packed;
        self.give(&mut data, used, input.get(..used).unwrap_or_default(), sink);
        if whole {
            self.unpacked_whole(data, sink);
            return Step::On(used);
        }
        self.state = State::Data(data);
        Step::Wait(used)
    }

    fn inflate(&mut self, mut data: Box<Data>, input: &[u8], sink: Sink<'_>) -> Step {
        let Coding::Deflated(decoder) = &mut data.coding else {
            return Step::Wait(0);
        };
        let room = data
            .packed
            .map_or(input.len(), |packed| at_most(input, packed - data.taken));
        let (before, given) = (decoder.total_in(), decoder.total_out());
        let mut out = std::mem::take(&mut self.out);
        let status = decoder.decompress(
            input.get(..room).unwrap_or_default(),
            &mut out,
            FlushDecompress::None,
        );
        let used = (decoder.total_in() - before) as usize;
        let made = (decoder.total_out() - given) as usize;
        self.give(&mut data, used, out.get(..made).unwrap_or_default(), sink);
        self.out = out;
        match status {
            _ if data.inner.is_none() => {
                data.coding = Coding::Skipped;
                self.state = State::Data(data);
            }
            Ok(Status::StreamEnd) => {
                if data.packed.is_some_and(|packed| packed > data.taken) {
                    let reason = "its packed data end before its header says".to_owned();
                    self.give_up(&mut data, FaultKind::Member, reason, sink);
                    self.state = State::Data(data);
                } else {
                    self.unpacked_whole(data, sink);
                }
            }
            Ok(_) if used > 0 || made > 0 => self.state = State::Data(data),
            Ok(_) if data.packed != Some(data.taken) => {
                self.state = State::Data(data);
                return Step::Wait(used);
            }
            Ok(_) | Err(_) => {
                let reason = format!(
                    "its packed data are damaged near byte {} of the archive; what came before is read",
                    self.offset + used as u64
                );
                self.give_up(&mut data, FaultKind::Member, reason, sink);
                self.state = State::Data(data);
            }
        }
        Step::On(used)
    }

    /// Stored, and its size stands behind it: its end is where a descriptor fits what came.
    fn search(&mut self, mut data: Box<Data>, input: &[u8], end: bool, sink: Sink<'_>) -> Step {
        let found = input.windows(4).position(|sign| sign == DESCRIPTOR);
        let sure = found.unwrap_or(if end {
            input.len()
        } else {
            input.len().saturating_sub(3)
        });
        if sure > 0 {
            self.give(&mut data, sure, input.get(..sure).unwrap_or_default(), sink);
            self.state = State::Data(data);
            return if found.is_some() {
                Step::On(sure)
            } else {
                Step::Wait(sure)
            };
        }
        if found.is_none() || (input.len() < DESCRIPTOR_SPAN && !end) {
            self.state = State::Data(data);
            return Step::Wait(0);
        }
        if fitting(&data, input).is_none() {
            // The signature is part of the file.
            self.give(&mut data, 4, DESCRIPTOR, sink);
            self.state = State::Data(data);
            return Step::On(4);
        }
        self.state = State::Descriptor(data);
        Step::On(0)
    }

    fn descriptor(&mut self, data: Box<Data>, input: &[u8], end: bool, sink: Sink<'_>) -> Step {
        if input.len() < DESCRIPTOR_SPAN && !end {
            self.state = State::Descriptor(data);
            return Step::Wait(0);
        }
        // Where none is, the next header is looked for.
        let (length, fits) = fitting(&data, input).unwrap_or((0, false));
        self.close(data, fits, sink);
        self.state = if length > 0 {
            State::Header
        } else {
            State::Seek
        };
        Step::On(length)
    }

    /// All data of a member have come.
    fn unpacked_whole(&mut self, data: Box<Data>, sink: Sink<'_>) {
        let Some(stated) = data.stated else {
            self.state = State::Descriptor(data);
            return;
        };
        let fits = stated == (data.crc.sum(), data.given);
        self.close(data, fits, sink);
        self.state = State::Header;
    }

    fn close(&mut self, mut data: Box<Data>, fits: bool, sink: Sink<'_>) {
        if let Some(inner) = data.inner.take() {
            if !fits {
                let reason = "its checksum or size differs from what the archive says: some of it was changed after it was packed";
                inner.fault(FaultKind::Member, reason.to_owned(), sink);
            }
            self.unpacked += inner.close(sink);
        }
    }

    /// Hands on what was unpacked from `taken` bytes, within the limits.
    fn give(&mut self, data: &mut Data, taken: usize, bytes: &[u8], sink: Sink<'_>) {
        data.taken += taken as u64;
        data.given += bytes.len() as u64;
        let Some(inner) = &mut data.inner else { return };
        data.crc.update(bytes);
        inner.feed(bytes, sink);
        let limits = self.settings.limits;
        let left = self.left();
        self.unpacked += bytes.len() as u64;
        if bytes.len() as u64 > left {
            let reason = format!(
                "everything in the archive unpacks to more than {} bytes; what came before is read",
                limits.unpacked_bytes
            );
            self.give_up(data, FaultKind::TooLarge, reason, sink);
        } else if data.given > limits.unpacked_floor
            && data.given / limits.unpacked_ratio > data.taken
        {
            let reason = format!(
                "it unpacks to more than {} times its size, as no export does; what came before is read",
                limits.unpacked_ratio
            );
            self.give_up(data, FaultKind::TooLarge, reason, sink);
        }
    }

    /// Bytes that may still be unpacked.
    fn left(&self) -> u64 {
        self.settings.unpacked_left.saturating_sub(self.unpacked)
    }

    /// Says what is wrong with a member and passes over the rest of it.
    fn give_up(&mut self, data: &mut Data, kind: FaultKind, reason: String, sink: Sink<'_>) {
        if let Some(inner) = data.inner.take() {
            inner.fault(kind, reason, sink);
            self.unpacked += inner.close(sink);
        }
        data.coding = Coding::Skipped;
    }

    /// The directory lists a member.
    fn list(&mut self, header: &[u8], sink: Sink<'_>) {
        let mut at = u64::from(u32_at(header, 42));
        if at == u64::from(u32::MAX) {
            let extra = 46 + usize::from(u16_at(header, 28));
            let before = [24, 20].map(|size| usize::from(u32_at(header, size) == u32::MAX));
            let wider = zip64(header.get(extra..).unwrap_or_default()).nth(before.iter().sum());
            at = wider.unwrap_or(at);
        }
        match self.headers.binary_search_by_key(&at, |(at, _)| *at) {
            Ok(found) => self.headers[found].1 = true,
            Err(_) if self.beyond > 0 => {}
            Err(_) => {
                let reason =
                    format!("the directory lists a file at byte {at}, and none begins there");
                fault(FaultKind::Member, self.offset, reason, sink);
            }
        }
        self.state = State::Header;
    }

    /// The directory has ended: what does it not list?
    fn compare(&mut self, sink: Sink<'_>) {
        for (at, listed) in std::mem::take(&mut self.headers) {
            if !listed {
                let reason = "a file the directory of the archive does not list, as after a deletion; other programs do not show it";
                fault(FaultKind::Member, at, reason.to_owned(), sink);
            }
        }
    }
}

fn fault(kind: FaultKind, offset: u64, reason: String, sink: Sink<'_>) {
    sink(Event::Fault(Fault::of_file(kind, offset, reason)));
}

/// The data descriptor at the start of `input`: its length, and whether its checksum is that of
/// what came. Its sizes must be. With or without a signature, sizes of 32 or 64 bits; of several,
/// the one with a header behind it.
fn fitting(data: &Data, input: &[u8]) -> Option<(usize, bool)> {
    let read = |length: usize| {
        let start = if length.is_multiple_of(8) { 4 } else { 0 };
        let size = |n: usize| {
            if length >= 20 {
                u64_at(input, start + 4 + 8 * n)
            } else {
                u64::from(u32_at(input, start + 4 + 4 * n))
            }
        };
        let is_one = input.len() >= length
            && (start == 0 || input.starts_with(DESCRIPTOR))
            && (size(0), size(1)) == (data.taken, data.given);
        is_one.then(|| (length, u32_at(input, start) == data.crc.sum()))
    };
    let found = || [24, 16, 20, 12].into_iter().filter_map(read);
    let header_follows = |(length, _): &(usize, bool)| {
        input
            .get(*length..)
            .is_some_and(|rest| rest.starts_with(b"PK"))
    };
    found().find(header_follows).or_else(|| found().next_back())
}

/// A header of `fixed` bytes and the parts whose lengths stand at `lengths`, if it is whole.
fn sized<'a>(input: &'a [u8], fixed: usize, lengths: &[usize]) -> Option<&'a [u8]> {
    let head = input.get(..fixed)?;
    let more: usize = lengths
        .iter()
        .map(|at| usize::from(u16_at(head, *at)))
        .sum();
    input.get(..fixed + more)
}

/// Sizes and offset of 64 bits in the extra fields of a header.
fn zip64(mut extra: &[u8]) -> impl Iterator<Item = u64> + use<'_> {
    let mut values: &[u8] = &[];
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let end = (4 + length).min(extra.len());
        if id == 1 {
            values = extra.get(4..end).unwrap_or_default();
            break;
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    values
        .as_chunks::<8>()
        .0
        .iter()
        .map(|value| u64::from_le_bytes(*value))
}

/// Folders, and what operating systems leave in archives.
fn is_ignored(name: &str) -> bool {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.is_empty()
        || base.starts_with('.')
        || name.starts_with("__MACOSX/")
        || matches!(base, "Thumbs.db" | "desktop.ini")
}

/// Whether a name would lead out of a folder it is unpacked to.
fn climbs(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.contains('\0')
        || name.as_bytes().get(1) == Some(&b':')
        || name.split(['/', '\\']).any(|part| part == "..")
}

const fn method_name(method: u16) -> &'static str {
    match method {
        9 => " (Deflate64)",
        12 => " (bzip2)",
        14 => " (LZMA)",
        93 => " (Zstandard)",
        95 => " (XZ)",
        98 => " (PPMd)",
        _ => "",
    }
}

/// So many of the bytes, at most.
fn at_most(input: &[u8], most: u64) -> usize {
    usize::try_from(most).map_or(input.len(), |most| most.min(input.len()))
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let found = bytes.get(at..at + N).and_then(|part| part.try_into().ok());
    found.unwrap_or([0; N])
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes_at(bytes, at))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes_at(bytes, at))
}
