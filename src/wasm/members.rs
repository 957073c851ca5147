//! The members of one struct among those of another.
//!
//! `#[serde(flatten)]` does the same by way of a map, whose keys are texts like any other: each is
//! made anew for each object. The keys of a struct are made once.

use std::fmt::Display;

use serde::{
    Serialize, Serializer,
    ser::{Error, Impossible, SerializeStruct},
};

/// Adds the members of `value`, which must be a struct, to an object that is being made.
pub(super) fn add_members<S: SerializeStruct>(
    object: &mut S,
    value: &impl Serialize,
) -> Result<(), S::Error> {
    value.serialize(Members(object))
}

/// An object that takes in members.
struct Members<'o, S>(&'o mut S);

impl<S: SerializeStruct> SerializeStruct for Members<'_, S> {
    type Ok = ();
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.0.serialize_field(key, value)
    }

    fn end(self) -> Result<(), S::Error> {
        Ok(())
    }
}

/// Whatever is no struct.
fn no_members<T, E: Error>() -> Result<T, E> {
    Err(E::custom("only a struct has members"))
}

macro_rules! no_members {
    ($($method:ident($($kind:ty),*) -> $what:ty;)*) => {
        $(fn $method(self, $(_: $kind),*) -> Result<$what, S::Error> {
            no_members()
        })*
    };
}

impl<S: SerializeStruct> Serializer for Members<'_, S> {
    type Ok = ();
    type Error = S::Error;
    type SerializeSeq = Impossible<(), S::Error>;
    type SerializeTuple = Impossible<(), S::Error>;
    type SerializeTupleStruct = Impossible<(), S::Error>;
    type SerializeTupleVariant = Impossible<(), S::Error>;
    type SerializeMap = Impossible<(), S::Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), S::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, S::Error> {
        Ok(self)
    }

    no_members! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<(), S::Error> {
        no_members()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: &T,
    ) -> Result<(), S::Error> {
        no_members()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), S::Error> {
        no_members()
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<(), S::Error> {
        no_members()
    }
}
