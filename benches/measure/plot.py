"""Draws the curves as SVG: logarithmic on both axes, so that what grows linearly is a straight line with the slope of the
dashed ones. Readable on light and dark pages."""

from math import ceil, floor, log10

# What grows, and what it costs.
KINDS = {
    "tickets": ("tickets in the list", "ms of CPU from the list to the outbox"),
    "sessions": ("people signed in", "ms of CPU from the list to the outbox"),
    "chats": ("chats in use", "µs of CPU for a press"),
    "cards": ("cards in the ledger", "µs of CPU for a press"),
}

WIDTH, HEIGHT = 400, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 40, 40

STYLE = """<style>
text { font: 12px system-ui, sans-serif; fill: #3b4252; }
.title { font-weight: 600; font-size: 13px; }
.grid { stroke: #d8dee9; }
.linear { stroke: #8a94a6; stroke-dasharray: 4 4; }
.curve { stroke: #2563a8; stroke-width: 2.5; fill: none; }
.dot { fill: #2563a8; }
@media (prefers-color-scheme: dark) {
  text { fill: #d8dee9; }
  .grid { stroke: #434c5e; }
  .linear { stroke: #7b869c; }
  .curve { stroke: #88c0f0; }
  .dot { fill: #88c0f0; }
}
</style>
"""


def curves(found):
    """All four in one picture."""
    parts = []
    for place, (kind, (what, unit)) in enumerate(KINDS.items()):
        x, y = place % 2 * WIDTH, place // 2 * HEIGHT
        parts.append(f'<g transform="translate({x} {y})">\n{chart(what, unit, found[kind])}</g>\n')
    size = f'viewBox="0 0 {2 * WIDTH} {2 * HEIGHT}" width="{2 * WIDTH}" height="{2 * HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{STYLE}{"".join(parts)}</svg>\n'


def chart(what, unit, points):
    across = decades([count for count, _ in points])
    up = decades([cost for _, cost in points])
    x = scale(across, LEFT, WIDTH - RIGHT)
    y = scale(up, HEIGHT - BOTTOM, TOP)
    out = [f'<text class="title" x="{LEFT}" y="18">{unit}</text>\n']
    for power in range(up[0], up[1] + 1):
        at = y(10**power)
        out.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>\n')
        out.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{label(power)}</text>\n')
    for power in range(across[0], across[1] + 1):
        at = x(10**power)
        out.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{label(power)}</text>\n')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{what}</text>\n')
    out.append(linear(points, up, x, y))
    line = " ".join(f"{x(count):.1f},{y(cost):.1f}" for count, cost in points)
    out.append(f'<polyline class="curve" points="{line}"/>\n')
    out += [f'<circle class="dot" r="3.5" cx="{x(count):.1f}" cy="{y(cost):.1f}"/>\n' for count, cost in points]
    return "".join(out)


def linear(points, up, x, y):
    """Where a cost would be that grows as fast as what it is for, from the first point as far as the chart goes."""
    (count, cost), (last, _) = points[0], points[-1]
    end = min(last, count * 10 ** up[1] / cost)
    return (
        f'<line class="linear" x1="{x(count):.1f}" y1="{y(cost):.1f}" '
        f'x2="{x(end):.1f}" y2="{y(cost * end / count):.1f}"/>\n'
    )


def decades(values):
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def scale(powers, start, end):
    low, high = powers
    return lambda value: start + (log10(value) - low) / (high - low) * (end - start)


def label(power):
    return f"{10**power:,}".replace(",", " ") if power >= 0 else f"{10.0**power:g}"
