//! A file of markup: a legacy chat's body saved on its own. It is small and its words are split
//! over tags, so it is read as a whole, up to a limit.

use std::borrow::Cow;

use crate::{
    diagnostics::Code,
    formats::{Context, live_chat},
};

/// Bytes of a file that begins like markup.
#[derive(Debug)]
pub struct Markup {
    bytes: Vec<u8>,
    limit: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Undecided,
    Kept,
    Other,
    TooLong,
}

impl Markup {
    /// Keeps up to `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            state: State::Undecided,
        }
    }

    /// Takes the next bytes of the file, whatever it is.
    pub fn push(&mut self, chunk: &[u8]) {
        if self.state == State::Undecided {
            let mark = [0xef, 0xbb, 0xbf];
            let first = chunk
                .iter()
                .find(|byte| !byte.is_ascii_whitespace() && !mark.contains(byte));
            match first {
                Some(b'<') => self.state = State::Kept,
                Some(_) => self.state = State::Other,
                None => {}
            }
        }
        match self.state {
            State::Other | State::TooLong => self.bytes = Vec::new(),
            _ if self.bytes.len() + chunk.len() > self.limit => {
                self.state = State::TooLong;
                self.bytes = Vec::new();
            }
            _ => self.bytes.extend_from_slice(chunk),
        }
    }

    /// Reads the file, now that it has ended and is known to be markup. Gives what told it, if
    /// it is a legacy chat.
    pub fn read(self, context: &mut Context<'_>) -> Option<&'static str> {
        if self.state == State::TooLong {
            context.diagnose(
                Code::Limit,
                "",
                format!(
                    "a file of markup longer than {} bytes is not read",
                    self.limit
                ),
            );
            return None;
        }
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.trim_start_matches('\u{feff}');
        if !text.contains("Chat Started:") {
            return None;
        }
        if matches!(String::from_utf8_lossy(&self.bytes), Cow::Owned(_)) {
            context.diagnose(
                Code::BadEncoding,
                "",
                "bytes that are no UTF-8; read as U+FFFD",
            );
        }
        // Several chats in one file each begin with their own start.
        let starts: Vec<usize> = text
            .match_indices("Chat Started:")
            .filter_map(|(at, _)| text.get(..at)?.rfind('<'))
            .collect();
        for (number, &start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(text.len());
            context.response = number as u32 + 1;
            context.count("LiveChatTranscript");
            live_chat::read_body(
                text.get(start..end).unwrap_or_default(),
                None,
                None,
                context,
            );
        }
        Some("markup with a paragraph \"Chat Started:\": the body of a LiveChatTranscript")
    }
}
