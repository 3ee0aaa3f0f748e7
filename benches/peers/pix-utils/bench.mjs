// BR Codes a second with pix-utils, as its documentation has it: built from an object, and parsed.
//
//   node bench.mjs
import pixUtils from "pix-utils";

const { createStaticPix, hasError, parsePix } = pixUtils;
const millis = 1000 * Number(process.env.BENCH_SECONDS ?? "3");
const BATCH = 1_000;

/** The same parts as Palco's benchmark. */
function built() {
  const pix = createStaticPix({
    merchantName: "Casa de Shows São João",
    merchantCity: "Uberlândia",
    pixKey: "123e4567-e12b-12d1-a456-426655440000",
    infoAdicional: "Mesa 7, setor A",
    transactionAmount: 120.0,
    txid: "INGRESSO42",
  });
  if (hasError(pix)) throw new Error(pix.message);
  return pix.toBRCode();
}

function measure(scenario, once) {
  once();
  let count = 0;
  let done = 0;
  const started = performance.now();
  while (performance.now() - started < millis) {
    for (let nth = 0; nth < BATCH; nth += 1) done += once();
    count += BATCH;
  }
  const took = performance.now() - started;
  if (done < count) throw new Error("one gave nothing");
  console.log(`${scenario}\tpix-utils\tper second\t${Math.round((count * 1000) / took)}`);
}

const code = built();
measure("BR Code, build", () => built().length);
measure("BR Code, read", () => (hasError(parsePix(code)) ? 0 : 1));
