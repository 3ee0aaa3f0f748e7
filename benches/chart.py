"""The chart of the report: bars of medians, least and most as whiskers, on axes of powers of ten."""

import math
import statistics

# A measure, and by how much a figure is divided for the axis.
RATE = ("per second", 1)
TIME = ("median us", 1000)
PANELS = [
    ("On-sale: one event, 64 buyers", "on sale, 64 clients", RATE, "holds per second"),
    ("64 clients, new streams", "new streams, 64 clients", RATE, "appends per second"),
    ("64 clients, existing streams", "existing streams, 64 clients", RATE, "appends per second"),
    ("One client, new streams", "new streams, 1 client", RATE, "appends per second"),
    ("Loading 1 000 domain events: less is better", "load of 1000", TIME, "milliseconds"),
]
PEERS = ("emmett-postgresql", "eventsourcing", "postgres-es")
WIDTH, LEFT, RIGHT, BAR, GAP = 820, 270, 110, 18, 8

STYLE = """
  .back { fill: #ffffff; }
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .axis { font-size: 11px; fill: #59636e; }
  .grid { stroke: #d1d9e0; }
  .range { stroke: #1f2328; }
  .palco { fill: #1a7f37; } .peer { fill: #8250df; } .limit { fill: #8c959f; }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117; } text { fill: #f0f6fc; } .axis { fill: #9198a1; }
    .grid { stroke: #3d444d; } .range { stroke: #f0f6fc; }
    .palco { fill: #3fb950; } .peer { fill: #ab7df8; } .limit { fill: #6e7681; }
  }
"""


def kind(who):
    return "peer" if who in PEERS else "palco" if who == "palco" else "limit"


class Axis:
    """From a power of ten to a power of ten: a bar of ten times the figure is a step longer."""

    def __init__(self, figures):
        # Half of the least has its place too, so that no bar is without length.
        self.first = math.floor(math.log10(min(figures) / 2))
        self.last = max(math.ceil(math.log10(max(figures))), self.first + 1)

    def at(self, figure):
        part = (math.log10(max(figure, 10**self.first)) - self.first) / (self.last - self.first)
        return LEFT + part * (WIDTH - LEFT - RIGHT)

    def ticks(self):
        return [10**power for power in range(self.first, self.last + 1)]


def text(x, y, said, style="", anchor="start"):
    return f'<text class="{style}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{said}</text>'


def line(x1, y1, x2, y2, style):
    return f'<line class="{style}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def rect(style, x, y, width, height):
    size = f'width="{width:.1f}" height="{height}"'
    return f'<rect class="{style}" x="{x}" y="{y}" {size}/>'


def short(figure):
    return f"{figure:,.0f}" if figure >= 10 else f"{figure:.3g}"


def panel(top, title, unit, rows):
    axis = Axis([figure for _, figures in rows for figure in figures])
    bottom = top + 26 + len(rows) * (BAR + GAP)
    parts = [text(10, top + 8, title, "title")]
    for tick in axis.ticks():
        parts.append(line(axis.at(tick), top + 20, axis.at(tick), bottom, "grid"))
        parts.append(text(axis.at(tick), bottom + 14, short(tick), "axis", "middle"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(text(middle, bottom + 30, f"{unit}; ten times a step", "axis", "middle"))
    for place, (who, figures) in enumerate(rows):
        y = top + 24 + place * (BAR + GAP)
        middle = statistics.median(figures)
        end = axis.at(middle)
        parts.append(text(LEFT - 8, y + 14, who, "", "end"))
        parts.append(rect(kind(who), LEFT, y, max(end - LEFT, 2), BAR))
        least, most = axis.at(min(figures)), axis.at(max(figures))
        parts.append(line(least, y + BAR / 2, most, y + BAR / 2, "range"))
        parts.append(text(most + 8, y + 14, short(middle)))
    return bottom + 52, parts


def draw(results):
    top, parts = 50, []
    legend = [("palco", "Palco"), ("peer", "peers"), ("limit", "limits, and by hand")]
    for place, (style, said) in enumerate(legend):
        parts.append(rect(style, LEFT + 130 * place, 10, 12, 12))
        parts.append(text(LEFT + 130 * place + 18, 21, said))
    for title, scenario, (measure, divided), unit in PANELS:
        rows = [
            (who, [max(figure, 0.5) / divided for figure in row[measure]])
            for who, row in results.rows(scenario)
            if measure in row
        ]
        rows.sort(key=lambda row: ("palco", "limit", "peer").index(kind(row[0])))
        if rows:
            top, drawn = panel(top, title, unit, rows)
            parts += drawn
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}"'
        f' height="{top}" role="img" aria-label="Palco beside limits and peers">'
    )
    back = rect("back", 0, 0, WIDTH, top)
    return "\n".join([opening, back, f"<style>{STYLE}</style>", *parts, "</svg>", ""])
