export * from "./event.cjs";
