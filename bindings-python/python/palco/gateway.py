"""Payment gateways: the port that a host implements, and gateways that are there.

>>> class Vouchers(PaymentGateway):                              # doctest: +SKIP
...     name = "vouchers"
...
...     async def refund(self, asked: Refund) -> list[Fact]:
...         ...                      # POST /refunds, with `asked.key` as the idempotency key

``await palco.run_processors(gateway=Vouchers())`` makes the calls that follow from what happened to
payments; ``await me.take_webhook(gateway, IncomingWebhook(body, headers))`` takes what it tells.
"""

from ._generated.box_office import Period as Period
from ._generated.gateway import *
from ._generated.gateway import Call as Call, Target as Target
from ._keys import SigningKey as SigningKey, WebhookKeys as WebhookKeys
from ._pix_api import (
    DueCharge as DueCharge,
    Payer as Payer,
    PixApiAccount as PixApiAccount,
    PixApiGateway as PixApiGateway,
)
from ._port import (
    Absent as Absent,
    Fact as Fact,
    GatewayError as GatewayError,
    GatewayFailed as GatewayFailed,
    GatewayRefused as GatewayRefused,
    GatewayUnknown as GatewayUnknown,
    IncomingWebhook as IncomingWebhook,
    Inquiry as Inquiry,
    Known as Known,
    Listed as Listed,
    PaymentGateway as PaymentGateway,
    Refused as Refused,
    UnderWay as UnderWay,
    Webhook as Webhook,
    WebhookForged as WebhookForged,
    WebhookUnavailable as WebhookUnavailable,
)
from ._simulated import (
    Conduct as Conduct,
    Movement as Movement,
    SimulatedGateway as SimulatedGateway,
)
