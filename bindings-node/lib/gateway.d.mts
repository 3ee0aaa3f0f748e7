export * from "./gateway.cjs";
