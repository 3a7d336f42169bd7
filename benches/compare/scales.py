"""Time and memory against the number of rows and of segments, as pictures."""

import json
from math import floor, log, log10

import queries
from dialects import Bourn
from timing import ROOT, asked_of_bourn

ROWS = [100_000, 500_000, 2_000_000, 5_000_000]
SEGMENTS = [1, 10, 50, 200]
COLOURS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0"]


def scales(arguments, data):
    """Measures, and writes `scale-rows.svg`, `scale-segments.svg`, `scale-memory.svg` and the figures behind them."""
    figures = {"rows": {}, "segments": {}, "memory": {}}
    for people in ROWS:
        arguments.people, arguments.events = people, 2 * people
        folder = data(arguments)
        for count in SEGMENTS:
            project = with_segments(folder, count)
            milliseconds, memory = measured(arguments, project, folder)
            figures["rows"].setdefault(named(count), {})[people] = milliseconds
            figures["segments"].setdefault(f"{people / 1e6:g} M people", {})[count] = milliseconds
            figures["memory"].setdefault(named(count), {})[people] = memory
    arguments.folder.mkdir(parents=True, exist_ok=True)
    (arguments.folder / "scales.json").write_text(json.dumps(figures, indent=1))
    titles = {"rows": ("people", "milliseconds"), "segments": ("segments", "milliseconds"), "memory": ("people", "megabytes")}
    for name, (across, up) in titles.items():
        (arguments.folder / f"scale-{name}.svg").write_text(chart(figures[name], across, up))


def named(count):
    return "1 segment" if count == 1 else f"{count} segments"


def with_segments(folder, count):
    """A project whose segments `scale_000`, … are one request: the batch of attributes, over and over, each a little different."""
    project = folder / f"segments-{count}"
    project.mkdir(exist_ok=True)
    for name in ("bourn.toml", "people.flow"):
        (project / name).write_text((ROOT / "benches" / "compare" / "project" / name).read_text())
    lines = []
    for place in range(count):
        predicate = queries.ATTRIBUTES[place % len(queries.ATTRIBUTES)]
        turn = ["and", predicate, ["ne", "age", 100 + place]]
        lines.append(f"segment scale_{place:03} = {Bourn().predicate(turn)}\n")
    (project / "segments.flow").write_text("\n".join(lines))
    return project


def measured(arguments, project, folder):
    """The median milliseconds of the request, and the most megabytes that the process had."""
    figures = asked_of_bourn(arguments, project, folder, [])["scale"]
    return figures["median"], figures["megabytes"]


# A picture: lines over logarithmic axes, in the colours of a light and a dark page alike

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 360, 64, 48, 16, 132


def chart(lines, across, up):
    xs = sorted({x for points in lines.values() for x in points})
    ys = [y for points in lines.values() for y in points.values()]
    x_axis, y_axis = axis(xs[0], xs[-1], LEFT, WIDTH - RIGHT), axis(min(ys), max(ys), HEIGHT - BOTTOM, TOP)
    parts = [grid(x_axis, xs, y_axis, powers(min(ys), max(ys)))]
    ends = {}
    for colour, (name, points) in zip(COLOURS, lines.items()):
        path = " ".join(f"{x_axis(x):.1f},{y_axis(y):.1f}" for x, y in sorted(points.items()))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x_axis(x):.1f}" cy="{y_axis(y):.1f}" r="3" fill="{colour}"/>' for x, y in points.items()]
        ends[name] = (y_axis(points[max(points)]) + 4, colour)
    for (name, (_, colour)), y in zip(*apart(ends)):
        parts.append(text(WIDTH - RIGHT + 8, y, name, "start", colour))
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, across))
    parts.append(f'<g transform="rotate(-90)">{text(-(TOP + HEIGHT - BOTTOM) / 2, 14, up)}</g>')
    style = 'font-family="system-ui, sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {style} role="img">'
    title = f"<title>{up} against {across}</title>"
    return "\n".join([head, title, *parts, "</svg>"]) + "\n"


def apart(ends):
    """The names of lines from top to bottom, and where they stand so that none is over another."""
    names, places = sorted(ends.items(), key=lambda end: end[1][0]), []
    for _, (y, _) in names:
        places.append(max(y, places[-1] + 14) if places else y)
    return names, places


def axis(low, high, start, end):
    span = log(high) - log(low) or 1
    return lambda value: start + (log(value) - log(low)) / span * (end - start)


def powers(low, high):
    """The round numbers of a logarithmic axis."""
    marks = [factor * 10.0**power for power in range(floor(log10(low)), floor(log10(high)) + 1) for factor in (1, 3)]
    return [mark for mark in marks if low <= mark <= high] or [low, high]


def grid(x_axis, xs, y_axis, ys):
    parts = []
    for y in ys:
        at = y_axis(y)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="#8888" stroke-width="0.5"/>')
        parts.append(text(LEFT - 8, at + 4, f"{y:g}", "end"))
    parts += [text(x_axis(x), HEIGHT - BOTTOM + 20, f"{x / 1e6:g} M" if x >= 1e5 else f"{x}") for x in xs]
    return "\n".join(parts)


def text(x, y, words, anchor="middle", colour="#888"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'
