//! Pix, the instant payments of the Central Bank of Brazil, as far as no bank has to be asked: the
//! code that a payer scans or pastes, keys, identifiers, and until when a Pix may be given back.
//!
//! - [`br_code`] builds codes strictly, and reads any text and says all that is wrong with it.
//! - [`Key`] is what a receiver is known by: a CPF, a CNPJ, a phone, an e-mail address or a
//!   random key.
//! - [`Txid`], [`EndToEndId`] and [`RtrId`] name a charge, a payment and its return.
//! - [`last_refund_day`] is the ninetieth day after the settlement, by the calendar of São Paulo.
//! - `Qr` (feature `qr`) draws a code, as SVG, as PNG or in a terminal.
//!
//! Sources: the Central Bank's *Manual de Padrões para Iniciação do Pix* 2.10.0, the EMV QR Code
//! Specification (merchant-presented), and the Pix API 2.9.0.
//!
//! ```
//! use palco::payments::pix::{Key, br_code::{self, Code, Merchant}};
//! use palco::values::{Currency, Money};
//!
//! let merchant = Merchant::parse("Circo Voador", "Rio de Janeiro")?;
//! let key = Key::parse("+5521912345678")?;
//! let amount = Money::parse("120.00", Currency::BRL)?;
//! let code = Code::of_key(&merchant, &key).amount(amount).build()?;
//!
//! let read = br_code::read(&code);
//! assert!(read.is_valid());
//! assert_eq!(read.content().merchant_name, Some("Circo Voador"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod br_code;
mod key;
#[cfg(feature = "qr")]
mod qr;
mod refund_days;

pub use crate::values::{EndToEndId, RtrId, Txid};
pub use key::{Key, KeyKind};
#[cfg(feature = "qr")]
pub use qr::{MODULE_PIXELS_MAX, Qr};
pub use refund_days::{REFUND_DAYS, is_refundable, last_refund_day};

/// What the page shows of Rust, run as it stands.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/pix.md")]
struct Page;
