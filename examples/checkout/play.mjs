// The payment itself: what is asked of the gateway, what the bank does, and what comes of it.

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

// In a project of your own: from "palco" and "palco/gateway".
import { ManualClock, Palco } from "../../bindings-node/index.mjs";
import { SimulatedGateway } from "../../bindings-node/lib/gateway.mjs";
import { payment, PLACES, PRICE, setUp } from "./stage.mjs";
import { cents, readFeed, totalsOf } from "./totals.mjs";

const BEGINS = "2026-11-23T12:00:00Z";
const MINUTE = 60_000;
/** How long the background may take for what follows. */
const PATIENCE = 60_000;
const WRONG_AMOUNT = { amount: "100.00", currency: "BRL" };

/**
 * @param {string} store `memory`, or the URL of a PostgreSQL database
 * @param {string} bank
 */
export async function play(store, bank) {
  const clock = new ManualClock(BEGINS);
  const palco =
    store === "memory" ? Palco.inMemory({ clock }) : await Palco.connect(store, { clock });
  try {
    return await new Checkout(palco, clock).run(bank);
  } finally {
    await palco.close();
  }
}

class Checkout {
  tenant = randomUUID();
  paymentId = randomUUID();
  recipients = { organizer: randomUUID(), artist: randomUUID(), platform: randomUUID() };

  /**
   * @param {Palco} palco
   * @param {ManualClock} clock
   */
  constructor(palco, clock) {
    this.palco = palco;
    this.clock = clock;
    this.gateway = new SimulatedGateway({ pix_fee: "1", copies: 3 }, { clock });
    this.organizer = palco.acting({ tenant: this.tenant, actor: randomUUID() });
    this.buyer = palco.acting({ tenant: this.tenant, actor: randomUUID() });
  }

  /** @param {string} bank */
  async run(bank) {
    const held = await setUp(this.organizer, this.buyer);
    await this.palco.startProcessors({ readModels: [], gateway: this.gateway });
    const code = await this.ask(held);
    await this.pay(bank, held);
    await this.follow(bank, held);
    await this.giveBack(bank);
    await this.palco.stopProcessors();

    const records = await readFeed(this.palco, this.tenant, held.begins);
    const state = (await this.organizer.payments.state(this.paymentId)).toJSON();
    if (!("created" in state)) throw new Error("no payment");
    const sold = await this.placesSold(held);
    const movedTwice = this.gateway.movedTwice();
    const { tenant, recipients } = this;
    const totals = totalsOf({ tenant, recipients, records, state: state.created, sold, movedTwice });
    return { code, records, totals };
  }

  /**
   * Makes the payment, asks for a charge, and gives its code once the gateway has issued it.
   *
   * @param {import("./stage.mjs").Held} held
   */
  async ask(held) {
    await this.buyer.payments.create(this.paymentId, payment(held, this.recipients));
    await this.buyer.payments.requestPixCharge(this.paymentId, { expires_at: held.until });
    await this.until("charge", async () => (await this.payment()).status === "awaiting_pix");
    await this.takeWebhooks();
    const { pix_code: code } = await this.payment();
    if (code === null) throw new Error("a charge without a code");
    return code;
  }

  /**
   * The payer's bank, as it behaves.
   *
   * @param {string} bank
   * @param {import("./stage.mjs").Held} held
   */
  async pay(bank, held) {
    const txid = this.paymentId.replaceAll("-", "");
    if (bank === "late") {
      this.clock.set(new Date(Date.parse(held.until) + 5_000));
      this.gateway.pay(txid);
    } else if (bank === "silent") {
      this.clock.set(held.until);
      await this.organizer.payments.expireCharge(this.paymentId);
    } else {
      this.clock.advance(2 * MINUTE);
      if (bank === "wrong-amount") this.gateway.payAnyway(txid, WRONG_AMOUNT);
      else this.gateway.pay(txid);
      if (bank === "twice") {
        this.clock.advance(MINUTE);
        this.gateway.pay(txid);
      }
    }
    await this.takeWebhooks();
  }

  /**
   * Waits for what follows by itself: places that are sold, money that goes back.
   *
   * @param {string} bank
   * @param {import("./stage.mjs").Held} held
   */
  async follow(bank, held) {
    const sold = bank === "on-time" || bank === "twice" ? PLACES : 0;
    const back = bank === "late" || bank === "twice" ? PLACES * cents(PRICE) : 0;
    await this.until("sale, or money back", async () => {
      return (await this.placesSold(held)) === sold && (await this.refunded()) === back;
    });
    await this.takeWebhooks();
  }

  /**
   * The organizer gives back one ticket of a sale, and what nobody asked for and waits for somebody.
   *
   * @param {string} bank
   */
  async giveBack(bank) {
    if (bank === "late" || bank === "silent") return;
    const sold = bank !== "wrong-amount";
    this.clock.advance(MINUTE);
    const { takings } = await this.payment();
    const of = takings.find(({ origin }) => origin === (sold ? "captured" : "mismatch"));
    if (of === undefined) throw new Error("money that did not come");
    const amount = sold ? PRICE : WRONG_AMOUNT;
    const before = await this.refunded();
    await this.organizer.payments.requestRefund(this.paymentId, {
      refund_id: randomUUID(),
      target: of.target,
      amount,
      mode: { kind: "pro_rata" },
      reason: sold ? "one of the two cannot come" : "another amount was asked for",
    });
    await this.until("refund", async () => (await this.refunded()) === before + cents(amount));
    await this.takeWebhooks();
  }

  /** All that the gateway has sent by now, each as often as it comes and in its order. */
  async takeWebhooks() {
    for (const webhook of this.gateway.takeWebhooks()) {
      await this.organizer.takeWebhook(this.gateway, webhook);
    }
  }

  payment() {
    return this.organizer.payments.summary(this.paymentId);
  }

  /** What reached the payer again, in cents. */
  async refunded() {
    return cents((await this.payment()).refunded);
  }

  /** @param {import("./stage.mjs").Held} held */
  async placesSold({ eventId }) {
    const quotas = await this.organizer.tickets.quotaUses(eventId);
    return quotas.reduce((sum, quota) => sum + quota.sold, 0);
  }

  /**
   * Asks until it is so.
   *
   * @param {string} what
   * @param {() => Promise<boolean>} holds
   */
  async until(what, holds) {
    const deadline = Date.now() + PATIENCE;
    while (!(await holds())) {
      if (Date.now() > deadline) throw new Error(`waited for a ${what} that never came`);
      await pause(5);
    }
  }
}
