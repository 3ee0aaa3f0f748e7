export * from "./box_office.cjs";
