"""What came of it: figures that are the same in every language and on every store, and the story as people
read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from checkout_stage import EVENT, PLACES, PRICE, Recipients
from palco import Money, Palco, Record, pix
from palco.gateway import Movement
from palco.ledger import Account, Ledger, recipient_statement


@dataclass(frozen=True)
class Story:
    """The code that the buyer scans, all that is recorded, and the totals."""

    code: str
    records: list[Record]
    totals: dict[str, Any]


def read_feed(palco: Palco, tenant: UUID, after: str) -> list[Record]:
    """All that is recorded of the tenant after a position: the feed is that of all tenants."""
    return [record for record in palco.feed(after=after) if record.tenant == tenant]


def totals_of(
    *,
    tenant: UUID,
    recipients: Recipients,
    records: Sequence[Record],
    state: Mapping[str, Any],
    places_sold: int,
    moved_twice: Sequence[Movement],
) -> dict[str, Any]:
    """Folds all that is recorded of the tenant. Amounts are BRL, with two decimals."""
    books = Ledger(tenant)
    entries = books.take_in(records)
    balances = books.balances()
    names: dict[UUID | None, str] = {
        recipients["artist"]: "artist",
        recipients["organizer"]: "organizer",
        recipients["platform"]: "platform",
    }
    takings = state["books"]["takings"]
    asked = [taking for taking in takings if taking["origin"] == "captured"]
    surplus = [taking for taking in takings if taking["origin"] != "captured"]
    accounts = [account for taking in takings for account in taking["ledger"]["accounts"]]
    statements = {
        id: recipient_statement(entries, id, "BRL") for id in names if id is not None
    }

    def name_of(account: Account) -> str:
        """What is owed to a recipient stands under the recipient's name."""
        return names[account.recipient] if account.kind == "payable" else account.kind

    return {
        "payment": state["status"],
        "places_sold": places_sold,
        "paid": brl(sum(minor(taking) for taking in asked)),
        "not_asked_for": brl(sum(minor(taking) for taking in surplus)),
        "refunded": brl(sum(taking["refunded"] for taking in takings)),
        "split": [
            {
                "recipient": names[UUID(account["recipient"])],
                "share": brl(account["share"]),
                "fee": brl(account["fee"]),
                "refunded": brl(account["pro_rata"] + account["directed"]),
                "fee_back": brl(account["fee_back"]),
                "balance": brl(balance_of(account)),
            }
            for account in accounts
        ],
        "ledger": dict(sorted((name_of(of.account), str(of.balance.amount)) for of in balances)),
        "statements": {
            names[id]: [
                {"amount": str(line.amount.amount), "balance": str(line.balance.amount)}
                for line in statement.lines
            ]
            for id, statement in statements.items()
        },
        "domain_events": [
            record.domain_event.type
            for record in records
            if record.domain_event.type.startswith("payment.")
        ],
        "verified": {
            "ledger_adds_up_to_nothing": sum(cents(of.balance) for of in balances) == 0,
            "statements_are_what_the_split_says": all(
                cents(statements[UUID(account["recipient"])].balance) == balance_of(account)
                for account in accounts
            ),
            "nothing_moved_twice": not moved_twice,
        },
    }


def cents(money: Money) -> int:
    return int(money.amount * 100)


def minor(taking: Mapping[str, Any]) -> int:
    return cents(Money.model_validate(taking["amount"]))


def brl(of: int) -> str:
    return f"{of // 100}.{of % 100:02}" if of >= 0 else f"-{brl(-of)}"


def balance_of(account: Mapping[str, int]) -> int:
    """What a recipient is owed, in cents."""
    given = account["share"] - account["fee"] + account["fee_back"]
    return given - account["pro_rata"] - account["directed"] - account["disputed"]


def report(bank: str, story: Story) -> None:
    totals = story.totals
    print(f"{EVENT}: {PLACES} places at {PRICE} are held, to be paid with\n\n{story.code}\n")
    print(pix.terminal(story.code))
    print(f"what happened, the bank being {bank}")
    for record in story.records:
        print(f"  {record.recorded_at:%Y-%m-%dT%H:%M:%SZ}  {record.domain_event.type}")
    print(f"\nthe payment is {totals['payment']}, {totals['places_sold']} places are sold")
    row(28, "paid", totals["paid"])
    row(28, "came and was not asked for", totals["not_asked_for"])
    row(28, "went back", totals["refunded"])
    tables(totals)
    adds_up, agree, once = totals["verified"].values()
    print("\nverified: ", end="")
    print("the ledger adds up to nothing" if adds_up else "THE LEDGER IS OFF", end=", ")
    print("the statements are what the split says" if agree else "THE STATEMENTS DIFFER", end=", ")
    print("nothing moved twice" if once else "MONEY MOVED TWICE")


def tables(totals: Mapping[str, Any]) -> None:
    if totals["split"]:
        print()
        row(12, "split", "share", "fee", "refunded", "fee back", "balance")
    for account in totals["split"]:
        row(12, *account.values())
    print("\n  the ledger, debit above 0")
    for account, balance in totals["ledger"].items():
        row(28, account, balance)
    for recipient, lines in totals["statements"].items():
        if lines:
            print()
            row(18, f"{recipient}'s lines", "amount", "balance")
        for line in lines:
            row(18, "", line["amount"], line["balance"])


def row(width: int, name: str, *cells: str) -> None:
    print(f"  {name:{width}}" + "".join(f"{cell:>10}" for cell in cells))
