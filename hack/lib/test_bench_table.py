"""The guide's table says what was measured."""
import unittest

import bench_table

RESULTS = {
    "machine": {"time": "2026-11-29T12:00:00Z", "commit": "abc", "processors": 2, "processor": "A", "kernel": "6.1", "load": 0.21},
    "loadAtTheEnd": 1.0,
    "rows": [
        {
            "row": "create.file", "unit": "s", "meaning": "create 1", "target": 0.03, "targetOfP90": 0.06, "missed": True,
            "floor": {"median": 0.0121},
            "figures": {
                "ours": {"n": 40, "median": 0.0456, "p90": 0.1, "unfinished": False},
                "peer": {"n": 3, "median": 30.2, "p90": 31, "unfinished": True},
            },
        },
        {"row": "torn.all", "unit": "reads", "meaning": "reads", "target": None, "targetOfP90": None,
         "figures": {"ours": {"n": 1, "median": 3300.0, "p90": 3300.0, "unfinished": False}}},
    ],
}


class TableTest(unittest.TestCase):
    def test_a_row_has_its_target_figures_and_floor(self):
        lines = bench_table.table(RESULTS).splitlines()
        self.assertEqual("| row | what | unit | target | ours | peer | floor | n |", lines[0])
        self.assertEqual(
            "| `create.file` | create 1 | s | 0.03 (p90 0.06) | 0.0456 (p90 0.1) **MISSED** | > 30.2 | 0.0121 | 40 |", lines[2]
        )
        self.assertEqual("| `torn.all` | reads | reads |  | 3300 |  |  | 1 |", lines[3])

    def test_only_the_part_between_the_marks_is_replaced(self):
        page = "before\n" + bench_table.BEGIN + "old\n" + bench_table.END + "after\n"
        new = bench_table.document(page, RESULTS)
        self.assertTrue(new.startswith("before\n") and new.endswith("after\n"))
        self.assertNotIn("old\n", new)
        self.assertIn("at commit abc, on 2 processors", new)
        self.assertEqual(new, bench_table.document(new, RESULTS))

    def test_a_page_without_the_marks_is_refused(self):
        with self.assertRaises(SystemExit):
            bench_table.document("no marks\n", RESULTS)


if __name__ == "__main__":
    unittest.main()
