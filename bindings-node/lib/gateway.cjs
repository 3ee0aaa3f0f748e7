"use strict";

const errors = require("./gateway/errors.cjs");
const { SigningKey, WebhookKeys } = require("./gateway/keys.cjs");
const { PixApiGateway } = require("./gateway/pix_api.cjs");
const { SimulatedGateway } = require("./gateway/simulated.cjs");
const { Webhook } = require("./gateway/webhook.cjs");

module.exports = {
  GatewayError: errors.GatewayError,
  GatewayRefused: errors.GatewayRefused,
  GatewayFailed: errors.GatewayFailed,
  GatewayUnknown: errors.GatewayUnknown,
  WebhookForged: errors.WebhookForged,
  WebhookUnavailable: errors.WebhookUnavailable,
  PixApiGateway,
  SigningKey,
  SimulatedGateway,
  Webhook,
  WebhookKeys,
};
