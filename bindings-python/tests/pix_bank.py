"""A bank that serves the Pix API on this machine, over mutual TLS."""

import base64
import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import trustme

from palco.gateway import PixApiAccount

NOW = "2026-11-23T12:00:00.000Z"


def certificate_of(authority: trustme.CA) -> tuple[bytes, bytes]:
    """A chain and its key, in PEM."""
    leaf = authority.issue_cert("127.0.0.1")
    return b"".join(pem.bytes() for pem in leaf.cert_chain_pems), leaf.private_key_pem.bytes()


@dataclass
class PixBank:
    """What the bank knows."""

    authority: trustme.CA = field(default_factory=trustme.CA)
    charges: dict[str, Any] = field(default_factory=dict)
    due_charges: dict[str, Any] = field(default_factory=dict)
    pix: dict[str, Any] = field(default_factory=dict)
    webhook: str | None = None
    port: int = 0

    def account(self, **other: Any) -> PixApiAccount:
        certificate, key = certificate_of(self.authority)
        url = f"https://127.0.0.1:{self.port}"
        settings: dict[str, Any] = {
            "address": f"{url}/api/v2",
            "token_address": f"{url}/oauth/token",
            "pix_key": "key@example.com",
            "client_id": "client",
            "client_secret": "hush",
            "certificate": certificate,
            "private_key": key,
            "roots": self.authority.cert_pem.bytes(),
        }
        return PixApiAccount(**{**settings, **other})

    def receive(self, txid: str, e2eid: str) -> bytes:
        """A payer pays a charge; what the bank posts to the webhook."""
        amount = self.charges[txid]["valor"]["original"]
        self.pix[e2eid] = {"endToEndId": e2eid, "txid": txid, "valor": amount, "horario": NOW}
        return json.dumps({"pix": [self.pix[e2eid]]}).encode()

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        at = urlsplit(path)
        asked = json.loads(body) if body else {}
        parts = at.path.removeprefix("/api/v2/").split("/")
        match (method, parts):
            case ("PUT", ["cob", txid]):
                made = {"txid": txid, "status": "ATIVA", "revisao": 0, "pixCopiaECola": f"00020126-{txid}"}
                self.charges[txid] = {**asked, **made}
                self.charges[txid]["calendario"]["criacao"] = NOW
                return 201, self.charges[txid]
            case ("PATCH", ["cob", txid]):
                self.charges[txid]["status"] = asked["status"]
                return 200, self.charges[txid]
            case ("GET", ["cob", txid]):
                return self._found(self.charges.get(txid), "CobNaoEncontrado")
            case ("PUT", ["cobv", txid]):
                made = {"txid": txid, "status": "ATIVA", "revisao": 0, "pixCopiaECola": f"00020126-{txid}"}
                calendar = {**asked["calendario"], "criacao": NOW}
                self.due_charges[txid] = {**asked, **made, "calendario": calendar}
                return 201, self.due_charges[txid]
            case ("GET", ["cobv", txid]):
                return self._found(self.due_charges.get(txid), "CobVNaoEncontrada")
            case ("PUT", ["webhook", "key@example.com"]):
                self.webhook = asked["webhookUrl"]
                return 200, {}
            case ("GET", ["webhook", "key@example.com"]):
                shown = self.webhook and {"webhookUrl": self.webhook, "criacao": NOW}
                return self._found(shown, "WebhookNaoEncontrado")
            case ("DELETE", ["webhook", "key@example.com"]):
                self.webhook = None
                return 200, {}
            case ("GET", ["pix"]):
                page = parse_qs(at.query)
                shown = {"paginaAtual": 0, "itensPorPagina": 100, "quantidadeDePaginas": 1}
                shown["quantidadeTotalDeItens"] = len(self.pix)
                parameters = {name: page[name][0] for name in ("inicio", "fim")}
                return 200, {
                    "parametros": {**parameters, "paginacao": shown},
                    "pix": list(self.pix.values()),
                }
            case ("GET", ["pix", e2eid]):
                return self._found(self.pix.get(e2eid), "PixNaoEncontrado")
            case ("PUT", ["pix", e2eid, "devolucao", id]):
                made = {
                    "id": id,
                    "rtrId": "D12345678202611231200ghijk789012",
                    "valor": asked["valor"],
                    "natureza": "ORIGINAL",
                    "status": "DEVOLVIDO",
                    "horario": {"solicitacao": NOW, "liquidacao": NOW},
                }
                self.pix[e2eid].setdefault("devolucoes", []).append(made)
                return 201, made
            case ("GET", ["pix", e2eid, "devolucao", id]):
                of = [one for one in self.pix[e2eid].get("devolucoes", []) if one["id"] == id]
                return self._found(of[0] if of else None, "PixDevolucaoNaoEncontrada")
        raise AssertionError(f"{method} {path}")

    def _found(self, value: Any, otherwise: str) -> tuple[int, Any]:
        if value is not None:
            return 200, value
        return 404, {"type": f"https://pix.bcb.gov.br/api/v2/error/{otherwise}", "status": 404, "title": "x"}


@contextmanager
def pix_bank() -> Iterator[PixBank]:
    """One that is open."""
    bank = PixBank()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            authorization = self.headers.get("authorization", "")
            if self.path == "/oauth/token":
                known = base64.b64encode(b"client:hush").decode()
                told: tuple[int, Any] = (401, {"error": "invalid_client"})
                if authorization == f"Basic {known}" or re.search(rb"client_secret=hush", body):
                    told = 200, {"access_token": "token", "token_type": "Bearer", "expires_in": 3_600}
            else:
                assert authorization == "Bearer token"
                told = bank.answer(self.command, self.path, body)
            text = json.dumps(told[1]).encode()
            self.send_response(told[0])
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_PUT = do_PATCH = do_POST = do_DELETE = _serve

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A client without a certificate is turned away."""

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    bank.authority.issue_cert("127.0.0.1").configure_cert(context)
    bank.authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    # The handshake is the connection's own thread's.
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    bank.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield bank
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
