"""Money takes what the wire takes, and nothing that looks like it."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from palco import Invalid, Money
from palco._native import money_amount

BAD = [
    "-0", "-0.00", "+1", "1e2", "1E+2", "NaN", "inf", "1.", ".5", "01", "1.000", "", "1 ", " 1",
    "1,00", "1_000", "٣", "10000000000000", "9999999999999.999", 120, 120.0, 1.5, True, None,
    Decimal("NaN"), Decimal("Infinity"), Decimal("-0"), Decimal("-0.00"), Decimal("1E+2"),
    Decimal("1.005"), Decimal("1.000"), Decimal("0.1234567890123456789012345678901"),
    Decimal("1E-7"), Decimal(10) ** 13, b"1", [1],
]  # fmt: skip


@pytest.mark.parametrize("amount", BAD, ids=repr)
def test_bad_money_is_refused(amount: object) -> None:
    with pytest.raises(ValidationError):
        Money(amount=amount, currency="BRL")  # type: ignore[arg-type]
    if isinstance(amount, str):
        with pytest.raises(Invalid):
            money_amount(amount, "BRL")


@pytest.mark.parametrize(
    ("amount", "currency", "exact"),
    [
        ("120", "BRL", "120.00"),
        ("120.5", "BRL", "120.50"),
        ("-0.01", "BRL", "-0.01"),
        ("9999999999999.99", "BRL", "9999999999999.99"),
        ("12000", "JPY", "12000"),
        ("1.234", "KWD", "1.234"),
        (Decimal("120.5"), "BRL", "120.50"),
        (Decimal("0"), "BRL", "0.00"),
    ],
)
def test_good_money_is_exact(amount: str | Decimal, currency: str, exact: str) -> None:
    money = Money(amount=amount, currency=currency)  # type: ignore[arg-type]
    assert str(money.amount) == exact
    text = money.model_dump_json()
    assert text == f'{{"currency":"{currency}","amount":"{exact}"}}'
    assert Money.model_validate_json(text) == money


@pytest.mark.parametrize("currency", ["", "BR", "brl", "XXX", "ZZZ", "BRLX", "BR\ud800", 7, None])
def test_a_bad_currency_is_refused(currency: object) -> None:
    with pytest.raises(ValidationError):
        Money(amount="1", currency=currency)  # type: ignore[arg-type]
