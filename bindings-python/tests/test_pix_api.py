"""The Pix API of a bank as a gateway, against a bank of the test's own over mutual TLS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import trustme
from bank import OfTheHost, Till, happened, until
from pix_bank import PixBank, certificate_of, pix_bank
from stage import TENANT

import palco
from palco import Invalid, ManualClock, Rejected, Unavailable
from palco.gateway import (
    DueCharge,
    GatewayFailed,
    GatewayRefused,
    IncomingWebhook,
    IssueCharge,
    Known,
    Payer,
    Period,
    PixApiGateway,
    SimulatedGateway,
)
from palco.payment import PixCaptured, PixChargeIssued, RefundSettled

E2EID = "E12345678202611231200ghijk789012"
DAY = Period(starts_at="2026-11-23T00:00:00Z", ends_at="2026-11-24T00:00:00Z")  # type: ignore[arg-type]


@pytest.fixture
def bank() -> Iterator[PixBank]:
    with pix_bank() as opened:
        yield opened


@pytest.mark.parametrize("handed_on", [False, True])
def test_a_payment_by_the_pix_api(
    app: palco.Palco, clock: ManualClock, bank: PixBank, handed_on: bool
) -> None:
    gateway: Any = PixApiGateway({TENANT: bank.account()}, name="bank", clock=clock)
    if handed_on:
        gateway = OfTheHost(gateway)
    till = Till(app, SimulatedGateway(clock=clock), gateway, clock)
    till.run()
    payment_id = till.charge()
    (issued,) = happened(app, PixChargeIssued)
    assert issued.code == f"00020126-{payment_id.hex}"

    body = bank.receive(payment_id.hex, E2EID)
    webhook = IncomingWebhook(body, {"Content-Type": "application/json"}, peer_verified=True)
    for _ in range(3):
        assert len(till.me.take_webhook(gateway, webhook)) == 1
    assert till.known(payment_id) == (10_005, 0)
    till.refund(payment_id, "40.00")
    until(lambda: till.known(payment_id) == (10_005, 4_000), "a refund")
    assert till.me.take_listed(gateway, DAY)
    assert [len(happened(app, of)) for of in (PixCaptured, RefundSettled)] == [1, 1]

    for forged in (IncomingWebhook(body), IncomingWebhook(b"{", {}, peer_verified=True)):
        with pytest.raises(Rejected) as no:
            till.me.take_webhook(gateway, forged)
        assert no.value.code == "gateway.webhook_forged"
    unknown = json.dumps({"pix": [{"endToEndId": E2EID.replace("E1", "E2")}]}).encode()
    with pytest.raises(Unavailable) as later:
        till.me.take_webhook(gateway, IncomingWebhook(unknown, {}, peer_verified=True))
    assert later.value.code == "gateway.unavailable"


def asked(tenant: UUID = TENANT) -> IssueCharge:
    payment = uuid4()
    return IssueCharge(
        tenant=tenant,
        payment=payment,
        key=uuid4(),
        txid=payment.hex,
        amount={"amount": "10.00", "currency": "BRL"},  # type: ignore[arg-type]
        amount_may_change=False,
        expires_at="2026-11-23T12:30:00Z",  # type: ignore[arg-type]
    )


async def test_both_sides_of_the_connection_prove_themselves(
    clock: ManualClock, bank: PixBank
) -> None:
    def with_account(**other: Any) -> PixApiGateway:
        return PixApiGateway({TENANT: bank.account(**other)}, clock=clock)

    stranger = trustme.CA()
    certificate, key = certificate_of(stranger)
    for wrong in (
        {"certificate": None, "private_key": None},
        {"certificate": certificate, "private_key": key},
        {"roots": stranger.cert_pem.bytes()},
        {"client_secret": "guessed"},
    ):
        with pytest.raises(GatewayFailed) as failed:
            await with_account(**wrong).issue_charge(asked())
        assert "hush" not in str(failed.value) and "key@example.com" not in str(failed.value)
    with pytest.raises(GatewayRefused, match="no_account"):
        await with_account().issue_charge(asked(uuid4()))
    assert bank.charges == {}
    for right in ({}, {"authentication": "body", "scopes": "", "timeout_seconds": 30}):
        (fact,) = await with_account(**right).issue_charge(asked())
        assert "payment.report_pix_charge_issued" in fact.report
    assert len(bank.charges) == 2


def due(**other: Any) -> DueCharge:
    payer = Payer(name="Fulano de Tal", cpf="52998224725")
    return DueCharge(**{"due_on": date(2026, 11, 23), "payer": payer, **other})


async def test_a_charge_with_a_due_date(clock: ManualClock, bank: PixBank) -> None:
    gateway = PixApiGateway({TENANT: bank.account(due_charges=True)}, clock=clock)
    charge = asked()
    facts = await gateway.issue_due_charge(charge, due(fine="2", monthly_interest="1"))
    assert "payment.report_pix_charge_issued" in facts[0].report
    sent = bank.due_charges[charge.txid]
    assert sent["calendario"]["dataDeVencimento"] == "2026-11-23"
    assert sent["devedor"] == {"cpf": "52998224725", "nome": "Fulano de Tal"}
    assert sent["valor"]["multa"] == {"modalidade": 2, "valorPerc": "2.00"}
    assert await gateway.issue_due_charge(charge, due()) == facts
    assert await gateway.query(charge) == Known(facts)
    company = Payer(name="Casa de Shows", cnpj="11222333000181")
    charge = asked()
    await gateway.issue_due_charge(charge, due(payer=company))
    assert bank.due_charges[charge.txid]["devedor"]["cnpj"] == "11222333000181"

    with pytest.raises(GatewayRefused, match="due_after_expiry"):
        await gateway.issue_due_charge(asked(), due(due_on=date(2026, 12, 1)))
    with pytest.raises(GatewayRefused, match="not_supported"):
        without = PixApiGateway({TENANT: bank.account()}, clock=clock)
        await without.issue_due_charge(asked(), due())
    for wrong, path in (
        (None, "due"),
        (due(payer=None), "due"),
        (due(payer=Payer(name="Fulano de Tal")), "due.payer"),
        (due(payer=Payer(name="x", cpf="52998224725", cnpj="11222333000181")), "due.payer"),
        (due(payer=Payer(name="x", cpf="52998224724")), "due.payer.tax_id.cpf"),
        (due(payer=Payer(name=7, cpf="52998224725")), "due.payer.name"),  # type: ignore[arg-type]
        (due(due_on="2026-2-3"), "due.due_on"),
        (due(due_on=object()), "$"),
        (due(fine="two"), "due.fine"),
        (due(monthly_interest=1), "due.monthly_interest"),
    ):
        with pytest.raises(Invalid) as no:
            await gateway.issue_due_charge(asked(), wrong)  # type: ignore[arg-type]
        assert no.value.path == path
        assert "529982" not in str(no.value)
    with pytest.raises(Invalid):
        await gateway.issue_due_charge(7, due())  # type: ignore[arg-type]
    assert len(bank.due_charges) == 2
    assert "Fulano" not in repr(due()) and "529" not in repr(due())


async def test_the_bank_is_told_where_webhooks_go(clock: ManualClock, bank: PixBank) -> None:
    gateway = PixApiGateway({TENANT: bank.account()}, clock=clock)
    assert await gateway.registered_webhook(TENANT) is None
    await gateway.register_webhook(TENANT, "https://tickets.example/webhook")
    assert await gateway.registered_webhook(TENANT) == bank.webhook == "https://tickets.example/webhook"
    await gateway.remove_webhook(TENANT)
    assert bank.webhook is None
    for tenant, url, path in (("x", "https://a.example", "tenant"), (TENANT, 7, "url")):
        with pytest.raises(Invalid) as no:
            await gateway.register_webhook(tenant, url)  # type: ignore[arg-type]
        assert no.value.path == path
    with pytest.raises(GatewayRefused, match="no_account"):
        await gateway.register_webhook(uuid4(), "https://a.example")


def test_settings_have_a_form_and_are_not_shown(bank: PixBank) -> None:
    secret = "hush-hush"
    for wrong, path in (
        ({"address": "http://bank.example"}, "address"),
        ({"token_address": "bank.example"}, "address"),
        ({"address": 7}, "address"),
        ({"pix_key": ""}, "pix_key"),
        ({"pix_key": secret * 9}, "pix_key"),
        ({"client_id": ""}, "client_secret"),
        ({"client_secret": f"{secret}\r\n"}, "client_secret"),
        ({"client_secret": None}, "client_secret"),
        ({"authentication": "both"}, "authentication"),
        ({"scopes": 7}, "scopes"),
        ({"certificate": b"no pem"}, "certificate"),
        ({"certificate": "text"}, "certificate"),
        ({"certificate": None}, "certificate"),
        ({"private_key": None}, "certificate"),
        ({"private_key": certificate_of(bank.authority)[1]}, "certificate"),
        ({"roots": b""}, "roots"),
        ({"timeout_seconds": 0}, "timeout_seconds"),
        ({"timeout_seconds": "10"}, "timeout_seconds"),
        ({"due_charges": 1}, "due_charges"),
    ):
        with pytest.raises(Invalid) as no:
            PixApiGateway({TENANT: bank.account(**wrong)})
        assert no.value.path == path, wrong
        assert secret not in str(no.value)
    good: Any = bank.account()
    for accounts, path in (
        (None, "accounts"),
        ([], "accounts"),
        ({TENANT: {}}, "accounts"),
        ({"x": good}, "tenant"),
        ({7: good}, "tenant"),
    ):
        with pytest.raises(Invalid) as no:
            PixApiGateway(accounts)
        assert no.value.path == path
    with pytest.raises(Invalid) as no:
        PixApiGateway({TENANT: good}, name="")
    assert no.value.path == "gateway.name"
    with pytest.raises(Invalid):
        PixApiGateway({TENANT: good}, clock=7)  # type: ignore[arg-type]
    shown = repr(good)
    assert "hush" not in shown and "key@example.com" not in shown and "BEGIN" not in shown


FORKING = """
import asyncio, os, sys
import palco
from palco.gateway import *

ID = "0198f0a2-5b1c-7d3e-8a4f-000000000001"
account = PixApiAccount(
    address="https://a.example", token_address="https://a.example", pix_key="a",
    client_id="a", client_secret="a",
)
bank = PixApiGateway({ID: account})
if os.fork() == 0:
    day = {"starts_at": "2026-11-23T00:00:00Z", "ends_at": "2026-11-24T00:00:00Z"}
    me = palco.Palco.in_memory().acting(tenant=ID, actor=ID)
    for ask in (
        lambda: me.take_listed(bank, day),
        lambda: palco.Palco.in_memory().run_processors(gateway=bank),
        lambda: asyncio.run(bank.list(ID, Period(**day), None)),
    ):
        try:
            ask()
        except palco.Unavailable as no:
            assert no.code == "palco.forked", no.code
        else:
            sys.exit(1)
    sys.exit()
sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_fork_makes_its_own() -> None:
    command = [sys.executable, "-W", "ignore", "-c", FORKING]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
