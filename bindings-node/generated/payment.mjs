import room from "./payment.cjs";

export const { schemas } = room;
