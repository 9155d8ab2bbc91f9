"""The documents keep to the repository: links lead somewhere, and classes that pages name exist."""
import hashlib
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "helm/portcullis/README.md")
PAGES = [ROOT / name for name in NAMES] + sorted((ROOT / "docs").rglob("*.md"))
# The pages in which names in code are classes, and the few that are not.
NAMED = [ROOT / name for name in ("CONTRIBUTING.md", "docs/architecture.md", "docs/e2e.md")]
OTHERS = {"Ready", "Localhost"}

# Words that a reader does without.
FILLERS = r"\b(in order to|utili[sz]e|leverag\w+|simply|note that|obviously|basically|actually|easily|seamless\w*)\b"


def headings(page):
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page.read_text(), flags=re.S), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


class DocumentationTest(unittest.TestCase):
    def test_links_lead_somewhere(self):
        for page in PAGES:
            for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
                if link.startswith("http"):
                    continue
                path, _, anchor = link.partition("#")
                target = (page.parent / path).resolve() if path else page
                with self.subTest(page=page.name, link=link):
                    self.assertTrue(target.exists())
                    if anchor:
                        self.assertIn(anchor, headings(target))

    def test_no_filler_words(self):
        for page in PAGES:
            for line in re.sub(r"```.*?```|`[^`]*`", "", page.read_text(), flags=re.S).splitlines():
                with self.subTest(page=page.name):
                    self.assertIsNone(re.search(FILLERS, line, re.I), line)

    def test_every_page_is_in_the_navigation(self):
        navigation = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.M)
        for page in sorted((ROOT / "docs").rglob("*.md")):
            with self.subTest(page=page.name):
                self.assertIn(page.relative_to(ROOT / "docs").as_posix(), navigation, "add it to mkdocs.yml")

    def test_pictures_are_those_of_their_texts(self):
        for text in sorted((ROOT / "docs/pictures").glob("*.d2")):
            digest = hashlib.sha256(text.read_bytes()).hexdigest()
            with self.subTest(picture=text.name):
                self.assertIn(f"<!-- of sha256:{digest} -->", text.with_suffix(".svg").read_text(), "make pictures draws it anew")

    def test_classes_that_pages_name_exist(self):
        classes = {path.stem for path in (ROOT / "operator/src").rglob("*.java")}
        for page in NAMED:
            for name in re.findall(r"`([A-Z][a-z]\w*)(?:\.\w+)?`", page.read_text()):
                with self.subTest(page=page.name, name=name):
                    self.assertTrue(name in classes | OTHERS or is_nested(name), f"{page.name} names {name}")


def is_nested(name):
    """Tells whether a file of ours declares this type within another one."""
    declaration = rf"^ +.*\b(record|class|enum|interface) {name}\b"
    return subprocess.run(["grep", "-rqE", declaration, ROOT / "operator/src/main/java"], check=False).returncode == 0


if __name__ == "__main__":
    unittest.main()
