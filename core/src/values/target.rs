use std::fmt;

use serde::{Deserialize, Serialize};

use super::{CaptureId, EndToEndId, wire};

wire::objects_only! { Target }

/// What money is of: what a refund gives back, and a dispute is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields, remote = "Self")]
pub enum Target {
    /// A capture of a card.
    Capture {
        /// Which.
        capture_id: CaptureId,
    },
    /// A Pix, also one that was not asked for.
    Pix {
        /// Which.
        e2eid: EndToEndId,
    },
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capture { capture_id } => write!(f, "capture {capture_id}"),
            Self::Pix { e2eid } => write!(f, "pix {}", e2eid.as_str()),
        }
    }
}
