//! A file of markup: a legacy chat's body saved on its own. It is small and its words are split
//! over tags, so it is read as a whole, up to a limit.

use crate::{
    diagnostics::Code,
    formats::{Context, live_chat},
};

/// Text of a file of markup.
#[derive(Debug)]
pub struct Markup {
    /// None once it is longer than the limit.
    text: Option<String>,
    limit: usize,
}

impl Markup {
    /// Keeps up to `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self {
            text: Some(String::new()),
            limit,
        }
    }

    /// Takes the next piece of the text.
    pub fn push(&mut self, piece: &str) {
        self.text = self
            .text
            .take()
            .filter(|text| text.len() + piece.len() <= self.limit)
            .map(|text| text + piece);
    }

    /// Reads the text, now that it has ended. Gives what told it, if it is a legacy chat.
    pub fn read(self, context: &mut Context<'_>) -> Option<&'static str> {
        let Some(text) = self.text else {
            context.diagnose(
                Code::Limit,
                "",
                format!(
                    "a file of markup longer than {} bytes is not read",
                    self.limit
                ),
            );
            return None;
        };
        if !text.contains("Chat Started:") {
            return None;
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
