// What a careful programmer would write without Palco: the same rules of a hold in plain
// JavaScript, with a decimal library for the money, a map for the holds, and a heap for the order of
// their lapse. hold.mjs checks that it gives the same domain events.

import Decimal from "decimal.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const CODE = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const ACCESS_CODE = /^[A-Za-z0-9_-]{4,64}$/;
const LAPSES_PER_COMMAND = 100;

class Refused extends Error {
  constructor(code, details) {
    super(code);
    Object.assign(this, { code, details });
  }
}

function only(object, known) {
  for (const name in object) {
    if (!known.has(name)) throw new Refused("input.invalid", { path: name });
  }
}

function integer(value, least, most, path) {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new Refused("input.invalid", { path });
}

function matching(value, pattern, path) {
  if (typeof value === "string" && pattern.test(value)) return value;
  throw new Refused("input.invalid", { path });
}

const HOLD = new Set(["type", "hold_id", "lines", "ttl_seconds"]);
const LINE = new Set(["ticket_type", "quantity", "access_code"]);

function checked(command) {
  only(command, HOLD);
  const { hold_id, lines, ttl_seconds } = command;
  if (!Array.isArray(lines) || lines.length < 1 || lines.length > 100) {
    throw new Refused("input.invalid", { path: "lines" });
  }
  for (const line of lines) {
    only(line, LINE);
    matching(line.ticket_type, CODE, "ticket_type");
    integer(line.quantity, 1, Number.MAX_SAFE_INTEGER, "quantity");
    if (line.access_code != null) matching(line.access_code, ACCESS_CODE, "access_code");
  }
  if (hold_id != null) matching(hold_id, UUID, "hold_id");
  const ttl = ttl_seconds === undefined ? 900 : integer(ttl_seconds, 60, 3_600, "ttl_seconds");
  return { hold_id, lines, ttl };
}

/** Holds by the instant of their lapse, the next one first; those that are gone are passed over. */
class Heap {
  entries = [];

  push(at, id) {
    const { entries } = this;
    let index = entries.push({ at, id }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (entries[parent].at <= entries[index].at) break;
      [entries[parent], entries[index]] = [entries[index], entries[parent]];
      index = parent;
    }
  }

  pop() {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop();
    if (entries.length > 0) {
      entries[0] = last;
      this.#sink();
    }
    return top;
  }

  #sink() {
    const { entries } = this;
    for (let index = 0; ;) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      let least = index;
      if (left < entries.length && entries[left].at < entries[least].at) least = left;
      if (right < entries.length && entries[right].at < entries[least].at) least = right;
      if (least === index) return;
      [entries[least], entries[index]] = [entries[index], entries[least]];
      index = least;
    }
  }
}

const text = (millis) => new Date(millis).toISOString();

/** An open box office, as far as holds go. */
export class PlainOffice {
  last = 0;
  closed = false;
  quotas = new Map();
  types = new Map();
  holds = new Map();
  expiry = new Heap();
  /** Lapsed, places freed, and no notice of it given yet. */
  lapsed = [];

  constructor({ quotas, ticket_types }) {
    const outermost = quotas.find((of) => of.outermost).quota;
    for (const { quota, size } of quotas)
      this.quotas.set(quota, { size, sold: 0, blocked: 0, held: 0 });
    for (const { ticket_type, quotas: of, terms } of ticket_types) {
      const price = { amount: new Decimal(terms.price.amount), currency: terms.price.currency };
      const draws = [outermost, ...of.filter((quota) => quota !== outermost)];
      this.types.set(ticket_type, { quotas: draws, terms: { ...terms, price }, buyers: new Map() });
    }
  }

  decide(command, { actor, now: at, commandId }) {
    const { hold_id = commandId, lines, ttl } = checked(command);
    const now = Math.max(Date.parse(at), this.last);
    if (this.closed) throw new Refused("box_office.not_open", {});
    const due = this.#due(now);
    if (this.holds.has(hold_id) || this.lapsed.some((of) => of.hold_id === hold_id)) {
      throw new Refused("box_office.duplicate", { what: hold_id });
    }
    const [priced, demand] = [new Map(), new Map()];
    for (const line of lines) {
      const type = this.#onSale(line, now);
      for (const quota of type.quotas) demand.set(quota, (demand.get(quota) ?? 0) + line.quantity);
      priced.set(line.ticket_type, (priced.get(line.ticket_type) ?? 0) + line.quantity);
    }
    for (const [code, requested] of priced) this.#withinLimits(code, requested, actor, due);
    for (const [code, requested] of demand) this.#room(code, requested, due);
    const happened = this.lapsed.map((of) => lapse(of.hold_id, of.buyer, of.expires_at, now));
    for (const [id, hold] of due) happened.push(lapse(id, hold.buyer, hold.expires_at, now));
    happened.length = Math.min(happened.length, LAPSES_PER_COMMAND);
    happened.push({
      type: "box_office.tickets_held",
      hold_id,
      buyer: actor,
      lines: Array.from(priced, ([ticket_type, quantity]) => {
        const { amount, currency } = this.types.get(ticket_type).terms.price;
        return { ticket_type, quantity, unit_price: { amount: amount.toFixed(2), currency } };
      }),
      expires_at: text(now + ttl * 1_000),
      at: text(now),
    });
    return happened;
  }

  evolve(domainEvents) {
    for (const happened of domainEvents) {
      this.#advance(Date.parse(happened.at));
      if (happened.type === "box_office.hold_lapsed") {
        const index = this.lapsed.findIndex((of) => of.hold_id === happened.hold_id);
        if (index >= 0) this.lapsed.splice(index, 1);
      } else this.#take(happened);
    }
  }

  #take({ hold_id, buyer, lines, expires_at }) {
    const until = Date.parse(expires_at);
    const kept = lines.map(({ ticket_type, quantity, unit_price: { amount, currency } }) => {
      this.#count(ticket_type, quantity, buyer);
      return { ticket_type, quantity, unit_price: { amount: new Decimal(amount), currency } };
    });
    this.holds.set(hold_id, { buyer, lines: kept, expires_at: until });
    this.expiry.push(until, hold_id);
  }

  /** Frees the places of the holds that are over. */
  #advance(at) {
    this.last = Math.max(this.last, at);
    const { entries } = this.expiry;
    while (entries.length > 0 && entries[0].at <= this.last) {
      const { id } = this.expiry.pop();
      const hold = this.holds.get(id);
      if (hold === undefined) continue;
      this.holds.delete(id);
      for (const line of hold.lines) this.#count(line.ticket_type, -line.quantity, hold.buyer);
      this.lapsed.push({ hold_id: id, buyer: hold.buyer, expires_at: hold.expires_at });
    }
  }

  #count(code, quantity, buyer) {
    const type = this.types.get(code);
    for (const quota of type.quotas) this.quotas.get(quota).held += quantity;
    if (type.terms.max_per_buyer === undefined) return;
    const has = (type.buyers.get(buyer) ?? 0) + quantity;
    if (has > 0) type.buyers.set(buyer, has);
    else type.buyers.delete(buyer);
  }

  /** The holds that are over by `now`, in the order of their lapse. */
  #due(now) {
    const due = [];
    const { entries } = this.expiry;
    const look = (index) => {
      if (index >= entries.length || entries[index].at > now) return;
      const hold = this.holds.get(entries[index].id);
      if (hold !== undefined) due.push([entries[index].id, hold]);
      look(2 * index + 1);
      look(2 * index + 2);
    };
    look(0);
    return due.sort(([, one], [, other]) => one.expires_at - other.expires_at);
  }

  #onSale({ ticket_type, access_code }, now) {
    const type = this.types.get(ticket_type);
    if (type === undefined) throw new Refused("box_office.ticket_type_unknown", { ticket_type });
    const { access_code: wanted, on_sale } = type.terms;
    if (wanted !== undefined && access_code?.toLowerCase() !== wanted.toLowerCase()) {
      throw new Refused("box_office.access_code_wrong", { ticket_type });
    }
    if (on_sale !== undefined && now < Date.parse(on_sale.starts_at)) {
      throw new Refused("box_office.not_on_sale_yet", { ticket_type });
    }
    if (on_sale !== undefined && now >= Date.parse(on_sale.ends_at)) {
      throw new Refused("box_office.sales_over", { ticket_type });
    }
    return type;
  }

  #withinLimits(code, requested, buyer, due) {
    const { terms, buyers } = this.types.get(code);
    const { min_per_order, max_per_order, max_per_buyer } = terms;
    if (requested < min_per_order) throw new Refused("box_office.below_minimum", { requested });
    if (requested > max_per_order) throw new Refused("box_office.above_maximum", { requested });
    if (max_per_buyer === undefined) return;
    let has = buyers.get(buyer) ?? 0;
    for (const [, hold] of due) {
      if (hold.buyer !== buyer) continue;
      for (const line of hold.lines) if (line.ticket_type === code) has -= line.quantity;
    }
    if (has + requested > max_per_buyer)
      throw new Refused("box_office.buyer_limit", { has, requested });
  }

  #room(code, requested, due) {
    const quota = this.quotas.get(code);
    if (quota.size === "unlimited") return;
    let { held } = quota;
    for (const [, hold] of due) {
      for (const line of hold.lines) {
        if (this.types.get(line.ticket_type).quotas.includes(code)) held -= line.quantity;
      }
    }
    const available = quota.size - quota.sold - quota.blocked - held;
    if (available < requested)
      throw new Refused("box_office.sold_out", { quota: code, available, requested });
  }
}

function lapse(hold_id, buyer, expires_at, now) {
  return {
    type: "box_office.hold_lapsed",
    hold_id,
    buyer,
    expires_at: text(expires_at),
    at: text(now),
  };
}
