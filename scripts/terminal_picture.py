#!/usr/bin/env python3
"""Turns captured terminal output with ANSI escapes into a self-contained SVG.

    bourn run examples/cdnow --color always | scripts/terminal_picture.py --title "bourn run examples/cdnow" > docs/pictures/run.svg

Reads a file or standard input. Knows 16, 256 and true colours, bold, dim, italic, underlined and reversed text, wide and
combining characters, tabs and carriage returns. Lines and blocks are drawn as shapes, so that frames close in every font.
"""

import argparse
import re
import sys
import unicodedata
from dataclasses import dataclass, replace
from html import escape

CELL, LINE, SIZE, PAD, BAR = 8.4, 19, 14, 18, 38
FONT = "ui-monospace, 'SFMono-Regular', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
BACKGROUND, FOREGROUND, FRAME, TITLE = "#1b1f27", "#d7dae0", "#323844", "#9aa2b1"
PALETTE = [
    "#3b4252", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4",
    "#6b7385", "#ef8088", "#aed492", "#f0d197", "#80c0f5", "#d794ea", "#73cbd6", "#ffffff",
]  # fmt: skip

# The arms of line characters: left, right, up, down.
LINES = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "rud", "┤": "lud", "┬": "lrd", "┴": "lru",
    "┼": "lrud", "╴": "l", "╶": "r", "╵": "u", "╷": "d", "━": "lr", "┃": "ud",
}  # fmt: skip
ROUND = {"╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu"}
DASHED = {"┆": "ud", "┊": "ud", "┄": "lr", "┈": "lr"}
# Blocks as left, top, width, height in cells.
BLOCKS = {"█": (0, 0, 1, 1), "▀": (0, 0, 1, 0.5), "▐": (0.5, 0, 0.5, 1)}
BLOCKS |= {chr(0x2581 + n): (0, 1 - (n + 1) / 8, 1, (n + 1) / 8) for n in range(7)}
BLOCKS |= {chr(0x2589 + n): (0, 0, (7 - n) / 8, 1) for n in range(7)}
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}

ESCAPE = re.compile(r"\x1b(?:\[([0-9;:?]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")


@dataclass(frozen=True)
class Style:
    fore: str | None = None
    back: str | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underlined: bool = False
    reversed: bool = False

    def ink(self) -> str:
        return (self.back or BACKGROUND) if self.reversed else (self.fore or FOREGROUND)

    def paper(self) -> str | None:
        return (self.fore or FOREGROUND) if self.reversed else self.back


def colour(number: int) -> str:
    """A colour of the 256."""
    if number < 16:
        return PALETTE[number]
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    number -= 16
    parts = [number // 36, number // 6 % 6, number % 6]
    return "#" + "".join(f"{0 if part == 0 else 55 + 40 * part:02x}" for part in parts)


def styled(style: Style, parameters: str) -> Style:
    """The style after the escape `ESC [ parameters m`."""
    codes = [int(code or 0) for code in re.split("[;:]", parameters)]
    while codes:
        code = codes.pop(0)
        match code:
            case 0: style = Style()
            case 1: style = replace(style, bold=True)
            case 2: style = replace(style, dim=True)
            case 3: style = replace(style, italic=True)
            case 4: style = replace(style, underlined=True)
            case 7: style = replace(style, reversed=True)
            case 22: style = replace(style, bold=False, dim=False)
            case 23: style = replace(style, italic=False)
            case 24: style = replace(style, underlined=False)
            case 27: style = replace(style, reversed=False)
            case 39: style = replace(style, fore=None)
            case 49: style = replace(style, back=None)
            case _ if 30 <= code <= 37: style = replace(style, fore=PALETTE[code - 30])
            case _ if 40 <= code <= 47: style = replace(style, back=PALETTE[code - 40])
            case _ if 90 <= code <= 97: style = replace(style, fore=PALETTE[code - 82])
            case _ if 100 <= code <= 107: style = replace(style, back=PALETTE[code - 92])
            case 38 | 48 if len(codes) >= 2:
                if codes.pop(0) == 5:
                    chosen = colour(codes.pop(0) & 255)
                else:
                    chosen = "#" + "".join(f"{part & 255:02x}" for part in codes[:3])
                    del codes[:3]
                style = replace(style, **{"fore" if code == 38 else "back": chosen})
    return style


def width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def screen(text: str) -> list[dict[int, tuple[str, Style]]]:
    """The lines, each from column to what stands there."""
    rows: list[dict[int, tuple[str, Style]]] = [{}]
    style, column, at = Style(), 0, 0
    while at < len(text):
        found = ESCAPE.match(text, at)
        if found:
            at = found.end()
            if found[2] == "m":
                style = styled(style, found[1])
            elif found[2] == "K" and found[1] in ("", "0", "2"):
                start = 0 if found[1] == "2" else column
                rows[-1] = {place: cell for place, cell in rows[-1].items() if place < start}
            continue
        character = text[at]
        at += 1
        if character == "\n":
            rows.append({})
            column = 0
        elif character == "\r":
            column = 0
        elif character == "\t":
            column = (column // 8 + 1) * 8
        elif character >= " ":
            cells = width(character)
            if cells == 0:
                before = max((place for place in rows[-1] if place < column), default=None)
                if before is not None:
                    rows[-1][before] = (rows[-1][before][0] + character, rows[-1][before][1])
                continue
            rows[-1][column] = (character, style)
            column += cells
    while rows and not rows[-1]:
        rows.pop()
    return rows


def number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def shape(character: str, x: float, y: float, ink: str) -> str | None:
    """A line or block character as a shape that fills its cell, or nothing for other characters."""
    middle, centre = x + CELL / 2, y + LINE / 2
    ends = {"l": (x, centre), "r": (x + CELL, centre), "u": (middle, y), "d": (middle, y + LINE)}
    if character in BLOCKS or character in SHADES:
        left, top, wide, high = BLOCKS.get(character, (0, 0, 1, 1))
        opacity = f' fill-opacity="{SHADES[character]}"' if character in SHADES else ""
        return (
            f'<rect x="{number(x + left * CELL)}" y="{number(y + top * LINE)}" width="{number(wide * CELL)}" '
            f'height="{number(high * LINE)}" fill="{ink}"{opacity} shape-rendering="crispEdges"/>'
        )
    if character in ROUND:
        side, way = ROUND[character]
        (sx, sy), (wx, wy) = ends[side], ends[way]
        path = f"M{number(sx)} {number(sy)}Q{number(middle)} {number(centre)} {number(wx)} {number(wy)}"
    elif character in LINES or character in DASHED:
        arms = LINES.get(character) or DASHED[character]
        points = (ends[arm] for arm in arms)
        path = "".join(f"M{number(middle)} {number(centre)}L{number(px)} {number(py)}" for px, py in points)
    else:
        return None
    heavy = 2.4 if character in "━┃" else 1.2
    dashes = ' stroke-dasharray="3 3"' if character in DASHED else ""
    return f'<path d="{path}" stroke="{ink}" stroke-width="{heavy}"{dashes} fill="none"/>'


def runs(row: dict[int, tuple[str, Style]]):
    """Stretches of ordinary characters of one style: column, text, cells, style."""
    stretch = None
    for column in sorted(row):
        character, style = row[column]
        drawn = shape(character, 0, 0, "") is not None
        wide = width(character[0])
        # A wide character is a stretch of its own: fonts disagree about its width.
        fits = stretch and not drawn and wide == 1 and stretch[3] == style and stretch[0] + stretch[2] == column
        if fits and stretch[4]:
            stretch[1] += character
            stretch[2] += 1
            continue
        if stretch:
            yield stretch
        stretch = [column, character, wide, style, not drawn and wide == 1]
    if stretch:
        yield stretch


def text(x: float, y: float, words: str, cells: int, style: Style) -> str:
    marks = ' font-weight="700"' if style.bold else ""
    marks += ' font-style="italic"' if style.italic else ""
    marks += ' opacity=".6"' if style.dim else ""
    marks += ' text-decoration="underline"' if style.underlined else ""
    length = f' textLength="{number(cells * CELL)}" lengthAdjust="spacingAndGlyphs"' if cells > 1 else ""
    return f'<text x="{number(x)}" y="{number(y + LINE * 0.73)}" fill="{style.ink()}"{marks}{length}>{escape(words)}</text>'


def picture(rows: list[dict[int, tuple[str, Style]]], title: str, columns: int) -> str:
    used = max((max(row) + width(row[max(row)][0][0]) for row in rows if row), default=0)
    wide = max(used, columns, len(title) + 14) * CELL + 2 * PAD
    high = len(rows) * LINE + BAR + PAD
    papers, parts = [], []
    for line, row in enumerate(rows):
        y = BAR + line * LINE
        for column, words, cells, style, _ in runs(row):
            x = PAD + column * CELL
            if style.paper():
                papers.append(
                    f'<rect x="{number(x)}" y="{number(y)}" width="{number(cells * CELL)}" height="{LINE}" '
                    f'fill="{style.paper()}"/>'
                )
            drawn = shape(words, x, y, style.ink()) if len(words) == 1 else None
            if drawn:
                parts.append(drawn)
                continue
            # Viewers do not agree on what several blanks are, so each stretch without them stands by itself.
            for part in re.finditer(r"\S+(?: \S+)*", words):
                before = sum(map(width, words[: part.start()]))
                parts.append(text(x + before * CELL, y, part[0], sum(map(width, part[0])), style))
    dots = "".join(f'<circle cx="{PAD + 2 + n * 20}" cy="19" r="6" fill="{FRAME}"/>' for n in range(3))
    heading = (
        f'<text x="{number(wide / 2)}" y="24" text-anchor="middle" fill="{TITLE}">{escape(title)}</text>' if title else ""
    )
    size = f'width="{number(wide)}" height="{number(high)}" viewBox="0 0 {number(wide)} {number(high)}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title or 'Terminal output')}</title>",
            f'<rect x=".5" y=".5" width="{number(wide - 1)}" height="{number(high - 1)}" rx="10" fill="{BACKGROUND}" stroke="{FRAME}"/>',
            dots,
            f'<g font-family="{FONT}" font-size="{SIZE}">',
            *papers,
            heading,
            *parts,
            "</g>",
            "</svg>",
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", help="captured output; standard input without it")
    parser.add_argument("--title", default="", help="shown above the output")
    parser.add_argument("--columns", type=int, default=60, help="least width in characters (60)")
    arguments = parser.parse_args()
    if arguments.file:
        with open(arguments.file, encoding="utf-8", newline="") as file:
            captured = file.read()
    else:
        captured = sys.stdin.buffer.read().decode("utf-8")
    rows = screen(captured.replace("\r\n", "\n"))
    sys.stdout.buffer.write(picture(rows, arguments.title, arguments.columns).encode())


if __name__ == "__main__":
    main()
