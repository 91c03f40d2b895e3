//! Reads JSON as we write it: whatever has fields is an object, all is there, and nothing else.
//!
//! serde_json reads straight from the text, with code of its own for each of our types: a quarter of the background's.
//! Here it makes a [`Value`] of the text first, and what makes our types of that is small: a struct is told its fields one
//! by one, in its own order, and need not find out which comes next. So is the error, which says nothing: what cannot be
//! read is another version's or nobody's, and no one is there to whom the line would matter.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Map, Value, map};

/// A text is not JSON, or not of the type asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAsWritten;

/// Reads all of a text. Structs are objects without unknown fields; of a field that is there twice the last counts. A field
/// has one name: there is no `serde(alias)` here.
///
/// # Errors
/// It is no JSON, or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, NotAsWritten> {
    let value: Value = serde_json::from_str(text).map_err(|_| NotAsWritten)?;
    T::deserialize(Reader(&value))
}

/// Reads a value.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a Value);

impl<'a> Reader<'a> {
    fn items(self) -> Result<Items<'a>, NotAsWritten> {
        self.0.as_array().map(|items| Items(items.iter())).ok_or(NotAsWritten)
    }

    /// The fields with these names, and no other.
    fn fields(self, names: &'static [&'static str]) -> Result<Fields<'a>, NotAsWritten> {
        let object = self.0.as_object().ok_or(NotAsWritten)?;
        let known = object.keys().all(|key| names.contains(&key.as_str()));
        if known { Ok(Fields { object, names: names.iter() }) } else { Err(NotAsWritten) }
    }

    fn entries(self) -> Result<Entries<'a>, NotAsWritten> {
        self.0.as_object().map(|entries| Entries { rest: entries.iter(), value: None }).ok_or(NotAsWritten)
    }

    fn variant(self) -> Result<Variant<'a>, NotAsWritten> {
        match self.0 {
            Value::String(name) => Ok(Variant { name, inside: None }),
            Value::Object(entries) if entries.len() == 1 => {
                let (name, inside) = entries.iter().next().ok_or(NotAsWritten)?;
                Ok(Variant { name, inside: Some(Reader(inside)) })
            }
            _ => Err(NotAsWritten),
        }
    }
}

/// Reads what has nothing inside.
macro_rules! reads {
    ($($method:ident: $read:ident $visit:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
            visitor.$visit(self.0.$read().ok_or(NotAsWritten)?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = NotAsWritten;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(*bool),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().ok_or(NotAsWritten)?),
            },
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            Value::Object(_) => visitor.visit_map(self.entries()?),
        }
    }

    reads! {
        deserialize_bool: as_bool visit_bool
        deserialize_i8: as_i64 visit_i64 deserialize_i16: as_i64 visit_i64
        deserialize_i32: as_i64 visit_i64 deserialize_i64: as_i64 visit_i64
        deserialize_u8: as_u64 visit_u64 deserialize_u16: as_u64 visit_u64
        deserialize_u32: as_u64 visit_u64 deserialize_u64: as_u64 visit_u64
        deserialize_f32: as_f64 visit_f64 deserialize_f64: as_f64 visit_f64
        deserialize_char: as_str visit_str deserialize_identifier: as_str visit_str
        deserialize_str: as_str visit_str deserialize_string: as_str visit_str
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        self.0.as_null().ok_or(NotAsWritten)?;
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        visitor.visit_seq(self.items()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, NotAsWritten> {
        let items = self.items()?;
        // A tuple's visitor takes what it needs and leaves the rest.
        if items.0.len() == len { visitor.visit_seq(items) } else { Err(NotAsWritten) }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        visitor.visit_map(self.entries()?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_seq(self.fields(fields)?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_enum(self.variant()?)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct }
}

/// What is in an array.
struct Items<'a>(std::slice::Iter<'a, Value>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = NotAsWritten;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, NotAsWritten> {
        self.0.next().map(|item| seed.deserialize(Reader(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// What is in a struct, in its order.
struct Fields<'a> {
    object: &'a Map<String, Value>,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for Fields<'_> {
    type Error = NotAsWritten;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, NotAsWritten> {
        let field = self.names.next().and_then(|name| self.object.get(*name));
        match seed.deserialize(Reader(field.unwrap_or(&Value::Null))) {
            // What is not there is nothing, where that can be, or as `serde(default)` has it.
            Err(NotAsWritten) if field.is_none() => Ok(None),
            read => read.map(Some),
        }
    }
}

/// What is in an object.
struct Entries<'a> {
    rest: map::Iter<'a>,
    /// What belongs to the last key.
    value: Option<Reader<'a>>,
}

impl<'a> Entries<'a> {
    fn key(&mut self) -> Option<Name<'a>> {
        let (key, value) = self.rest.next()?;
        self.value = Some(Reader(value));
        Some(Name(key))
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = NotAsWritten;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, NotAsWritten> {
        self.key().map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, NotAsWritten> {
        seed.deserialize(self.value.take().ok_or(NotAsWritten)?)
    }
}

/// A variant, with what is in it.
struct Variant<'a> {
    name: &'a str,
    inside: Option<Reader<'a>>,
}

impl<'a, 'de> EnumAccess<'de> for Variant<'a> {
    type Error = NotAsWritten;
    type Variant = Inside<'a>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Inside<'a>), NotAsWritten> {
        Ok((seed.deserialize(Name(self.name))?, Inside(self.inside)))
    }
}

/// What is in a variant.
struct Inside<'a>(Option<Reader<'a>>);

impl<'a> Inside<'a> {
    fn there(self) -> Result<Reader<'a>, NotAsWritten> {
        self.0.ok_or(NotAsWritten)
    }
}

impl<'de> VariantAccess<'de> for Inside<'_> {
    type Error = NotAsWritten;

    fn unit_variant(self) -> Result<(), NotAsWritten> {
        if self.0.is_none() { Ok(()) } else { Err(NotAsWritten) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, NotAsWritten> {
        seed.deserialize(self.there()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, NotAsWritten> {
        self.there()?.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_seq(self.there()?.fields(fields)?)
    }
}

/// A key, or a variant's name.
struct Name<'a>(&'a str);

impl<'de> Deserializer<'de> for Name<'_> {
    type Error = NotAsWritten;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, NotAsWritten> {
        visitor.visit_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NotAsWritten> {
        visitor.visit_enum(Variant { name: self.0, inside: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

impl de::Error for NotAsWritten {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl std::error::Error for NotAsWritten {}

impl fmt::Display for NotAsWritten {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not as it was written")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Whole {
        unit: Choice,
        inside: Vec<Choice>,
        named: BTreeMap<String, Option<Part>>,
        pair: (u8, Part),
        nothing: Option<()>,
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Part {
        text: String,
        share: f64,
        borrowed: Wrapped,
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Wrapped(i64);

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    enum Choice {
        Unit,
        Newtype(Box<Part>),
        Tuple(bool, char),
        Struct { part: Part, rest: Vec<Part> },
    }

    fn part(text: &str) -> Part {
        Part { text: text.into(), share: 0.5, borrowed: Wrapped(-3) }
    }

    fn whole() -> Whole {
        Whole {
            unit: Choice::Unit,
            inside: vec![
                Choice::Newtype(Box::new(part("quoted \" and \u{1f642}"))),
                Choice::Tuple(true, 'ü'),
                Choice::Struct { part: part(""), rest: vec![part("one"), part("two")] },
            ],
            named: [("some".to_owned(), Some(part("there"))), ("none".to_owned(), None)].into(),
            pair: (7, part("second")),
            nothing: None,
        }
    }

    #[test]
    fn reads_what_serde_json_writes() {
        let text = serde_json::to_string(&whole()).unwrap();
        assert_eq!(read::<Whole>(&text).unwrap(), whole());
    }

    #[test]
    fn a_struct_is_an_object_at_any_depth() {
        let part = r#"["", 0.5, -3]"#;
        assert!(serde_json::from_str::<Part>(part).is_ok(), "serde_json by itself takes it");
        for text in [part.to_owned(), format!("[{part}]"), format!(r#"{{"Struct":[{part}, []]}}"#)] {
            assert!(read::<Part>(&text).is_err() && read::<Vec<Part>>(&text).is_err(), "{text}");
            assert!(read::<Choice>(&text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_may_be_missing_where_that_means_something_and_none_may_be_unknown() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Sparse {
            needed: u8,
            maybe: Option<Part>,
            #[serde(default)]
            list: Vec<u8>,
            #[serde(skip)]
            ours: u8,
            last: String,
        }
        let sparse = Sparse { needed: 1, maybe: None, list: vec![], ours: 0, last: "z".to_owned() };
        for text in [r#"{"needed":1,"last":"z"}"#, r#"{"last":"z","list":[],"maybe":null,"needed":1}"#] {
            assert_eq!(read::<Sparse>(text).as_ref(), Ok(&sparse), "{text}");
        }
        for text in [
            r#"{"last":"z"}"#,
            r#"{"needed":1}"#,
            r#"{"needed":null,"last":"z"}"#,
            r#"{"needed":1,"last":"z","list":null}"#,
            r#"{"needed":1,"last":"z","maybe":{}}"#,
            r#"{"needed":1,"last":"z","ours":2}"#,
            r#"{"needed":1,"last":"z","other":2}"#,
        ] {
            assert!(read::<Sparse>(text).is_err(), "{text}");
        }
        assert!(read::<Choice>(r#"{"Struct":{"part":null,"rest":[]}}"#).is_err());
    }

    #[test]
    fn what_follows_is_refused() {
        assert!(read::<Wrapped>("1 2").is_err());
        assert!(read::<Wrapped>("").is_err());
        assert_eq!(read::<Wrapped>(" 1\n").unwrap(), Wrapped(1));
    }
}
