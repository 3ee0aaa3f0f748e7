/**
 * What can be asked, of `event`.
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
 * What can happen, of `event`.
 */
export type DomainEvent =
  | Drafted
  | DraftChanged
  | Published
  | Postponed
  | Rescheduled
  | CapacityChanged
  | Started
  | Completed
  | Cancelled
  | Archived;
/**
 * A moment, RFC 3339 with any offset, from 1970-01-01T00:00:00.000Z to 2999-12-31T23:59:59.999Z; truncated to the millisecond and written back in UTC.
 */
export type Instant = string;
/**
 * Why `event` says no.
 */
export type Rejection =
  | {
      code: "event.not_found";
      details: NotFoundDetails;
    }
  | {
      code: "event.already_drafted";
      details: AlreadyDraftedDetails;
    }
  | {
      code: "event.pan_rejected";
      details: PanRejectedDetails;
    }
  | {
      code: "event.already_published";
      details: AlreadyPublishedDetails;
    }
  | {
      code: "event.invalid_transition";
      details: InvalidTransitionDetails;
    }
  | {
      code: "event.times_out_of_order";
      details: TimesOutOfOrderDetails;
    }
  | {
      code: "event.starts_in_the_past";
      details: StartsInThePastDetails;
    }
  | {
      code: "event.not_started_yet";
      details: NotStartedYetDetails;
    }
  | {
      code: "event.not_over_yet";
      details: NotOverYetDetails;
    };
/**
 * Where an event is in its life.
 */
export type EventStatus =
  "draft" | "published" | "postponed" | "in_progress" | "completed" | "cancelled" | "archived";
/**
 * An event, by the stage of its life.
 */
export type State =
  | {
      stage: "undrafted";
    }
  | {
      /**
       * What is planned.
       */
      plan: Plan;
      stage: "draft";
    }
  | {
      /**
       * What is planned.
       */
      plan: Plan;
      stage: "published";
    }
  | {
      /**
       * What was planned.
       */
      plan: Plan;
      /**
       * Why.
       */
      reason: Label;
      stage: "postponed";
    }
  | {
      /**
       * What takes place.
       */
      plan: Plan;
      stage: "in_progress";
    }
  | {
      /**
       * What took place.
       */
      plan: Plan;
      stage: "completed";
    }
  | {
      /**
       * What was planned.
       */
      plan: Plan;
      /**
       * Why.
       */
      reason: Label;
      stage: "cancelled";
    }
  | {
      /**
       * Why it was called off, if it was.
       */
      cancelled?: Label | null | undefined;
      /**
       * What was planned.
       */
      plan: Plan;
      stage: "archived";
    };

/**
 * The types of `event`.
 */
export interface Contract {
  Command: Command;
  DomainEvent: DomainEvent;
  Rejection: Rejection;
  State: State;
  EventSummary: EventSummary;
}
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
  setup_minutes?: BufferMinutes | undefined;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: InstantInput;
  /**
   * The time that the venue is kept free after the end, in minutes.
   */
  teardown_minutes?: BufferMinutes | undefined;
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
  capacity?: Capacity | null | undefined;
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at?: InstantInput | null | undefined;
  /**
   * When it ends.
   */
  ends_at?: InstantInput | null | undefined;
  /**
   * What it is called, 3 to 255 characters.
   */
  name?: EventName | null | undefined;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at?: InstantInput | null | undefined;
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
/**
 * The event was planned.
 */
export interface Drafted {
  /**
   * The most people that may come, at least 1.
   */
  capacity: Capacity;
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at: Instant;
  /**
   * When it ends.
   */
  ends_at: Instant;
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
  setup_minutes?: BufferMinutes | undefined;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: Instant;
  /**
   * The time that the venue is kept free after the end, in minutes.
   */
  teardown_minutes?: BufferMinutes | undefined;
  /**
   * The IANA timezone of its wall clock: the venue's, if it has one.
   */
  timezone: Timezone;
  type: "event.drafted";
}
/**
 * The plan of the draft was changed. This is all of it that can be.
 */
export interface DraftChanged {
  /**
   * The most people that may come.
   */
  capacity: Capacity;
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at: Instant;
  /**
   * When it ends.
   */
  ends_at: Instant;
  /**
   * What it is called.
   */
  name: EventName;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: Instant;
  type: "event.draft_changed";
}
/**
 * The event became public. It says all that a booking at the venue needs.
 */
export interface Published {
  /**
   * The most people that may come.
   */
  capacity: Capacity;
  /**
   * From doors to end, buffers not included.
   */
  period: Period;
  /**
   * The time that the venue is kept free before the period, in minutes.
   */
  setup_minutes?: BufferMinutes | undefined;
  /**
   * The time that the venue is kept free after the period, in minutes.
   */
  teardown_minutes?: BufferMinutes | undefined;
  /**
   * The timezone that it was planned in.
   */
  timezone: Timezone;
  type: "event.published";
  /**
   * The venue to book; none for an event that is online.
   */
  venue_id?: VenueId | null | undefined;
}
/**
 * A stretch of time: starts_at belongs to it, ends_at is later and does not.
 */
export interface Period {
  ends_at: Instant;
  starts_at: Instant;
}
/**
 * The event was put off.
 */
export interface Postponed {
  /**
   * Why.
   */
  reason: Label;
  type: "event.postponed";
}
/**
 * The event has another time, and is published.
 */
export interface Rescheduled {
  /**
   * When the doors open, at most `starts_at`.
   */
  doors_at: Instant;
  /**
   * When it ends.
   */
  ends_at: Instant;
  /**
   * When it starts, before `ends_at`.
   */
  starts_at: Instant;
  type: "event.rescheduled";
}
/**
 * The event has another capacity.
 */
export interface CapacityChanged {
  /**
   * The most people that may come from now on.
   */
  capacity: Capacity;
  /**
   * What it was before.
   */
  previous: Capacity;
  type: "event.capacity_changed";
}
/**
 * The event started.
 */
export interface Started {
  type: "event.started";
}
/**
 * The event ended.
 */
export interface Completed {
  type: "event.completed";
}
/**
 * The event was called off.
 */
export interface Cancelled {
  /**
   * Why.
   */
  reason: Label;
  type: "event.cancelled";
}
/**
 * The event was put away.
 */
export interface Archived {
  type: "event.archived";
}
/**
 * Nobody planned it.
 */
export interface NotFoundDetails {}
/**
 * It was planned before.
 */
export interface AlreadyDraftedDetails {}
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
 * It is published.
 */
export interface AlreadyPublishedDetails {}
/**
 * Its life does not lead there from where it is.
 */
export interface InvalidTransitionDetails {
  /**
   * What the event is.
   */
  from: EventStatus;
  /**
   * What the command would make it; `published` for `event.change_capacity`.
   */
  to: EventStatus;
}
/**
 * The doors open before the start, or with it, and the end is after the start.
 */
export interface TimesOutOfOrderDetails {
  /**
   * When the doors were to open.
   */
  doors_at: Instant;
  /**
   * When it was to end.
   */
  ends_at: Instant;
  /**
   * When it was to start.
   */
  starts_at: Instant;
}
/**
 * Only an event with a start in the future is published.
 */
export interface StartsInThePastDetails {
  /**
   * When that was asked.
   */
  now: Instant;
  /**
   * When it was to start.
   */
  starts_at: Instant;
}
/**
 * It starts later.
 */
export interface NotStartedYetDetails {
  /**
   * The earliest instant at which it can be started.
   */
  starts_at: Instant;
}
/**
 * It ends later.
 */
export interface NotOverYetDetails {
  /**
   * The earliest instant at which it can be completed.
   */
  ends_at: Instant;
}
/**
 * What is planned.
 */
export interface Plan {
  capacity: Capacity;
  name: EventName;
  place: Place;
  rescheduled: boolean;
  setup_minutes: BufferMinutes;
  teardown_minutes: BufferMinutes;
  times: Times;
  timezone: Timezone;
}
/**
 * When an event takes place.
 */
export interface Times {
  /**
   * When the doors open.
   */
  doors_at: Instant;
  /**
   * When it ends.
   */
  ends_at: Instant;
  /**
   * When it starts.
   */
  starts_at: Instant;
}
/**
 * What a page shows of an event.
 */
export interface EventSummary {
  /**
   * The most people that may come.
   */
  capacity: Capacity;
  /**
   * When the doors open.
   */
  doors_at: Instant;
  /**
   * When it ends.
   */
  ends_at: Instant;
  /**
   * What it is called.
   */
  name: EventName;
  /**
   * Why it is put off or was called off; `null` where it was not.
   */
  reason: Label | null;
  /**
   * The label of schema.org's `EventStatusType`: `EventScheduled`, `EventRescheduled`,
   * `EventPostponed` or `EventCancelled`.
   */
  schema_org_status: string;
  /**
   * When it starts; while it is postponed, when it was to start.
   */
  starts_at: Instant;
  /**
   * Where it is in its life.
   */
  status: EventStatus;
  /**
   * The IANA timezone that it was planned in.
   */
  timezone: Timezone;
  /**
   * Where; `null` for an event that is online.
   */
  venue_id: VenueId | null;
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
