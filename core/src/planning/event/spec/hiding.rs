//! Card numbers in the texts of an event.

use super::{Cancel, ChangeDraft, Draft, Event, Postpone, before, draft, rename};
use crate::testing::{Row, known};

/// Whatever the event is: what is refused is not even looked for.
pub(super) fn rows() -> Vec<Row<Event>> {
    let row = Row::<Event>::named;
    let reason = || known("4111-1111-1111-1111 was charged");
    let renamed = ChangeDraft { name: Some(known("4111111111111111")), ..rename() };
    vec![
        row("no name holds a card number")
            .when(before(), Draft { name: known("a 4111 1111 1111 1111"), ..draft() })
            .refused("event.pan_rejected"),
        row("no other name holds a card number")
            .when(before(), renamed)
            .refused("event.pan_rejected"),
        row("no reason to put it off")
            .when(before(), Postpone { reason: reason() })
            .refused("event.pan_rejected"),
        row("and none to call it off")
            .when(before(), Cancel { reason: reason() })
            .refused("event.pan_rejected"),
    ]
}
