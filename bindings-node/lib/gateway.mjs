// Over the CommonJS half, as the package itself.
import half from "./gateway.cjs";

export const {
  GatewayError,
  GatewayRefused,
  GatewayFailed,
  GatewayUnknown,
  WebhookForged,
  WebhookUnavailable,
  PixApiGateway,
  SigningKey,
  SimulatedGateway,
  Webhook,
  WebhookKeys,
} = half;
