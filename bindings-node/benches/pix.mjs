// BR Codes a second from Node: the parts and the code of benches/benches/pix.rs.
//
//   PALCO_NATIVE=... node benches/pix.mjs
import { pix } from "palco";

const millis = 1000 * Number(process.env.BENCH_SECONDS ?? "3");
const BATCH = 1_000;

function built() {
  return pix.staticCode({
    key: "123e4567-e12b-12d1-a456-426655440000",
    merchant_name: "Casa de Shows São João",
    merchant_city: "Uberlândia",
    amount: "120.00",
    txid: "INGRESSO42",
    description: "Mesa 7, setor A",
  });
}

function measure(scenario, once) {
  let count = 0;
  let done = 0;
  const started = performance.now();
  while (performance.now() - started < millis) {
    for (let nth = 0; nth < BATCH; nth += 1) done += once();
    count += BATCH;
  }
  const took = performance.now() - started;
  if (done < count) throw new Error("one gave nothing");
  console.log(`${scenario}\tpalco from Node\tper second\t${Math.round((count * 1000) / took)}`);
}

const code = built();
measure("BR Code, build", () => built().length);
measure("BR Code, read", () => (pix.read(code).valid ? 1 : 0));
