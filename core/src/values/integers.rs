use super::{Invalid, wire};

/// Declares an integer of a range, which is an integer on the wire. The largest of most is 2^53 - 1, the
/// largest that JSON carries safely to every language (RFC 8259 section 6).
macro_rules! integer {
    (
        $(#[$meta:meta])+
        $name:ident: $integer:ty, $unit:literal from $min:literal to $max:literal, $description:literal
    ) => {
        $(#[$meta])+
        ///
        #[doc = concat!($min, " to ", $max, ". On the wire it is a JSON integer; a string or a \
            fraction is invalid.")]
        ///
        /// ```
        #[doc = concat!("use palco::values::", stringify!($name), ";")]
        ///
        #[doc = concat!("assert_eq!(", stringify!($name), "::new(60)?.get(), 60);")]
        #[doc = concat!("assert_eq!(", stringify!($name), "::try_from(60)?.to_string(), \"60\");")]
        /// # Ok::<(), palco::values::Invalid>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name($integer);

        impl $name {
            const MIN: $integer = $min;
            const MAX: $integer = $max;
            const EXPECTED: &str = concat!($unit, " from ", $min, " to ", $max);

            /// So many.
            ///
            /// # Errors
            #[doc = concat!("[`Invalid`] for what is not from ", $min, " to ", $max, ".")]
            pub fn new(number: $integer) -> Result<Self, Invalid> {
                if (Self::MIN..=Self::MAX).contains(&number) {
                    Ok(Self(number))
                } else {
                    Err(Invalid::new(Self::EXPECTED, number))
                }
            }

            #[doc = concat!("The number: ", $min, " to ", $max, ".")]
            #[must_use]
            pub const fn get(self) -> $integer {
                self.0
            }
        }

        impl TryFrom<$integer> for $name {
            type Error = Invalid;

            fn try_from(number: $integer) -> Result<Self, Invalid> {
                Self::new(number)
            }
        }

        impl From<$name> for $integer {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                wire::from_integer(deserializer, Self::EXPECTED, |number| {
                    <$integer>::try_from(number)
                        .map_err(|_| Invalid::new(Self::EXPECTED, number))
                        .and_then(Self::new)
                })
            }
        }

        wire::schema!($name, {
            "type": "integer",
            "minimum": $name::MIN,
            "maximum": $name::MAX,
            "description": $description
        });
    };
}

integer! {
    /// How many people a venue or an area may hold, in places.
    Capacity: u64, "an integer" from 1 to 9_007_199_254_740_991, "How many places: at least one."
}
integer! {
    /// How many, of tickets or of anything else that is counted and never none.
    Quantity: u64, "an integer" from 1 to 9_007_199_254_740_991, "How many: at least one."
}
integer! {
    /// How many places there are, perhaps none.
    Places: u64, "an integer" from 0 to 9_007_199_254_740_991, "How many places, perhaps none."
}
integer! {
    /// How many domain events an aggregate has behind it: the number of its last one.
    #[derive(Default)]
    Version: u64, "an integer" from 0 to 9_007_199_254_740_991,
    "How many domain events an aggregate has behind it."
}
integer! {
    /// A small number of things that are counted one by one, and which of them: an attempt, an
    /// installment. The first is 1.
    Count: u32, "an integer" from 1 to 4_294_967_295,
    "How many of what is counted one by one, or which of them: the first is 1."
}
integer! {
    /// How long a hold keeps its tickets before they go back on sale: 900 seconds, a quarter of an hour,
    /// by default.
    HoldSeconds: u32, "seconds" from 60 to 3_600, "Seconds a hold lasts: 60 to 3600."
}
integer! {
    /// The time a venue needs before or after an event, to set up or to clear; none by default.
    #[derive(Default)]
    BufferMinutes: u32, "minutes" from 0 to 10_080,
    "Minutes of setup before or teardown after an event: 0 to 10080 (7 days)."
}

impl Quantity {
    /// Both together, at most 9007199254740991.
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).min(Self::MAX))
    }
}

impl From<Capacity> for Places {
    fn from(capacity: Capacity) -> Self {
        Self(capacity.0)
    }
}

impl Version {
    /// Of an aggregate to which nothing has happened yet.
    pub const ZERO: Self = Self(0);

    /// One domain event later; the last version stays itself.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// So many domain events later, or the last version.
    #[must_use]
    pub fn plus(self, count: u64) -> Self {
        Self(self.0.saturating_add(count).min(Self::MAX))
    }
}

impl Count {
    /// The first.
    pub const FIRST: Self = Self(1);

    /// The one after it; the last is its own next.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Default for HoldSeconds {
    fn default() -> Self {
        Self(900)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both edges are read and written as they are; what is beside them is refused.
    fn is_from_to<T: serde::de::DeserializeOwned + serde::Serialize>(edges: [u64; 2]) {
        for edge in edges.map(|edge| edge.to_string()) {
            let read: T = serde_json::from_str(&edge).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), edge);
        }
        let [least, most] = edges.map(i128::from);
        let [below, above] = [least.saturating_sub(1), most.saturating_add(1)];
        for bad in [&below.to_string(), &above.to_string(), "-1", "9007199254740992", "1e400"] {
            assert!(serde_json::from_str::<T>(bad).is_err(), "{bad}");
        }
        for bad in ["90.0", "1e2", "\"90\"", "null", "true"] {
            assert!(serde_json::from_str::<T>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_wire_is_an_integer_in_range() {
        is_from_to::<Capacity>([1, 9_007_199_254_740_991]);
        is_from_to::<Quantity>([1, 9_007_199_254_740_991]);
        is_from_to::<Places>([0, 9_007_199_254_740_991]);
        is_from_to::<Version>([0, 9_007_199_254_740_991]);
        is_from_to::<Count>([1, 4_294_967_295]);
        is_from_to::<HoldSeconds>([60, 3_600]);
        is_from_to::<BufferMinutes>([0, 10_080]);
    }

    #[test]
    fn what_is_expected_is_told_with_its_unit() {
        let refused = HoldSeconds::new(59).unwrap_err();
        assert_eq!(refused.expected(), "seconds from 60 to 3600");
        let refused = Places::new(u64::MAX).unwrap_err();
        assert_eq!(refused.expected(), "an integer from 0 to 9007199254740991");
    }

    #[test]
    fn the_last_stays_itself() {
        let last = Version(Version::MAX);
        assert_eq!((last.next(), Version::ZERO.plus(u64::MAX)), (last, last));
        assert_eq!(Count(u32::MAX).next(), Count(u32::MAX));
        assert_eq!(Count::FIRST.next().get(), 2);
    }
}
