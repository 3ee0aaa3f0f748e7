"""What came of it, in figures that are the same in every language and on every store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from palco.box_office import PlacesSold, QuotaUse

if TYPE_CHECKING:
    from on_sale import Tally
    from on_sale_verify import Seen

BAD_LINES_SHOWN = 10
BAR = 50


class BadLine(NamedTuple):
    """A line that is no request; its number is counted from 1."""

    number: int
    field: str
    reason: str


@dataclass
class Run:
    """All that is known when the hour is over."""

    lines: int
    requests: int
    bad: list[BadLine]
    tally: Tally
    quotas: list[QuotaUse]
    seen: Seen
    verdict: dict[str, bool]
    seconds: float


def report(run: Run, *, as_json: bool) -> None:
    totals = totals_of(run)
    if as_json:
        print(json.dumps(totals, separators=(",", ":")))
    else:
        print_all(run, totals)


def totals_of(run: Run) -> dict[str, Any]:
    tally = run.tally
    refused = [outcome for outcome in tally.outcomes.values() if not outcome.held]
    by_type = by_ticket_type(tally.sales)
    return {
        "lines": run.lines,
        "bad_lines": counts(bad.field for bad in run.bad),
        "requests": run.requests,
        "commands": len(tally.outcomes),
        "buyers": len(tally.buyers),
        "held": len(tally.outcomes) - len(refused),
        "refused": counts(outcome.code for outcome in refused),
        "sold_out": counts(outcome.reason for outcome in refused if outcome.reason is not None),
        "repeats": {
            "first_answer": tally.first_answers,
            "decided_afresh": tally.decided_afresh,
            "id_reused": tally.ids_reused,
        },
        "payments": {
            "sold": len(tally.sales),
            "sold_late": tally.sold_late,
            "refused": dict(sorted(tally.payments_refused.items())),
        },
        "released": tally.released,
        "lapsed": run.seen.lapsed,
        "ticket_types": {
            code: {"sold": sold, "revenue": str(revenue)} for code, (sold, revenue) in by_type.items()
        },
        "quotas": {
            of.quota: {
                "size": of.size,
                "sold": of.sold,
                "held": of.held,
                "free": of.free,
                "most_in_use": run.seen.quotas[of.quota].most,
            }
            for of in run.quotas
        },
        "revenue": str(sum((revenue for _, revenue in by_type.values()), Decimal("0.00"))),
        "sold_per_minute": per_minute(tally.sales),
        "domain_events": run.seen.domain_events,
        "verified": run.verdict,
    }


def counts(names: Iterable[str]) -> dict[str, int]:
    """How often each name stands there, by name."""
    return dict(sorted(Counter(names).items()))


def by_ticket_type(sales: list[PlacesSold]) -> dict[str, tuple[int, Decimal]]:
    sums: dict[str, tuple[int, Decimal]] = {}
    for sale in sales:
        for line in sale.lines:
            sold, revenue = sums.get(line.ticket_type, (0, Decimal("0.00")))
            amount = line.unit_price.amount * line.quantity
            sums[line.ticket_type] = sold + line.quantity, revenue + amount
    return dict(sorted(sums.items()))


def per_minute(sales: list[PlacesSold]) -> list[int]:
    """Places sold in each minute since the first sale."""
    minutes: Counter[int] = Counter()
    for sale in sales:
        minute = int(sale.at.timestamp()) // 60
        minutes[minute] += sum(line.quantity for line in sale.lines)
    return [minutes[minute] for minute in range(min(minutes), max(minutes) + 1)] if minutes else []


def print_all(run: Run, totals: dict[str, Any]) -> None:
    for number, field, reason in run.bad[:BAD_LINES_SHOWN]:
        print(f"line {number}: {field}: {reason}")
    if len(run.bad) > BAD_LINES_SHOWN:
        print(f"and {len(run.bad) - BAD_LINES_SHOWN} more bad lines")

    print("\n{requests} requests of {buyers} buyers under {commands} command ids".format(**totals))
    row("held", totals["held"])
    for code, number in totals["refused"].items():
        row(code, number)
        if code == "box_office.sold_out":
            rows("  the others are", totals["sold_out"])
    print("\nsent again")
    row("got the first answer again", totals["repeats"]["first_answer"])
    row("refused at first, decided afresh", totals["repeats"]["decided_afresh"])
    row("command.id_reused", totals["repeats"]["id_reused"])
    print(f"\nwhat became of {totals['held']} holds")
    row("sold", totals["payments"]["sold"])
    row("  of them paid after the hold lapsed", totals["payments"]["sold_late"])
    rows("paid too late,", totals["payments"]["refused"])
    row("released", totals["released"])
    row("lapsed", totals["lapsed"])

    print(f"\n  {'ticket type':<12}{'sold':>8}{'revenue, BRL':>16}")
    for code, of in totals["ticket_types"].items():
        print(f"  {code:<12}{of['sold']:>8}{of['revenue']:>16}")
    print(f"  {'all':<12}{totals['revenue']:>24}")
    print(f"\n  {'quota':<12}{'size':>8}{'sold':>8}{'held':>8}{'free':>8}{'most in use':>13}")
    for code, of in totals["quotas"].items():
        free = "-" if of["free"] is None else of["free"]
        print(
            f"  {code:<12}{of['size']:>8}{of['sold']:>8}{of['held']:>8}{free:>8}{of['most_in_use']:>13}"
        )
    timeline(totals["sold_per_minute"])

    decisions = run.tally.decisions
    per_second = int(decisions / run.seconds)
    print(f"\n{decisions} decisions in {run.seconds:.2f}s: {per_second} a second")
    verified = totals["verified"]
    said = (
        "never oversold" if verified["never_oversold"] else "OVERSOLD",
        "each command had one effect" if verified["one_effect_each"] else "EFFECTS DIFFER",
        "the counters agree" if verified["counters_agree"] else "THE COUNTERS DIFFER",
    )
    print(f"verified over {totals['domain_events']} domain events: {', '.join(said)}")


def row(name: str, number: int) -> None:
    print(f"  {name:<42}{number:>8}")


def rows(before: str, counted: Mapping[str, int]) -> None:
    for name, number in counted.items():
        row(f"{before} {name}", number)


def timeline(minutes: list[int]) -> None:
    """A bar a minute, in eighths of a letter; minutes without a sale are left out."""
    print("\nplaces sold per minute")
    most = max(minutes, default=1)
    for minute, places in enumerate(minutes):
        if places > 0:
            whole, eighths = divmod(places * 8 * BAR // most, 8)
            print(f"  {minute:>3} {'█' * whole}{'▏▎▍▌▋▊▉'[eighths - 1] if eighths else ''} {places}")
