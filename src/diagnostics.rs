//! What could not be read, exactly where, and why. Values of the data never appear in it.

use serde::Serialize;

/// Why something was left out or needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The file has no bytes, or blanks only.
    EmptyFile,
    /// No known format.
    Unrecognised,
    /// A known shape that holds no conversation data.
    NoConversationData,
    /// The same bytes were opened before under this or another name.
    DuplicateFile,
    /// Reading was cancelled; what was read stays out.
    Cancelled,
    /// The file ends inside a record.
    Truncated,
    /// A record that is not valid JSON or CSV.
    BadRecord,
    /// A record that lacks a field without which it cannot be placed.
    MissingField,
    /// A table without a column it needs.
    MissingColumn,
    /// A field of another type than the format's.
    BadField,
    /// A time in no known form.
    BadTime,
    /// A date whose day and month cannot be told apart.
    AmbiguousDate,
    /// Bytes that are not text in the file's encoding.
    BadEncoding,
    /// A table row with more or fewer cells than the header.
    UnevenRow,
    /// A record over the limit of size or depth.
    Limit,
    /// A file in an archive that cannot be unpacked, or not as it was packed.
    BadMember,
    /// A name in an archive that would be a place outside of it.
    UnsafePath,
    /// A type nobody documented: kept whole and shown by its name.
    UnknownType,
    /// A CSV or query without message text.
    NoText,
    /// The same row twice with different values.
    Conflict,
    /// What the user said of the file does not fit it.
    UnfitOverride,
}

impl Code {
    /// Its spelling in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::Unrecognised => "unrecognised",
            Self::NoConversationData => "no_conversation_data",
            Self::DuplicateFile => "duplicate_file",
            Self::Cancelled => "cancelled",
            Self::Truncated => "truncated",
            Self::BadRecord => "bad_record",
            Self::MissingField => "missing_field",
            Self::MissingColumn => "missing_column",
            Self::BadField => "bad_field",
            Self::BadTime => "bad_time",
            Self::AmbiguousDate => "ambiguous_date",
            Self::BadEncoding => "bad_encoding",
            Self::UnevenRow => "uneven_row",
            Self::Limit => "limit",
            Self::BadMember => "bad_member",
            Self::UnsafePath => "unsafe_path",
            Self::UnknownType => "unknown_type",
            Self::NoText => "no_text",
            Self::Conflict => "conflict",
            Self::UnfitOverride => "unfit_override",
        }
    }
}

/// One finding about one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify), tsify(missing_as_null))]
pub struct Diagnostic {
    /// The file's name as given.
    pub file: String,
    /// Ordinal of the record in its file, from 0.
    pub record: Option<u64>,
    /// Byte offset in the file.
    pub offset: Option<u64>,
    /// What it is.
    pub code: Code,
    /// Line in the file, from 1, where it was counted.
    pub line: Option<u64>,
    /// The field it is about.
    pub path: Option<String>,
    /// What happened and what to do, in words.
    pub message: String,
}

/// Where in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Ordinal of the record in its file, from 0.
    pub record: Option<u64>,
    /// Byte offset in the file.
    pub offset: Option<u64>,
    /// Line, from 1.
    pub line: Option<u64>,
}
