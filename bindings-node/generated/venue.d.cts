/**
 * What can be asked, of `venue`.
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
 * What can happen, of `venue`.
 */
export type DomainEvent =
  Registered | CapacityChanged | Booked | BookingReleased | BookingMoved | BookingResized;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type Instant = string;
/**
 * Why `venue` says no.
 */
export type Rejection =
  | {
      code: "venue.not_found";
      details: NotFoundDetails;
    }
  | {
      code: "venue.already_registered";
      details: AlreadyRegisteredDetails;
    }
  | {
      code: "venue.pan_rejected";
      details: PanRejectedDetails;
    }
  | {
      code: "venue.timezone_differs";
      details: TimezoneDiffersDetails;
    }
  | {
      code: "venue.already_booked";
      details: AlreadyBookedDetails;
    }
  | {
      code: "venue.capacity_exceeded";
      details: CapacityExceededDetails;
    }
  | {
      code: "venue.overlaps";
      details: OverlapsDetails;
    }
  | {
      code: "venue.capacity_below_booking";
      details: CapacityBelowBookingDetails;
    }
  | {
      code: "venue.booking_unknown";
      details: BookingUnknownDetails;
    };
/**
 * A venue.
 */
export type State =
  | {
      stage: "unregistered";
    }
  | {
      address: Label;
      bookings: {
        [k: string]: Booking;
      };
      capacity: Capacity;
      name: Label;
      stage: "registered";
      timezone: Timezone;
    };

/**
 * The types of `venue`.
 */
export interface Contract {
  Command: Command;
  DomainEvent: DomainEvent;
  Rejection: Rejection;
  State: State;
  VenueSummary: VenueSummary;
}
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
  setup_minutes?: BufferMinutes | undefined;
  /**
   * The time kept free after the period, in minutes.
   */
  teardown_minutes?: BufferMinutes | undefined;
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
/**
 * The venue became known.
 */
export interface Registered {
  /**
   * Where it is, as people write it.
   */
  address: Label;
  /**
   * The most people that it takes at once.
   */
  capacity: Capacity;
  /**
   * What people call it.
   */
  name: Label;
  /**
   * Its IANA timezone.
   */
  timezone: Timezone;
  type: "venue.registered";
}
/**
 * The venue has another capacity.
 */
export interface CapacityChanged {
  /**
   * The most people that it takes at once from now on.
   */
  capacity: Capacity;
  /**
   * What it was before.
   */
  previous: Capacity;
  type: "venue.capacity_changed";
}
/**
 * The venue is kept for an event.
 */
export interface Booked {
  /**
   * The event's capacity.
   */
  capacity: Capacity;
  /**
   * For which.
   */
  event_id: EventId;
  /**
   * From doors to end, buffers not included.
   */
  period: Period;
  /**
   * The time kept free before the period, in minutes.
   */
  setup_minutes?: BufferMinutes | undefined;
  /**
   * The time kept free after the period, in minutes.
   */
  teardown_minutes?: BufferMinutes | undefined;
  type: "venue.booked";
}
/**
 * A stretch of time: starts_at belongs to it, ends_at is later and does not.
 */
export interface Period {
  ends_at: Instant;
  starts_at: Instant;
}
/**
 * The venue is no longer kept for an event.
 */
export interface BookingReleased {
  /**
   * For which.
   */
  event_id: EventId;
  type: "venue.booking_released";
}
/**
 * The venue is kept for an event at another time.
 */
export interface BookingMoved {
  /**
   * For which.
   */
  event_id: EventId;
  /**
   * From doors to end, buffers not included, from now on.
   */
  period: Period;
  type: "venue.booking_moved";
}
/**
 * The venue is kept for an event of another capacity.
 */
export interface BookingResized {
  /**
   * The event's capacity from now on.
   */
  capacity: Capacity;
  /**
   * For which.
   */
  event_id: EventId;
  type: "venue.booking_resized";
}
/**
 * Nobody registered it.
 */
export interface NotFoundDetails {}
/**
 * It was registered before, as something else.
 */
export interface AlreadyRegisteredDetails {}
/**
 * Something looks like a card number, which has no place here. It is not repeated.
 */
export interface PanRejectedDetails {
  /**
   * Where it stands.
   */
  field: string;
}
/**
 * Another timezone than the venue's.
 */
export interface TimezoneDiffersDetails {
  /**
   * The venue's timezone.
   */
  timezone: Timezone;
}
/**
 * The same event has a booking of another content.
 */
export interface AlreadyBookedDetails {
  /**
   * The event.
   */
  event_id: EventId;
}
/**
 * More people than the venue takes.
 */
export interface CapacityExceededDetails {
  /**
   * The venue's capacity.
   */
  capacity: Capacity;
  /**
   * What the booking asks for.
   */
  requested: Capacity;
}
/**
 * Another booking is in the way, buffers included. Bookings may touch.
 */
export interface OverlapsDetails {
  /**
   * The event in the way, the earliest if there are several.
   */
  event_id: EventId;
  /**
   * What it occupies, buffers included.
   */
  occupied: Period;
}
/**
 * A booking that is still to come needs more.
 */
export interface CapacityBelowBookingDetails {
  /**
   * Its capacity.
   */
  capacity: Capacity;
  /**
   * The event with the largest booking still to come.
   */
  event_id: EventId;
}
/**
 * The event has no booking here.
 */
export interface BookingUnknownDetails {
  /**
   * The event.
   */
  event_id: EventId;
}
/**
 * What a venue keeps for an event.
 */
export interface Booking {
  capacity: Capacity;
  period: Period;
  setup_minutes: BufferMinutes;
  teardown_minutes: BufferMinutes;
}
/**
 * What a page shows of a venue. Its calendar is not in it.
 */
export interface VenueSummary {
  /**
   * Where it is.
   */
  address: Label;
  /**
   * The most people that it takes at once.
   */
  capacity: Capacity;
  /**
   * What people call it.
   */
  name: Label;
  /**
   * Its IANA timezone.
   */
  timezone: Timezone;
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
