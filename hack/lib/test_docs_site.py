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


class CopiesTest(unittest.TestCase):
    def test_a_file_is_shown_with_its_language(self):
        self.assertIn("````yaml\n# Allows everything", docs_site.copied("config/samples/deny-mkdir.yaml"))

    def test_a_directory_is_listed(self):
        self.assertIn("- `deny-mkdir.yaml`\n", docs_site.copied("config/samples"))


if __name__ == "__main__":
    unittest.main()
