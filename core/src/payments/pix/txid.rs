use serde::{Deserialize, Serialize};

use crate::values::Invalid;

/// Which Pix charge: 1 to 35 letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Txid(String);

impl Txid {
    /// Takes the id as it is: upper and lower case differ.
    ///
    /// # Errors
    /// [`Invalid`] when it is not of that form.
    pub fn new(text: &str) -> Result<Self, Invalid> {
        if (1..=35).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(Self(text.to_owned()));
        }
        Err(Invalid::new("a txid of 1 to 35 letters and digits", text))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Txid {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::new(&text)
    }
}

impl From<Txid> for String {
    fn from(id: Txid) -> Self {
        id.0
    }
}
