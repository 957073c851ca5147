//! What one input may cost. Everything beyond is a fault with its own message, never a crash.

/// Bounds on what is held in memory at once. The file itself has no bound: it is streamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record (a JSON value or a CSV row). A larger one is left out with a fault.
    pub record_bytes: usize,
    /// Bytes of rows as arrays that wait for the metadata behind them; rows beyond are left out.
    pub held_bytes: usize,
    /// Bytes of one envelope member (`nextRecordsUrl`, `metadata`, …) that is kept; a larger value
    /// is named without its value.
    pub envelope_member_bytes: usize,
    /// Members of one envelope that are kept.
    pub envelope_members: usize,
    /// Invalid byte sequences of one file that are reported one by one; the rest is only counted.
    pub encoding_faults: u64,
    /// Files in one archive that are read; the rest is only counted.
    pub members: usize,
    /// Bytes that everything in one file may unpack to, archives inside archives included.
    pub unpacked_bytes: u64,
    /// How many times its packed size a member may grow to, once it is past `unpacked_floor`.
    pub unpacked_ratio: u64,
    /// Bytes a member may always unpack to.
    pub unpacked_floor: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 64 << 20,
            held_bytes: 128 << 20,
            envelope_member_bytes: 64 << 10,
            envelope_members: 4096,
            encoding_faults: 20,
            members: 10_000,
            unpacked_bytes: 32 << 30,
            // Rows without text shrink to a hundredth at most; deflate could reach a thousandth.
            unpacked_ratio: 400,
            unpacked_floor: 64 << 20,
        }
    }
}

impl Limits {
    /// Spans inside a record are 32 bits wide.
    pub(crate) fn record(&self) -> usize {
        self.record_bytes.min(u32::MAX as usize - 1)
    }
}
