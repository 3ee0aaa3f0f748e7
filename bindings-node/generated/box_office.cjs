"use strict";

exports.schemas = {
  Open: require("./schemas/box_office.open.json"),
  AddTicketType: require("./schemas/box_office.add_ticket_type.json"),
  ChangeTicketType: require("./schemas/box_office.change_ticket_type.json"),
  SetQuotaSize: require("./schemas/box_office.set_quota_size.json"),
  HoldTickets: require("./schemas/box_office.hold_tickets.json"),
  ExtendHold: require("./schemas/box_office.extend_hold.json"),
  ReleaseHold: require("./schemas/box_office.release_hold.json"),
  ConfirmHold: require("./schemas/box_office.confirm_hold.json"),
  ReturnPlaces: require("./schemas/box_office.return_places.json"),
  BlockPlaces: require("./schemas/box_office.block_places.json"),
  UnblockPlaces: require("./schemas/box_office.unblock_places.json"),
  CloseSales: require("./schemas/box_office.close_sales.json"),
  ReopenSales: require("./schemas/box_office.reopen_sales.json"),
};
