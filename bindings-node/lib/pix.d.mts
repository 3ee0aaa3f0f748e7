export * from "./pix.cjs";
