use std::{fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, de};

use super::Invalid;

/// A list of `MIN` to `MAX` items; one item more is refused before it is read.
///
/// ```
/// use palco::values::BoundedList;
/// let seats: BoundedList<u8, 1, 3> = vec![4, 5].try_into()?;
/// assert_eq!(seats.iter().sum::<u8>(), 9);
/// assert!(BoundedList::<u8, 1, 3>::try_from(vec![]).is_err());
/// assert!(BoundedList::<u8, 1, 3>::try_from(vec![1, 2, 3, 4]).is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct BoundedList<T, const MIN: usize, const MAX: usize>(Vec<T>);

impl<T, const MIN: usize, const MAX: usize> TryFrom<Vec<T>> for BoundedList<T, MIN, MAX> {
    type Error = Invalid;

    fn try_from(items: Vec<T>) -> Result<Self, Invalid> {
        if (MIN..=MAX).contains(&items.len()) {
            return Ok(Self(items));
        }
        Err(Invalid::new(format!("{MIN} to {MAX} items"), items.len().to_string()))
    }
}

impl<T, const MIN: usize, const MAX: usize> Deref for BoundedList<T, MIN, MAX> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> Deserialize<'de>
    for BoundedList<T, MIN, MAX>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T, const MIN: usize, const MAX: usize>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>, const MIN: usize, const MAX: usize> de::Visitor<'de>
            for Visitor<T, MIN, MAX>
        {
            type Value = BoundedList<T, MIN, MAX>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of {MIN} to {MAX} items")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    if items.len() == MAX {
                        return Err(de::Error::invalid_length(MAX.saturating_add(1), &self));
                    }
                    items.push(item);
                }
                let length = items.len();
                items.try_into().map_err(|_: Invalid| de::Error::invalid_length(length, &self))
            }
        }

        deserializer.deserialize_seq(Visitor(std::marker::PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema, const MIN: usize, const MAX: usize> schemars::JsonSchema
    for BoundedList<T, MIN, MAX>
{
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let items = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": items, "minItems": MIN, "maxItems": MAX })
    }
}
