"""Pix: the codes that the core is tested with, and what is Python's own about it."""

import copy
import doctest
import json
import pickle
import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from palco import Invalid, pix

VECTORS = json.loads((Path(__file__).parents[2] / "core/tests/br_code.json").read_text())
EVP = "123e4567-e12b-12d1-a456-426655440000"
MERCHANT: dict[str, Any] = {"merchant_name": "Fulano de Tal", "merchant_city": "Brasília"}
STATIC = VECTORS[0]["payload"]
DYNAMIC = VECTORS[1]["payload"]
FIELDS = (
    "kind point_of_initiation account_id gui key description fss url mcc merchant_name "
    "merchant_city postal_code txid recurrence_id recurrence_url"
).split()


def test_the_examples_of_the_module() -> None:
    results = doctest.testmod(pix)
    assert results.attempted > 5 and results.failed == 0


def test_there_are_all_vectors() -> None:
    assert len(VECTORS) == 86


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_a_vector_is_read_as_everywhere(vector: dict[str, Any]) -> None:
    code = pix.read(vector["payload"])
    of_crc = {
        "right": (),
        "lowercase": ("crc_lowercase_hex",),
        "mismatch": ("crc_mismatch",),
        "missing": ("crc_field_missing_or_not_last",),
    }[code.crc]
    reasons = sorted(code.structure + of_crc + code.conformance)
    assert (code.valid, reasons) == (vector["valid"], sorted(vector["reasons"]))
    assert code.accepted == (code.valid or reasons == ["crc_lowercase_hex"])
    for name in FIELDS:
        assert getattr(code, name) == vector.get(name), name
    assert code.amount_text == vector.get("amount")
    key_type = vector.get("key_type")
    assert code.key_kind == (None if key_type == "unknown" else key_type)
    assert ("amount_not_canonical" in code.warnings) == vector.get("amount_not_canonical", False)


def test_codes_are_built_to_the_letter() -> None:
    assert pix.static_code(key=EVP.upper(), **MERCHANT | {"merchant_city": "BRASILIA"}) == STATIC
    url = "pix.example.com/8b3da2f39a4140d1a91abd93113bd441"
    dynamic = pix.dynamic_code(
        url=url, merchant_name="Fulano de Tal", merchant_city="BRASILIA", point_of_initiation="12"
    )
    assert dynamic == DYNAMIC
    full = pix.static_code(
        key=EVP,
        amount=Decimal("1.5"),
        txid=pix.Txid("INGRESSO42"),
        description="Mesa 7",
        fss="12345678",
        postal_code="70074-900",
        point_of_initiation="11",
        recurrence_url="pix.example.com/rec/1",
        unreserved={81: "0008com.acme"},
        **MERCHANT,
    )
    code = pix.read(full)
    assert code.valid and code.kind == "static+recurrence"
    assert (code.amount, code.amount_text) == (Decimal("1.50"), "1.50")
    assert (code.txid, code.description, code.postal_code) == ("INGRESSO42", "Mesa 7", "70074900")
    assert code.merchant_city == "Brasilia"
    assert list(code.unreserved) == [80, 81] and code.unreserved[81] == "0008com.acme"
    again = pix.static_code(key=EVP, unreserved=code.unreserved, **MERCHANT)
    assert pix.read(again).unreserved == code.unreserved
    alone = pix.recurrence_code(recurrence_url="pix.example.com/rec/1", **MERCHANT)
    assert pix.read(alone).kind == "recurrence_only"


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("key", {"key": "52998224724"}),
        ("key", {"key": "+351912345678"}),
        ("key", {"key": None}),
        ("key", {"key": 52998224725}),
        ("amount", {"amount": 1.5}),
        ("amount", {"amount": 1}),
        ("amount", {"amount": Decimal("1e3")}),
        ("amount", {"amount": Decimal("NaN")}),
        ("amount", {"amount": Decimal("0.00")}),
        ("amount", {"amount": Decimal("1.001")}),
        ("amount", {"amount": "1,00"}),
        ("merchant_name", {"merchant_name": "abcdefghijklmnopqrstuvwxyz"}),
        ("merchant_name", {"merchant_name": "Fulano \ud800"}),
        ("merchant_city", {"merchant_city": b"Rio"}),
        ("txid", {"txid": "INGRESSO-42"}),
        ("description", {"description": "abcdefghijklmnopqrstuvwxyz 01234567890"}),
        ("fss", {"fss": "1234567"}),
        ("postal_code", {"postal_code": "7007490"}),
        ("point_of_initiation", {"point_of_initiation": "13"}),
        ("recurrence_url", {"recurrence_url": "https://pix.example.com"}),
        ("unreserved", {"unreserved": {79: "0008com.acme"}}),
    ],
)
def test_a_part_that_is_wrong_is_the_path(path: str, parts: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as wrong:
        pix.static_code(**{"key": EVP, **MERCHANT, **parts})
    assert (wrong.value.path, wrong.value.code) == (path, "input.invalid")
    assert str(parts.get("key")) not in str(wrong.value) or parts.get("key") is None


def test_values_are_text_in_their_canonical_form() -> None:
    cpf = pix.Cpf("529.982.247-25")
    assert cpf == "52998224725" and cpf.masked == "529.982.247-25"
    assert {cpf: 1}["52998224725"] == 1 and json.dumps(cpf) == '"52998224725"'
    cnpj = pix.Cnpj("12.abc.345/01de-35")
    assert cnpj == "12ABC34501DE35" and cnpj.masked == "12.ABC.345/01DE-35"
    txid = pix.Txid("INGRESSO42")
    assert txid.fits_static_code and not txid.fits_charge
    end_to_end = pix.EndToEndId("E12345678202601101430ghijk789012")
    assert end_to_end.ispb == "12345678"
    assert end_to_end.minute == datetime(2026, 1, 10, 14, 30, tzinfo=timezone.utc)
    assert pix.RtrId("D12345678202601101430ghijk789012").minute == end_to_end.minute
    for value in (cpf, cnpj, txid, end_to_end, pix.Key("a@b.co")):
        for again in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
            assert again == value and type(again) is type(value)
            assert again._known == value._known


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("529.982.247-25", "cpf", "52998224725"),
        ("11912345684", "cpf", "11912345684"),
        ("12ABC34501DE35", "cnpj", "12ABC34501DE35"),
        ("+55 (21) 91234-5678", "phone", "+5521912345678"),
        ("Fulano@Example.com", "email", "fulano@example.com"),
        (EVP.upper(), "evp", EVP),
    ],
)
def test_every_kind_of_key(text: str, kind: str, canonical: str) -> None:
    key = pix.Key(text)
    assert (key.kind, key) == (kind, canonical)


@pytest.mark.parametrize(
    ("type_", "path", "text"),
    [
        (pix.Cpf, "cpf", "52998224724"),
        (pix.Cnpj, "cnpj", "12ABC34501DE36"),
        (pix.Key, "key", "21912345678"),
        (pix.Txid, "txid", "PEDIDO 42"),
        (pix.EndToEndId, "end_to_end_id", "E12345678202602311430ghijk789012"),
        (pix.RtrId, "rtr_id", "E12345678202601101430ghijk789012"),
        (pix.Cpf, "cpf", 52998224725),
        (pix.Key, "key", None),
        (pix.Txid, "txid", b"a"),
    ],
)
def test_what_is_not_of_the_form_is_invalid(type_: Any, path: str, text: Any) -> None:
    with pytest.raises(Invalid) as wrong:
        type_(text)
    assert wrong.value.path == path


def test_personal_data_is_not_shown() -> None:
    for value in (pix.Cpf("52998224725"), pix.Cnpj("11222333000181"), pix.Key("a@b.co")):
        assert repr(value) == f"{type(value).__name__}('***')"
        assert f"{value}" == str(value) != repr(value)
    assert repr(pix.Txid("a")) == "Txid('a')"
    shown = repr(pix.read(STATIC))
    assert "static" in shown and EVP not in shown and "Fulano" not in shown
    for type_, text in ((pix.Cpf, "52998224724"), (pix.Key, "21912345678")):
        with pytest.raises(Invalid) as wrong:
            type_(text)
        assert text not in str(wrong.value)


def test_pictures_are_of_valid_codes() -> None:
    assert pix.svg(STATIC).startswith("<svg ") and pix.svg(STATIC).endswith("</svg>")
    lines = pix.terminal(STATIC).splitlines()
    widths = {len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in lines}
    assert widths == {2 * len(lines) - 1} and {"█", "▀", "▄"} <= set(lines[5])
    small, large = pix.png(STATIC, 1), pix.png(STATIC, module_pixels=64)
    assert isinstance(small, bytes) and small[:4] == b"\x89PNG" and len(small) < len(large)
    for code in (STATIC.replace("1D3D", "1d3d"), "x", None):
        for draw in (pix.svg, pix.png, pix.terminal):
            with pytest.raises(Invalid) as wrong:
                draw(code)
            assert wrong.value.path == "code"
    for pixels in (0, 65, -1, 1.5, "8"):
        with pytest.raises(Invalid) as wrong:
            pix.png(STATIC, pixels)  # type: ignore[arg-type]
        assert wrong.value.path == "module_pixels"


def test_refunds_end_after_ninety_days_of_sao_paulo() -> None:
    settled = datetime(2026, 1, 10, 23, 59, tzinfo=timezone(timedelta(hours=-3)))
    assert pix.last_refund_day(settled) == date(2026, 4, 10)
    assert pix.last_refund_day("2026-01-11T03:00:00Z") == date(2026, 4, 11)
    assert pix.is_refundable(settled, "2026-04-11T02:59:59.999Z")
    assert not pix.is_refundable(settled, "2026-04-11T03:00:00Z")
    for bad in (datetime(2026, 1, 10), "2026-01-10", None):
        with pytest.raises(Invalid) as wrong:
            pix.last_refund_day(bad)  # type: ignore[arg-type]
        assert wrong.value.path == "settled_at"


def test_a_text_of_another_type_is_invalid() -> None:
    for bad in (None, 1, b"000201", "\ud800"):
        with pytest.raises(Invalid) as wrong:
            pix.read(bad)  # type: ignore[arg-type]
        assert wrong.value.path == "code"
    assert pix.read("0" * 1_000_000).structure == ("over_512",)


def test_templates_that_are_no_dict_are_invalid() -> None:
    with pytest.raises(Invalid) as wrong:
        pix.static_code(key=EVP, unreserved=[1], **MERCHANT)  # type: ignore[arg-type]
    assert wrong.value.path == "unreserved"
