import room from "./event.cjs";

export const { schemas } = room;
