"""The example of a checkout over HTTP, from the draft of an event to the recipients' statements."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from bank import OfTheHost
from fastapi.testclient import TestClient
from stage import BUYER, opening

from palco import ManualClock, box_office, event, payment
from palco.gateway import Fact, Webhook, WebhookUnavailable

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from checkout_app import checkout_app  # noqa: E402

NOON = "2026-11-23T12:00:00Z"
ORGANIZER, PLATFORM = str(UUID(int=1)), str(UUID(int=2))
SPLIT = {
    "rules": [
        {
            "recipient": ORGANIZER,
            "share": {"kind": "percent", "percent": "90"},
            "liable": True,
            "bears_fee": True,
        },
        {"recipient": PLATFORM, "share": {"kind": "remainder"}},
    ]
}
EVENT = {
    "name": "Noite de Estreia",
    "place": {"kind": "online"},
    "timezone": "America/Sao_Paulo",
    "doors_at": "2026-12-01T20:00:00Z",
    "starts_at": "2026-12-01T21:00:00Z",
    "ends_at": "2026-12-01T23:00:00Z",
    "capacity": 100,
}
OFFICE = opening().model_dump(mode="json", exclude_none=True)
LINES = [{"ticket_type": "vip", "quantity": 2}]


def brl(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "BRL"}


@pytest.fixture
def client(store: str, request: pytest.FixtureRequest) -> Iterator[TestClient]:
    clock = ManualClock(NOON)
    if store == "memory":
        app = checkout_app(clock=clock)
    else:
        url = request.getfixturevalue("database_url")
        app = checkout_app(url, schema=request.getfixturevalue("schema"), clock=clock)
    headers = {"X-Tenant": str(uuid4()), "X-Actor": str(BUYER)}
    with TestClient(app, headers=headers) as opened:
        yield opened


def posted(client: TestClient, url: str, body: object) -> Any:
    answer = client.post(url, json=body)
    assert answer.status_code in (201, 204), answer.text
    return answer.json() if answer.content else None


def on_sale(client: TestClient) -> UUID:
    event_id = uuid4()
    posted(client, f"/events/{event_id}", EVENT)
    posted(client, f"/events/{event_id}/publication", {})
    posted(client, f"/events/{event_id}/box-office", OFFICE)
    return event_id


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to be")


def test_tickets_are_held_paid_by_pix_and_given_back_over_http(client: TestClient) -> None:
    event_id, payment_id = on_sale(client), uuid4()
    held = posted(client, f"/events/{event_id}/holds", {"lines": LINES})["happened"]
    hold_id, until = held["hold_id"], held["expires_at"]
    shown = client.get(f"/events/{event_id}/holds/{hold_id}").json()
    assert (shown["total"], shown["expires_at"]) == (brl("240.00"), until)
    reference = {
        "event_id": str(event_id),
        "hold_id": hold_id,
        "lines": [{**LINES[0], "unit_price": brl("120.00")}],
        "hold_expires_at": until,
    }
    created = {
        "amount": brl("240.00"),
        "method": {"kind": "pix"},
        "reference": reference,
        "split": SPLIT,
    }
    posted(client, f"/payments/{payment_id}", created)
    posted(client, f"/payments/{payment_id}/pix-charge", {"expires_at": until})

    def payment() -> Any:
        return client.get(f"/payments/{payment_id}").json()

    def statement(recipient: str) -> str:
        answer = client.get(f"/recipients/{recipient}/statement").json()
        return str(answer["balance"]["amount"])

    eventually(lambda: payment()["status"] == "awaiting_pix")
    assert payment()["pix_code"].startswith("000201")
    assert payment()["pix_expires_at"] == until
    posted(client, f"/bank/pay/{payment_id}", None)
    eventually(lambda: payment()["status"] == "captured")
    assert payment()["pix_code"] is None
    uses = f"/events/{event_id}/quota-uses"
    eventually(lambda: client.get(uses).json()[0]["sold"] == 2)
    assert client.get(f"/events/{event_id}/availability").json()[0]["available"] == 98
    # 90 % of 240.00, less the bank's 1 %.
    assert [statement(of) for of in (ORGANIZER, PLATFORM)] == ["213.60", "24.00"]

    (taking,) = payment()["takings"]
    refund = {
        "refund_id": str(uuid4()),
        "target": taking["target"],
        "amount": brl("120.00"),
        "mode": {"kind": "pro_rata"},
        "reason": "one of the two cannot come",
    }
    posted(client, f"/payments/{payment_id}/refunds", refund)
    eventually(lambda: payment()["refunded"] == brl("120.00"))
    assert payment()["available"] == brl("120.00")
    assert [statement(of) for of in (ORGANIZER, PLATFORM)] == ["105.60", "12.00"]
    assert statement(str(uuid4())) == "0.00"


@pytest.fixture
def in_memory() -> Iterator[TestClient]:
    headers = {"X-Tenant": str(uuid4()), "X-Actor": str(BUYER)}
    with TestClient(checkout_app(clock=ManualClock(NOON)), headers=headers) as opened:
        yield opened


def test_the_same_idempotency_key_is_the_same_command(in_memory: TestClient) -> None:
    holds = f"/events/{on_sale(in_memory)}/holds"
    key = {"Idempotency-Key": str(uuid4())}
    first = in_memory.post(holds, json={"lines": LINES}, headers=key)
    again = in_memory.post(holds, json={"lines": LINES}, headers=key)
    assert again.json() == {**first.json(), "repeated": True}
    other = in_memory.post(holds, json={"lines": LINES, "ttl_seconds": 60}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "command.id_reused")


def test_a_key_is_its_senders_own_and_of_any_form(in_memory: TestClient) -> None:
    holds = f"/events/{on_sale(in_memory)}/holds"
    key, buyers = {"Idempotency-Key": "order 7"}, [str(uuid4()), str(uuid4())]
    held = [
        in_memory.post(holds, json={"lines": LINES}, headers={**key, "X-Actor": buyer}).json()
        for buyer in buyers
    ]
    assert [of["happened"]["buyer"] for of in held] == buyers
    assert not any(of["repeated"] for of in held)


def test_what_a_buyer_is_told_is_the_buyers_own() -> None:
    clock, tenant = ManualClock(NOON), str(uuid4())
    alice, bob = str(uuid4()), str(uuid4())
    with TestClient(checkout_app(clock=clock), headers={"X-Tenant": tenant, "X-Actor": alice}) as client:
        holds = f"/events/{on_sale(client)}/holds"
        hold = {"lines": LINES, "ttl_seconds": 60}
        first = posted(client, holds, hold)
        clock.advance(timedelta(seconds=61))
        # Alice's hold lapses with it.
        told = client.post(holds, json=hold, headers={"X-Actor": bob})
        assert (told.json()["version"], told.json()["happened"]["buyer"]) == (4, bob)
        for of in (alice, first["happened"]["hold_id"], tenant):
            assert of not in told.text


def test_every_error_has_a_status_by_its_kind_and_its_code(in_memory: TestClient) -> None:
    holds = f"/events/{on_sale(in_memory)}/holds"
    charge = f"/payments/{uuid4()}/pix-charge"
    of_nobody = {"amount": brl("1.00"), "method": {"kind": "pix"}}
    nil = "00000000-0000-0000-0000-000000000000"
    for url, body, status, code, path in [
        (holds, {"lines": []}, 422, "input.invalid", "lines"),
        (holds, {}, 422, "input.invalid", "lines"),
        (holds, {"lines": LINES, "price": 1}, 422, "input.invalid", "price"),
        (holds, {"lines": LINES, "ttl_seconds": 59}, 422, "input.invalid", "ttl_seconds"),
        (holds, {"lines": LINES, "ttl_seconds": 3_601}, 422, "input.invalid", "ttl_seconds"),
        (holds, {"lines": LINES, "ttl_seconds": "60"}, 422, "input.invalid", "ttl_seconds"),
        (holds, {"lines": [{**LINES[0], "quantity": 0}]}, 422, "input.invalid", "lines[0].quantity"),
        (holds, {"lines": [{"quantity": 1}]}, 422, "input.invalid", "lines[0].ticket_type"),
        (holds, 7, 422, "input.invalid", "$"),
        ("/payments/x", of_nobody, 422, "input.invalid", "payment_id"),
        (f"/payments/{nil}/pix-charge", {"expires_at": NOON}, 422, "input.invalid", "id"),
        (charge, {"expires_at": NOON}, 404, "payment.not_found", None),
        (holds, {"lines": [{**LINES[0], "quantity": 101}]}, 409, "box_office.sold_out", None),
    ]:
        answer = in_memory.post(url, json=body)
        told = answer.json()
        assert (answer.status_code, told["code"]) == (status, code), (url, body, told)
        assert told["details"].get("path") == path, (url, body, told)
    for headers, path in (({"X-Tenant": "x"}, "X-Tenant"), ({"Idempotency-Key": ""}, "Idempotency-Key")):
        answer = in_memory.post(holds, json={"lines": LINES}, headers=headers)
        assert (answer.status_code, answer.json()["details"]["path"]) == (422, path)
    assert in_memory.get(f"/payments/{uuid4()}").json()["code"] == "payment.not_found"
    assert in_memory.post(f"/bank/pay/{uuid4()}").status_code == 404


def test_a_card_number_in_a_body_is_not_repeated(in_memory: TestClient) -> None:
    holds, payment_url = f"/events/{on_sale(in_memory)}/holds", f"/payments/{uuid4()}"
    number = "4111111111111111"
    for url, body in [
        (holds, {"lines": [{"ticket_type": "4111 1111 1111 1111 \n", "quantity": number}]}),
        (payment_url, {"amount": brl("1.00"), "method": {"kind": number}}),
        (payment_url, {"amount": brl("1.00"), "method": {"kind": "pix"}, number: 1}),
    ]:
        answer = in_memory.post(url, json=body)
        assert answer.status_code == 422 and "4111" not in answer.text, answer.text


def test_what_cannot_be_read_at_all_has_a_code_too(in_memory: TestClient) -> None:
    holds = f"/events/{uuid4()}/holds"
    headers = {"Content-Type": "application/json"}
    broken = in_memory.post(holds, content="{\"lines\": ", headers=headers)
    assert (broken.status_code, broken.json()["details"]["path"]) == (422, "$")
    unreadable = in_memory.post(holds, content=b"\xff", headers=headers)
    assert (unreadable.status_code, unreadable.json()["code"]) == (400, "http")
    assert in_memory.get("/nowhere").json()["code"] == "http"


def test_a_forged_webhook_is_401_and_one_that_cannot_be_verified_503(in_memory: TestClient) -> None:
    webhooks = f"/webhooks/{in_memory.headers['X-Tenant']}"
    for headers in ({}, {"X-Signature": "t=1,v1=00"}):
        answer = in_memory.post(webhooks, content=b"\xff[]", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "gateway.webhook_forged")

    class Away(OfTheHost):
        async def verify(self, webhook: Webhook, /) -> Sequence[Fact]:
            raise WebhookUnavailable("away")

    shop = in_memory.app_state["shop"]
    shop.bank = Away(shop.bank)
    answer = in_memory.post(webhooks, content=b"[]")
    assert (answer.status_code, answer.json()["code"]) == (503, "gateway.unavailable")


def test_the_page_of_the_api_shows_the_rules_own_constraints(in_memory: TestClient) -> None:
    document = in_memory.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    for url, model in (
        ("/events/{event_id}", event.Draft),
        ("/events/{event_id}/publication", event.Publish),
        ("/events/{event_id}/box-office", box_office.Open),
        ("/events/{event_id}/holds", box_office.HoldTickets),
        ("/payments/{payment_id}", payment.Create),
        ("/payments/{payment_id}/pix-charge", payment.RequestPixCharge),
        ("/payments/{payment_id}/refunds", payment.RequestRefund),
    ):
        body = document["paths"][url]["post"]["requestBody"]["content"]["application/json"]
        assert body["schema"]["$ref"].split("/")[-1].split("-")[0] == model.__name__
    hold = schemas["HoldTickets"]["properties"]
    assert (hold["lines"]["minItems"], hold["lines"]["maxItems"]) == (1, 100)
    seconds = schemas["HoldSeconds"]
    assert (seconds["minimum"], seconds["maximum"]) == (60, 3_600)
    code = schemas["AccessCode"]
    assert (code["minLength"], code["maxLength"]) == (4, 64) and "pattern" in code
    assert schemas["Money"]["properties"]["currency"]["pattern"] == "^[A-Z]{3}$"
    assert schemas["Money"]["properties"]["amount"]["maxLength"] == 19
    headers = {of["name"] for of in document["paths"]["/events/{event_id}/holds"]["post"]["parameters"]}
    assert headers == {"event_id", "X-Tenant", "X-Actor", "Idempotency-Key"}
