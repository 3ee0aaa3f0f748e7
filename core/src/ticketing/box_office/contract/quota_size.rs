use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::values::{Invalid, Places};

/// How many places a quota has: a whole number from 0 to 9 007 199 254 740 991, or `"unlimited"`.
///
/// Unlimited is a value of its own, so that a size that was forgotten is never taken for it.
///
/// ```
/// use palco::ticketing::box_office::QuotaSize;
///
/// assert_eq!(serde_json::to_string(&QuotaSize::places(100)?).unwrap(), "100");
/// assert!(QuotaSize::places(9_007_199_254_740_992).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaSize {
    /// So many.
    Places(Places),
    /// As many as are asked for.
    Unlimited,
}

impl QuotaSize {
    /// So many places: 0 to 9007199254740991.
    ///
    /// # Errors
    /// [`Invalid`] above that.
    pub fn places(number: u64) -> Result<Self, Invalid> {
        Places::new(number).map(Self::Places)
    }
}

impl Serialize for QuotaSize {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Places(places) => places.serialize(serializer),
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
                f.write_str("a whole number from 0 to 9007199254740991 or \"unlimited\"")
            }

            fn visit_u64<E: de::Error>(self, places: u64) -> Result<QuotaSize, E> {
                let invalid = |_| E::invalid_value(de::Unexpected::Unsigned(places), &self);
                QuotaSize::places(places).map_err(invalid)
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
                { "type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64 },
                { "type": "string", "const": "unlimited" },
            ],
        })
    }
}
