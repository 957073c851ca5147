//! What a JavaScript console printed: strings in any quotes, names and numbers without, and the lines of a log
//! around the objects.

use super::{
    edit::{Decoded, Edit, apply, tidy},
    json,
    leaf::Leaves,
};

/// Looks at every string, name and number of the objects, and at every line between them; `records` are where
/// objects begin, ascending.
pub(super) fn edits(
    text: &str,
    records: &[(usize, u64)],
    leaves: &mut Leaves<'_>,
    out: &mut Vec<Edit>,
) {
    let mut at = 0;
    for (start, index) in records {
        between(text, at, *start, leaves, out);
        leaves.enter(*index);
        let mut object = Object {
            text,
            at: *start,
            keys: Vec::new(),
            key: String::new(),
        };
        object.walk(leaves, out);
        at = object.at;
    }
    between(text, at, text.len(), leaves, out);
}

/// Lines that are no object.
fn between(text: &str, from: usize, to: usize, leaves: &mut Leaves<'_>, out: &mut Vec<Edit>) {
    let mut at = from;
    for line in text.get(from..to).unwrap_or_default().split_inclusive('\n') {
        let said = line.trim_end_matches(['\n', '\r']);
        let found = leaves.leaf(said, "");
        Decoded::plain(said, at).edits(found, str::to_owned, out);
        at += line.len();
    }
}

/// A printed object while it is walked.
struct Object<'t> {
    text: &'t str,
    at: usize,
    /// Names around the place at hand; of an array the name that it stands under.
    keys: Vec<String>,
    key: String,
}

impl Object<'_> {
    /// Up to its last brace.
    fn walk(&mut self, leaves: &mut Leaves<'_>, out: &mut Vec<Edit>) {
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'{' | b'[' => {
                    self.keys.push(self.key.clone());
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.key = self.keys.pop().unwrap_or_default();
                    self.at += 1;
                    if self.keys.is_empty() {
                        return;
                    }
                }
                b'"' | b'\'' | b'`' => self.string(leaves, out),
                b'/' if self.text[self.at..].starts_with("//") => {
                    let rest = &self.text[self.at..];
                    let end = self.at + rest.find('\n').unwrap_or(rest.len());
                    between(self.text, self.at, end, leaves, out);
                    self.at = end;
                }
                b',' | b':' => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => self.word(leaves, out),
            }
        }
    }

    /// A string, or several that are added up: one value.
    fn string(&mut self, leaves: &mut Leaves<'_>, out: &mut Vec<Edit>) {
        let quote = char::from(self.text.as_bytes()[self.at]);
        let mut value = Decoded::default();
        loop {
            self.part(&mut value);
            let rest = self.text[self.at..].trim_start();
            let Some(more) = rest.strip_prefix('+') else {
                break;
            };
            let more = more.trim_start();
            if !more.starts_with(['"', '\'', '`']) {
                break;
            }
            self.at = self.text.len() - more.len();
        }
        let written = |with: &str| {
            let escaped = with.replace('\\', "\\\\").replace('\n', "\\n");
            escaped.replace(quote, &format!("\\{quote}"))
        };
        if self.text[self.at..].trim_start().starts_with(':') {
            value.edits(leaves.key(&value.text), written, out);
            self.key = value.text;
        } else {
            let found = json::value(&value.text, &self.key, 0, leaves);
            value.edits(found, written, out);
        }
    }

    /// What stands between two quotes.
    fn part(&mut self, value: &mut Decoded) {
        let quote = self.text[self.at..].chars().next();
        let from = self.at + 1;
        let mut chars = self.text[from..].char_indices();
        while let Some((n, c)) = chars.next() {
            if Some(c) == quote || c == '\n' {
                value.end_part(from + n);
                self.at = from + n + 1;
                return;
            }
            if c != '\\' {
                value.push(c, from + n);
                continue;
            }
            let Some((_, escaped)) = chars.next() else {
                break;
            };
            let digits = match escaped {
                'x' => 2,
                'u' => 4,
                _ => 0,
            };
            let code = self.text.get(from + n + 2..from + n + 2 + digits);
            let unit = code.and_then(|code| u32::from_str_radix(code, 16).ok());
            let plain = match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'v' => '\u{b}',
                '0' => '\0',
                // Half a pair alone is U+FFFD; a console prints whole ones as they are.
                'x' | 'u' => unit.and_then(char::from_u32).unwrap_or('\u{fffd}'),
                other => other,
            };
            value.push(plain, from + n);
            for _ in 0..digits {
                chars.next();
            }
        }
        value.end_part(self.text.len());
        self.at = self.text.len();
    }

    /// A name, a number, or what else stands without quotes.
    fn word(&mut self, leaves: &mut Leaves<'_>, out: &mut Vec<Edit>) {
        let rest = &self.text[self.at..];
        let ends = [',', '}', ']', '{', '[', '\n', '\'', '"', '`'];
        let end = rest.find(ends).unwrap_or(rest.len());
        // A name ends with its colon; a date has colons of its own.
        let letters = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let name = rest.find(|c| !letters(c)).unwrap_or(rest.len());
        if name > 0
            && name < end
            && rest[name..].trim_start().starts_with(':')
            && !rest.starts_with(|c: char| c.is_ascii_digit())
        {
            let found = leaves.key(&rest[..name]);
            self.quoted(&rest[..name], &rest[..name], found, out);
            rest[..name].clone_into(&mut self.key);
            self.at += name;
            return;
        }
        let word = rest[..end].split(" //").next().unwrap_or_default();
        let word = word.trim_end();
        let value = word
            .strip_suffix('n')
            .filter(|n| n.ends_with(|c: char| c.is_ascii_digit()));
        let value = value.unwrap_or(word);
        let found = leaves.leaf(value, &self.key);
        if found.is_empty() {
            self.at += word.len().max(1);
        } else {
            self.quoted(word, value, found, out);
            self.at += word.len();
        }
    }

    /// Something without quotes of which a part is replaced: a string from then on. `value` is it without the `n`
    /// of a number.
    fn quoted(&self, word: &str, value: &str, mut found: Vec<Edit>, out: &mut Vec<Edit>) {
        if found.is_empty() {
            return;
        }
        tidy(&mut found);
        let new = apply(value, &found).replace('\'', "\\'");
        out.push(Edit {
            at: self.at..self.at + word.len(),
            with: format!("'{new}'"),
        });
    }
}
