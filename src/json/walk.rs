//! One pass through a value of which a few parts are wanted.

use std::borrow::Cow;

use super::{
    malformed::Malformed,
    raw::Raw,
    scan::{plain_key_end, string_end},
    syntax::{value_end, white},
    text::unescape,
};

/// A place in a JSON text. Each value is taken or entered, so no byte is looked at twice.
#[derive(Debug)]
pub struct Walk<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    /// At the value that `text` is.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            at: white(text.as_bytes(), 0),
        }
    }

    /// Where it is.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Is the value at hand an object?
    pub(super) fn is_object(&self) -> bool {
        self.text.as_bytes().get(self.at) == Some(&b'{')
    }

    /// Steps over the value at hand and gives it; its inside is not checked.
    #[inline]
    pub fn take(&mut self) -> Result<Raw<'a>, Malformed> {
        let start = self.at;
        let end = value_end(self.text.as_bytes(), start)
            .map_err(|halt| halt.malformed(self.text.len()))?;
        self.at = end.at;
        Ok(Raw::ended(self.text, start, end))
    }

    /// Enters the object at hand: `member` is called with each key, and must take or enter the
    /// value. Another kind of value is only taken. Gives the value itself.
    #[inline]
    pub fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, &str) -> Result<(), Malformed>,
    ) -> Result<Raw<'a>, Malformed> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        if bytes.get(start) != Some(&b'{') {
            return self.take();
        }
        self.at = white(bytes, start + 1);
        if bytes.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Ok(self.since(start));
        }
        loop {
            let (key, end) = self.key()?;
            let colon = white(bytes, end + 1);
            if bytes.get(colon) != Some(&b':') {
                return Err(Malformed::new(colon, "expected `:`"));
            }
            self.at = white(bytes, colon + 1);
            member(self, &key)?;
            self.at = white(bytes, self.at);
            match bytes.get(self.at) {
                Some(b',') => self.at = white(bytes, self.at + 1),
                Some(b'}') => {
                    self.at += 1;
                    return Ok(self.since(start));
                }
                Some(_) => return Err(Malformed::new(self.at, "expected `,` or `}`")),
                None => return Err(Malformed::truncated(self.at)),
            }
        }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), Malformed> {
        let at = white(self.text.as_bytes(), self.at);
        if at == self.text.len() {
            Ok(())
        } else {
            Err(Malformed::new(at, "trailing characters"))
        }
    }

    /// The key at hand and the position of its closing quote.
    #[inline]
    fn key(&self) -> Result<(Cow<'a, str>, usize), Malformed> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) != Some(&b'"') {
            return Err(Malformed::new(self.at, "key must be a string"));
        }
        let start = self.at + 1;
        if let Some(end) = plain_key_end(bytes, start) {
            let key = self.text.get(start..end).unwrap_or_default();
            return Ok((Cow::Borrowed(key), end));
        }
        let end = string_end(bytes, start).ok_or_else(|| Malformed::truncated(bytes.len()))?;
        let end = end.at;
        let inner = self.text.get(start..end).unwrap_or_default();
        let key = unescape(inner).map_err(|e| e.shifted(start))?.value;
        Ok((key, end))
    }

    fn since(&self, start: usize) -> Raw<'a> {
        Raw::trusted(self.text.get(start..self.at).unwrap_or("null"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn depth_two(text: &str) -> Result<Vec<String>, Malformed> {
        let mut seen = Vec::new();
        let mut walk = Walk::new(text);
        walk.object(|walk, key| {
            if key == "in" {
                let whole = walk.object(|walk, key| {
                    seen.push(format!("{key}={}", walk.take()?.as_str()));
                    Ok(())
                })?;
                seen.push(whole.as_str().to_owned());
            } else {
                seen.push(format!("{key}={}", walk.take()?.as_str()));
            }
            Ok(())
        })?;
        walk.end()?;
        Ok(seen)
    }

    #[test]
    fn entered_objects_end_where_they_end() {
        let seen = depth_two(r#" {"a" : [1,"]"], "in": {"\u0062":{}, "c":"}"} ,"d":null} "#);
        let expected = [
            r#"a=[1,"]"]"#,
            "b={}",
            r#"c="}""#,
            r#"{"\u0062":{}, "c":"}"}"#,
            "d=null",
        ];
        assert_eq!(seen.unwrap_or_default(), expected);
        assert_eq!(depth_two("[1]"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_broken_on_the_way_is_an_error() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"in\":{\"a\" 1}}",
            "{\"a\":1,}",
            "{} x",
            "{\"a\":1 \"b\":2}",
        ] {
            assert!(depth_two(text).is_err(), "{text}");
        }
    }
}
