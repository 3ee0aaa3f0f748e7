export * from "./payment.cjs";
