// Over the CommonJS half, as the package itself.
import half from "./ledger.cjs";

export const { Ledger, ledger } = half;
