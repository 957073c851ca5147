//! A file inside a file while it is read.

use super::{
    event::{Event, Fault, FaultKind, Member},
    reader::{Reader, Settings},
};

/// Events go where those of the outer file go, between [`Event::Member`] and
/// [`Event::MemberEnd`].
pub(super) struct Inner {
    reader: Reader,
}

type Sink<'s> = &'s mut dyn FnMut(Event<'_>);

impl Inner {
    /// Begins a file inside a file that is read with `outer`.
    pub(super) fn open(member: Member, outer: Settings, sink: Sink<'_>) -> Self {
        sink(Event::Member(member));
        Self {
            reader: Reader::with(Settings {
                depth: outer.depth + 1,
                ..outer
            }),
        }
    }

    /// The next bytes of the file.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: Sink<'_>) {
        self.reader.feed(bytes, sink);
    }

    /// Says what is wrong with the file, at an offset in it.
    pub(super) fn fault(&self, kind: FaultKind, reason: String, sink: Sink<'_>) {
        sink(Event::Fault(Fault::of_file(
            kind,
            self.reader.bytes(),
            reason,
        )));
    }

    /// Ends the file. Gives how many bytes the archives in it were unpacked to.
    pub(super) fn close(self, sink: Sink<'_>) -> u64 {
        let summary = self.reader.finish(sink);
        sink(Event::MemberEnd(&summary));
        summary.unpacked
    }
}
