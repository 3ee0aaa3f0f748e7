/**
 * What can be asked of a event.
 */
export type Command =
  | Draft
  | ChangeDraft
  | Publish
  | Postpone
  | Reschedule
  | ChangeCapacity
  | Start
  | Complete
  | Cancel
  | Archive;
/**
 * How many places: at least one.
 */
export type Capacity = number;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type InstantInput = string | Date;
/**
 * The name of an event: 3 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters and without ; or -- or /*.
 */
export type EventName = string;
/**
 * Where an event takes place: `{"kind":"venue","venue_id":...}`, or `{"kind":"online"}`.
 */
export type Place =
  | {
      kind: "venue";
      /**
       * Which.
       */
      venue_id: VenueId;
    }
  | {
      kind: "online";
    };
/**
 * Which venue.
 */
export type VenueId = string;
/**
 * Minutes of setup before or teardown after an event: 0 to 10080 (7 days).
 */
export type BufferMinutes = number;
/**
 * A name of the IANA time zone database, case-sensitive.
 */
export type Timezone = string;
/**
 * A short text on one line: 1 to 255 characters after trimming, stored in NFC, without control or bidirectional formatting characters.
 */
export type Label = string;

/**
 * Plans an event. The event is the one that the command is for.
 */
export interface Draft {
  /**
   * The most people that may come, at least 1.
   */
  capacity: Capacity;
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at: InstantInput;
  /**
   * When it ends.
   */
  ends_at: InstantInput;
  /**
   * What it is called, 3 to 255 characters.
   */
  name: EventName;
  /**
   * Where it takes place.
   */
  place: Place;
  /**
   * The time that the venue is kept free before the doors open, in minutes.
   */
  setup_minutes?: BufferMinutes;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: InstantInput;
  /**
   * The time that the venue is kept free after the end, in minutes.
   */
  teardown_minutes?: BufferMinutes;
  /**
   * The IANA timezone of its wall clock: the venue's, if it has one.
   */
  timezone: Timezone;
  type: "event.draft";
}
/**
 * Changes the plan of a draft. What is left out stays.
 */
export interface ChangeDraft {
  /**
   * The most people that may come, at least 1.
   */
  capacity?: Capacity | null;
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at?: InstantInput | null;
  /**
   * When it ends.
   */
  ends_at?: InstantInput | null;
  /**
   * What it is called, 3 to 255 characters.
   */
  name?: EventName | null;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at?: InstantInput | null;
  type: "event.change_draft";
}
/**
 * Makes a draft public. Its start is in the future.
 */
export interface Publish {
  type: "event.publish";
}
/**
 * Puts a published event off, to a time that is not known yet.
 */
export interface Postpone {
  /**
   * Why, for the holders to read.
   */
  reason: Label;
  type: "event.postpone";
}
/**
 * Gives a published or postponed event another time, with a start in the future. It is published
 * then.
 */
export interface Reschedule {
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at: InstantInput;
  /**
   * When it ends.
   */
  ends_at: InstantInput;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: InstantInput;
  type: "event.reschedule";
}
/**
 * Gives an event that is published, postponed or in progress another capacity.
 */
export interface ChangeCapacity {
  /**
   * The most people that may come from now on, at least 1.
   */
  capacity: Capacity;
  type: "event.change_capacity";
}
/**
 * Starts a published event, from its start on.
 */
export interface Start {
  type: "event.start";
}
/**
 * Ends an event that is in progress, from its end on.
 */
export interface Complete {
  type: "event.complete";
}
/**
 * Calls an event off that is not over.
 */
export interface Cancel {
  /**
   * Why, for the holders to read.
   */
  reason: Label;
  type: "event.cancel";
}
/**
 * Puts a completed or cancelled event away.
 */
export interface Archive {
  type: "event.archive";
}

/** A JSON Schema that stands alone. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of each command's body, as Fastify and ajv take it. */
export declare const schemas: {
  readonly Draft: JsonSchema;
  readonly ChangeDraft: JsonSchema;
  readonly Publish: JsonSchema;
  readonly Postpone: JsonSchema;
  readonly Reschedule: JsonSchema;
  readonly ChangeCapacity: JsonSchema;
  readonly Start: JsonSchema;
  readonly Complete: JsonSchema;
  readonly Cancel: JsonSchema;
  readonly Archive: JsonSchema;
};
