// What came of it, in figures that are the same in every language and on every store.

const BAD_LINES_SHOWN = 10;
const BAR = 50;

export function report({ bad, json, seconds, tally, ...run }) {
  const totals = totalsOf({ bad, tally, ...run });
  if (json) console.log(JSON.stringify(totals));
  else print(bad, totals, tally.decisions, seconds);
}

function totalsOf({ lines, bad, tally, quotas, seen, verdict }) {
  const refused = [...tally.outcomes.values()].filter(({ held }) => !held);
  return {
    lines,
    bad_lines: counts(bad.map(({ field }) => field)),
    requests: tally.requests,
    commands: tally.outcomes.size,
    buyers: tally.buyers.size,
    held: tally.outcomes.size - refused.length,
    refused: counts(refused.map(({ code }) => code)),
    sold_out: counts(refused.flatMap(({ reason }) => reason ?? [])),
    repeats: {
      first_answer: tally.firstAnswers,
      decided_afresh: tally.decidedAfresh,
      id_reused: tally.idsReused,
    },
    payments: {
      sold: tally.sales.length,
      sold_late: tally.soldLate,
      refused: counts(tally.paymentsRefused),
    },
    released: tally.released,
    lapsed: seen.lapsed,
    ticket_types: byTicketType(tally.sales),
    quotas: Object.fromEntries(
      quotas.map(({ quota, size, sold, held, free }) => [
        quota,
        { size, sold, held, free, most_in_use: seen.quotas.get(quota).most },
      ]),
    ),
    revenue: brl(sum(tally.sales.flatMap(({ lines }) => lines).map(cents))),
    sold_per_minute: perMinute(tally.sales),
    domain_events: seen.domainEvents,
    verified: verdict,
  };
}

function byTicketType(sales) {
  const types = {};
  for (const line of sales.flatMap(({ lines }) => lines)) {
    const of = (types[line.ticket_type] ??= { sold: 0, revenue: 0 });
    of.sold += line.quantity;
    of.revenue += cents(line);
  }
  const sorted = Object.entries(types).sort(byName);
  return Object.fromEntries(sorted.map(([code, of]) => [code, { ...of, revenue: brl(of.revenue) }]));
}

/** Places sold in each minute since the first sale. */
function perMinute(sales) {
  const minutes = [];
  const minute = ({ at }) => Math.floor(Date.parse(at) / 60_000);
  for (const sale of sales) {
    const index = minute(sale) - minute(sales[0]);
    while (minutes.length <= index) minutes.push(0);
    minutes[index] += sum(sale.lines.map(({ quantity }) => quantity));
  }
  return minutes;
}

/** How often each name stands there, by name. */
function counts(names) {
  const counted = {};
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counted).sort(byName));
}

const byName = ([one], [other]) => (one < other ? -1 : 1);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
/** An amount has exactly the decimals of its currency: without the point it is in cents. */
const cents = ({ unit_price, quantity }) => Number(unit_price.amount.replace(".", "")) * quantity;
const brl = (all) => `${Math.floor(all / 100)}.${String(all % 100).padStart(2, "0")}`;

function print(bad, totals, decisions, seconds) {
  bad.sort((one, other) => one.number - other.number);
  for (const { number, field, reason } of bad.slice(0, BAD_LINES_SHOWN)) {
    console.log(`line ${number}: ${field}: ${reason}`);
  }
  if (bad.length > BAD_LINES_SHOWN) console.log(`and ${bad.length - BAD_LINES_SHOWN} more bad lines`);

  const { requests, buyers, commands, held, repeats, payments, verified } = totals;
  console.log(`\n${requests} requests of ${buyers} buyers under ${commands} command ids`);
  row("held", held);
  for (const [code, count] of Object.entries(totals.refused)) {
    row(code, count);
    if (code === "box_office.sold_out") rows("  the others are ", totals.sold_out);
  }
  console.log("\nsent again");
  row("got the first answer again", repeats.first_answer);
  row("refused at first, decided afresh", repeats.decided_afresh);
  row("command.id_reused", repeats.id_reused);
  console.log(`\nwhat became of ${held} holds`);
  row("sold", payments.sold);
  row("  of them paid after the hold lapsed", payments.sold_late);
  rows("paid too late, ", payments.refused);
  row("released", totals.released);
  row("lapsed", totals.lapsed);

  console.log(line("\n  ticket type", [8, "sold"], [16, "revenue, BRL"]));
  for (const [code, { sold, revenue }] of Object.entries(totals.ticket_types)) {
    console.log(line(`  ${code}`, [8, sold], [16, revenue]));
  }
  console.log(line("  all", [24, totals.revenue]));
  const heads = [[8, "size"], [8, "sold"], [8, "held"], [8, "free"], [13, "most in use"]];
  console.log(line("\n  quota", ...heads));
  for (const [code, { size, sold, held, free, most_in_use }] of Object.entries(totals.quotas)) {
    const cells = [[8, size], [8, sold], [8, held], [8, free ?? "-"], [13, most_in_use]];
    console.log(line(`  ${code}`, ...cells));
  }
  timeline(totals.sold_per_minute);

  const perSecond = Math.floor(decisions / seconds);
  console.log(`\n${decisions} decisions in ${seconds.toFixed(2)}s: ${perSecond} a second`);
  const said = [
    verified.never_oversold ? "never oversold" : "OVERSOLD",
    verified.one_effect_each ? "each command had one effect" : "EFFECTS DIFFER",
    verified.counters_agree ? "the counters agree" : "THE COUNTERS DIFFER",
  ];
  console.log(`verified over ${totals.domain_events} domain events: ${said.join(", ")}`);
}

const row = (name, count) => console.log(`  ${name.padEnd(42)}${String(count).padStart(8)}`);
const rows = (before, counted) => {
  for (const [name, count] of Object.entries(counted)) row(before + name, count);
};
const line = (name, ...cells) =>
  name.padEnd(name.startsWith("\n") ? 15 : 14) +
  cells.map(([width, cell]) => String(cell).padStart(width)).join("");

/** A bar a minute, in eighths of a letter; minutes without a sale are left out. */
function timeline(minutes) {
  console.log("\nplaces sold per minute");
  const most = Math.max(1, ...minutes);
  for (const [minute, places] of minutes.entries()) {
    if (places === 0) continue;
    const eighths = Math.floor((places * 8 * BAR) / most);
    const bar = "█".repeat(eighths >> 3) + ["", ..."▏▎▍▌▋▊▉"][eighths & 7];
    console.log(`  ${String(minute).padStart(3)} ${bar} ${places}`);
  }
}
