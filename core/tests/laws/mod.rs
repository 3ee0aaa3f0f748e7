//! What holds of every room, whatever is asked of it, in any order and at any time.
#![allow(dead_code, reason = "each file of laws uses a part of it")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Debug;

use palco::{Aggregate, Context, aggregate::Message};
use proptest::{prelude::*, test_runner::TestCaseResult};
use serde::{Serialize, de::DeserializeOwned};

pub(crate) fn config(cases: u32) -> ProptestConfig {
    let max_shrink_iters = 2_000;
    ProptestConfig { cases, max_shrink_iters, failure_persistence: None, ..Default::default() }
}

/// What was asked, and what came of it.
pub(crate) struct Step<'a, A: Aggregate> {
    pub(crate) context: &'a Context,
    pub(crate) command: &'a A::Command,
    pub(crate) decided: Result<Vec<A::DomainEvent>, A::Rejection>,
    pub(crate) before: A,
    pub(crate) after: &'a A,
}

/// Carries the steps out after what happened already. Checks the laws of every room after each, and then
/// those of this one.
pub(crate) fn walk<A>(
    given: impl IntoIterator<Item = A::DomainEvent>,
    steps: impl IntoIterator<Item = (Context, A::Command)>,
    mut check: impl FnMut(Step<'_, A>) -> TestCaseResult,
) -> Result<A, TestCaseError>
where
    A: Aggregate<DomainEvent: Message + PartialEq + Debug, Rejection: PartialEq + Debug>
        + Clone
        + PartialEq
        + Debug
        + Serialize
        + DeserializeOwned,
{
    let (mut live, mut replayed) = (A::initial(), A::initial());
    for happened in given {
        live.evolve(&happened);
        replayed.evolve(&happened);
    }
    for (context, command) in steps {
        let before = live.clone();
        let decided = live.decide(&command, &context);
        let again = live.decide(&command, &context);
        prop_assert_eq!(&decided, &again, "a decision depends on its inputs only");
        for happened in decided.iter().flatten() {
            live.evolve(happened);
            replayed.evolve(&through_the_wire(happened)?);
        }
        let is_nothing = decided.iter().flatten().next().is_none();
        prop_assert_eq!(is_nothing, live == before, "what happens is a change, and only that");
        prop_assert_eq!(&replayed, &live);
        state_survives_the_wire(&live)?;
        check(Step { context: &context, command: &command, decided, before, after: &live })?;
    }
    Ok(live)
}

fn through_the_wire<D: Message + PartialEq + Debug>(happened: &D) -> Result<D, TestCaseError> {
    let mut body = serde_json::to_value(happened).unwrap();
    let wire_name = body.as_object_mut().and_then(|fields| fields.remove("type"));
    prop_assert_eq!(wire_name, Some(happened.wire_name().into()));
    let read = D::read(happened.wire_name(), body).unwrap();
    let read = read.map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&read, happened);
    Ok(read)
}

fn state_survives_the_wire<A>(state: &A) -> TestCaseResult
where
    A: PartialEq + Debug + Serialize + DeserializeOwned,
{
    let text = serde_json::to_string(state).unwrap();
    prop_assert_eq!(&serde_json::from_str::<A>(&text).unwrap(), state);
    let surplus = text.replacen('{', r#"{"surplus":true,"#, 1);
    prop_assert!(serde_json::from_str::<A>(&surplus).is_err(), "{}", surplus);
    Ok(())
}
