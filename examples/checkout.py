"""A buyer pays two tickets by Pix: the money is divided, sells the places or goes back, and every cent is on
the books.

    python examples/checkout.py
    python examples/checkout.py --bank late
    python examples/checkout.py --store postgres://user@host/database --json

What is done, step by step, is written at the top of checkout/main.rs. The totals of every conduct of the
bank are data/checkout.expected.json, in each language.

Give it a database of its own: the processors serve all tenants, and the gateway is a simulated one.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from checkout_report import Story, read_feed, report, totals_of
from checkout_stage import BEGINS, PLACES, PRICE, Held, Recipients, payment, set_up
from palco import ManualClock, Money, Palco
from palco.gateway import Conduct, SimulatedGateway
from palco.payment import ModeProRata, PaymentSummary, RequestPixCharge, RequestRefund

BANKS = ["on-time", "late", "twice", "wrong-amount", "silent"]
"""What the payer's bank does."""

PATIENCE_SECONDS = 60
"""How long the background may take for what follows."""
WRONG_AMOUNT = Money(amount="100.00", currency="BRL")


def main() -> int:
    parser = argparse.ArgumentParser(description="Pays two tickets by Pix.")
    parser.add_argument("--store", default="memory", help="memory, or the URL of a database")
    parser.add_argument("--bank", choices=BANKS, default="on-time", help="what the bank does")
    parser.add_argument(
        "--json", action="store_true", help="print the totals of every bank as one line of JSON"
    )
    args = parser.parse_args()
    all_totals: dict[str, Any] = {}
    for bank in sorted(BANKS) if args.json else [args.bank]:
        story = play(args.store, bank)
        if not args.json:
            report(bank, story)
        all_totals[bank] = story.totals
    if args.json:
        print(json.dumps(all_totals, separators=(",", ":")))
    return 0 if all(all(totals["verified"].values()) for totals in all_totals.values()) else 1


def play(store: str, bank: str) -> Story:
    clock = ManualClock(BEGINS)
    if store == "memory":
        opened = Palco.in_memory(clock=clock)
    else:
        opened = Palco.connect(store, clock=clock)
    with opened as palco:
        return Checkout(palco, clock).run(bank)


class Checkout:
    """The payment itself: what is asked of the gateway, what the bank does, and what comes of it."""

    def __init__(self, palco: Palco, clock: ManualClock) -> None:
        self.palco = palco
        self.clock = clock
        self.now = BEGINS
        self.gateway = SimulatedGateway(Conduct(pix_fee="1", copies=3), clock=clock)
        self.tenant = uuid4()
        self.payment_id = uuid4()
        self.recipients: Recipients = {
            "organizer": uuid4(),
            "artist": uuid4(),
            "platform": uuid4(),
        }
        self.organizer = palco.acting(tenant=self.tenant, actor=uuid4())
        self.buyer = palco.acting(tenant=self.tenant, actor=uuid4())

    def run(self, bank: str) -> Story:
        held = set_up(self.organizer, self.buyer)
        self.palco.run_processors(read_models=[], gateway=self.gateway)
        code = self.ask(held)
        self.pay(bank, held)
        self.follow(bank, held)
        self.give_back(bank)
        self.palco.stop_processors()

        records = read_feed(self.palco, self.tenant, held.begins)
        totals = totals_of(
            tenant=self.tenant,
            recipients=self.recipients,
            records=records,
            state=json.loads(self.organizer.payments.state(self.payment_id).to_json())["created"],
            places_sold=self.places_sold(held),
            moved_twice=self.gateway.moved_twice(),
        )
        return Story(code, records, totals)

    def ask(self, held: Held) -> str:
        """Makes the payment, asks for a charge, and gives its code once the gateway has issued it."""
        self.buyer.payments.create(self.payment_id, payment(held, self.recipients))
        charge = RequestPixCharge(expires_at=held.until)
        self.buyer.payments.request_pix_charge(self.payment_id, charge)
        self.until("charge", lambda: self.payment().status == "awaiting_pix")
        self.take_webhooks()
        code = self.payment().pix_code
        if code is None:
            raise RuntimeError("a charge without a code")
        return code

    def pay(self, bank: str, held: Held) -> None:
        """The payer's bank, as it behaves."""
        txid = self.payment_id.hex
        if bank == "late":
            self.advance(held.until - self.now + timedelta(seconds=5))
            self.gateway.pay(txid)
        elif bank == "silent":
            self.advance(held.until - self.now)
            self.organizer.payments.expire_charge(self.payment_id)
        else:
            self.advance(timedelta(minutes=2))
            if bank == "wrong-amount":
                self.gateway.pay_anyway(txid, WRONG_AMOUNT)
            else:
                self.gateway.pay(txid)
            if bank == "twice":
                self.advance(timedelta(minutes=1))
                self.gateway.pay(txid)
        self.take_webhooks()

    def follow(self, bank: str, held: Held) -> None:
        """Waits for what follows by itself: places that are sold, money that goes back."""
        sold = PLACES if bank in ("on-time", "twice") else 0
        back = PLACES * PRICE.amount if bank in ("late", "twice") else 0
        self.until(
            "sale, or money back",
            lambda: self.places_sold(held) == sold and self.refunded() == back,
        )
        self.take_webhooks()

    def give_back(self, bank: str) -> None:
        """The organizer gives back one ticket of a sale, and what nobody asked for and waits for somebody."""
        if bank in ("late", "silent"):
            return
        sold = bank != "wrong-amount"
        origin, amount = ("captured", PRICE) if sold else ("mismatch", WRONG_AMOUNT)
        self.advance(timedelta(minutes=1))
        before = self.refunded()
        refund = RequestRefund(
            refund_id=uuid4(),
            target=next(of.target for of in self.payment().takings if of.origin == origin),
            amount=amount,
            mode=ModeProRata(),
            reason="one of the two cannot come" if sold else "another amount was asked for",
        )
        self.organizer.payments.request_refund(self.payment_id, refund)
        self.until("refund", lambda: self.refunded() == before + amount.amount)
        self.take_webhooks()

    def take_webhooks(self) -> None:
        """All that the gateway has sent by now, each as often as it comes and in its order."""
        for webhook in self.gateway.take_webhooks():
            self.organizer.take_webhook(self.gateway, webhook)

    def advance(self, by: timedelta) -> None:
        self.now += by
        self.clock.set(self.now)

    def payment(self) -> PaymentSummary:
        return self.organizer.payments.summary(self.payment_id)

    def refunded(self) -> Decimal:
        """What reached the payer again."""
        return self.payment().refunded.amount

    def places_sold(self, held: Held) -> int:
        return sum(quota.sold for quota in self.organizer.tickets.quota_uses(held.event_id))

    def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Asks until it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited for a {what} that never came")
            time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
