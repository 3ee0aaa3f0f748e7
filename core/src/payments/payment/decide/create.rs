use super::{Decision, happens, installments, invalid, nothing};
use crate::{
    Context,
    payments::{
        payment::{
            contract::{Cancelled, Create, Created, Hint, Method, Rejection},
            state::{Charge, Payment, Status},
        },
        split::Nets,
    },
    values::{Currency, Label, Money, card_number},
};

/// The most that one Pix can be: 9999999999.99.
const PIX_MINOR_MAX: i64 = 999_999_999_999;

pub(super) fn create(payment: &Payment, asked: &Create, context: &Context) -> Decision {
    let installment_amounts = match asked.installments {
        Some(terms) => installments::amounts(asked.amount, &terms),
        None => Ok(Vec::new()),
    };
    if let Some(charge) = payment.charge() {
        let same = created(asked, context, installment_amounts.unwrap_or_default());
        return if *charge.created() == same {
            nothing()
        } else {
            Err(Rejection::AlreadyCreated {})
        };
    }
    let amount = asked.amount;
    if !amount.is_positive() {
        return Err(Rejection::AmountNotPositive { amount });
    }
    method_supports(asked)?;
    let installment_amounts = installment_amounts?;
    if let Some(split) = &asked.split {
        split.allocate(amount, Money::zero(amount.currency()), Nets::Positive)?;
    }
    no_card_number(asked)?;
    happens(created(asked, context, installment_amounts))
}

fn created(asked: &Create, context: &Context, installment_amounts: Vec<Money>) -> Created {
    Created {
        amount: asked.amount,
        method: asked.method,
        reference: asked.reference.clone(),
        buyer: context.actor,
        installments: asked.installments,
        installment_amounts,
        split: asked.split.clone(),
        anomalies: asked.anomalies.unwrap_or_default(),
        description: asked.description.clone(),
        metadata: asked.metadata.as_ref().map_or_else(Vec::new, |entries| entries.to_vec()),
    }
}

fn method_supports(asked: &Create) -> Result<(), Rejection> {
    match asked.method {
        Method::Card { .. } => Ok(()),
        Method::Pix { .. } => {
            let (amount, got) = (asked.amount, asked.amount.currency());
            if got != Currency::BRL {
                return Err(Rejection::CurrencyMismatch { expected: Currency::BRL, got });
            }
            if amount.minor() > PIX_MINOR_MAX {
                let limit = amount.part(i128::from(PIX_MINOR_MAX));
                return Err(Rejection::AmountTooLarge { limit, amount });
            }
            if asked.installments.is_some() {
                let (method, what) = (asked.method.name().to_owned(), "installments".to_owned());
                return Err(Rejection::MethodDoesNotSupport { method, what });
            }
            Ok(())
        }
    }
}

fn no_card_number(asked: &Create) -> Result<(), Rejection> {
    let entries = asked.metadata.iter().flat_map(|entries| entries.iter());
    let metadata = entries.flat_map(|entry| [&entry.name, &entry.value]).map(|of| ("metadata", of));
    let description = asked.description.iter().map(|text| ("description", text));
    description.chain(metadata).try_for_each(|(field, text)| refuse_card_number(field, text))
}

/// A text that holds a card number is refused, and not repeated.
pub(super) fn refuse_card_number(field: &str, text: &Label) -> Result<(), Rejection> {
    card_number::refuse_in(field, text.as_str(), |field| Rejection::PanRejected { field })
}

pub(super) fn cancel(charge: &Charge) -> Decision {
    let status = charge.status();
    let refuse = |hint| invalid(status.name(), "payment.cancel", hint);
    match status {
        Status::Pending | Status::AwaitingPix | Status::RequiresAction => happens(Cancelled {}),
        Status::Processing if !charge.card.sent => happens(Cancelled {}),
        Status::Authorized => refuse(Some(Hint::Void)),
        Status::PartiallyCaptured | Status::Captured => refuse(Some(Hint::Refund)),
        Status::Processing
        | Status::Failed
        | Status::Expired
        | Status::Cancelled
        | Status::Voided => refuse(None),
    }
}
