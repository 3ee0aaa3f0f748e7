import room from "./box_office.cjs";

export const { schemas } = room;
