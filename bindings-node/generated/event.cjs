"use strict";

exports.schemas = {
  Draft: require("./schemas/event.draft.json"),
  ChangeDraft: require("./schemas/event.change_draft.json"),
  Publish: require("./schemas/event.publish.json"),
  Postpone: require("./schemas/event.postpone.json"),
  Reschedule: require("./schemas/event.reschedule.json"),
  ChangeCapacity: require("./schemas/event.change_capacity.json"),
  Start: require("./schemas/event.start.json"),
  Complete: require("./schemas/event.complete.json"),
  Cancel: require("./schemas/event.cancel.json"),
  Archive: require("./schemas/event.archive.json"),
};
