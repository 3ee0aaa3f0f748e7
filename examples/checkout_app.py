"""A checkout over HTTP, with FastAPI, in one file: hold tickets, pay them by Pix, give money back.

    pip install fastapi uvicorn
    uvicorn --app-dir examples --factory checkout_app:checkout_app

The bodies are Palco's own commands: FastAPI validates them by the models of the rules, the page ``/docs``
shows what they allow, and what models cannot say the rules say themselves. The bank is a simulated one:
``POST /bank/pay/{payment_id}`` is the payer's telephone. Put a gateway of your own in its place.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from palco import Answer, ManualClock, PalcoError, aio
from palco.box_office import (
    Availability,
    HoldSummary,
    HoldTickets,
    Open,
    Opened,
    QuotaUse,
    TicketsHeld,
)
from palco.event import Draft, Drafted, Publish, Published
from palco.gateway import Conduct, IncomingWebhook, PaymentGateway, SimulatedGateway
from palco.ledger import Entry, Ledger, Statement, recipient_statement
from palco.payment import (
    Create,
    Created,
    PaymentSummary,
    PixChargeRequested,
    RefundRequested,
    RequestPixCharge,
    RequestRefund,
)

BANK = UUID("5f0c7f0e-4c6b-4a52-9d27-5c1f8a3e9b10")
"""Who the bank is, where it tells of payments."""

STATUS = {"invalid": 422, "not_found": 404, "rejected": 409, "conflict": 409, "unavailable": 503}

CARD = re.compile(r"\d([ .-]?\d){11,}")

routes = APIRouter()


def checkout_app(
    store: str = "memory", *, schema: str | None = None, clock: ManualClock | None = None
) -> FastAPI:
    """The app, over memory or over the PostgreSQL database of that URL."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, "Shop"]]:
        if store == "memory":
            opening = aio.Palco.in_memory(clock=clock)
        else:
            opening = aio.Palco.connect(store, schema=schema, clock=clock)
        async with opening as palco:
            bank = SimulatedGateway(Conduct(pix_fee="1"), clock=clock)
            # Charges, gives back, and sells the places of what is paid.
            await palco.run_processors(gateway=bank, read_models=[])
            yield {"shop": Shop(palco, bank, Books(palco))}

    app = FastAPI(title="Checkout", lifespan=lifespan)
    app.include_router(routes)
    app.add_exception_handler(PalcoError, refuse)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse)
    return app


@dataclass
class Shop:
    """What is open as long as the app runs."""

    palco: aio.Palco
    bank: SimulatedGateway
    books: "Books"


def shop(request: Request) -> Shop:
    opened: Shop = request.state.shop
    return opened


# In a project of your own the tenant and the actor come from the session.
Tenant = Annotated[UUID, Header(alias="X-Tenant")]
Actor = Annotated[UUID, Header(alias="X-Actor")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=255)]
OpenShop = Annotated[Shop, Depends(shop)]


def acting(shop: OpenShop, tenant: Tenant, actor: Actor) -> aio.Acting:
    return shop.palco.acting(tenant=tenant, actor=actor)


def command_id(actor: Actor, key: Key = None) -> UUID | None:
    """The same key again is the same command: it takes effect once, and has the first answer. A command
    id is the whole tenant's, and a key its sender's own: another's is another command."""
    return None if key is None else uuid5(actor, key)


Me = Annotated[aio.Acting, Depends(acting)]
CommandId = Annotated[UUID | None, Depends(command_id)]

T = TypeVar("T")


class Done(BaseModel, Generic[T]):
    """What a command is answered with: its own domain event. What else happened may be of others: a hold
    gives back what another buyer's time was up for."""

    version: int
    repeated: bool
    happened: T | None


def done(answer: Answer, of: type[T]) -> Done[T]:
    return Done(version=answer.version, repeated=answer.repeated, happened=answer.get(of))


@routes.post("/events/{event_id}", status_code=201)
async def draft(event_id: UUID, command: Draft, me: Me, key: CommandId) -> Done[Drafted]:
    return done(await me.events.draft(event_id, command, command_id=key), Drafted)


@routes.post("/events/{event_id}/publication", status_code=201)
async def publish(event_id: UUID, command: Publish, me: Me, key: CommandId) -> Done[Published]:
    return done(await me.events.publish(event_id, command, command_id=key), Published)


@routes.post("/events/{event_id}/box-office", status_code=201)
async def open_box_office(event_id: UUID, command: Open, me: Me, key: CommandId) -> Done[Opened]:
    return done(await me.tickets.open(event_id, command, command_id=key), Opened)


@routes.get("/events/{event_id}/availability")
async def availability(event_id: UUID, me: Me) -> list[Availability]:
    return await me.tickets.availability(event_id)


@routes.get("/events/{event_id}/quota-uses")
async def quota_uses(event_id: UUID, me: Me) -> list[QuotaUse]:
    """What is held, and what is sold: a payment that came in sells what it paid for a moment later."""
    return await me.tickets.quota_uses(event_id)


@routes.post("/events/{event_id}/holds", status_code=201)
async def hold(event_id: UUID, command: HoldTickets, me: Me, key: CommandId) -> Done[TicketsHeld]:
    return done(await me.tickets.hold(event_id, command, command_id=key), TicketsHeld)


@routes.get("/events/{event_id}/holds/{hold_id}")
async def hold_summary(event_id: UUID, hold_id: UUID, me: Me) -> HoldSummary:
    """What is to be paid for it, and until when."""
    return await me.tickets.hold_summary(event_id, hold_id)


@routes.post("/payments/{payment_id}", status_code=201)
async def create_payment(payment_id: UUID, command: Create, me: Me, key: CommandId) -> Done[Created]:
    return done(await me.payments.create(payment_id, command, command_id=key), Created)


@routes.post("/payments/{payment_id}/pix-charge", status_code=201)
async def request_pix_charge(
    payment_id: UUID, command: RequestPixCharge, me: Me, key: CommandId
) -> Done[PixChargeRequested]:
    return done(await me.payments.request_pix_charge(payment_id, command, command_id=key), PixChargeRequested)


@routes.post("/payments/{payment_id}/refunds", status_code=201)
async def request_refund(
    payment_id: UUID, command: RequestRefund, me: Me, key: CommandId
) -> Done[RefundRequested]:
    return done(await me.payments.request_refund(payment_id, command, command_id=key), RefundRequested)


@routes.get("/payments/{payment_id}")
async def payment(payment_id: UUID, me: Me) -> PaymentSummary:
    """How far it is and where the money is; ``pix_code`` is what the payer scans, while it can be paid."""
    return await me.payments.summary(payment_id)


@routes.get("/recipients/{recipient_id}/statement")
async def statement(recipient_id: UUID, tenant: Tenant, shop: OpenShop) -> Statement:
    await shop.books.read_on()
    return recipient_statement(shop.books.of(tenant).entries, recipient_id, "BRL")


@routes.post("/webhooks/{tenant}", status_code=204)
async def webhook(tenant: UUID, request: Request, shop: OpenShop) -> None:
    """Where the bank tells. It signs the bytes: they are taken as they came. Whose they are the address
    tells."""
    came = IncomingWebhook(await request.body(), request.headers.items())
    await take_webhook(shop, tenant, came)


async def take_webhook(shop: Shop, tenant: UUID, webhook: IncomingWebhook) -> None:
    bank: PaymentGateway = shop.bank
    await shop.palco.acting(tenant=tenant, actor=BANK).take_webhook(bank, webhook)


@routes.post("/bank/pay/{payment_id}", status_code=204)
async def pay(payment_id: UUID, tenant: Tenant, shop: OpenShop) -> Response:
    """What the world outside does, since this bank is simulated: the payer pays, the bank tells."""
    paid = shop.bank.pay(payment_id.hex)
    for sent in shop.bank.take_webhooks():
        await take_webhook(shop, tenant, sent)
    return Response(status_code=204 if paid else 404)


async def refuse(_: Request, error: Exception) -> JSONResponse:
    """Every error as it is answered: a status by its kind, a code, and what explains it."""
    status, code, message, details = 500, "internal", "something went wrong", {}
    if isinstance(error, PalcoError):
        forged = error.code == "gateway.webhook_forged"
        status = 401 if forged else STATUS[error.kind]
        code, message, details = error.code, str(error), error.details
    elif isinstance(error, RequestValidationError):
        # What was sent is not repeated, and a name that was sent is not where it looks like a card's number.
        wrong = error.errors()[0]
        at = () if wrong["type"] == "json_invalid" else wrong["loc"][1:]
        path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in at)
        path = CARD.sub("****", path.removeprefix(".")) or "$"
        reason = CARD.sub("****", wrong["msg"])
        status, code, message = 422, "input.invalid", f"{path}: {reason}"
        details = {"path": path, "reason": reason}
    elif isinstance(error, HTTPException):
        # FastAPI's own: no such route, a body that cannot be read.
        status, code, message = error.status_code, "http", error.detail
    return JSONResponse({"code": code, "message": message, "details": details}, status)


@dataclass
class OfTenant:
    """A tenant's ledger, and what moved."""

    ledger: Ledger
    entries: list[Entry] = field(default_factory=list)


class Books:
    """What is read from the feed: the ledger of each tenant.

    It is read on when it is asked, in memory; on PostgreSQL the tables ``recipient_statement`` and
    ``payments`` are kept for SQL.
    """

    def __init__(self, palco: aio.Palco) -> None:
        self.palco = palco
        self.tenants: dict[UUID, OfTenant] = {}
        self.after = "0"
        # One reader after the other, so that no record is passed over.
        self.reading = asyncio.Lock()

    def of(self, tenant: UUID) -> OfTenant:
        return self.tenants.setdefault(tenant, OfTenant(Ledger(tenant)))

    async def read_on(self) -> None:
        async with self.reading:
            async for record in self.palco.feed(after=self.after):
                books = self.of(record.tenant)
                books.entries += books.ledger.take_in([record])
                self.after = record.position
