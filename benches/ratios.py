"""What was asked of the store, and the figures that tell whether it is so."""

import statistics

PEERS = ("emmett-postgresql", "eventsourcing", "postgres-es")
INSERT = "pgbench, insert of one row"
ROWS = "one connection, 64 rows a statement"
ON_SALE = "on sale, 64 clients"


def times(upper, lower):
    """How many times the other, round by round, and of that the median; None if not measured."""
    if isinstance(lower, int):
        lower = [lower] * len(upper)
    ratios = [above / below for above, below in zip(upper, lower) if below]
    return statistics.median(ratios) if ratios else None


def at_least(what, least, ratio):
    kept = None if ratio is None else ratio >= least
    return what, f"at least {least:g}", told(ratio), kept


def at_most(what, most, ratio):
    kept = None if ratio is None else ratio <= most
    return what, f"at most {most:g}", told(ratio), kept


def told(ratio):
    return None if ratio is None else f"{ratio:,.2f}" if ratio < 100 else f"{ratio:,.0f}"


def best(results, scenario, pick=max, measure="per second"):
    """The figures of the best of the peers."""
    found = [results.of(scenario, peer, measure) for peer in PEERS]
    return pick(filter(None, found), key=statistics.median, default=[])


def on_sale(results):
    palco = results.of(ON_SALE, "palco")
    rows = results.of(ON_SALE, ROWS)
    what = "on-sale, holds per row of one connection at 64 rows a statement"
    yield at_least(what, 0.5, times(palco, rows))
    by_hand = results.of(ON_SALE, "hot row by hand, a transaction")
    yield at_least("on-sale, times the hot row by hand", 40, times(palco, by_hand))
    p99 = results.of(ON_SALE, "palco", "p99 us")
    flight = results.of(ON_SALE, "palco", "flight us")
    yield at_most("on-sale, p99 in median flights", 4, times(p99, flight))
    yield at_most("on-sale, p99 in ms", 30, times(p99, 1000))
    thousand = results.of("on sale, 1000 clients", "palco")
    yield at_least("on-sale, 1 000 buyers waiting, times 64", 1, times(thousand, palco))
    two = results.of(f"{ON_SALE} at two processes", "palco")
    yield at_least("on-sale, two processes on one event, times one", 0.7, times(two, palco))
    yield "on-sale, times the best peer", "", told(times(palco, best(results, ON_SALE))), None


def distinct(results):
    # A limit inserts rows; that a stream is new or not is nothing to it.
    insert = results.of("new streams, 64 clients", INSERT)
    for kind in ("new", "existing"):
        scenario = f"{kind} streams, 64 clients"
        palco = results.of(scenario, "palco")
        ratio = times(palco, best(results, scenario))
        yield at_least(f"{kind} streams, 64 clients, times the best peer", 8, ratio)
        ratio = times(palco, insert)
        what = f"{kind} streams, 64 clients, times pgbench's inserts of one row"
        yield at_least(what, 1.5, ratio)
    lone = results.of("new streams, 1 client", INSERT)
    palco = results.of("new streams, 1 client", "palco")
    yield at_least("a lone client, times pgbench's lone insert", 0.5, times(palco, lone))
    alone = results.of("new streams, 1 client", "palco.append_as_decided under pgbench")
    what = "the function alone under pgbench, times pgbench's lone insert"
    yield what, "", told(times(alone, lone)), None


def loads(results):
    def palco(scenario):
        return results.of(scenario, "palco", "median us")

    peer = best(results, "load of 1000", min, "median us")
    ratio = times(peer, palco("load of 1000"))
    yield at_least("load of 1 000, times faster than the fastest peer", 3, ratio)
    snapshot = palco("load of 1000, small state, from a snapshot")
    ratio = times(snapshot, palco("load of 10, small state"))
    what = "load of 1 000 from a snapshot of a small state, times a load of 10"
    yield at_most(what, 1, ratio)
    ratio = times(palco("load of 1000"), palco("load of 1000, from a snapshot"))
    what = "1 000 live holds, times faster from the snapshot than from 1 000 domain events"
    yield at_least(what, 3, ratio)


def growth(results):
    small, large = "palco, 10000 records", "palco, 1000000 records"
    for kind in ("a new", "an existing"):
        scenario = f"growth, append to {kind} stream"
        measured = [results.of(scenario, size, "median us") for size in (large, small)]
        what = f"append to {kind} stream at 1 million records, times that at 10 thousand"
        yield at_most(what, 1.3, times(*measured))
    feed = results.of("growth, feed", large)
    bare = results.of("growth, feed", "a bare select, 1000000 records")
    what = "feed, records a second at 1 million records (or 0.7 of a bare select)"
    ratio = times(feed, bare)
    if ratio is None:
        yield what, "100 000 or 0.7", None, None
    else:
        rate = statistics.median(feed)
        yield what, "100 000 or 0.7", f"{rate:,.0f}; {ratio:.2f}", rate >= 100_000 or ratio >= 0.7


def codes(results):
    for verb in ("build", "read"):
        palco = results.of(f"BR Code, {verb}", "palco")
        rate = statistics.median(palco) if palco else None
        what = f"BR Codes a second on one core, {verb}"
        yield what, "at least 500 000", rate and f"{rate:,.0f}", rate and rate >= 500_000
        for peer, language in (("pypix", "Python"), ("pix-utils", "Node")):
            for ours in ("palco", f"palco from {language}"):
                mine, theirs = (results.of(f"BR Code, {verb}", who) for who in (ours, peer))
                if mine and theirs:
                    yield f"BR Codes, {verb}, {ours}, times {peer}", "", told(times(mine, theirs)), None


def all_of(results):
    for part in (on_sale, distinct, loads, growth, codes):
        yield from part(results)
