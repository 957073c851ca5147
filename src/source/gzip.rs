//! One file packed by gzip, unpacked while it arrives; parts joined end to end are one file.

use std::io::Write;

use flate2::write::MultiGzDecoder;

use super::{
    event::{Event, FaultKind, Member},
    inner::Inner,
    reader::Settings,
};

/// So many bytes are unpacked at once: at most a mebibyte comes of them.
const PART: usize = 1 << 10;

/// The unpacker.
pub(super) struct Gzip {
    settings: Settings,
    decoder: MultiGzDecoder<Vec<u8>>,
    /// Gone once it cannot be read further.
    inner: Option<Inner>,
    taken: u64,
    given: u64,
    /// Bytes unpacked by archives inside.
    below: u64,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl Gzip {
    /// Begins the file inside.
    pub(super) fn new(settings: Settings, sink: Sink<'_>) -> Self {
        let member = Member {
            name: String::new(),
            optional: false,
        };
        Self {
            settings,
            decoder: MultiGzDecoder::new(Vec::new()),
            inner: Some(Inner::open(member, settings, sink)),
            taken: 0,
            given: 0,
            below: 0,
        }
    }

    /// The next packed bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: Sink<'_>) {
        for part in bytes.chunks(PART) {
            let written = self.decoder.write_all(part);
            self.pass_on(sink);
            if written.is_err() {
                let reason = format!(
                    "its gzip data are damaged near byte {} of the packed file; what came before is read",
                    self.taken
                );
                self.give_up(FaultKind::Member, reason, sink);
            }
            self.taken += part.len() as u64;
            let limits = &self.settings.limits;
            if self.given > limits.unpacked_floor && self.given / limits.unpacked_ratio > self.taken
                || self.given > self.settings.unpacked_left
            {
                let reason = format!(
                    "it unpacks to more than is allowed ({} times its size, or {} bytes); what came before is read",
                    limits.unpacked_ratio, self.settings.unpacked_left
                );
                self.give_up(FaultKind::TooLarge, reason, sink);
            }
            if self.inner.is_none() {
                return;
            }
        }
    }

    /// The packed file has ended. Gives how many bytes it was unpacked to.
    pub(super) fn finish(mut self, sink: Sink<'_>) -> u64 {
        let ended = self.decoder.try_finish();
        self.pass_on(sink);
        if ended.is_err() {
            let reason = "the gzip data end early, or their checksum differs: some of the file is missing or changed";
            self.give_up(FaultKind::Truncated, reason.to_owned(), sink);
        }
        if let Some(inner) = self.inner.take() {
            self.below += inner.close(sink);
        }
        self.given + self.below
    }

    fn pass_on(&mut self, sink: Sink<'_>) {
        let out = self.decoder.get_mut();
        self.given += out.len() as u64;
        if let Some(inner) = &mut self.inner {
            inner.feed(out, sink);
        }
        out.clear();
    }

    fn give_up(&mut self, kind: FaultKind, reason: String, sink: Sink<'_>) {
        if let Some(inner) = self.inner.take() {
            inner.fault(kind, reason, sink);
            self.below += inner.close(sink);
        }
    }
}
