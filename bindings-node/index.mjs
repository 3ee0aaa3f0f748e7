// Over the CommonJS half, so that a class is the same class however it came in.
import palco from "./index.cjs";

export const {
  Palco,
  ManualClock,
  Answer,
  BoxOffice,
  Event,
  Payment,
  Venue,
  Context,
  Ledger,
  ledger,
  pix,
  split,
  telemetry,
  PalcoError,
  InvalidError,
  NotFoundError,
  RejectedError,
  ConflictError,
  UnavailableError,
} = palco;
