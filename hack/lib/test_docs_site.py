"""Links of pages, as they are in the site."""
import unittest

import docs_site


class LinksTest(unittest.TestCase):
    def check(self, source, text, expected):
        self.assertEqual(docs_site.with_site_links(text, source), expected)

    def test_between_pages(self):
        self.check("README.md", "[a](docs/scale.md#memory)", "[a](scale.md#memory)")
        self.check("docs/scale.md", "[a](../README.md)", "[a](index.md)")
        self.check("docs/runbooks/full.md", "[a](../scale.md) [b](../../SECURITY.md)", "[a](../scale.md) [b](../security.md)")
        self.check("docs/scale.md", "![a](pictures/a.svg)", "![a](pictures/a.svg)")

    def test_within_a_page_and_to_other_sites(self):
        for link in ("[a](#memory)", "[a](https://example.com/a.md)", "[a](mailto:a@example.com)"):
            self.check("docs/scale.md", link, link)

    def test_to_files_of_the_repository(self):
        self.check("docs/scale.md", "[a](../config/rbac/users/view.yaml)", "[a](files/config/rbac/users/view.yaml.md)")
        self.check("docs/runbooks/full.md", "[a](../../crds)", "[a](../files/crds.md)")

    def test_not_in_code(self):
        block = "```sh\n[a](../README.md)\n```"
        self.check("docs/scale.md", f"{block}\n[a](../README.md)\n{block}\n", f"{block}\n[a](index.md)\n{block}\n")


class ListsTest(unittest.TestCase):
    def check(self, text, expected):
        self.assertEqual(docs_site.with_wide_lists(text), expected)

    def test_what_belongs_to_an_item(self):
        self.check("1. a\n   b\n\n       code\n\n2. c\n\nd\n", "1. a\n    b\n\n        code\n\n2. c\n\nd\n")

    def test_lists_in_lists(self):
        self.check("- a\n  - b\n    c\n- d\n", "- a\n    - b\n        c\n- d\n")

    def test_blocks_of_code(self):
        self.check("1. a\n\n   ```sh\n   - b\n   ```\n\n```sh\n- a\n  b\n```\n", "1. a\n\n    ```sh\n    - b\n    ```\n\n```sh\n- a\n  b\n```\n")


class CopiesTest(unittest.TestCase):
    def test_a_file_is_shown_with_its_language(self):
        self.assertIn("````yaml\n# Allows everything", docs_site.copied("config/samples/deny-mkdir.yaml"))

    def test_a_directory_is_listed(self):
        self.assertIn("- `deny-mkdir.yaml`\n", docs_site.copied("config/samples"))


if __name__ == "__main__":
    unittest.main()
