"""Medians, spreads and ratios, and how they are written."""

from statistics import median


def middle(values):
    """The median of what was measured; `None` where nothing was."""
    values = [value for value in values if value is not None]
    return median(values) if values else None


def short(value):
    """A number with as many digits as it deserves."""
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{round(value, -1 if value < 10_000 else -2):,.0f}".replace(",", " ")
    if abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def spread(values):
    """The median, with the least and the most."""
    values = [value for value in values if value is not None]
    if not values:
        return "–"
    if len(values) == 1 or short(min(values)) == short(max(values)):
        return short(median(values))
    return f"{short(median(values))} ({short(min(values))}–{short(max(values))})"


def ratios(ours, theirs):
    """Round by round, where both were measured."""
    return [our / their for our, their in zip(ours, theirs) if our is not None and their]


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)
