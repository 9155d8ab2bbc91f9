"""Writes the figures of a file of hack/bench as the table of docs/performance.md. Used by "hack/bench document"."""
import json
import re
import sys
from pathlib import Path

BEGIN, END = "<!-- written by hack/bench document -->\n", "<!-- end -->\n"


def number(value):
    """A figure with the digits that count, as the terminal's table has them."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3 if abs(value) >= 0.1 else 4
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def cell(figures):
    """A median, with the 90th percentile where there are enough values to have one."""
    if figures is None:
        return ""
    text = ("> " if figures.get("unfinished") else "") + number(figures["median"])
    return f"{text} (p90 {number(figures['p90'])})" if figures["n"] >= 10 else text


def table(results):
    """The table in Markdown: ours first, then the others, the floor last."""
    names = list(dict.fromkeys(name for row in results["rows"] for name in row["figures"]))
    lines = [
        "| row | what | unit | target | " + " | ".join(names) + " | floor | n |",
        "|---" * (6 + len(names)) + "|",
    ]
    for row in results["rows"]:
        figures = row["figures"]
        ours = cell(figures.get(names[0])) + (" **MISSED**" if row.get("missed") else "")
        target = "" if row["target"] is None else number(row["target"])
        if row.get("targetOfP90") is not None:
            target += f" (p90 {number(row['targetOfP90'])})"
        others = [cell(figures.get(name)) for name in names[1:]]
        first = next(iter(figures.values()))
        floor = number(row["floor"]["median"]) if row.get("floor") else ""
        fields = [f"`{row['row']}`", row["meaning"], row["unit"], target, ours, *others, floor, str(first["n"])]
        lines.append("| " + " | ".join(fields) + " |")
    return "\n".join(lines) + "\n"


def source(results):
    """A line about the run."""
    machine = results["machine"]
    return (
        f"Measured on {machine['time'][:10]} at commit {machine['commit']}, on {machine['processors']} processors"
        f" ({machine['processor']}), kernel {machine['kernel'].split('-')[0]}; load average {machine['load']:.1f} at the start and"
        f" {results['loadAtTheEnd']:.1f} at the end.\n"
    )


def document(page, results):
    """The page's text with this table in place of the old one."""
    text = BEGIN + "\n" + source(results) + "\n" + table(results) + "\n" + END
    new, count = re.subn(re.escape(BEGIN) + ".*?" + re.escape(END), lambda match: text, page, flags=re.S)
    if count != 1:
        raise SystemExit(f"the page has no part between {BEGIN.strip()} and {END.strip()}")
    return new


def main(arguments):
    """Rewrites the page; returns the exit code."""
    if len(arguments) != 2:
        print("usage: hack/bench document FILE", file=sys.stderr)
        return 2
    page = Path(arguments[0])
    page.write_text(document(page.read_text(encoding="utf-8"), json.loads(Path(arguments[1]).read_text(encoding="utf-8"))), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
