//! Holds and sales in a snapshot: a row each, by place and not by name, and a table of the few kinds of
//! tickets that all of them are of. There may be a hundred thousand rows, and all are read to load the
//! state: names, and the forms that people read, take three quarters of the time. In JSON, which people
//! do read, they stay.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error};
use uuid::Uuid;

use super::{Hold, Return, Sale, SaleLine};
use crate::{
    ticketing::box_office::contract::{PricedLine, ReturnLine},
    values::{
        ActorId, HoldId, Instant, Invalid, Money, PaymentId, Quantity, ReturnId, TicketTypeCode,
    },
};

/// What is written as a row. In it a line names its kind of ticket by its place in the table.
pub(super) trait AsRow: Sized {
    type Kind: Serialize + DeserializeOwned + PartialEq;
    /// Instants are in milliseconds since 1970.
    type Row: Serialize + DeserializeOwned;

    fn to_row(&self, place: impl FnMut(Self::Kind) -> usize) -> Self::Row;

    fn from_row(row: Self::Row, kinds: &[Self::Kind]) -> Result<Self, Invalid>;
}

pub(super) fn serialize<S: Serializer, Of: AsRow + Serialize>(
    all: &BTreeMap<HoldId, Of>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return all.serialize(serializer);
    }
    let mut kinds = Vec::new();
    let mut place = |kind| {
        kinds.iter().position(|known| *known == kind).unwrap_or_else(|| {
            kinds.push(kind);
            kinds.len().saturating_sub(1)
        })
    };
    let rows: Vec<_> = all.iter().map(|(id, of)| (id.as_uuid(), of.to_row(&mut place))).collect();
    (kinds, rows).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>, Of: AsRow + Deserialize<'de>>(
    deserializer: D,
) -> Result<BTreeMap<HoldId, Of>, D::Error> {
    if deserializer.is_human_readable() {
        return BTreeMap::deserialize(deserializer);
    }
    let (kinds, rows) = <(Vec<Of::Kind>, Vec<(Uuid, Of::Row)>)>::deserialize(deserializer)?;
    let read = |(id, row)| Ok((HoldId::from_uuid(id)?, Of::from_row(row, &kinds)?));
    // All at once, and in order: one by one each would be looked for where it goes.
    rows.into_iter().map(read).collect::<Result<_, Invalid>>().map_err(D::Error::custom)
}

fn kind<Kind>(kinds: &[Kind], place: usize) -> Result<&Kind, Invalid> {
    kinds.get(place).ok_or_else(|| Invalid::new("the place of a kind of ticket", place))
}

impl AsRow for Hold {
    type Kind = (TicketTypeCode, Money);
    type Row = (Uuid, Vec<(usize, Quantity)>, i64, u32, bool);

    fn to_row(&self, mut place: impl FnMut(Self::Kind) -> usize) -> Self::Row {
        let Self { buyer, lines, expires_at, ttl_seconds, extended } = self;
        let line = |PricedLine { ticket_type, quantity, unit_price }: &PricedLine| {
            (place((ticket_type.clone(), *unit_price)), *quantity)
        };
        let lines = lines.iter().map(line).collect();
        (buyer.as_uuid(), lines, expires_at.as_millis(), *ttl_seconds, *extended)
    }

    fn from_row(row: Self::Row, kinds: &[Self::Kind]) -> Result<Self, Invalid> {
        let (buyer, lines, expires_at, ttl_seconds, extended) = row;
        let line = |(place, quantity)| {
            let (ticket_type, unit_price) = kind(kinds, place)?.clone();
            Ok(PricedLine { ticket_type, quantity, unit_price })
        };
        let lines = lines.into_iter().map(line).collect::<Result<_, Invalid>>()?;
        let (buyer, expires_at) = (ActorId::from_uuid(buyer)?, Instant::from_millis(expires_at)?);
        Ok(Self { buyer, lines, expires_at, ttl_seconds, extended })
    }
}

impl AsRow for Sale {
    type Kind = TicketTypeCode;
    type Row =
        (Uuid, Vec<(usize, u64, u64)>, Vec<(ReturnId, Vec<(usize, Quantity)>)>, Option<PaymentId>);

    fn to_row(&self, mut place: impl FnMut(Self::Kind) -> usize) -> Self::Row {
        let Self { buyer, lines, returns, paid_by } = self;
        let line = |SaleLine { ticket_type, sold, returned }: &SaleLine| {
            (place(ticket_type.clone()), *sold, *returned)
        };
        let lines = lines.iter().map(line).collect();
        let mut back = |ReturnLine { ticket_type, quantity }: &ReturnLine| {
            (place(ticket_type.clone()), *quantity)
        };
        let returns = returns
            .iter()
            .map(|Return { return_id, lines }| (*return_id, lines.iter().map(&mut back).collect()));
        (buyer.as_uuid(), lines, returns.collect(), *paid_by)
    }

    fn from_row(row: Self::Row, kinds: &[Self::Kind]) -> Result<Self, Invalid> {
        let (buyer, lines, returns, paid_by) = row;
        let line = |(place, sold, returned)| {
            Ok(SaleLine { ticket_type: kind(kinds, place)?.clone(), sold, returned })
        };
        let lines = lines.into_iter().map(line).collect::<Result<_, Invalid>>()?;
        let back = |(place, quantity)| {
            Ok(ReturnLine { ticket_type: kind(kinds, place)?.clone(), quantity })
        };
        let returns = returns.into_iter().map(|(return_id, lines): (_, Vec<_>)| {
            let lines = lines.into_iter().map(back).collect::<Result<_, Invalid>>()?;
            Ok(Return { return_id, lines })
        });
        let returns = returns.collect::<Result<_, Invalid>>()?;
        Ok(Self { buyer: ActorId::from_uuid(buyer)?, lines, returns, paid_by })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        testing::{id, instant, known},
        values::Currency,
    };

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Held(#[serde(with = "super")] BTreeMap<HoldId, Hold>);

    #[test]
    fn a_line_is_of_a_kind_that_is_there() {
        let expires_at = instant("2026-11-23T12:00:00Z");
        let read = |place: usize| {
            let line = (place, Quantity::new(2).unwrap());
            let row = (Uuid::from_u128(2), vec![line], expires_at.as_millis(), 60, false);
            let kinds = vec![(
                known::<TicketTypeCode>("floor"),
                Money::parse("120.00", Currency::BRL).unwrap(),
            )];
            let bytes = rmp_serde::to_vec_named(&(kinds, vec![(Uuid::from_u128(1), row)])).unwrap();
            rmp_serde::from_slice::<Held>(&bytes)
        };
        let held = read(0).unwrap();
        let hold = held.0.get(&id(1)).unwrap();
        assert_eq!((hold.buyer, hold.expires_at), (id(2), expires_at));
        assert!(read(1).unwrap_err().to_string().contains("the place of a kind of ticket"));
        let again = rmp_serde::to_vec_named(&held).unwrap();
        assert_eq!(rmp_serde::from_slice::<Held>(&again).unwrap(), held);
    }
}
