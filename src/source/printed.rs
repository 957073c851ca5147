//! What a JavaScript console printed of an object, as JSON.

use std::fmt::Write as _;

use crate::json::{Malformed, check};

/// A printed object, understood.
#[derive(Debug)]
pub(super) struct Read {
    /// The same as JSON.
    pub(super) json: String,
    /// Where the console first left something out (`[Object]`, `... 1 more item`).
    pub(super) left_out: Option<usize>,
}

/// Reads a printed object. Names become strings, `123n` a number, `undefined` null, strings that
/// are added up one; names of classes and comments go; what else stands unquoted (a date) is kept
/// as a string.
pub(super) fn to_json(text: &str) -> Result<Read, Malformed> {
    let mut print = Print {
        text,
        at: 0,
        json: String::with_capacity(text.len()),
        open: Vec::new(),
        left_out: None,
    };
    while let Some(byte) = print.next_byte() {
        print.token(byte)?;
    }
    if !print.open.is_empty() {
        return Err(Malformed::truncated(text.len()));
    }
    check(&print.json).map_err(|e| Malformed { offset: 0, ..e })?;
    Ok(Read {
        json: print.json,
        left_out: print.left_out,
    })
}

/// Whether a text that begins with an object or array of a console holds a number with an `n`
/// (`BigInt`), which no JSON has.
pub(super) fn has_big_int(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut quote = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (Some(_), b'\\') => at += 1,
            (Some(end), byte) if end == *byte => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, b'n') => {
                let digits = bytes[..at].iter().rev().take_while(|b| b.is_ascii_digit());
                let before = digits.count();
                let begins = matches!(
                    at.checked_sub(before + 1).and_then(|n| bytes.get(n)),
                    Some(b' ' | b':' | b',' | b'[' | b'-')
                );
                let ends = matches!(
                    bytes.get(at + 1),
                    Some(b',' | b' ' | b'}' | b']' | b'\n' | b'\r')
                );
                if before > 0 && begins && ends {
                    return true;
                }
            }
            _ => {}
        }
        at += 1;
    }
    false
}

struct Print<'a> {
    text: &'a str,
    at: usize,
    json: String,
    open: Vec<char>,
    left_out: Option<usize>,
}

impl<'a> Print<'a> {
    /// The next byte that counts; white space and comments do not.
    fn next_byte(&mut self) -> Option<u8> {
        loop {
            let rest = self.rest().trim_start();
            self.at = self.text.len() - rest.len();
            if !rest.starts_with("//") {
                return rest.bytes().next();
            }
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A name is due, not a value.
    fn names(&self) -> bool {
        self.open.last() == Some(&'}') && self.json.ends_with(['{', ','])
    }

    fn token(&mut self, byte: u8) -> Result<(), Malformed> {
        match byte {
            b'{' => self.begin('{', '}'),
            b'[' if self.names() || self.rest()[1..].starts_with(char::is_uppercase) => {
                self.remark()?;
            }
            b'[' => self.begin('[', ']'),
            b'}' | b']' => {
                if self.json.ends_with(',') {
                    self.json.pop(); // behind it the console left something out
                }
                if self.open.pop() != Some(byte.into()) {
                    return Err(Malformed::new(self.at, "a bracket that was not opened"));
                }
                self.put(byte);
            }
            b',' | b':' => self.put(byte),
            b'"' | b'\'' | b'`' => self.string()?,
            b'.' if self.rest().starts_with("...") => self.leave_out(),
            _ => self.word()?,
        }
        Ok(())
    }

    fn put(&mut self, byte: u8) {
        self.json.push(byte.into());
        self.at += 1;
    }

    fn begin(&mut self, with: char, end: char) {
        self.json.push(with);
        self.open.push(end);
        self.at += 1;
    }

    /// `... 1 more item`, up to the end of its line.
    fn leave_out(&mut self) {
        self.left_out.get_or_insert(self.at);
        self.at += self.rest().find(['\n', ',', ']', '}']).unwrap_or(0).max(3);
    }

    /// A remark in brackets: a symbol as a name, a class before an object, or what stands for a
    /// value that is not printed.
    fn remark(&mut self) -> Result<(), Malformed> {
        let (start, names) = (self.at, self.names());
        let end = self
            .rest()
            .find(']')
            .ok_or_else(|| Malformed::truncated(self.text.len()))?;
        let remark = &self.rest()[..=end];
        self.at += end + 1;
        if names || !matches!(self.next_byte(), Some(b'{' | b'[')) {
            if remark == "[Object]" || remark == "[Array]" {
                self.left_out.get_or_insert(start);
            }
            self.quote(remark);
        }
        Ok(())
    }

    fn word(&mut self) -> Result<(), Malformed> {
        if self.names() {
            let end = self
                .rest()
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                .unwrap_or(self.rest().len());
            let name = &self.rest()[..end];
            let start = self.at;
            self.at += end;
            return match self.next_byte() {
                Some(b':') if end > 0 => {
                    self.quote(name);
                    Ok(())
                }
                // The class of an object that stands in for its name.
                Some(b'{') if end > 0 => {
                    self.quote(name);
                    self.json.push(':');
                    Ok(())
                }
                _ => Err(Malformed::new(
                    start,
                    "neither a name nor the end of the object",
                )),
            };
        }
        let end = self
            .rest()
            .find([',', '}', ']', '{', '[', '\n', '\'', '"', '`'])
            .unwrap_or(self.rest().len());
        let word = &self.rest()[..end];
        let word = word.split(" //").next().unwrap_or(word); // a comment
        self.at += word.len();
        let word = word.trim();
        if matches!(self.next_byte(), Some(b'{' | b'[')) {
            return Ok(()); // a class
        }
        match word.strip_suffix('n') {
            Some(number) if check(number).is_ok() => self.json.push_str(number),
            _ if word == "undefined" => self.json.push_str("null"),
            _ if check(word).is_ok() => self.json.push_str(word),
            _ => self.quote(word),
        }
        Ok(())
    }

    /// A string, or several that are added up.
    fn string(&mut self) -> Result<(), Malformed> {
        self.json.push('"');
        loop {
            self.part()?;
            if self.next_byte() != Some(b'+') {
                break;
            }
            self.at += 1;
            if !matches!(self.next_byte(), Some(b'"' | b'\'' | b'`')) {
                return Err(Malformed::new(self.at, "a string is missing behind +"));
            }
        }
        self.json.push('"');
        Ok(())
    }

    fn part(&mut self) -> Result<(), Malformed> {
        let open = || Malformed::new(self.at, "a string without an end");
        let text = self.text;
        let mut chars = text.get(self.at..).unwrap_or_default().char_indices();
        let quote = chars.next().map(|(_, c)| c).ok_or_else(open)?;
        loop {
            let (n, c) = chars.next().ok_or_else(open)?;
            match c {
                c if c == quote => {
                    self.at += n + 1;
                    return Ok(());
                }
                '\n' => return Err(open()),
                '\\' => match chars.next().map(|(_, c)| c).ok_or_else(open)? {
                    'x' => self.json.push_str("\\u00"),
                    'v' => self.json.push_str("\\u000b"),
                    '0' => self.json.push_str("\\u0000"),
                    c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') => {
                        self.json.extend(['\\', c]);
                    }
                    c => self.json.push(c),
                },
                '"' => self.json.push_str("\\\""),
                c if c < ' ' => {
                    let _ = write!(self.json, "\\u{:04x}", u32::from(c));
                }
                c => self.json.push(c),
            }
        }
    }

    fn quote(&mut self, text: &str) {
        self.json
            .push_str(&serde_json::Value::from(text).to_string());
    }
}
