export * from "./ledger.cjs";
