//! ZIP archives: members that change are packed anew, the others are copied as they are packed.
//!
//! Layout: PKWARE APPNOTE.TXT 6.3.10, 4.3.

use std::io::{Read as _, Write as _};

use flate2::{Compression, Crc, read::DeflateDecoder, write::DeflateEncoder};

use super::Work;
use crate::export::OutputCheck;

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// The directory's end is looked for so far from the end of the file: a comment may follow it.
const COMMENT: usize = 22 + 65_535;

/// A file as the directory lists it.
struct Listed<'z> {
    /// Its header in the directory.
    header: &'z [u8],
    name: String,
    /// Where its local header begins.
    at: usize,
    packed: usize,
}

/// The packed data of a member as they are written.
struct Packed {
    data: Vec<u8>,
    method: u16,
    crc: u32,
    size: u32,
}

impl Work<'_, '_> {
    pub(super) fn zip(
        &mut self,
        name: &str,
        bytes: &[u8],
        check: &mut OutputCheck,
    ) -> Option<Vec<u8>> {
        let Some((listed, end)) = directory(bytes) else {
            let reason = "its directory is missing, damaged or of the 64-bit kind: unpack it and open the files";
            self.refuse(name, None, reason);
            return None;
        };
        let mut out = Vec::with_capacity(bytes.len());
        let mut central = Vec::new();
        let mut count = 0_u16;
        let mut changed = false;
        for member in &listed {
            let file = format!("{name}/{}", member.name);
            // Names stay as they are: one that holds a redacted value fails the check.
            check.feed_text(member.name.as_bytes());
            check.feed_text(b"\n\n\n\n");
            let Some((head, data)) = local(bytes, member) else {
                self.refuse(&file, None, "its header in the archive is damaged");
                return None;
            };
            let packed = if member.name.ends_with('/') && data.is_empty() {
                None
            } else {
                let unpacked = unpack(member, data);
                let new = match &unpacked {
                    Some(unpacked) => self.rewrite(&file, unpacked, check),
                    None => {
                        self.refuse(
                            &file,
                            None,
                            "it is encrypted, or packed in a way that is not read",
                        );
                        None
                    }
                };
                let Some(new) = new else {
                    if self.of.omits {
                        changed = true;
                        continue;
                    }
                    return None;
                };
                if unpacked.as_ref() == Some(&new) {
                    None
                } else {
                    Some(pack(&new)?)
                }
            };
            let at = u32::try_from(out.len()).ok()?;
            let mut header = member.header.to_vec();
            put(&mut header, 42, &at.to_le_bytes());
            if let Some(packed) = packed {
                changed = true;
                let mut head = head.to_vec();
                for (header, flags) in [(&mut head, 6), (&mut header, 8)] {
                    // Sizes stand in the header, not behind the data.
                    let kept = u16_at(header, flags) & !8;
                    put(header, flags, &kept.to_le_bytes());
                    put(header, flags + 2, &packed.method.to_le_bytes());
                    put(header, flags + 8, &packed.crc.to_le_bytes());
                    let length = u32::try_from(packed.data.len()).ok()?;
                    put(header, flags + 12, &length.to_le_bytes());
                    put(header, flags + 16, &packed.size.to_le_bytes());
                }
                out.extend_from_slice(&head);
                out.extend_from_slice(&packed.data);
            } else {
                out.extend_from_slice(head);
                out.extend_from_slice(data);
                if u16_at(head, 6) & 8 != 0 {
                    out.extend_from_slice(b"PK\x07\x08");
                    out.extend_from_slice(member.header.get(16..28)?);
                }
            }
            central.extend_from_slice(&header);
            count += 1;
        }
        if !changed {
            return Some(bytes.to_vec());
        }
        let start = u32::try_from(out.len()).ok()?;
        out.extend_from_slice(&central);
        let mut tail = end.to_vec();
        put(&mut tail, 8, &count.to_le_bytes());
        put(&mut tail, 10, &count.to_le_bytes());
        put(
            &mut tail,
            12,
            &u32::try_from(central.len()).ok()?.to_le_bytes(),
        );
        put(&mut tail, 16, &start.to_le_bytes());
        out.extend_from_slice(&tail);
        Some(out)
    }
}

/// The files of an archive in the order of its directory, and the directory's end with its comment.
fn directory(bytes: &[u8]) -> Option<(Vec<Listed<'_>>, &[u8])> {
    let from = bytes.len().saturating_sub(COMMENT);
    let at = from + memchr::memmem::rfind(&bytes[from..], END)?;
    let end = bytes.get(at..).filter(|end| end.len() >= 22)?;
    let count = usize::from(u16_at(end, 10));
    let mut rest = bytes.get(u32_at(end, 16) as usize..at)?;
    let mut listed = Vec::with_capacity(count);
    for _ in 0..count {
        if !rest.starts_with(CENTRAL) || rest.len() < 46 {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|n| usize::from(u16_at(rest, n)));
        let header = rest.get(..46 + name + extra + comment)?;
        let (packed, place) = (u32_at(header, 20), u32_at(header, 42));
        if [packed, u32_at(header, 24), place].contains(&u32::MAX) {
            return None;
        }
        listed.push(Listed {
            header,
            name: String::from_utf8_lossy(&header[46..46 + name]).into_owned(),
            at: place as usize,
            packed: packed as usize,
        });
        rest = &rest[header.len()..];
    }
    Some((listed, end))
}

/// The local header of a file, and its packed data.
fn local<'z>(bytes: &'z [u8], member: &Listed<'_>) -> Option<(&'z [u8], &'z [u8])> {
    let head = bytes.get(member.at..)?;
    if !head.starts_with(LOCAL) || head.len() < 30 {
        return None;
    }
    let length = 30 + usize::from(u16_at(head, 26)) + usize::from(u16_at(head, 28));
    let data = head.get(length..length + member.packed)?;
    Some((&head[..length], data))
}

fn unpack(member: &Listed<'_>, data: &[u8]) -> Option<Vec<u8>> {
    if u16_at(member.header, 8) & 0x41 != 0 {
        return None;
    }
    match u16_at(member.header, 10) {
        0 => Some(data.to_vec()),
        8 => {
            let mut out = Vec::new();
            // The size that the directory states was compared when the archive was read.
            let most = u64::from(u32_at(member.header, 24)) + 1;
            DeflateDecoder::new(data)
                .take(most)
                .read_to_end(&mut out)
                .ok()?;
            Some(out)
        }
        _ => None,
    }
}

fn pack(data: &[u8]) -> Option<Packed> {
    let mut crc = Crc::new();
    crc.update(data);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).ok()?;
    Some(Packed {
        data: encoder.finish().ok()?,
        method: 8,
        crc: crc.sum(),
        size: u32::try_from(data.len()).ok()?,
    })
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    if let Some(place) = bytes.get_mut(at..at + value.len()) {
        place.copy_from_slice(value);
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let two = bytes.get(at..at + 2).and_then(|two| two.try_into().ok());
    u16::from_le_bytes(two.unwrap_or_default())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    u32::from_le_bytes(four.unwrap_or_default())
}
