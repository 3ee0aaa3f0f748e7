//! What must hold of a box office whatever is asked of it, in whatever order, by whatever clock.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

mod laws;
#[path = "box_office/model.rs"]
mod model;
#[path = "box_office/requests.rs"]
mod requests;

use laws::{config, walk};
use model::Model;
use palco::{
    Aggregate,
    aggregate::Refusal,
    contract::{self, State, read_command, read_domain_event, read_state, to_json},
    ticketing::box_office::{BoxOffice, Command, DomainEvent, QuotaSize},
};
use proptest::{collection::vec, prelude::*};
use requests::{Asked, asked, opened};

const COMMANDS: usize = 200;

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn no_sequence_of_commands_breaks_a_law(sequence in vec(asked(), COMMANDS)) {
        let mut history = vec![opened()];
        let mut model = Model::opened();
        let steps = sequence.iter().map(|asked| (asked.context(), asked.command.clone()));
        let mut asked = sequence.iter();
        let office = walk::<BoxOffice>([opened()], steps, |step| {
            let asked = asked.next().expect("one for each step");
            let code = step.decided.as_ref().err().map(|refusal| refusal.code());
            if let Some(expected) = model.expects(asked) {
                prop_assert_eq!(code, expected, "the model decides as the rules do: {:?}", asked);
            }
            let before = model.overcommitted(step.context.now);
            for happened in step.decided.unwrap_or_default() {
                model.take_in(&happened);
                history.push(happened);
            }
            never_oversold(step.after, &model, asked, &before)
        })?;
        the_wire_is_the_identity(&office, &history, &sequence)?;
    }
}

/// What is in use of a quota never passes its size by a command, and the counters are the model's.
fn never_oversold(
    office: &BoxOffice,
    model: &Model,
    asked: &Asked,
    overcommitted_before: &[String],
) -> Result<(), TestCaseError> {
    let now = asked.context().now;
    let sales = office.sales().expect("it was opened");
    for of in sales.quota_uses(now) {
        prop_assert_eq!(model.used(of.quota.as_str(), now), (of.sold, of.blocked, of.held));
        let QuotaSize::Places(size) = of.size else { continue };
        let resized = matches!(asked.command, Command::SetQuotaSize(_));
        let over = of.sold + of.blocked + of.held > size.get();
        let was_over = overcommitted_before.iter().any(|code| code == of.quota.as_str());
        prop_assert!(!over || resized || was_over, "{} is oversold by {:?}", of.quota, asked);
    }
    for (buyer, ticket_type, has) in model.capped(now) {
        prop_assert!(has <= model::CAP, "{buyer} has {has} of {ticket_type}");
    }
    Ok(())
}

/// Commands, domain events and the state are the same after they were written and read, and what is
/// derived on reading is what was counted along the way.
fn the_wire_is_the_identity(
    office: &BoxOffice,
    history: &[DomainEvent],
    sequence: &[Asked],
) -> Result<(), TestCaseError> {
    for happened in history {
        let text = to_json(happened);
        let read = read_domain_event(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&read, &contract::DomainEvent::from(happened.clone()));
        prop_assert_eq!(to_json(&read), text);
    }
    for asked in sequence {
        let text = to_json(&asked.command);
        let read = read_command(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(read, contract::Command::from(asked.command.clone()));
    }
    let text = to_json(office);
    let read =
        read_state(BoxOffice::NAME, &text).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(&read, &State::BoxOffice(office.clone()));
    prop_assert_eq!(to_json(&read), text);
    let kept = State::from_snapshot(BoxOffice::NAME, &read.to_snapshot());
    prop_assert_eq!(kept, Some(read));
    Ok(())
}

/// The control: a box office that forgets to count holds is caught by the comparison with the model.
#[test]
fn a_box_office_that_loses_a_hold_is_caught() {
    let mut office = BoxOffice::initial();
    let mut model = Model::opened();
    office.evolve(&opened());
    let asked = requests::plain_hold();
    let decided = office.decide(&asked.command, &asked.context()).expect("there is room");
    for happened in &decided {
        model.take_in(happened);
    }
    assert!(never_oversold(&office, &model, &asked, &[]).is_err());
}
