import room from "./venue.cjs";

export const { schemas } = room;
