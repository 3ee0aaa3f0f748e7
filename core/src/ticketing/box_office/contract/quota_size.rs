use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// How many places a quota has: a whole number from 0 to 9 007 199 254 740 991, or `"unlimited"`.
///
/// Unlimited is a value of its own, so that a size that was forgotten is never taken for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaSize {
    /// So many.
    Places(u64),
    /// As many as are asked for.
    Unlimited,
}

/// 2^53 - 1: what a JavaScript number holds exactly.
const MOST: u64 = 9_007_199_254_740_991;

impl Serialize for QuotaSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Places(places) => serializer.serialize_u64(*places),
            Self::Unlimited => serializer.serialize_str("unlimited"),
        }
    }
}

impl<'de> Deserialize<'de> for QuotaSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = QuotaSize;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a whole number from 0 to {MOST} or \"unlimited\"")
            }

            fn visit_u64<E: de::Error>(self, places: u64) -> Result<QuotaSize, E> {
                if places > MOST {
                    return Err(E::invalid_value(de::Unexpected::Unsigned(places), &self));
                }
                Ok(QuotaSize::Places(places))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<QuotaSize, E> {
                match text {
                    "unlimited" => Ok(QuotaSize::Unlimited),
                    _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for QuotaSize {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "QuotaSize".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "How many places a quota has, or `unlimited`.",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": MOST },
                { "type": "string", "const": "unlimited" },
            ],
        })
    }
}
