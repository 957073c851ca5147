//! Encodings, and files packed by gzip.

use std::{
    borrow::Cow,
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};

use super::{Work, is_wide};
use crate::{export::OutputCheck, source::Encoding};

/// The text of a file, its mark included; `None` if it is none.
pub(super) fn decode(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, str>> {
    if !is_wide(encoding) {
        return std::str::from_utf8(bytes).ok().map(Cow::Borrowed);
    }
    let (units, rest) = bytes.as_chunks::<2>();
    let units = units.iter().map(|unit| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(*unit),
        _ => u16::from_le_bytes(*unit),
    });
    if !rest.is_empty() {
        return None;
    }
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
        .map(Cow::Owned)
}

/// A text in the encoding of a file.
pub(super) fn encode(text: String, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.into_bytes(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    }
}

impl Work<'_, '_> {
    /// What gzip packs has its name from the packed file.
    pub(super) fn gzip(
        &mut self,
        name: &str,
        bytes: &[u8],
        check: &mut OutputCheck,
    ) -> Option<Vec<u8>> {
        let mut inner = Vec::new();
        // What unpacks to too much was told when it was read, and never comes here.
        if MultiGzDecoder::new(bytes).read_to_end(&mut inner).is_err() {
            self.refuse(name, None, "it cannot be unpacked");
            return None;
        }
        let file = name.rsplit('/').next().unwrap_or_default();
        let file = format!("{name}/{}", file.strip_suffix(".gz").unwrap_or(file));
        let new = self.rewrite(&file, &inner, check)?;
        if new == inner {
            return Some(bytes.to_vec());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&new).ok()?;
        encoder.finish().ok()
    }
}
