"""Says what got slower, or larger, between two files that hack/bench wrote. Used by "hack/bench compare"."""
import argparse
import json
import sys

# Differences below what a unit can tell are none: a tick of the CPU clock is 10 ms, a page of memory moves a MiB.
RESOLUTION = {"s": 0.003, "CPU s": 0.05, "CPU %": 1, "MiB": 2, "writes": 1, "1/s": 0.2, "reads": 0}
# A row that was measured a few times tells less.
FEW = 5


def slower(unit, old, new, noise):
    """Tells whether the new figures of a row are worse than the old ones by more than the noise, a share of the old median.

    Where there are enough values, the new median must lie above nine tenths of the old values too; else it takes twice the noise.
    """
    difference = new["median"] - old["median"]
    if difference <= RESOLUTION.get(unit, 0):
        return False
    if min(old["n"], new["n"]) < FEW and unit not in ("writes", "reads"):
        return difference > 2 * noise * old["median"]
    return difference > noise * old["median"] and new["median"] > old["p90"]


def compare(first, second, noise):
    """The lines about every row and name that both files have and that differ; the slower ones apart."""
    before = {row["row"]: row for row in first["rows"]}
    worse, better = [], []
    for row in second["rows"]:
        for name, new in row["figures"].items():
            old = before.get(row["row"], {}).get("figures", {}).get(name)
            if old is None:
                continue
            if slower(row["unit"], old, new, noise):
                worse.append(line(row, name, old, new, "slower"))
            elif slower(row["unit"], new, old, noise):
                better.append(line(row, name, old, new, "quicker"))
    return worse, better


def line(row, name, old, new, word):
    """One row as text."""
    change = f"{(new['median'] / old['median'] - 1) * 100:+.0f} %" if old["median"] else "from nothing"
    word = {"MiB": {"slower": "larger", "quicker": "smaller"}, "writes": {"slower": "more", "quicker": "fewer"}}.get(
        row["unit"], {}
    ).get(word, word)
    return (
        f"{word:8} {row['row']:30} {name}: {old['median']:.4g} -> {new['median']:.4g} {row['unit']}  {change}"
        f"  (n {old['n']}, {new['n']}; load {old.get('load', 0):.1f}, {new.get('load', 0):.1f})"
    )


def main(arguments):
    """Prints the comparison; returns the exit code."""
    parser = argparse.ArgumentParser(prog="hack/bench compare", description=__doc__)
    parser.add_argument("--noise", type=float, default=15, metavar="PERCENT", help="how many per cent are no difference")
    parser.add_argument("first", metavar="A")
    parser.add_argument("second", metavar="B")
    options = parser.parse_args(arguments)
    files = []
    for name in (options.first, options.second):
        with open(name, encoding="utf-8") as file:
            files.append(json.load(file))
    worse, better = compare(*files, options.noise / 100)
    print("\n".join(worse + better) or "no row differs by more than the noise")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
