/**
 * What can be asked of a venue.
 */
export type Command = Register | ChangeCapacity | Book | Release | MoveBooking | ResizeBooking;
/**
 * A short text on one line: 1 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters.
 */
export type Label = string;
/**
 * How many places: at least one.
 */
export type Capacity = number;
/**
 * A name of the IANA time zone database, case-sensitive.
 */
export type Timezone = string;
/**
 * Which event, and so which box office.
 */
export type EventId = string;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type InstantInput = string | Date;
/**
 * Minutes of setup before or teardown after an event: 0 to 10080 (7 days).
 */
export type BufferMinutes = number;

/**
 * Makes a venue known. The venue is the one that the command is for.
 */
export interface Register {
  /**
   * Where it is, as people write it.
   */
  address: Label;
  /**
   * The most people that it takes at once, at least 1.
   */
  capacity: Capacity;
  /**
   * What people call it.
   */
  name: Label;
  /**
   * Its IANA timezone; whatever is "per day" follows this wall clock.
   */
  timezone: Timezone;
  type: "venue.register";
}
/**
 * Gives the venue another capacity, not below that of a booking that is still to come.
 */
export interface ChangeCapacity {
  /**
   * The most people that it takes at once from now on, at least 1.
   */
  capacity: Capacity;
  type: "venue.change_capacity";
}
/**
 * Keeps the venue for an event.
 */
export interface Book {
  /**
   * The event's capacity, at most the venue's.
   */
  capacity: Capacity;
  /**
   * The event; it has at most one booking here.
   */
  event_id: EventId;
  /**
   * From doors to end, buffers not included.
   */
  period: PeriodInput;
  /**
   * The time kept free before the period, in minutes.
   */
  setup_minutes?: BufferMinutes;
  /**
   * The time kept free after the period, in minutes.
   */
  teardown_minutes?: BufferMinutes;
  /**
   * The timezone that the event was planned in; it is the venue's.
   */
  timezone: Timezone;
  type: "venue.book";
}
/**
 * A stretch of time: starts_at belongs to it, ends_at is later and does not.
 */
export interface PeriodInput {
  ends_at: InstantInput;
  starts_at: InstantInput;
}
/**
 * Gives an event's booking back. Without a booking there is nothing to do.
 */
export interface Release {
  /**
   * Whose booking.
   */
  event_id: EventId;
  type: "venue.release";
}
/**
 * Gives an event's booking another time; buffers and capacity stay.
 */
export interface MoveBooking {
  /**
   * Whose booking.
   */
  event_id: EventId;
  /**
   * From doors to end, buffers not included.
   */
  period: PeriodInput;
  type: "venue.move_booking";
}
/**
 * Gives an event's booking another capacity.
 */
export interface ResizeBooking {
  /**
   * The event's capacity from now on, at most the venue's.
   */
  capacity: Capacity;
  /**
   * Whose booking.
   */
  event_id: EventId;
  type: "venue.resize_booking";
}

/** A JSON Schema that stands alone. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of each command's body, as Fastify and ajv take it. */
export declare const schemas: {
  readonly Register: JsonSchema;
  readonly ChangeCapacity: JsonSchema;
  readonly Book: JsonSchema;
  readonly Release: JsonSchema;
  readonly MoveBooking: JsonSchema;
  readonly ResizeBooking: JsonSchema;
};
