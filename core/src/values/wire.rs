//! How value objects cross the wire: one visitor for those that are strings, one for those that are
//! numbers, one for those that are objects. Each ends in the value object's own constructor. The parts
//! of commands and of questions, which have none, are [`objects_only`]. A string or an integer where the
//! other was expected is named and not echoed, since it may be a secret; that is why the visitors are
//! handed to `deserialize_any`: serde_json echoes what a typed hint refuses.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Unexpected, Visitor};

use super::Invalid;

struct Text<T> {
    expected: &'static str,
    parse: fn(&str) -> Result<T, Invalid>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }
}

struct Integer<T> {
    expected: &'static str,
    parse: fn(u64) -> Result<T, Invalid>,
}

impl<T> Visitor<'_> for Integer<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        (self.parse)(number).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::custom(Invalid::new(self.expected, number))),
        }
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("a string"), &self))
    }
}

struct Object<W> {
    expected: &'static str,
    fields: PhantomData<W>,
}

impl<'de, W: Deserialize<'de>> Visitor<'de> for Object<W> {
    type Value = W;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<W, A::Error> {
        W::deserialize(de::value::MapAccessDeserializer::new(map))
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<W, E> {
        Err(E::invalid_type(Unexpected::Other("a string"), &self))
    }
}

pub(crate) fn from_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: fn(&str) -> Result<T, Invalid>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Text { expected, parse })
}

pub(super) fn from_integer<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    expected: &'static str,
    parse: fn(u64) -> Result<T, Invalid>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(Integer { expected, parse })
}

/// The fields `W` of an object; an array in their order, which a derive would take, is refused.
pub(super) fn from_object<'de, D: Deserializer<'de>, W: Deserialize<'de>>(
    deserializer: D,
    expected: &'static str,
) -> Result<W, D::Error> {
    deserializer.deserialize_any(Object { expected, fields: PhantomData })
}

/// The serde of types that are derived with `remote = "Self"`, read from an object alone: what is
/// derived takes an array as well, which means something else as soon as a field is added.
macro_rules! objects_only {
    ($($name:ident),+ $(,)?) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Object;

                impl<'de> serde::de::Visitor<'de> for Object {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(
                        self,
                        fields: A,
                    ) -> Result<$name, A::Error> {
                        $name::deserialize(serde::de::value::MapAccessDeserializer::new(fields))
                    }

                    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<$name, E> {
                        Err(E::invalid_type(serde::de::Unexpected::Other("a string"), &self))
                    }
                }

                deserializer.deserialize_any(Object)
            }
        }
    )+};
}
pub(crate) use objects_only;

/// The ways into a value object that is a string on the wire, all through its `parse`.
macro_rules! parsed_from_text {
    ($name:ident, $expected:expr) => {
        impl std::str::FromStr for $name {
            type Err = $crate::values::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::values::Invalid;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::values::Invalid;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::values::wire::from_text(deserializer, $expected, Self::parse)
            }
        }
    };
}
pub(crate) use parsed_from_text;

/// `Display` and `Serialize` of a value object that lends its text by `as_str`.
macro_rules! written_as_str {
    ($name:ident) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use written_as_str;

/// `Debug`, which does not tell it, and `Serialize` of a value object that lends its text by `as_str`.
macro_rules! secret {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(super) use secret;

/// The JSON Schema of a value object, under its own name in `$defs`.
macro_rules! schema {
    ($name:ident, { $($json:tt)* }) => {
        $crate::values::wire::schema!($name, _generator, { $($json)* });
    };
    ($name:ident, $generator:ident, { $($json:tt)* }) => {
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ $($json)* })
            }
        }
    };
}
pub(crate) use schema;
