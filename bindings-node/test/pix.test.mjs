// Pix: the codes that the core is tested with, and what is Node's own about it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { pix } from "palco";

import { invalidAt } from "./support/world.mjs";

const vectors = JSON.parse(
  readFileSync(new URL("../../core/tests/br_code.json", import.meta.url), "utf8"),
);
const [STATIC, DYNAMIC] = vectors.map(({ payload }) => payload);
const EVP = "123e4567-e12b-12d1-a456-426655440000";
const receiver = { merchant_name: "Fulano de Tal", merchant_city: "BRASILIA" };

const OF_CRC = {
  right: [],
  lowercase: ["crc_lowercase_hex"],
  mismatch: ["crc_mismatch"],
  missing: ["crc_field_missing_or_not_last"],
};
const FIELDS = [
  ..."kind point_of_initiation account_id gui key description fss url mcc".split(" "),
  ..."merchant_name merchant_city postal_code txid recurrence_id recurrence_url".split(" "),
];

test("every vector is read as everywhere", () => {
  assert.equal(vectors.length, 86);
  for (const vector of vectors) {
    const code = pix.read(vector.payload);
    const reasons = [...code.structure, ...OF_CRC[code.crc], ...code.conformance].sort();
    assert.deepEqual(reasons, vector.reasons.toSorted(), vector.payload);
    assert.equal(code.valid, vector.valid, vector.payload);
    assert.equal(code.accepted, code.valid || reasons.join() === "crc_lowercase_hex");
    for (const name of FIELDS) {
      assert.equal(code[name], vector[name] ?? null, `${name} of ${vector.payload}`);
    }
    assert.equal(code.amount_text, vector.amount ?? null);
    const kind = vector.key_type === "unknown" ? null : (vector.key_type ?? null);
    assert.equal(code.key_kind, kind, vector.payload);
  }
});

test("codes are built to the letter", () => {
  assert.equal(pix.staticCode({ key: EVP, ...receiver }), STATIC);
  const url = "pix.example.com/8b3da2f39a4140d1a91abd93113bd441";
  assert.equal(pix.dynamicCode({ url, point_of_initiation: "12", ...receiver }), DYNAMIC);
  const full = {
    key: EVP,
    amount: "1.5",
    txid: "INGRESSO42",
    description: "Mesa 7, São João",
    fss: "12345678",
    postal_code: "70074-900",
    point_of_initiation: "11",
    recurrence_url: "pix.example.com/rec/1",
    unreserved: [{ id: "81", value: "0008com.acme" }],
    ...receiver,
    merchant_city: undefined,
  };
  assert.throws(() => pix.staticCode(full), invalidAt("merchant_city"));
  const code = pix.read(pix.staticCode({ ...full, merchant_city: "Brasília" }));
  assert.ok(code.valid);
  assert.equal(code.kind, "static+recurrence");
  assert.deepEqual(code.amount, { amount: "1.50", currency: "BRL" });
  assert.equal(code.description, "Mesa 7, Sao Joao");
  assert.equal(code.merchant_city, "Brasilia");
  assert.equal(code.postal_code, "70074900");
  assert.deepEqual(code.unreserved[1], { id: "81", value: "0008com.acme" });
  const again = pix.staticCode({ key: EVP, unreserved: code.unreserved, ...receiver });
  assert.deepEqual(pix.read(again).unreserved, code.unreserved);
  const alone = pix.recurrenceCode({ recurrence_url: "pix.example.com/rec/1", ...receiver });
  assert.equal(pix.read(alone).kind, "recurrence_only");
});

test("a part that is wrong is the path, and is not echoed", () => {
  for (const [path, parts] of [
    ["key", { key: "52998224724" }],
    ["key", { key: "+351912345678" }],
    ["key", { key: undefined }],
    ["key", { key: 52998224725 }],
    ["amount", { amount: 1.5 }],
    ["amount", { amount: "1,00" }],
    ["amount", { amount: "0.00" }],
    ["merchant_name", { merchant_name: "abcdefghijklmnopqrstuvwxyz" }],
    ["merchant_name", { merchant_name: "Fulano \ud800" }],
    ["merchant_city", { merchant_city: null }],
    ["txid", { txid: "INGRESSO-42" }],
    ["description", { description: "abcdefghijklmnopqrstuvwxyz 01234567890" }],
    ["fss", { fss: "1234567" }],
    ["postal_code", { postal_code: "7007490" }],
    ["point_of_initiation", { point_of_initiation: "13" }],
    ["recurrence_url", { recurrence_url: "https://pix.example.com" }],
    ["unreserved", { unreserved: [{ id: "79", value: "0008com.acme" }] }],
    ["unreserved", { unreserved: {} }],
    ["unreserved", { unreserved: [{ id: "81" }] }],
    ["url", { url: "pix.example.com/1" }],
    ["expected", { expected: "a part that there is" }],
  ]) {
    const build = () => pix.staticCode({ key: EVP, ...receiver, ...parts });
    assert.throws(build, invalidAt(path), path);
    try {
      build();
    } catch (error) {
      assert.ok(!error.message.includes("52998224724") && !error.message.includes("+3519"));
    }
  }
  assert.throws(() => pix.dynamicCode({ ...receiver }), invalidAt("url"));
  assert.throws(() => pix.recurrenceCode({ ...receiver }), invalidAt("recurrence_url"));
  for (const bad of [null, 1, "key", []]) {
    assert.throws(() => pix.staticCode(bad), invalidAt("options"));
  }
});

test("values are brought to their canonical form", () => {
  assert.deepEqual(pix.parseCpf("529.982.247-25"), {
    text: "52998224725",
    masked: "529.982.247-25",
  });
  assert.equal(pix.parseCnpj("12.abc.345/01de-35").text, "12ABC34501DE35");
  for (const [text, kind, canonical] of [
    ["11912345684", "cpf", "11912345684"],
    ["12ABC34501DE35", "cnpj", "12ABC34501DE35"],
    ["+55 (21) 91234-5678", "phone", "+5521912345678"],
    ["Fulano@Example.com", "email", "fulano@example.com"],
    [EVP.toUpperCase(), "evp", EVP],
  ]) {
    assert.deepEqual(pix.parseKey(text), { text: canonical, kind, brazilian: true });
  }
  assert.equal(pix.parseKey("+12").brazilian, false);
  const txid = { text: "a1", fits_static_code: true, fits_charge: false };
  assert.deepEqual(pix.parseTxid("a1"), txid);
  const id = "12345678202601101430ghijk789012";
  const known = { ispb: "12345678", minute: "2026-01-10T14:30:00.000Z" };
  assert.deepEqual(pix.parseEndToEndId(`E${id}`), { text: `E${id}`, ...known });
  assert.deepEqual(pix.parseRtrId(`D${id}`), { text: `D${id}`, ...known });
});

test("what is not of the form is invalid, and is not echoed", () => {
  for (const [parse, path, text] of [
    [pix.parseCpf, "cpf", "52998224724"],
    [pix.parseCnpj, "cnpj", "12ABC34501DE36"],
    [pix.parseKey, "key", "21912345678"],
    [pix.parseTxid, "txid", "PEDIDO 42"],
    [pix.parseEndToEndId, "end_to_end_id", "E12345678202602311430ghijk789012"],
    [pix.parseRtrId, "rtr_id", "E12345678202601101430ghijk789012"],
  ]) {
    assert.throws(() => parse(text), invalidAt(path), path);
    for (const bad of [undefined, null, 52998224725, {}, ""]) {
      assert.throws(() => parse(bad), invalidAt(path), path);
    }
    if (["cpf", "cnpj", "key"].includes(path)) {
      assert.throws(
        () => parse(text),
        (error) => !error.message.includes(text),
      );
    }
  }
});

test("pictures are of valid codes", () => {
  assert.match(pix.svg(STATIC), /^<svg .*<\/svg>$/);
  const lines = pix.terminal(STATIC).trimEnd().split("\n");
  const widths = lines.map((line) => line.replaceAll(/\x1b\[[\d;]*m/g, "").length);
  assert.deepEqual(new Set(widths), new Set([2 * lines.length - 1]));
  assert.match(lines[5], /[█▀▄]/);
  const [small, large] = [pix.png(STATIC, 1), pix.png(STATIC)];
  assert.ok(Buffer.isBuffer(small) && small.length < large.length);
  assert.equal(small.toString("latin1", 1, 4), "PNG");
  for (const code of [STATIC.replace("1D3D", "1d3d"), "x", null]) {
    assert.throws(() => pix.svg(code), invalidAt("code"));
    assert.throws(() => pix.terminal(code), invalidAt("code"));
    assert.throws(() => pix.png(code), invalidAt("code"));
  }
  for (const pixels of [0, 65, -1, 1.5, "8", NaN]) {
    assert.throws(() => pix.png(STATIC, pixels), invalidAt("modulePixels"));
  }
});

test("refunds end after ninety days of São Paulo", () => {
  const settled = new Date("2026-01-10T23:59:00-03:00");
  assert.equal(pix.lastRefundDay(settled), "2026-04-10");
  assert.equal(pix.lastRefundDay("2026-01-11T03:00:00Z"), "2026-04-11");
  assert.equal(pix.isRefundable(settled, "2026-04-11T02:59:59.999Z"), true);
  assert.equal(pix.isRefundable(settled, new Date("2026-04-11T03:00:00Z")), false);
  for (const bad of [new Date(NaN), "2026-01-10", null, 0]) {
    assert.throws(() => pix.lastRefundDay(bad), invalidAt("settledAt"));
    assert.throws(() => pix.isRefundable(settled, bad), invalidAt("now"));
  }
});

test("any text is answered", () => {
  assert.deepEqual(pix.read("0".repeat(1_000_000)).structure, ["over_512"]);
  assert.equal(pix.read("\ud800").valid, false);
  for (const bad of [undefined, null, 1, {}]) {
    assert.throws(() => pix.read(bad), invalidAt("code"));
  }
});
