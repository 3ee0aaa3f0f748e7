// A bank that serves the Pix API on this machine, over mutual TLS.

import "reflect-metadata";

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";

import * as x509 from "@peculiar/x509";

import { NOW } from "./world.mjs";

const SIGNED = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const USAGES = x509.KeyUsageFlags;

/** Who signs certificates for both sides. */
export class Authority {
  static async make() {
    const keys = await crypto.subtle.generateKey(SIGNED, true, ["sign", "verify"]);
    const extensions = [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(USAGES.keyCertSign, true),
    ];
    const asked = { name: "CN=an authority", keys, signingAlgorithm: SIGNED, extensions };
    const root = await x509.X509CertificateGenerator.createSelfSigned(asked);
    return Object.assign(new Authority(), { keys, root, pem: root.toString("pem") });
  }

  /** A certificate for this machine and its key, in PEM. */
  async issue() {
    const keys = await crypto.subtle.generateKey(SIGNED, true, ["sign", "verify"]);
    const certificate = await x509.X509CertificateGenerator.create({
      subject: "CN=a leaf",
      issuer: this.root.subject,
      signingKey: this.keys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: SIGNED,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }])],
    });
    const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
    return {
      certificate: certificate.toString("pem"),
      privateKey: x509.PemConverter.encode(key, "PRIVATE KEY"),
    };
  }
}

const notFound = (name) => [
  404,
  { type: `https://pix.bcb.gov.br/api/v2/error/${name}`, status: 404, title: "not found" },
];

/** What the bank knows. */
class PixBank {
  charges = new Map();
  dueCharges = new Map();
  webhook = undefined;
  pix = new Map();

  constructor(authority, client) {
    this.authority = authority;
    this.client = client;
  }

  account(other = {}) {
    return {
      address: `${this.url}/api/v2`,
      tokenAddress: `${this.url}/oauth/token`,
      pixKey: "key@example.com",
      clientId: "client",
      clientSecret: "hush",
      roots: this.authority.pem,
      ...this.client,
      ...other,
    };
  }

  /** A payer pays a charge; what the bank posts to the webhook. */
  receive(txid, endToEndId) {
    const valor = this.charges.get(txid).valor.original;
    const pix = { endToEndId, txid, valor, horario: NOW, devolucoes: [] };
    this.pix.set(endToEndId, pix);
    return Buffer.from(JSON.stringify({ pix: [pix] }));
  }

  make(charges, txid, asked) {
    const made = { txid, status: "ATIVA", revisao: 0, pixCopiaECola: `00020126-${txid}` };
    const calendario = { ...asked.calendario, criacao: NOW };
    charges.set(txid, { ...asked, ...made, calendario });
    return [201, charges.get(txid)];
  }

  answer(method, url, asked) {
    const [of, id, part, refundId] = url.pathname.slice("/api/v2/".length).split("/");
    switch ([method, of, part].filter(Boolean).join(" ")) {
      case "PUT cob":
        return this.make(this.charges, id, asked);
      case "GET cob":
        return this.charges.has(id) ? [200, this.charges.get(id)] : notFound("CobNaoEncontrado");
      case "PUT cobv":
        return this.make(this.dueCharges, id, asked);
      case "GET cobv":
        if (!this.dueCharges.has(id)) return notFound("CobVNaoEncontrada");
        return [200, this.dueCharges.get(id)];
      case "PUT webhook":
        this.webhook = asked.webhookUrl;
        return [200, {}];
      case "GET webhook":
        if (this.webhook === undefined) return notFound("WebhookNaoEncontrado");
        return [200, { webhookUrl: this.webhook, criacao: NOW }];
      case "DELETE webhook":
        this.webhook = undefined;
        return [200, {}];
      case "GET pix": {
        if (id !== undefined) {
          return this.pix.has(id) ? [200, this.pix.get(id)] : notFound("PixNaoEncontrado");
        }
        const parametros = {
          inicio: url.searchParams.get("inicio"),
          fim: url.searchParams.get("fim"),
          paginacao: {
            paginaAtual: 0,
            itensPorPagina: 100,
            quantidadeDePaginas: 1,
            quantidadeTotalDeItens: this.pix.size,
          },
        };
        return [200, { parametros, pix: [...this.pix.values()] }];
      }
      case "PUT pix devolucao": {
        const made = {
          id: refundId,
          rtrId: "D12345678202611231200ghijk789012",
          valor: asked.valor,
          natureza: "ORIGINAL",
          status: "DEVOLVIDO",
          horario: { solicitacao: NOW, liquidacao: NOW },
        };
        this.pix.get(id).devolucoes.push(made);
        return [201, made];
      }
      default:
        return assert.fail(`${method} ${url.pathname}`);
    }
  }

  /** Who asks has a token, or asks for one. */
  async serve(request) {
    const body = (await request.toArray()).join("");
    const { authorization } = request.headers;
    if (request.url === "/oauth/token") {
      const known = Buffer.from("client:hush").toString("base64");
      const is = authorization === `Basic ${known}` || body.includes("client_secret=hush");
      if (!is) return [401, { error: "invalid_client" }];
      return [200, { access_token: "token", token_type: "Bearer", expires_in: 3_600 }];
    }
    assert.equal(authorization, "Bearer token");
    return this.answer(request.method, new URL(request.url, this.url), body && JSON.parse(body));
  }
}

/** A bank that is open until the test ends. */
export async function pixBank(test) {
  const authority = await Authority.make();
  const { certificate: cert, privateKey: key } = await authority.issue();
  const bank = new PixBank(authority, await authority.issue());
  const sides = { cert, key, ca: authority.pem, requestCert: true, rejectUnauthorized: true };
  const server = createServer(sides, async (request, response) => {
    const [status, told] = await bank.serve(request);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(told));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  bank.url = `https://127.0.0.1:${server.address().port}`;
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return bank;
}
