// Holds tickets within a worker thread, closes, and tells how many.

import { parentPort } from "node:worker_threads";

import { Palco } from "palco";

import { lines, opened } from "./world.mjs";

const palco = Palco.inMemory();
const { me, eventId } = await opened(palco);
const answers = await Promise.all(
  Array.from({ length: 20 }, () => me.tickets.hold(eventId, { lines })),
);
await palco.close();
parentPort.postMessage(answers.length);
// Stays alive until it is terminated.
setInterval(() => {}, 1_000);
