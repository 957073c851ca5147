//! What the user says of a file, where it is to be read otherwise than it looks.

use crate::{formats, model::time::TimeReading, source::DELIMITERS};

/// How one file is to be read. What is not said is told by its content.
#[derive(Clone, Debug, Default)]
pub struct ReadAs {
    format: Option<&'static str>,
    delimiter: Option<u8>,
    reading: Option<TimeReading>,
}

/// What is said of a file cannot be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misspelt {
    /// No format has this name.
    Format,
    /// Nothing is delimited so.
    Delimiter,
}

impl std::fmt::Display for Misspelt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Format => {
                let names = formats::names().join(", ");
                write!(f, "no such format; there are {names}")
            }
            Self::Delimiter => {
                f.write_str("a delimiter is one of , ; | ^ ` or tab, by its sign or as \"tab\"")
            }
        }
    }
}

impl std::error::Error for Misspelt {}

impl ReadAs {
    /// As this format, by its name in `inspect`.
    pub fn format(mut self, name: &str) -> Result<Self, Misspelt> {
        self.format = Some(
            formats::names()
                .into_iter()
                .find(|known| *known == name)
                .ok_or(Misspelt::Format)?,
        );
        Ok(self)
    }

    /// As a table with this delimiter.
    ///
    /// ```
    /// use sealed_transcript::read_as::{Misspelt, ReadAs};
    /// assert!(ReadAs::default().delimiter(";").is_ok());
    /// assert!(ReadAs::default().delimiter("tab").is_ok());
    /// assert_eq!(ReadAs::default().delimiter("x").unwrap_err(), Misspelt::Delimiter);
    /// ```
    pub fn delimiter(mut self, sign: &str) -> Result<Self, Misspelt> {
        let byte = match sign {
            "tab" | "\\t" => b'\t',
            _ => match sign.as_bytes() {
                [byte] if DELIMITERS.contains(byte) => *byte,
                _ => return Err(Misspelt::Delimiter),
            },
        };
        self.delimiter = Some(byte);
        Ok(self)
    }

    /// With times written so; unsaid, as in all files of the archive.
    #[must_use]
    pub fn reading(mut self, reading: TimeReading) -> Self {
        self.reading = Some(reading);
        self
    }

    /// How its times are written.
    pub(crate) fn times(&self) -> Option<&TimeReading> {
        self.reading.as_ref()
    }

    /// The format's name.
    pub(crate) fn named(&self) -> Option<&'static str> {
        self.format
    }

    /// The byte between cells.
    pub(crate) fn separator(&self) -> Option<u8> {
        self.delimiter
    }
}
