//! Values as JSON, byte for byte as `serde_json` writes them, in fewer steps.
//!
//! Rows are many short members: what is between them costs more than they do. Short pieces are
//! stored in place instead of being copied by a call each, and strings are looked through in lanes.

use serde::{
    Serialize, Serializer,
    ser::{
        Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
        SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::Error;

use super::scan::{LANE, key_end};

/// Room to begin with.
const ROOM: usize = 1 << 16;
/// Digits of the largest number.
const DIGITS: usize = 20;

/// Gives the text of a value to `read`. Names of struct members are taken as they are. O(its length).
pub fn with_text<T>(value: &impl Serialize, read: impl FnOnce(&str) -> T) -> Result<T, Error> {
    let mut writer = Writer {
        bytes: vec![0; ROOM],
        end: 0,
    };
    value.serialize(&mut writer)?;
    let text = simdutf8::basic::from_utf8(&writer.bytes[..writer.end]);
    text.map(read).map_err(Error::custom)
}

/// Text so far, and room behind it.
struct Writer {
    bytes: Vec<u8>,
    end: usize,
}

impl Writer {
    /// Room for a piece and a lane behind it.
    #[inline]
    fn room(&mut self, piece: usize) {
        if self.bytes.len() - self.end < piece + LANE {
            self.grow(piece + LANE);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let least = self.end + more;
        self.bytes.resize(least.max(2 * self.bytes.len()), 0);
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        self.room(1);
        self.bytes[self.end] = byte;
        self.end += 1;
    }

    /// A piece, without a look at it.
    fn piece(&mut self, piece: &[u8]) {
        self.room(piece.len());
        store(&mut self.bytes[self.end..], piece);
        self.end += piece.len();
    }

    fn string(&mut self, text: &str) {
        self.byte(b'"');
        let bytes = text.as_bytes();
        let mut from = 0;
        loop {
            let end = key_end(bytes, from);
            self.piece(&bytes[from..end]);
            let Some(&special) = bytes.get(end) else {
                break;
            };
            self.escape(special);
            from = end + 1;
        }
        self.byte(b'"');
    }

    /// What stands before a struct's member, and its name.
    fn name(&mut self, before: u8, name: &'static str) {
        debug_assert_eq!(key_end(name.as_bytes(), 0), name.len());
        self.room(name.len());
        let to = &mut self.bytes[self.end..self.end + name.len() + 4];
        to[0] = before;
        to[1] = b'"';
        store(&mut to[2..], name.as_bytes());
        to[name.len() + 2] = b'"';
        to[name.len() + 3] = b':';
        self.end += name.len() + 4;
    }

    fn escape(&mut self, special: u8) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let letter = match special {
            b'"' | b'\\' => special,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            _ => {
                self.piece(b"\\u00");
                self.byte(HEX[usize::from(special >> 4)]);
                self.byte(HEX[usize::from(special & 15)]);
                return;
            }
        };
        self.byte(b'\\');
        self.byte(letter);
    }

    fn whole(&mut self, mut number: u64) {
        let mut digits = [0; DIGITS];
        let mut at = DIGITS;
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.piece(&digits[at..]);
    }

    /// What is rare, as `serde_json` has it.
    fn other(&mut self, value: &impl Serialize) -> Result<(), Error> {
        let text = serde_json::to_vec(value)?;
        self.piece(&text);
        Ok(())
    }

    /// `{"variant":`
    fn variant(&mut self, name: &'static str) {
        self.name(b'{', name);
    }
}

/// Stores a piece where it has room: short ones in place, without a call.
#[inline]
fn store(to: &mut [u8], piece: &[u8]) {
    let length = piece.len();
    if length >= LANE {
        to[..length].copy_from_slice(piece);
    } else if length >= 8 {
        to[..8].copy_from_slice(&piece[..8]);
        to[length - 8..length].copy_from_slice(&piece[length - 8..]);
    } else if length >= 4 {
        to[..4].copy_from_slice(&piece[..4]);
        to[length - 4..length].copy_from_slice(&piece[length - 4..]);
    } else {
        let mut at = 0;
        while at < length {
            to[at] = piece[at];
            at += 1;
        }
    }
}

/// Elements or members, and what opens and closes them.
struct List<'w> {
    writer: &'w mut Writer,
    /// What opens them, until the first is there; then a comma.
    before: u8,
    close: &'static [u8],
}

impl<'w> List<'w> {
    fn new(writer: &'w mut Writer, open: u8, close: &'static [u8]) -> Self {
        Self {
            writer,
            before: open,
            close,
        }
    }

    #[inline]
    fn next(&mut self) -> u8 {
        std::mem::replace(&mut self.before, b',')
    }

    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let before = self.next();
        self.writer.byte(before);
        value.serialize(&mut *self.writer)
    }

    #[inline]
    fn member<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        let before = self.next();
        self.writer.name(before, key);
        value.serialize(&mut *self.writer)
    }

    fn close(mut self) {
        let before = self.next();
        if before != b',' {
            self.writer.byte(before);
        }
        self.writer.piece(self.close);
    }
}

macro_rules! lists {
    ($($kind:ident { $($method:ident $(($key:ident))?),* })*) => {
        $(impl $kind for List<'_> {
            type Ok = ();
            type Error = Error;

            $(lists!(@ $method $($key)?);)*

            fn end(self) -> Result<(), Error> {
                self.close();
                Ok(())
            }
        })*
    };
    (@ $method:ident) => {
        fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
            self.element(value)
        }
    };
    (@ $method:ident $key:ident) => {
        fn $method<T: Serialize + ?Sized>(
            &mut self,
            $key: &'static str,
            value: &T,
        ) -> Result<(), Error> {
            self.member($key, value)
        }
    };
}

lists! {
    SerializeSeq { serialize_element }
    SerializeTuple { serialize_element }
    SerializeTupleStruct { serialize_field }
    SerializeTupleVariant { serialize_field }
    SerializeStruct { serialize_field(key) }
    SerializeStructVariant { serialize_field(key) }
}

impl SerializeMap for List<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let before = self.next();
        self.writer.byte(before);
        let from = self.writer.end;
        key.serialize(&mut *self.writer)?;
        match self.writer.bytes[from] {
            b'"' => Ok(()),
            b'-' | b'0'..=b'9' | b't' | b'f' => {
                // Numbers and truths become strings.
                let key = self.writer.bytes[from..self.writer.end].to_vec();
                self.writer.end = from;
                self.writer.byte(b'"');
                self.writer.piece(&key);
                self.writer.byte(b'"');
                Ok(())
            }
            _ => Err(Error::custom("key must be a string")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.writer.byte(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

macro_rules! widened {
    ($($method:ident($kind:ty) as $widest:ident;)*) => {
        $(fn $method(self, value: $kind) -> Result<(), Error> {
            self.$widest(value.into())
        })*
    };
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = List<'w>;
    type SerializeTuple = List<'w>;
    type SerializeTupleStruct = List<'w>;
    type SerializeTupleVariant = List<'w>;
    type SerializeMap = List<'w>;
    type SerializeStruct = List<'w>;
    type SerializeStructVariant = List<'w>;

    widened! {
        serialize_i8(i8) as serialize_i64;
        serialize_i16(i16) as serialize_i64;
        serialize_i32(i32) as serialize_i64;
        serialize_u8(u8) as serialize_u64;
        serialize_u16(u16) as serialize_u64;
        serialize_u32(u32) as serialize_u64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.piece(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        if value < 0 {
            self.byte(b'-');
        }
        self.serialize_u64(value.unsigned_abs())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.whole(value);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_u128(self, value: u128) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.other(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Error> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.piece(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.byte(b'}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'w>, Error> {
        Ok(List::new(self, b'[', b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'w>, Error> {
        Ok(List::new(self, b'[', b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'w>, Error> {
        Ok(List::new(self, b'[', b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'w>, Error> {
        self.variant(variant);
        Ok(List::new(self, b'[', b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<List<'w>, Error> {
        Ok(List::new(self, b'{', b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<List<'w>, Error> {
        Ok(List::new(self, b'{', b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'w>, Error> {
        self.variant(variant);
        Ok(List::new(self, b'{', b"}}"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn to_text(value: &impl Serialize) -> Result<String, Error> {
        with_text(value, str::to_owned)
    }

    #[derive(Serialize)]
    enum Shape {
        None,
        One(i8),
        Two(u8, char),
        Named { value: Option<f32> },
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Pair(i64, u64);

    #[derive(Serialize)]
    struct Everything {
        shapes: Vec<Shape>,
        unit: Unit,
        pair: Pair,
        #[serde(rename = "a key ü")]
        key: (u16, bool),
        numbers: BTreeMap<i32, u128>,
        truths: BTreeMap<bool, i128>,
        #[serde(skip_serializing_if = "Option::is_none")]
        absent: Option<u8>,
        missing: Option<u8>,
        value: Value,
    }

    fn everything(text: &str, value: Value, (small, large): (i64, u64)) -> Everything {
        Everything {
            shapes: vec![
                Shape::None,
                Shape::One(small as i8),
                Shape::Two(large as u8, text.chars().next().unwrap_or('"')),
                Shape::Named {
                    value: Some(small as f32 / 3.0),
                },
                Shape::Named {
                    value: Some(f32::NAN),
                },
            ],
            unit: Unit,
            pair: Pair(small, large),
            key: (large as u16, small > 0),
            numbers: BTreeMap::from([(small as i32, u128::from(large) << 40), (-7, 0)]),
            truths: BTreeMap::from([(true, -(i128::from(large) << 40)), (false, 1)]),
            absent: None,
            missing: None,
            value,
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((text(), inner), 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// Texts of all lengths around those that are stored differently.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z\"\\\\\\x00-\\x1f\\x7fé\u{2028}😀]{0,40}",
            "[a-z]{0,20}",
            "[a-z]{120,140}",
        ]
    }

    proptest! {
        #[test]
        fn the_text_is_that_of_serde_json(
            text in text(),
            value in value(),
            numbers in (any::<i64>(), any::<u64>()),
        ) {
            for one in [everything(&text, value, numbers), everything("", json!([]), (0, 0))] {
                let expected = serde_json::to_string(&one).expect("JSON");
                prop_assert_eq!(&to_text(&one).expect("JSON"), &expected);
            }
        }
    }

    #[test]
    fn a_key_must_be_a_string_a_number_or_a_truth() {
        let keys = BTreeMap::from([(None::<u8>, 1)]);
        assert!(to_text(&keys).is_err() && serde_json::to_string(&keys).is_err());
        assert!(to_text(&BTreeMap::from([(vec![1], 1)])).is_err());
    }

    #[test]
    fn a_text_of_any_length_has_room() {
        for length in (0..300).chain([ROOM - 3, ROOM - 2, ROOM - 1, ROOM, 3 * ROOM]) {
            let text = "\n".repeat(length / 3) + &"x".repeat(length - length / 3);
            let expected = serde_json::to_string(&[&text, &text]).expect("JSON");
            assert_eq!(
                to_text(&[&text, &text]).expect("JSON"),
                expected,
                "{length}"
            );
        }
    }
}
