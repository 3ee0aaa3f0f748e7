use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor},
};

/// Reads an object as if it had no field `type`, so that each variant's struct can refuse unknown
/// fields on its own.
pub(super) struct Untagged<D>(pub(super) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Untagged<D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_map(Object(visitor))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Object<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Object<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Fields(fields))
    }
}

struct Fields<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Fields<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        mut seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        loop {
            match self.0.next_key_seed(Key(seed))? {
                None => return Ok(None),
                Some(Found::Field(key)) => return Ok(Some(key)),
                Some(Found::Type(again)) => {
                    self.0.next_value::<IgnoredAny>()?;
                    seed = again;
                }
            }
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

enum Found<K, T> {
    Type(K),
    Field(T),
}

struct Key<K>(K);

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for Key<K> {
    type Value = Found<K, K::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de, K: DeserializeSeed<'de>> Visitor<'de> for Key<K> {
    type Value = Found<K, K::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's name")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Self::Value, E> {
        match name {
            "type" => Ok(Found::Type(self.0)),
            _ => self.0.deserialize(name.into_deserializer()).map(Found::Field),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::{read_command, read_domain_event, read_recorded};

    const CHANGED: &str = r#"{"type":"venue.capacity_changed","capacity":9,"previous":1}"#;

    #[test]
    fn the_name_may_stand_anywhere() {
        let changed = read_domain_event(CHANGED).unwrap();
        for text in [
            r#"{"capacity":9,"type":"venue.capacity_changed","previous":1}"#,
            r#"{"capacity":9,"previous":1,"type":"venue.capacity_changed"}"#,
            r#"{"\u0063apacity":9,"previous":1,"\u0074ype":"venue.capacity_changed"}"#,
        ] {
            assert_eq!(read_domain_event(text).as_ref(), Ok(&changed), "{text}");
            assert_eq!(read_recorded("venue.capacity_changed", 1, text).as_ref(), Ok(&changed));
        }
        let nameless = r#"{"capacity":9,"previous":1}"#;
        assert_eq!(read_recorded("venue.capacity_changed", 1, nameless), Ok(changed));
        assert!(read_recorded("event.started", 1, "{}").is_ok());
        assert!(read_command(r#"{"type":"event.publish"}"#).is_ok());
    }

    #[test]
    fn what_is_wrong_is_named_wherever_the_name_stands() {
        for (text, path) in [
            (r#"{"type":"venue.capacity_changed","capacity":9}"#, "previous"),
            (r#"{"capacity":9,"type":"venue.capacity_changed"}"#, "previous"),
            (r#"{"type":"venue.capacity_changed","more":1,"capacity":9,"previous":1}"#, "more"),
            (r#"{"more":1,"type":"venue.capacity_changed","capacity":9,"previous":1}"#, "more"),
            (r#"{"type":"venue.capacity_changed","capacity":"9","previous":1}"#, "capacity"),
            (r#"{"capacity":"9","type":"venue.capacity_changed","previous":1}"#, "capacity"),
            (r#"{"capacity":9,"capacity":9,"type":"venue.capacity_changed"}"#, "capacity"),
            (r#"{"type":"venue.capacity_changed","type":"venue.capacity_changed"}"#, "type"),
        ] {
            let refused = read_domain_event(text).map_err(|invalid| invalid.path);
            assert_eq!(refused, Err(path.to_owned()), "{text}");
        }
    }
}
