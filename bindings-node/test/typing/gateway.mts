// How a gateway of a user's reads: it must compile, but for the lines that are marked.

import { Palco, type Acting, type Answer } from "palco";
import {
  GatewayFailed,
  GatewayRefused,
  PixApiGateway,
  SigningKey,
  SimulatedGateway,
  WebhookForged,
  WebhookKeys,
  type Call,
  type CallOptions,
  type Conduct,
  type DueCharge,
  type Fact,
  type Inquiry,
  type IssueCharge,
  type Listed,
  type ListRequest,
  type PaymentGateway,
  type PixApiAccount,
  type Refund,
  type Webhook,
} from "palco/gateway";

declare function post(path: string, body: unknown, signal: AbortSignal): Promise<Response>;

class Bank implements PaymentGateway {
  readonly name = "bank";
  readonly timeoutMillis = 10_000;
  readonly #keys = new WebhookKeys([new SigningKey("secret", { until: new Date() })]);

  async issueCharge(asked: IssueCharge, { signal }: CallOptions): Promise<Fact[]> {
    const answer = await post("/charges", { id: asked.txid, ...asked.amount }, signal);
    if (answer.status === 422) throw new GatewayRefused("invalid_charge");
    if (answer.status === 429) throw new GatewayFailed("too many requests");
    const { code, at } = (await answer.json()) as { code: string; at: string };
    const { payment, txid } = asked;
    return [{ payment, report: { type: "payment.report_pix_charge_issued", txid, code, at } }];
  }

  async refund({ payment, refund_id, of, amount }: Refund): Promise<Fact[]> {
    if (of.kind === "capture") throw new GatewayRefused("not_supported");
    const target = of;
    const at = new Date();
    const type = "payment.report_refund_settled";
    return [{ payment, report: { type, refund_id, target, amount, at } }];
  }

  async query(call: Call): Promise<Inquiry> {
    switch (call.type) {
      case "refund":
        return { status: "known", facts: await this.refund(call) };
      case "issue_charge":
      case "cancel_charge":
        return { status: "under_way" };
      default:
        return { status: "absent" };
    }
  }

  async list({ period, after }: ListRequest): Promise<Listed> {
    return after === undefined ? { facts: [], next: period.ends_at } : { facts: [] };
  }

  async verify(webhook: Webhook): Promise<Fact[]> {
    this.#keys.verify(webhook.body, webhook.header("x-signature"), webhook.received_at);
    if (webhook.body.length === 0) throw new WebhookForged("expected a body");
    return [];
  }
}

export async function charging(palco: Palco, me: Acting, request: Request): Promise<Answer[]> {
  const bank: PaymentGateway = new Bank();
  await palco.startProcessors({ gateway: bank });
  const body = new Uint8Array(await request.arrayBuffer());
  await me.takeWebhook(bank, { body, headers: request.headers, peer_verified: true });
  await me.takeWebhook(bank, { body, headers: { "x-signature": "t=1", cookie: ["a", "b"] } });
  // @ts-expect-error the body is bytes
  await me.takeWebhook(bank, { body: "{}", headers: {} });
  // @ts-expect-error the gateway is missing
  await me.takeWebhook({ body, headers: {} });
  // @ts-expect-error a gateway refunds
  await palco.startProcessors({ gateway: { name: "half" } });
  return me.takeListed(bank, { starts_at: new Date(0), ends_at: "2026-11-24T00:00:00Z" });
}

export async function simulated(palco: Palco, me: Acting, payment: string): Promise<string[]> {
  const conduct: Conduct = { seed: 7, pix_fee: "0.99", copies: 3, forgets_keys: false };
  // @ts-expect-error there is no such conduct
  new SimulatedGateway({ slow: 7 });
  const bank = new SimulatedGateway(conduct);
  await palco.startProcessors({ gateway: bank });
  if (bank.payAnyway("txid", { amount: "1.00", currency: "BRL" })) bank.rotateKey("next");
  for (const webhook of bank.takeWebhooks()) await me.takeWebhook(bank, webhook);
  // @ts-expect-error a report has a type
  const fact: Fact = { payment, report: { at: new Date() } };
  bank.tell(fact);
  return bank.movedTwice().map((moved) => `${moved.of} ${moved.amount.amount}`);
}

export async function atABank(palco: Palco, asked: IssueCharge, pem: Uint8Array): Promise<Fact[]> {
  const { tenant } = asked;
  const [address, tokenAddress] = ["https://bank.example/api", "https://bank.example/token"];
  const client = { pixKey: "key", clientId: "id", clientSecret: "secret" };
  const account: PixApiAccount = { address, tokenAddress, ...client, certificate: pem, privateKey: pem };
  // @ts-expect-error a secret is needed
  const half: PixApiAccount = { address, tokenAddress, pixKey: "key", clientId: "id" };
  // @ts-expect-error there are two ways
  new PixApiGateway({ [tenant]: { ...half, authentication: "both" } });
  const bank: PaymentGateway = new PixApiGateway({ [tenant]: account }, { name: "bank" });
  await palco.startProcessors({ gateway: bank });
  const own = new PixApiGateway({ [tenant]: { ...account, dueCharges: true } });
  const payer = { name: "Fulano de Tal", tax_id: { cpf: "52998224725" } };
  const due: DueCharge = { due_on: "2026-12-31", payer, fine: "2" };
  // @ts-expect-error somebody is to pay
  await own.issueDueCharge(asked, { due_on: "2026-12-31" });
  await own.issueDueCharge(asked, due);
  const url: string | undefined = await own.registeredWebhook(tenant);
  if (url === undefined) await own.registerWebhook(tenant, "https://tickets.example/webhook");
  const period = { starts_at: "2026-11-23T00:00:00Z", ends_at: "2026-11-24T00:00:00Z" };
  return [...(await own.list({ tenant, period })).facts];
}
