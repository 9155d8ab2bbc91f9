"""What the chart says of itself, written from one source each: its values' comments, the CRDs, the samples.

chart_values.py SOURCE TARGET reads the repository SOURCE and writes README.md, values.schema.json and Chart.yaml of its
chart into the directory TARGET.
"""
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

START, END = "<!-- The values, by hack/generate-chart: -->", "<!-- The end of the values. -->"
# Kinds that people write, and a sample of each.
SAMPLES = ("deny-mkdir", "web-policy", "block-af-alg", "observing/recording")


class Value(NamedTuple):
    """A line `key:` of values.yaml, with the comment right above it. The default is None where the key opens a map."""

    path: tuple[str, ...]
    default: str | None
    comment: str


def values_of(text):
    """The keys of values.yaml in their order. It is written in one style: block maps, the rest on one line."""
    values, path, comment = [], [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            comment = []
        elif match := re.fullmatch(r" *# ?(.*)", line):
            comment.append(match[1])
        elif match := re.fullmatch(r"((?:  )*)(\w+):(?: (.+))?", line):
            path = [*path[: len(match[1]) // 2], match[2]]
            values.append(Value(tuple(path), match[3], " ".join(comment)))
            comment = []
        else:
            raise SystemExit(f"values.yaml:{number}: neither a comment nor a key with its value: {line}")
    for value in values:
        if value.default is not None and not value.comment:
            raise SystemExit(f"values.yaml: {'.'.join(value.path)} has no comment that says what it is")
    return values


def tables(values, docs):
    """Markdown: first the values that are no map's, then a section for each map. `docs` is where docs/ is, from there."""
    sections = {}
    for value in values:
        top = value.path[0]
        if value.default is None:
            if len(value.path) == 1:
                sections[top] = (value.comment, [])
        else:
            key = top if len(value.path) > 1 else ""
            sections.setdefault(key, ("", []))[1].append(value)
    text = []
    for name in ["", *(name for name in sections if name)]:
        comment, rows = sections.get(name, ("", []))
        if not rows:
            continue
        text += [f"### {name}", ""] if name else []
        text += [linked(comment, docs), ""] if comment else []
        text += ["| value | default | |", "|---|---|---|"]
        for row in rows:
            text.append(f"| `{'.'.join(row.path)}` | `{row.default}` | {linked(row.comment, docs).replace('|', chr(92) + '|')} |")
        text.append("")
    return "\n".join(text).strip()


def linked(comment, docs):
    """A comment with its pages as links."""
    return re.sub(r"docs/([\w-]+)\.md", rf"[docs/\1.md]({docs}/\1.md)", comment)


def described(schema, values):
    """The schema with the comments as descriptions. Every value must be in it, and nothing else."""
    for value in values:
        at = schema
        for key in value.path:
            parent = at.get("properties", {})
            if key not in parent:
                raise SystemExit(f"values.schema.json lacks {'.'.join(value.path)}, or has it in a definition that others share")
            at = parent[key]
        rest = {name: part for name, part in at.items() if name != "description"}
        parent[value.path[-1]] = {"description": value.comment, **rest} if value.comment else rest
    known = {value.path for value in values}
    for path in paths(schema):
        if path not in known and path != ("global",):
            raise SystemExit(f"values.yaml lacks {'.'.join(path)}, which values.schema.json has")
    return schema


def paths(part, path=()):
    """The paths of values that the schema knows, as far as values.yaml spells them out."""
    for key, child in part.get("properties", {}).items():
        yield (*path, key)
        # A map that may be null is one value.
        if child.get("type") == "object":
            yield from paths(child, (*path, key))


def kinds(crds):
    """The list of CRDs as Artifact Hub reads it, from the texts of their files."""
    lines = []
    for text in crds:
        kind = re.search(r"^    kind: (\w+)$", text, re.M)[1]
        name = re.search(r'^  name: "?([\w.]+)"?$', text, re.M)[1]
        version = re.findall(r"^    name: \"?(v\w+)\"?$|^  - name: (v\w+)$", text, re.M)[0]
        description = re.search(r'^        description: "(.*)"$', text, re.M)[1]
        lines += [
            f"- kind: {kind}",
            f"  version: {version[0] or version[1]}",
            f"  name: {name}",
            f"  displayName: {' '.join(re.findall('[A-Z][a-z]+', kind))}",
            f"  description: {json.dumps(description, ensure_ascii=False)}",
        ]
    return lines


def examples(samples):
    """Samples as a list in YAML."""
    lines = []
    for text in samples:
        body = [line for line in text.splitlines() if line and not line.startswith("#")]
        lines += [("  " if index else "- ") + line for index, line in enumerate(body)]
    return lines


def annotated(chart, annotations):
    """Chart.yaml with these annotations, each a text of several lines, in place of those that it had."""
    for name, lines in annotations.items():
        block = "".join(f"    {line}\n" for line in lines)
        pattern = rf"(^  {re.escape(name)}: \|\n)(?:    .*\n)*"
        if not re.search(pattern, chart, re.M):
            raise SystemExit(f"Chart.yaml has no annotation {name}")
        chart = re.sub(pattern, lambda match, block=block: match[1] + block, chart, flags=re.M)
    return chart


def between_markers(readme, text):
    if START not in readme or END not in readme:
        raise SystemExit(f"README.md of the chart lacks {START} or {END}")
    return readme[: readme.index(START) + len(START)] + f"\n\n{text}\n\n" + readme[readme.index(END) :]


def main(source, target):
    chart = source / "helm/portcullis"
    values = values_of((chart / "values.yaml").read_text())
    schema = described(json.loads((chart / "values.schema.json").read_text()), values)
    (target / "values.schema.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    readme = between_markers((chart / "README.md").read_text(), tables(values, "../../docs"))
    (target / "README.md").write_text(readme)
    annotations = {
        "artifacthub.io/crds": kinds(file.read_text() for file in sorted((source / "crds").glob("*.portcullis.dev.yaml"))),
        "artifacthub.io/crdsExamples": examples((source / f"config/samples/{name}.yaml").read_text() for name in SAMPLES),
    }
    (target / "Chart.yaml").write_text(annotated((chart / "Chart.yaml").read_text(), annotations))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
