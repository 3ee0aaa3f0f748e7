// Over the CommonJS half, as the package itself.
import half from "./pix.cjs";

export const { pix } = half;
