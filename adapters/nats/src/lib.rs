//! Palco's publisher on NATS JetStream, and an inbox for consumers.
