// Payments at a gateway: a bank that is simulated, and a gateway of the host's own over it.

import { setTimeout as pause } from "node:timers/promises";

import { SimulatedGateway } from "palco/gateway";

import { connect, eventually, id, inMemory, newId, NOW } from "./world.mjs";

export const brl = (amount) => ({ amount, currency: "BRL" });
export const txidOf = (paymentId) => paymentId.replaceAll("-", "");
export const WHOLE_DAY = { starts_at: "2026-11-23T00:00:00Z", ends_at: "2026-11-24T00:00:00Z" };

/**
 * A method that gives no answer. Its timer holds the promise, which would else be collected and told as one
 * that nobody can settle any more; it keeps no process alive.
 */
export const neverAnswers = () => pause(60_000, undefined, { ref: false });

/** A gateway as a host writes it; each method may be replaced. */
export class HostGateway {
  name = "host";

  constructor(bank, methods = {}) {
    this.bank = bank;
    Object.assign(this, methods);
  }

  async issueCharge(asked) {
    return this.bank.issueCharge(asked);
  }

  async cancelCharge(asked) {
    return this.bank.cancelCharge(asked);
  }

  async refund(asked) {
    return this.bank.refund(asked);
  }

  async query(call) {
    return this.bank.query(call);
  }

  async list(asked) {
    return this.bank.list(asked);
  }

  async verify(webhook) {
    return this.bank.verify(webhook);
  }
}

export const stores = {
  memory: async (test, options) => inMemory(test, options),
  postgres: async (test, options) => connect(test, { maxConnections: 4, ...options }),
};

/** An organizer over a new store, and a bank by the same clock. */
export async function world(test, { store = "memory", conduct = {}, clock }) {
  const palco = await stores[store](test, { clock });
  const bank = new SimulatedGateway(conduct, { clock });
  const tenant = newId();
  const me = palco.acting({ tenant, actor: newId() });
  return { palco, bank, me, tenant };
}

/** A payment of 100.05 by Pix, for which a charge is asked for. */
export async function asked(me, paymentId = newId()) {
  await me.payments.create(paymentId, {
    amount: brl("100.05"),
    method: { kind: "pix" },
    reference: { event_id: id(7) },
  });
  await me.payments.requestPixCharge(paymentId, { expires_at: "2026-11-23T12:10:00Z" });
  return paymentId;
}

export async function stateOf(me, paymentId) {
  return (await me.payments.state(paymentId)).toJSON().created;
}

/** Waits until a payment is so. */
export async function reaches(me, paymentId, status) {
  await eventually(async () => (await stateOf(me, paymentId)).status === status);
}

/** What was taken, as far as it is known: cents that came, that go back, and that went. */
export async function taken(me, paymentId) {
  const { books } = await stateOf(me, paymentId);
  return books.takings.map((of) => [of.amount.amount, of.refund_pending, of.refunded]);
}

export async function takeAll(me, gateway, bank) {
  const answers = [];
  for (const webhook of bank.takeWebhooks()) {
    answers.push(...(await me.takeWebhook(gateway, webhook)));
  }
  return answers;
}

export function refundOf(e2eid, amount) {
  return {
    refund_id: newId(),
    target: { kind: "pix", e2eid },
    amount: brl(amount),
    mode: { kind: "pro_rata" },
    reason: "the show was cancelled",
  };
}

export { NOW };
