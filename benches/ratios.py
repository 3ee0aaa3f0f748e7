"""What was asked of the store, and the figures that tell whether it is so."""

PEERS = ("emmett-postgresql", "eventsourcing", "postgres-es")
INSERT = "pgbench, insert of one row"
ROWS = "one connection, 64 rows a statement"
ON_SALE = "on sale, 64 clients"


def times(upper, lower):
    """How many times the other, if both were measured."""
    return upper / lower if upper is not None and lower else None


def at_least(what, least, ratio):
    kept = None if ratio is None else ratio >= least
    return what, f"at least {least:g}", told(ratio), kept


def at_most(what, most, ratio):
    kept = None if ratio is None else ratio <= most
    return what, f"at most {most:g}", told(ratio), kept


def told(ratio):
    return None if ratio is None else f"{ratio:,.2f}" if ratio < 100 else f"{ratio:,.0f}"


def best(results, scenario, pick=max, measure="per second"):
    found = [results.median(scenario, peer, measure) for peer in PEERS]
    found = [figure for figure in found if figure is not None]
    return pick(found) if found else None


def on_sale(results):
    palco = results.median(ON_SALE, "palco")
    rows = results.median(ON_SALE, ROWS)
    yield at_least("on-sale, holds per row of one connection at 64 rows a statement", 0.5, times(palco, rows))
    by_hand = results.median(ON_SALE, "hot row by hand, a transaction")
    yield at_least("on-sale, times the hot row by hand", 40, times(palco, by_hand))
    p99 = results.median(ON_SALE, "palco", "p99 us")
    flight = results.median(ON_SALE, "palco", "flight us")
    yield at_most("on-sale, p99 in median flights", 4, times(p99, flight))
    yield at_most("on-sale, p99 in ms", 30, times(p99, 1000))
    thousand = results.median("on sale, 1000 clients", "palco")
    yield at_least("on-sale, 1 000 buyers waiting, times 64", 1, times(thousand, palco))
    two = results.median(f"{ON_SALE} at two processes", "palco")
    yield at_least("on-sale, two processes on one event, times one", 0.7, times(two, palco))
    yield "on-sale, times the best peer", "", told(times(palco, best(results, ON_SALE))), None


def distinct(results):
    # A limit inserts rows; that a stream is new or not is nothing to it.
    insert = results.median("new streams, 64 clients", INSERT)
    for kind in ("new", "existing"):
        scenario = f"{kind} streams, 64 clients"
        palco = results.median(scenario, "palco")
        ratio = times(palco, best(results, scenario))
        yield at_least(f"{kind} streams, 64 clients, times the best peer", 8, ratio)
        ratio = times(palco, insert)
        yield at_least(f"{kind} streams, 64 clients, times pgbench's inserts of one row", 1.5, ratio)
    lone = results.median("new streams, 1 client", INSERT)
    palco = results.median("new streams, 1 client", "palco")
    yield at_least("a lone client, times pgbench's lone insert", 0.5, times(palco, lone))
    alone = results.median("new streams, 1 client", "palco.append under pgbench")
    yield "the function alone under pgbench, times pgbench's lone insert", "", told(times(alone, lone)), None


def loads(results):
    def palco(scenario):
        return results.median(scenario, "palco", "median us")

    peer = best(results, "load of 1000", min, "median us")
    yield at_least("load of 1 000, times faster than the fastest peer", 3, times(peer, palco("load of 1000")))
    snapshot = palco("load of 1000, small state, from a snapshot")
    ratio = times(snapshot, palco("load of 10, small state"))
    yield at_most("load of 1 000 from a snapshot of a small state, times a load of 10", 1, ratio)
    ratio = times(palco("load of 1000"), palco("load of 1000, from a snapshot"))
    yield at_least("1 000 live holds, times faster from the snapshot than from 1 000 domain events", 3, ratio)


def growth(results):
    small, large = "palco, 10000 records", "palco, 1000000 records"
    for kind in ("a new", "an existing"):
        scenario = f"growth, append to {kind} stream"
        measured = [results.median(scenario, size, "median us") for size in (large, small)]
        yield at_most(f"append to {kind} stream at 1 million records, times that at 10 thousand", 1.3, times(*measured))
    feed = results.median("growth, feed", large)
    bare = results.median("growth, feed", "a bare select, 1000000 records")
    what = "feed, records a second at 1 million records (or 0.7 of a bare select)"
    ratio = times(feed, bare)
    if ratio is None:
        yield what, "100 000 or 0.7", None, None
    else:
        yield what, "100 000 or 0.7", f"{feed:,.0f}; {ratio:.2f}", feed >= 100_000 or ratio >= 0.7


def all_of(results):
    for part in (on_sale, distinct, loads, growth):
        yield from part(results)
