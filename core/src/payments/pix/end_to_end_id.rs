use serde::{Deserialize, Serialize};

use crate::values::Invalid;

/// Which Pix: `E` and 31 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct EndToEndId(String);

impl EndToEndId {
    /// Takes the id as it is: upper and lower case differ.
    ///
    /// # Errors
    /// [`Invalid`] when it is not of that form.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if is_id(text, 'E') {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new("an end-to-end id of E and 31 letters and digits", text))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EndToEndId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<EndToEndId> for String {
    fn from(id: EndToEndId) -> Self {
        id.0
    }
}

/// Which return of a Pix: `D` and 31 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct RtrId(String);

impl RtrId {
    /// Takes the id as it is: upper and lower case differ.
    ///
    /// # Errors
    /// [`Invalid`] when it is not of that form.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if is_id(text, 'D') {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new("a return id of D and 31 letters and digits", text))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for RtrId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<RtrId> for String {
    fn from(id: RtrId) -> Self {
        id.0
    }
}

fn is_id(text: &str, first: char) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain && text.len() == 32 && text.starts_with(first)
}
