// The same package through `require`.

import palco = require("palco");
import room = require("palco/box-office");

const over: palco.Palco = palco.Palco.inMemory();
const command: room.HoldTickets = { type: "box_office.hold_tickets", lines: [] };
// @ts-expect-error no such field
const wrong: room.HoldTickets = { type: "box_office.hold_tickets", lines: [], price: "0" };

export = [over, command, wrong, room.schemas.HoldTickets];
