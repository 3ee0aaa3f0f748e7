export * from "./venue.cjs";
