"use strict";

module.exports = {
  venues: {
    aggregate: "venue",
    methods: {
      register: "venue.register",
      changeCapacity: "venue.change_capacity",
      book: "venue.book",
      release: "venue.release",
      moveBooking: "venue.move_booking",
      resizeBooking: "venue.resize_booking",
    },
  },
  events: {
    aggregate: "event",
    methods: {
      draft: "event.draft",
      changeDraft: "event.change_draft",
      publish: "event.publish",
      postpone: "event.postpone",
      reschedule: "event.reschedule",
      changeCapacity: "event.change_capacity",
      start: "event.start",
      complete: "event.complete",
      cancel: "event.cancel",
      archive: "event.archive",
    },
  },
  tickets: {
    aggregate: "box_office",
    methods: {
      open: "box_office.open",
      addTicketType: "box_office.add_ticket_type",
      changeTicketType: "box_office.change_ticket_type",
      setQuotaSize: "box_office.set_quota_size",
      hold: "box_office.hold_tickets",
      extendHold: "box_office.extend_hold",
      releaseHold: "box_office.release_hold",
      confirmHold: "box_office.confirm_hold",
      returnPlaces: "box_office.return_places",
      blockPlaces: "box_office.block_places",
      unblockPlaces: "box_office.unblock_places",
      closeSales: "box_office.close_sales",
      reopenSales: "box_office.reopen_sales",
    },
  },
};
