// A checkout over HTTP, with Fastify, in one file: hold tickets, pay them by Pix, give money back.
//
//   node examples/checkout_app.mjs
//   node examples/checkout_app.mjs postgres://user@host/database
//
// The bodies are Palco's own commands: Fastify validates them with the JSON Schemas of the rules, `GET
// /schemas` serves these, and what they cannot say the rules say themselves. The bank is a simulated one:
// `POST /bank/pay/:id` is the payer's telephone. Put a gateway of your own in its place.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

// In a project of your own: from "fastify", "palco", "palco/gateway" and so on.
import Fastify from "../bindings-node/node_modules/fastify/fastify.js";
import { schemas as tickets } from "../bindings-node/generated/box_office.mjs";
import { schemas as event } from "../bindings-node/generated/event.mjs";
import { schemas as payment } from "../bindings-node/generated/payment.mjs";
import { Ledger, ledger, Palco, PalcoError } from "../bindings-node/index.mjs";
import { SimulatedGateway } from "../bindings-node/lib/gateway.mjs";

/**
 * @typedef {import("../bindings-node/index.mjs").Acting} Acting
 * @typedef {import("../bindings-node/index.mjs").Answer} Answer
 * @typedef {import("../bindings-node/index.mjs").CommandOptions} CommandOptions
 * @typedef {import("../bindings-node/index.mjs").DomainEvent} DomainEvent
 * @typedef {import("../bindings-node/node_modules/fastify/fastify.js").FastifyRequest} Request
 */

/** Who the bank is, where it tells of payments. */
const BANK = "5f0c7f0e-4c6b-4a52-9d27-5c1f8a3e9b10";

const STATUS = { invalid: 422, not_found: 404, rejected: 409, conflict: 409, unavailable: 503 };

const uuid = { type: "string", pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" };
/** In a project of your own the tenant and the actor come from the session. */
const headers = {
  type: "object",
  required: ["x-tenant", "x-actor"],
  properties: {
    "x-tenant": uuid,
    "x-actor": uuid,
    "idempotency-key": { type: "string", minLength: 1, maxLength: 255 },
  },
};

/**
 * @param {string} store `memory`, or the URL of a PostgreSQL database
 * @param {Pick<import("../bindings-node/index.mjs").ConnectOptions, "clock" | "schema">
 *   & { logger?: boolean }} options
 */
export async function checkoutApp(store = "memory", { clock, schema, logger = false } = {}) {
  const palco =
    store === "memory" ? Palco.inMemory({ clock }) : await Palco.connect(store, { clock, schema });
  const bank = new SimulatedGateway({ pix_fee: "1" }, { clock });
  const books = new Books(palco);
  // Fastify would drop what it does not know, turn "2" into 2 and fill in defaults: the rules do that
  // themselves, or refuse it.
  const customOptions = { removeAdditional: false, coerceTypes: false, useDefaults: false };
  const app = Fastify({ logger, ajv: { customOptions } });

  app.addHook("onReady", () => palco.startProcessors({ gateway: bank, readModels: [] }));
  app.addHook("onClose", () => palco.close());

  app.setErrorHandler((/** @type {any} */ error, request, reply) => {
    const { status, code, message, details } = told(error);
    if (status >= 500) request.log.error(error);
    return reply.status(status).send({ code, message, details });
  });

  /** @type {Record<string, unknown>} */
  const bodies = {};

  /**
   * A route that sends one command, and answers with the domain event of that type. What else happened
   * may be of others: a hold gives back what another buyer's time was up for.
   *
   * @param {string} url
   * @param {DomainEvent["type"]} type
   * @param {import("../bindings-node/generated/payment.mjs").JsonSchema} body
   * @param {(me: Acting, id: string, body: any, options: CommandOptions) => Promise<Answer>} send
   */
  const post = (url, type, body, send) => {
    bodies[url] = body;
    app.post(url, { schema: { headers, body } }, async (request, reply) => {
      const answer = await send(acting(request), parameter(request, "id"), request.body, {
        commandId: commandIdOf(request),
      });
      const { version, repeated } = answer;
      return reply.status(201).send({ version, repeated, happened: answer.get(type) });
    });
  };
  post("/events/:id", "event.drafted", event.Draft, (me, id, body, how) =>
    me.events.draft(id, body, how));
  post("/events/:id/publication", "event.published", event.Publish, (me, id, body, how) =>
    me.events.publish(id, body, how));
  post("/events/:id/box-office", "box_office.opened", tickets.Open, (me, id, body, how) =>
    me.tickets.open(id, body, how));
  post("/events/:id/holds", "box_office.tickets_held", tickets.HoldTickets, (me, id, body, how) =>
    me.tickets.hold(id, body, how));
  post("/payments/:id", "payment.created", payment.Create, (me, id, body, how) =>
    me.payments.create(id, body, how));
  const asked = "payment.pix_charge_requested";
  post("/payments/:id/pix-charge", asked, payment.RequestPixCharge, (me, id, body, how) =>
    me.payments.requestPixCharge(id, body, how));
  post("/payments/:id/refunds", "payment.refund_requested", payment.RequestRefund, (me, id, body, how) =>
    me.payments.requestRefund(id, body, how));

  app.get("/schemas", async () => bodies);

  app.get("/events/:id/availability", { schema: { headers } }, (request) =>
    acting(request).tickets.availability(parameter(request, "id")));

  // What is held, and what is sold: a payment that came in sells what it paid for a moment later.
  app.get("/events/:id/quota-uses", { schema: { headers } }, (request) =>
    acting(request).tickets.quotaUses(parameter(request, "id")));

  // What is to be paid for it, and until when.
  app.get("/events/:id/holds/:hold", { schema: { headers } }, (request) =>
    acting(request).tickets.holdSummary(parameter(request, "id"), parameter(request, "hold")));

  // How far it is and where the money is; `pix_code` is what the payer scans, while it can be paid.
  app.get("/payments/:id", { schema: { headers } }, (request) =>
    acting(request).payments.summary(parameter(request, "id")));

  app.get("/recipients/:id/statement", { schema: { headers } }, async (request) => {
    await books.readOn();
    const { entries } = books.of(tenantOf(request));
    const recipient = parameter(request, "id");
    return ledger.recipientStatement({ entries, recipient, currency: "BRL" });
  });

  // The bank signs the bytes: they are taken as they came. Whose they are the address tells.
  app.register(async (webhooks) => {
    webhooks.removeAllContentTypeParsers();
    webhooks.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    webhooks.post("/webhooks/:tenant", async (request, reply) => {
      const me = palco.acting({ tenant: parameter(request, "tenant"), actor: BANK });
      const body = /** @type {Buffer} */ (request.body ?? Buffer.alloc(0));
      await me.takeWebhook(bank, { body, headers: request.headers });
      return reply.status(204).send();
    });
  });

  // What the world outside does, since this bank is simulated: the payer pays, the bank tells. Of all that
  // it has to tell, since it has one customer.
  app.post("/bank/pay/:id", { schema: { headers } }, async (request, reply) => {
    const paid = bank.pay(parameter(request, "id").replaceAll("-", ""));
    for (const { body, headers: signed } of bank.takeWebhooks()) {
      const url = `/webhooks/${tenantOf(request)}`;
      await app.inject({ method: "POST", url, payload: body, headers: Object.fromEntries(signed) });
    }
    return reply.status(paid ? 204 : 404).send();
  });

  /** @param {Request} request */
  const acting = (request) =>
    palco.acting({ tenant: tenantOf(request), actor: String(request.headers["x-actor"]) });

  return { app, palco, bank };
}

/** @param {Request} request */
const tenantOf = (request) => String(request.headers["x-tenant"]);

/**
 * The same key again is the same command: it takes effect once, and has the first answer. A command id is
 * the whole tenant's, and a key its sender's own: another's is another command. The UUIDv5 (RFC 9562, 5.5)
 * of the sender and the key.
 *
 * @param {Request} request
 */
function commandIdOf(request) {
  const { "idempotency-key": key, "x-actor": actor } = request.headers;
  if (key === undefined) return undefined;
  const sender = Buffer.from(String(actor).replaceAll("-", ""), "hex");
  const id = createHash("sha1").update(sender).update(String(key)).digest().subarray(0, 16);
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x50, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/**
 * @param {Request} request
 * @param {string} name
 */
const parameter = (request, name) =>
  /** @type {Record<string, string>} */ (request.params)[name] ?? "";

/**
 * An error as it is answered.
 *
 * @param {any} error
 * @returns {{ status: number, code: string, message: string, details: object }}
 */
function told(error) {
  const { code, message } = error;
  if (error instanceof PalcoError) {
    const status = code === "gateway.webhook_forged" ? 401 : STATUS[error.kind];
    return { status, code, message, details: error.details };
  }
  const [wrong] = error.validation ?? [];
  if (wrong !== undefined) {
    const field = wrong.params.missingProperty ?? wrong.params.additionalProperty;
    const parts = [...wrong.instancePath.split("/").slice(1), ...(field ? [field] : [])];
    const path = parts.join(".").replace(/\.(\d+)/g, "[$1]") || "$";
    return { status: 422, code: "input.invalid", message, details: { path, reason: wrong.message } };
  }
  // Fastify's own: no JSON, too large, no such route.
  if (error.statusCode < 500) return { status: error.statusCode, code, message, details: {} };
  return { status: 500, code: "internal", message: "something went wrong", details: {} };
}

/**
 * What is read from the feed: the ledger of each tenant. It is read on when it is asked, in memory; on
 * PostgreSQL the tables `recipient_statement` and `payments` are kept for SQL.
 */
class Books {
  /** @type {Map<string, { ledger: Ledger, entries: import("../bindings-node/lib/ledger.mjs").Entry[] }>} */
  #tenants = new Map();
  #after = "0";
  #reading = Promise.resolve();

  /** @param {Palco} palco */
  constructor(palco) {
    this.palco = palco;
  }

  /** @param {string} tenant */
  of(tenant) {
    const known = this.#tenants.get(tenant) ?? { ledger: new Ledger(tenant), entries: [] };
    this.#tenants.set(tenant, known);
    return known;
  }

  /** One after the other, so that no record is passed over. */
  readOn() {
    const next = this.#reading.catch(() => {}).then(() => this.#read());
    this.#reading = next;
    return next;
  }

  async #read() {
    for await (const record of this.palco.feed({ after: this.#after })) {
      const books = this.of(record.tenant);
      books.entries.push(...books.ledger.takeIn([record]));
      this.#after = record.position;
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { app } = await checkoutApp(process.argv[2], { logger: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => app.close());
  await app.listen({ port: Number(process.env["PORT"] ?? 3000) });
}
