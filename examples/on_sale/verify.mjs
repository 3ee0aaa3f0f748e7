// What the domain events alone say: read from the feed, and folded without the library's counters.

/** The sale, as its domain events tell it. */
export async function readFeed(palco, { tenant, eventId, after }) {
  const seen = {
    domainEvents: 0,
    quotas: new Map(),
    // Holds whose time was over before anything else became of them.
    lapsed: 0,
    // How often something was recorded after which a quota had more in use than it is large.
    oversold: 0,
    holdsByCommand: new Map(),
    salesByHold: new Map(),
  };
  const drawsOn = new Map();
  const live = new Map();

  const each = (lines, change) => {
    for (const { ticket_type, quantity } of lines) {
      for (const code of drawsOn.get(ticket_type)) change(seen.quotas.get(code), quantity);
    }
  };
  const free = (holdId) => {
    if (!live.has(holdId)) return;
    each(live.get(holdId).lines, (quota, places) => (quota.held -= places));
    live.delete(holdId);
  };
  const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);

  for await (const record of palco.feed({ after, limit: 1000 })) {
    // The feed is that of all tenants, and of all that they have.
    const { tenant: of, stream, domain_event: happened } = record;
    if (of !== tenant || stream.aggregate !== "box_office" || stream.id !== eventId) continue;
    seen.domainEvents += 1;

    // Time alone ends a hold. Instants have one form on the wire, so they compare as texts.
    for (const [holdId, { expires_at }] of live) {
      if (expires_at > record.recorded_at) continue;
      seen.lapsed += 1;
      free(holdId);
    }
    switch (happened.type) {
      case "box_office.opened":
        for (const { quota, size } of happened.quotas) {
          seen.quotas.set(quota, { size, sold: 0, held: 0, most: 0 });
        }
        for (const { ticket_type, quotas } of happened.ticket_types) {
          const draws = happened.quotas.filter((of) => of.outermost || quotas.includes(of.quota));
          drawsOn.set(ticket_type, draws.map((of) => of.quota));
        }
        break;
      case "box_office.tickets_held":
        count(seen.holdsByCommand, record.command_id);
        each(happened.lines, (quota, places) => (quota.held += places));
        live.set(happened.hold_id, happened);
        break;
      case "box_office.places_sold":
        count(seen.salesByHold, happened.hold_id);
        free(happened.hold_id);
        each(happened.lines, (quota, places) => (quota.sold += places));
        break;
      case "box_office.hold_released":
        free(happened.hold_id);
        break;
      // A lapse needs no notice, and nothing else happens in this story.
    }
    for (const quota of seen.quotas.values()) {
      const used = quota.sold + quota.held;
      quota.most = Math.max(quota.most, used);
      if (used > quota.size) seen.oversold += 1;
    }
  }
  return seen;
}

/** Whether what must hold does. */
export function judge(seen, tally, quotas) {
  const asTold = [...tally.outcomes].every(
    ([commandId, { held }]) => (seen.holdsByCommand.get(commandId) ?? 0) === (held ? 1 : 0),
  );
  const nobodyElse = [...seen.holdsByCommand.keys()].every((id) => tally.outcomes.has(id));
  const soldOnce =
    [...seen.salesByHold.values()].every((sales) => sales === 1) &&
    seen.salesByHold.size === tally.sales.length;
  return {
    // At every record, what was sold and held of each quota was at most its size.
    never_oversold: seen.domainEvents > 0 && seen.oversold === 0,
    // Every command id took effect once if its sender was told of a hold, and else not at all; every
    // hold was sold once at most.
    one_effect_each: asTold && nobodyElse && soldOnce,
    // The library's counters say of every quota what the domain events say.
    counters_agree: quotas.every(({ quota, sold, held }) => {
      const folded = seen.quotas.get(quota);
      return folded?.sold === sold && folded?.held === held;
    }),
  };
}
