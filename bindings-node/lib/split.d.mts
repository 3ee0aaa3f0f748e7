export * from "./split.cjs";
