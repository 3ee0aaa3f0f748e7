use std::collections::{BTreeMap, BTreeSet};

use palco::{
    payments::pix::br_code::{Code, InvalidPart, Merchant},
    ports::{Authorize, Call, Capture, Fact, GatewayError, Refund, Void},
    values::{
        EndToEndId, IdempotencyKey, Instant, Label, Money, PaymentId, Percent, RefundId, Rounding,
        Target, TenantId, Txid,
    },
};
use serde::Serialize;
use serde_json::json;

use super::facts::{at_target, captured, fact, pix_id, settled};

/// Money that moved at a gateway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// Of which payment.
    pub payment: PaymentId,
    /// Whether it went back; otherwise it came in.
    pub is_refund: bool,
    /// What it is known by: an attempt, a capture, a Pix, a refund. Twice the same is once too often.
    pub of: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub at: Instant,
}

/// What a gateway knows: its charges, and all that moved.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) movements: Vec<Movement>,
    /// What calls came to, by key.
    pub(super) done: BTreeMap<IdempotencyKey, Vec<Fact>>,
    /// All that there is to tell, and since when.
    pub(super) told: Vec<(Instant, Fact)>,
    tenants: BTreeMap<PaymentId, TenantId>,
    charges: BTreeMap<Txid, (PaymentId, Money)>,
    withdrawn: BTreeSet<Txid>,
    /// What is set aside and not taken, in minor units.
    set_aside: BTreeMap<PaymentId, i64>,
    /// What came in and did not go back, in minor units.
    left: BTreeMap<String, i64>,
    pix: u64,
}

/// The effect of a call, at that instant. `declined`: it comes to nothing, for that reason.
pub(super) type Effect = Result<Vec<Fact>, GatewayError>;

impl Books {
    pub(super) fn effect(&mut self, call: &Call, declined: Option<&Label>, at: Instant) -> Effect {
        self.tenants.insert(call.payment(), call.tenant());
        match call {
            Call::IssueCharge(asked) => {
                let (payment, txid) = (asked.payment, asked.txid.clone());
                if let Some(code) = declined {
                    let told = json!({ "code": code });
                    return Ok(vec![fact(payment, "pix_charge_failed", at, told)]);
                }
                let told = json!({ "txid": txid, "code": code(&txid)? });
                self.charges.insert(txid, (payment, asked.amount));
                Ok(vec![fact(payment, "pix_charge_issued", at, told)])
            }
            Call::CancelCharge(asked) => {
                self.withdrawn.insert(asked.txid.clone());
                Ok(Vec::new())
            }
            Call::Authorize(asked) => Ok(self.authorize(asked, declined, at)),
            Call::Capture(asked) => self.capture(asked, declined, at),
            Call::Void(asked) => Ok(self.void(asked, declined, at)),
            Call::Refund(asked) => self.refund(asked, declined, at),
            Call::SubmitEvidence(_) | Call::AcceptDispute(_) => Ok(Vec::new()),
        }
    }

    fn authorize(&mut self, of: &Authorize, declined: Option<&Label>, at: Instant) -> Vec<Fact> {
        let Authorize { payment, amount, attempt, .. } = *of;
        if let Some(code) = declined {
            return vec![fact(
                payment,
                "declined",
                at,
                json!({ "code": code, "attempt": attempt }),
            )];
        }
        let Some(capture_id) = of.capture_id else {
            self.set_aside.insert(payment, amount.minor());
            let valid_until = at.saturating_add_minutes(7 * 24 * 60);
            let told = json!({ "amount": amount, "valid_until": valid_until, "attempt": attempt });
            return vec![fact(payment, "authorized", at, told)];
        };
        self.came_in(payment, format!("attempt {attempt}"), amount, at);
        self.left.insert(at_target(&Target::Capture { capture_id }), amount.minor());
        vec![captured(payment, capture_id, amount, at)]
    }

    fn capture(&mut self, of: &Capture, declined: Option<&Label>, at: Instant) -> Effect {
        let Capture { payment, capture_id, amount, is_final, .. } = *of;
        if let Some(code) = declined {
            let told = json!({ "capture_id": capture_id, "code": code });
            return Ok(vec![fact(payment, "capture_failed", at, told)]);
        }
        let set_aside = self.set_aside.get(&payment).copied().unwrap_or(0);
        let rest = set_aside.saturating_sub(amount.minor());
        if rest < 0 {
            return Err(GatewayError::refused("capture_exceeds_authorized"));
        }
        self.set_aside.insert(payment, if is_final { 0 } else { rest });
        self.came_in(payment, format!("capture {capture_id}"), amount, at);
        self.left.insert(at_target(&Target::Capture { capture_id }), amount.minor());
        Ok(vec![captured(payment, capture_id, amount, at)])
    }

    fn void(&mut self, of: &Void, declined: Option<&Label>, at: Instant) -> Vec<Fact> {
        if let Some(code) = declined {
            return vec![fact(of.payment, "void_failed", at, json!({ "code": code }))];
        }
        self.set_aside.insert(of.payment, 0);
        vec![fact(of.payment, "voided", at, json!({}))]
    }

    fn refund(&mut self, asked: &Refund, declined: Option<&Label>, at: Instant) -> Effect {
        let Refund { payment, refund_id, amount, ref of, .. } = *asked;
        if let Some(code) = declined {
            let told = json!({ "refund_id": refund_id, "reason": code });
            return Ok(vec![fact(payment, "refund_failed", at, told)]);
        }
        let fact = self.give_back(payment, refund_id, of, amount, at);
        fact.map(|fact| vec![fact]).ok_or_else(|| GatewayError::refused("refund_exceeds_payment"))
    }

    /// Money goes back, as far as there is that much left of what came in.
    pub(super) fn give_back(
        &mut self,
        payment: PaymentId,
        refund_id: RefundId,
        of: &Target,
        amount: Money,
        at: Instant,
    ) -> Option<Fact> {
        let left = self.left.get_mut(&at_target(of))?;
        let rest = left.checked_sub(amount.minor()).filter(|rest| *rest >= 0)?;
        *left = rest;
        let of_refund = format!("refund {refund_id}");
        self.movements.push(Movement { payment, is_refund: true, of: of_refund, amount, at });
        let number = self.next_pix();
        Some(settled(payment, refund_id, of, amount, at, number))
    }

    /// A payer pays a charge; also one that is withdrawn, as it happens.
    pub(super) fn pay(
        &mut self,
        txid: &Txid,
        amount: Option<Money>,
        fee: Percent,
        at: Instant,
    ) -> Option<Fact> {
        let (payment, asked) = self.charges.get(txid).copied()?;
        let amount = amount.unwrap_or(asked);
        let e2eid = EndToEndId::parse(&pix_id('E', at, self.next_pix())).ok()?;
        self.came_in(payment, format!("pix {e2eid}"), amount, at);
        self.left.insert(at_target(&Target::Pix { e2eid }), amount.minor());
        let mut told = json!({ "e2eid": e2eid, "txid": txid, "amount": amount });
        let fee = amount.percent(fee, Rounding::HalfUp).ok().filter(|fee| fee.is_positive());
        if let (Some(fee), Some(fields)) = (fee, told.as_object_mut()) {
            fields.insert("fee".to_owned(), json!(fee));
        }
        Some(fact(payment, "pix_received", at, told))
    }

    /// Whether it is told to that tenant: what a test made up, of no payment that is known here, is told
    /// to all.
    pub(super) fn is_told(&self, fact: &Fact, tenant: TenantId) -> bool {
        let of = fact.payment.and_then(|payment| self.tenants.get(&payment));
        of.is_none_or(|of| *of == tenant)
    }

    pub(super) fn is_withdrawn(&self, txid: &Txid) -> bool {
        self.withdrawn.contains(txid)
    }

    fn came_in(&mut self, payment: PaymentId, of: String, amount: Money, at: Instant) {
        self.movements.push(Movement { payment, is_refund: false, of, amount, at });
    }

    fn next_pix(&mut self) -> u64 {
        self.pix = self.pix.saturating_add(1);
        self.pix
    }
}

/// What a payer scans: a dynamic code of a receiver that is made up.
fn code(txid: &Txid) -> Result<String, GatewayError> {
    let made_up = |invalid: InvalidPart| GatewayError::failed(invalid.to_string());
    let merchant = Merchant::parse("Simulated", "Sao Paulo").map_err(made_up)?;
    let url = format!("pix.example.com/{}", txid.as_str());
    Code::of_url(&merchant, &url).build().map_err(made_up)
}
