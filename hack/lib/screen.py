#!/usr/bin/env python3
"""Runs a command in a terminal and draws what it shows as SVG; with --film, as it changes: screen.py --title TITLE FILE.svg COMMAND..."""
import argparse
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from xml.sax.saxutils import escape

import pyte

CELL = (8.4, 18)
MARGIN = 14
BAR = 30
COLOURS = {
    "default": "#d8dee9", "black": "#4c566a", "red": "#ff7b72", "green": "#7ee787", "brown": "#f2cc60", "blue": "#79c0ff",
    "magenta": "#d2a8ff", "cyan": "#76e3ea", "white": "#eceff4",
}
# SVG puts several spaces together.
NO_BREAK = "\u00a0"
# The shortest time between two pictures of a film, and how long its last one stays, in seconds.
STEP = 0.1
REST = 3


def frames(command, columns, rows, then):
    """What the terminal showed, and since when, in seconds; and the command's exit status. With the first output, another one begins."""
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, os.environ | {"TERM": "xterm-256color"})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    begin, seen = None, []
    while chunk := read(terminal):
        if begin is None:
            begin = time.monotonic()
            subprocess.Popen(["bash", "-c", then])
        stream.feed(chunk)
        if not select.select([terminal], [], [], STEP)[0]:
            note(seen, time.monotonic() - begin, picture(screen))
    note(seen, time.monotonic() - (begin or 0), picture(screen))
    return seen, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def note(seen, when, lines):
    if not seen or seen[-1][1] != lines:
        seen.append((when, lines))


def read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the last process has closed it
        return b""


def picture(screen):
    """Lines of (column, text, colour, bold)."""
    lines = []
    for row in range(screen.lines):
        runs = []
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            look = (cell.fg, cell.bold)
            if runs and runs[-1][2:] == look and runs[-1][0] + len(runs[-1][1]) == column:
                runs[-1] = (runs[-1][0], runs[-1][1] + cell.data, *look)
            else:
                runs.append((column, cell.data, *look))
        lines.append([run for run in runs if run[1].strip()])
    while lines and not lines[-1]:
        lines.pop()
    return lines


def text(lines):
    drawn = []
    for row, runs in enumerate(lines):
        y = BAR + MARGIN + (row + 0.75) * CELL[1]
        for column, words, colour, bold in runs:
            lead = len(words) - len(words.lstrip())
            words = words.strip()
            x = MARGIN + (column + lead) * CELL[0]
            fill = COLOURS.get(colour.removeprefix("bright"), f"#{colour}")
            weight = ' font-weight="bold"' if bold else ""
            drawn.append(
                f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"{weight} textLength="{len(words) * CELL[0]:.1f}"'
                f' lengthAdjust="spacingAndGlyphs">{escape(words).replace(" ", NO_BREAK)}</text>')
    return "\n".join(drawn)


def svg(seen, title, columns):
    height = BAR + 2 * MARGIN + max(len(lines) for _, lines in seen) * CELL[1]
    width = 2 * MARGIN + columns * CELL[0]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
        ' font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">'
        f'\n<title>{escape(title)}</title>\n<rect width="100%" height="100%" rx="8" fill="#1f2430"/>'
        f'\n<text x="{MARGIN}" y="{BAR - 6}" fill="#a3be8c" font-weight="bold">$ {escape(title)}</text>\n')
    whole = seen[-1][0] + REST
    groups = []
    for i, (begin, lines) in enumerate(seen):
        if len(seen) == 1:
            groups.append(text(lines))
            continue
        end = seen[i + 1][0] if i + 1 < len(seen) else whole
        # Where nothing is animated, the last one is seen.
        groups.append(
            f'<g visibility="{"visible" if i + 1 == len(seen) else "hidden"}"><animate attributeName="visibility" dur="{whole:.1f}s"'
            f' repeatCount="indefinite" calcMode="discrete" values="hidden;visible;hidden"'
            f' keyTimes="0;{begin / whole:.4f};{min(end / whole, 1):.4f}"/>\n{text(lines)}\n</g>')
    return head + "\n".join(groups) + "\n</svg>\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--title", required=True)
    parser.add_argument("--columns", type=int, default=110)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--film", action="store_true")
    parser.add_argument("--then", default=":", help="what bash does as soon as something is shown")
    parser.add_argument("file")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    seen, status = frames(options.command, options.columns, options.rows, options.then)
    with open(options.file, "w", encoding="utf-8") as file:
        file.write(svg(seen if options.film else seen[-1:], options.title, options.columns))
    print(f"{options.title}: exit status {status}")


if __name__ == "__main__":
    main()
