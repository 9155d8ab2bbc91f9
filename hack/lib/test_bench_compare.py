"""A comparison of two measurements tells what got slower, and does not take noise for it."""
import json
import os
import tempfile
import unittest
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import bench_compare


def figures(median, n=9, p90=None):
    return {"n": n, "median": median, "p90": median * 1.05 if p90 is None else p90, "load": 0.5}


def file_of(unit, name="Portcullis", row="create.file", **values):
    return {"rows": [{"row": row, "unit": unit, "figures": {name: figures(**values)}}]}


class CompareTest(unittest.TestCase):
    def verdict(self, first, second, noise=0.15):
        worse, better = bench_compare.compare(first, second, noise)
        self.assertLessEqual(len(worse) + len(better), 1)
        return "slower" if worse else "quicker" if better else "same"

    def test_a_row_beyond_the_noise_is_slower_or_quicker(self):
        slow, quick = file_of("s", median=1.2), file_of("s", median=1.0)
        self.assertEqual("slower", self.verdict(quick, slow))
        self.assertEqual("quicker", self.verdict(slow, quick))
        self.assertEqual("same", self.verdict(quick, slow, noise=0.3))

    def test_values_that_scatter_are_no_difference(self):
        self.assertEqual("same", self.verdict(file_of("s", median=1.0, p90=1.4), file_of("s", median=1.3)))
        self.assertEqual("slower", self.verdict(file_of("s", median=1.0, p90=1.2), file_of("s", median=1.3)))

    def test_few_values_need_twice_the_noise(self):
        self.assertEqual("same", self.verdict(file_of("s", median=10, n=1), file_of("s", median=12.5, n=1)))
        self.assertEqual("slower", self.verdict(file_of("s", median=10, n=1), file_of("s", median=14, n=1)))

    def test_what_a_unit_cannot_tell_is_no_difference(self):
        self.assertEqual("same", self.verdict(file_of("s", median=0.002), file_of("s", median=0.004)))
        self.assertEqual("same", self.verdict(file_of("CPU s", median=0.02), file_of("CPU s", median=0.06)))

    def test_counts_are_exact(self):
        self.assertEqual("slower", self.verdict(file_of("writes", median=4, n=1, p90=4), file_of("writes", median=6, n=1)))
        self.assertEqual("slower", self.verdict(file_of("reads", median=0, n=1, p90=0), file_of("reads", median=1, n=1)))

    def test_only_what_both_have_is_compared(self):
        self.assertEqual("same", self.verdict(file_of("s", median=1), file_of("s", median=9, row="update.file")))
        self.assertEqual("same", self.verdict(file_of("s", median=1), file_of("s", median=9, name="another")))

    def test_the_exit_code_tells_whether_anything_is_slower(self):
        with tempfile.TemporaryDirectory() as directory:
            paths = []
            for name, median in (("a", 1.0), ("b", 2.0)):
                paths.append(os.path.join(directory, name))
                Path(paths[-1]).write_text(json.dumps(file_of("s", median=median)), encoding="utf-8")
            output = StringIO()
            with redirect_stdout(output):
                self.assertEqual(1, bench_compare.main(paths))
                self.assertEqual(0, bench_compare.main(paths[::-1]))
                self.assertEqual(0, bench_compare.main([paths[0], paths[0]]))
            self.assertIn("slower   create.file", output.getvalue())
            self.assertIn("no row differs", output.getvalue())


if __name__ == "__main__":
    unittest.main()
