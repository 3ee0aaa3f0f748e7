//! Value objects: the words of the domain that are one value each.
//!
//! **Parsed, not checked.** Every type here is made by a constructor that can refuse, and by nothing
//! else: no field is public, and `Deserialize` goes through the same constructor. Once a [`Money`],
//! an [`EventName`] or a [`Period`] exists it is right, and no rule downstream checks it again.
//! What a constructor refuses is an [`Invalid`]: what was expected and what came.
//!
//! Arithmetic is checked or saturating and says so in its name; nothing here reads a clock, draws a
//! random number or touches a floating-point number.
//!
//! ```
//! use palco::values::{Currency, Money, Quantity};
//!
//! let price = Money::parse("120.00", Currency::BRL)?;
//! let quantity = Quantity::new(2)?;
//! assert_eq!(price.checked_mul(quantity.get())?.to_string(), "BRL 240.00");
//!
//! let refused = Money::parse("120.005", Currency::BRL);
//! assert!(refused.is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod access_code;
mod allocation;
mod bounded_list;
pub(crate) mod card_number;
mod card_token;
mod cnpj;
mod code;
mod cpf;
mod currency;
mod end_to_end_id;
mod event_name;
mod fixed_point;
mod gateway_text;
mod ids;
mod instant;
mod integers;
mod invalid;
mod label;
mod mask;
mod money;
mod percent;
mod period;
mod priced_line;
mod rounding;
mod target;
mod text;
mod timezone;
mod trace_parent;
mod txid;
pub(crate) mod wire;

pub use access_code::AccessCode;
pub(crate) use allocation::largest_remainder;
pub use allocation::{AllocationError, allocate};
pub use bounded_list::BoundedList;
pub use card_token::CardToken;
pub use cnpj::Cnpj;
pub use code::{QuotaCode, TicketTypeCode};
pub use cpf::Cpf;
pub use currency::Currency;
pub use end_to_end_id::{EndToEndId, RtrId};
pub use event_name::EventName;
pub use gateway_text::{GatewayId, PixCode};
pub use ids::{
    ActorId, BlockId, CaptureId, CommandId, EventId, HoldId, IdempotencyKey, PaymentId,
    RecipientId, RefundId, ReturnId, TenantId, VenueId,
};
pub use instant::Instant;
pub use integers::{BufferMinutes, Capacity, Count, HoldSeconds, Places, Quantity, Version};
pub use invalid::Invalid;
pub use label::Label;
pub use money::{Money, MoneyError};
pub use percent::Percent;
pub use period::Period;
pub use priced_line::PricedLine;
pub use rounding::Rounding;
pub use target::Target;
pub use timezone::Timezone;
pub use trace_parent::TraceParent;
pub use txid::Txid;
