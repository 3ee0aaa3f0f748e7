"use strict";

exports.schemas = {
  Register: require("./schemas/venue.register.json"),
  ChangeCapacity: require("./schemas/venue.change_capacity.json"),
  Book: require("./schemas/venue.book.json"),
  Release: require("./schemas/venue.release.json"),
  MoveBooking: require("./schemas/venue.move_booking.json"),
  ResizeBooking: require("./schemas/venue.resize_booking.json"),
};
