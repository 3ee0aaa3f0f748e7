// Over the CommonJS half, as the package itself.
import half from "./split.cjs";

export const { split } = half;
