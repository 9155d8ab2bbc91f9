"""What hack/generate-chart writes about the chart's values."""
import unittest

import chart_values

VALUES = """\
# About the file.

# The word for it (docs/x.md).
# Goes on.
name: ""

part:
  # Whether a|b.
  on: false
  deep:
    # A list.
    list: [a, b]
"""


def schema():
    part = {
        "type": "object",
        "properties": {
            "on": {"type": "boolean"},
            "deep": {"type": "object", "properties": {"list": {"$ref": "#/definitions/list"}}},
        },
    }
    return {"properties": {"name": {"type": "string"}, "part": part, "global": {"type": "object"}}, "definitions": {"list": {}}}


class ChartValuesTest(unittest.TestCase):
    def test_a_value_has_the_comment_right_above_it(self):
        values = {".".join(value.path): value for value in chart_values.values_of(VALUES)}
        self.assertEqual(["name", "part", "part.on", "part.deep", "part.deep.list"], list(values))
        self.assertEqual("The word for it (docs/x.md). Goes on.", values["name"].comment)
        self.assertEqual(("false", "[a, b]"), (values["part.on"].default, values["part.deep.list"].default))
        self.assertIsNone(values["part"].default)

    def test_the_tables_have_every_value_and_link_pages(self):
        text = chart_values.tables(chart_values.values_of(VALUES), "../docs")
        self.assertTrue(text.startswith("| value | default | |\n|---|---|---|\n| `name` | `\"\"` | The word for it ([docs/x.md]"))
        self.assertIn("(../docs/x.md)). Goes on. |\n\n### part\n", text)
        self.assertIn("| `part.on` | `false` | Whether a\\|b. |\n| `part.deep.list` | `[a, b]` | A list. |", text)

    def test_the_schema_gets_the_comments(self):
        described = chart_values.described(schema(), chart_values.values_of(VALUES))
        self.assertEqual("The word for it (docs/x.md). Goes on.", described["properties"]["name"]["description"])
        deep = described["properties"]["part"]["properties"]["deep"]["properties"]["list"]
        self.assertEqual({"description": "A list.", "$ref": "#/definitions/list"}, deep)

    def test_values_without_comment_or_type_are_refused(self):
        for text, complaint in {
            "a:\n  b: 1\n": "a.b has no comment",
            "# A.\na: 1\n": "lacks a",
            "# A.\nname: 1\n": "values.yaml lacks part",
            "- a\n": "values.yaml:1: neither",
        }.items():
            with self.subTest(text), self.assertRaisesRegex(SystemExit, complaint):
                chart_values.described(schema(), chart_values.values_of(text))

    def test_annotations_are_replaced_and_the_rest_stays(self):
        chart = "name: x\nannotations:\n  a/crds: |\n    - old\n  b: c\n"
        self.assertEqual(
            "name: x\nannotations:\n  a/crds: |\n    - new\n    - more\n  b: c\n",
            chart_values.annotated(chart, {"a/crds": ["- new", "- more"]}),
        )

    def test_samples_become_a_list(self):
        self.assertEqual(
            ["- kind: A", "  spec:", "    b: 1", "- kind: C"], chart_values.examples(["# Why.\nkind: A\nspec:\n  b: 1\n", "kind: C\n"])
        )


if __name__ == "__main__":
    unittest.main()
