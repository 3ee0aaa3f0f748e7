// What there is before anything is paid: an event that is on sale, and a buyer who holds two places.

import { randomUUID } from "node:crypto";

/**
 * @typedef {import("../../bindings-node/index.mjs").Acting} Acting
 * @typedef {Record<"organizer" | "artist" | "platform", string>} Recipients
 * @typedef {{ eventId: string, holdId: string, until: string, begins: string }} Held
 */

export const EVENT = "Noite de choro";
export const PLACES = 2;
export const PRICE = { amount: "74.90", currency: "BRL" };
const HOLD_SECONDS = 900;
const TICKET_TYPE = "entry";
const lines = [{ ticket_type: TICKET_TYPE, quantity: PLACES }];

/**
 * 100 places on sale, of which the buyer holds two.
 *
 * @param {Acting} organizer
 * @param {Acting} buyer
 * @returns {Promise<Held>}
 */
export async function setUp(organizer, buyer) {
  const [eventId, holdId] = [randomUUID(), randomUUID()];
  const drafted = await organizer.events.draft(eventId, {
    name: EVENT,
    place: { kind: "online" },
    timezone: "America/Sao_Paulo",
    doors_at: "2027-03-20T20:30:00-03:00",
    starts_at: "2027-03-20T21:00:00-03:00",
    ends_at: "2027-03-20T23:00:00-03:00",
    capacity: 100,
  });
  await organizer.events.publish(eventId);
  const terms = { name: "Entrada", price: PRICE };
  await organizer.tickets.open(eventId, {
    currency: "BRL",
    quotas: [{ quota: "room", size: 100, outermost: true }],
    ticket_types: [{ ticket_type: TICKET_TYPE, quotas: ["room"], terms }],
  });
  const hold = { hold_id: holdId, lines, ttl_seconds: HOLD_SECONDS };
  const held = (await buyer.tickets.hold(eventId, hold)).get("box_office.tickets_held");
  const begins = drafted.records[0]?.position;
  if (held === undefined || begins === undefined) throw new Error("nothing is held");
  return { eventId, holdId, until: held.expires_at, begins };
}

/**
 * The payment for the hold, and who has which part of it.
 *
 * @param {Held} held
 * @param {Recipients} recipients
 */
export function payment({ eventId, holdId, until }, { organizer, artist, platform }) {
  /** @type {import("../../bindings-node/generated/payment.mjs").Split} */
  const split = {
    rules: [
      {
        recipient: organizer,
        share: { kind: "percent", percent: "80" },
        liable: true,
        bears_fee: true,
      },
      { recipient: artist, share: { kind: "percent", percent: "15" }, bears_fee: true },
      { recipient: platform, share: { kind: "remainder" } },
    ],
    fee_on_refund: "proportional",
  };
  return {
    amount: { amount: "149.80", currency: "BRL" },
    method: { kind: /** @type {const} */ ("pix") },
    reference: {
      event_id: eventId,
      hold_id: holdId,
      lines: lines.map((line) => ({ ...line, unit_price: PRICE })),
      hold_expires_at: until,
    },
    split,
  };
}
