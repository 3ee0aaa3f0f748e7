use std::fmt;

use serde::{Serialize, Serializer};

use super::{Invalid, wire};

const EXPECTED: &str = "a traceparent of version 00: 00-<32 hex digits>-<16>-<2>, in lower case, \
                        neither id all zeros";

/// Which trace a command is part of: the header `traceparent` of
/// [W3C Trace Context](https://www.w3.org/TR/trace-context/), version 00.
///
/// It is recorded with what the command led to, and handed on to the commands that follow from that,
/// so that one trace shows a purchase from the request to the last reaction.
///
/// ```
/// use palco::values::TraceParent;
///
/// let caller: TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse()?;
/// assert!(caller.to_string().ends_with("-01"));
///
/// assert!("00-4bf92f3577b34da6a3ce929d0e0e4736".parse::<TraceParent>().is_err());
/// # Ok::<(), palco::values::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace_id: u128,
    parent_id: u64,
    flags: u8,
}

impl TraceParent {
    /// Reads the header's value.
    ///
    /// # Errors
    /// [`Invalid`] when it is of another form or version, or an id is all zeros.
    pub fn parse(header: &str) -> Result<Self, Invalid> {
        let refused = || Invalid::new(EXPECTED, "another text");
        let fields: Vec<&str> = header.split('-').collect();
        let ["00", trace_id, parent_id, flags] = fields.as_slice() else { return Err(refused()) };
        let hex = |field: &str, digits: usize| {
            let plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            let well_formed = field.len() == digits && field.bytes().all(plain);
            u128::from_str_radix(field, 16).ok().filter(|_| well_formed)
        };
        let trace_id = hex(trace_id, 32).filter(|id| *id != 0).ok_or_else(refused)?;
        let parent_id = hex(parent_id, 16).filter(|id| *id != 0).ok_or_else(refused)?;
        let flags = hex(flags, 2).ok_or_else(refused)?;
        Ok(Self {
            trace_id,
            parent_id: u64::try_from(parent_id).map_err(|_| refused())?,
            flags: u8::try_from(flags).map_err(|_| refused())?,
        })
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace_id, parent_id, flags } = self;
        write!(f, "00-{trace_id:032x}-{parent_id:016x}-{flags:02x}")
    }
}

impl Serialize for TraceParent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

wire::parsed_from_text!(TraceParent, EXPECTED);

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn it_is_written_as_it_was_read() {
        for header in [HEADER, "00-00000000000000000000000000000001-0000000000000001-00"] {
            assert_eq!(TraceParent::parse(header).unwrap().to_string(), header);
        }
    }

    #[test]
    fn another_form_is_refused_and_not_echoed() {
        let zeros = HEADER.replace("4bf92f3577b34da6a3ce929d0e0e4736", &"0".repeat(32));
        let no_parent = HEADER.replace("00f067aa0ba902b7", &"0".repeat(16));
        let upper = HEADER.to_uppercase();
        let newer = HEADER.replace("00-4", "01-4");
        let longer = format!("{HEADER}-00");
        let signed = HEADER.replace("00f067aa0ba902b7", "+0f067aa0ba902b7");
        for bad in [&zeros, &no_parent, &upper, &newer, &longer, &signed, "", "secret"] {
            let refused = TraceParent::parse(bad).unwrap_err().to_string();
            assert!(bad.is_empty() || !refused.contains(bad), "{refused}");
        }
    }
}
