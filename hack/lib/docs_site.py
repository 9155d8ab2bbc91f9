"""What MkDocs does with our pages besides: those outside of docs/ join the site, and links into the repository lead to copies in it."""
import posixpath
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = "docs"
# Pages of the repository, and what they are in the site.
PAGES = {
    "README.md": "index.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "helm/portcullis/README.md": "reference/chart.md",
}
FILES = "files"
LANGUAGES = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".py": "python", ".java": "java", ".go": "go", ".tpl": "yaml"}
LARGEST = 100_000


def site_path(path):
    """Where a path of the repository is in the site; None where it is no page."""
    if path in PAGES:
        return PAGES[path]
    return posixpath.relpath(path, DOCS) if path.startswith(DOCS + "/") else None


def repository_path(page):
    """The path in the repository of a page of the site."""
    return {there: here for here, there in PAGES.items()}.get(page, posixpath.join(DOCS, page))


def targets(text, source):
    """The paths in the repository that a page links to. Code has no links."""
    return [target for target, _ in (resolved(link, source) for link in links(text)) if target]


def links(text):
    return [link for part in prose(text)[::2] for link in re.findall(r"\]\(([^)\s]+)\)", part)]


def prose(text):
    """Text and blocks of code by turns; text comes first."""
    return re.split(r"(^ *```.*?^ *```$)", text, flags=re.S | re.M)


def resolved(link, source):
    """The path in the repository that a relative link leads to, and its anchor."""
    path, _, anchor = link.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return None, anchor
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path)), anchor


def with_site_links(text, source):
    """A page's text with links that hold in the site."""
    here = site_path(source)

    def changed(match):
        target, anchor = resolved(match[1], source)
        if target is None:
            return match[0]
        there = site_path(target) or copy_of(target)
        link = posixpath.relpath(there, posixpath.dirname(here) or ".")
        return f"]({link}{'#' + anchor if anchor else ''})"

    parts = prose(text)
    parts[::2] = [re.sub(r"\]\(([^)\s]+)\)", changed, part) for part in parts[::2]]
    return "".join(parts)


def with_wide_lists(text):
    """A text in which what belongs to an item of a list is indented by four, as Python-Markdown wants it; GitHub takes less."""
    lines, items, fence = [], [], None  # items: how far the contents of each are indented here, and there
    for line in text.splitlines():
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        if words and fence is None:
            while items and indent < items[-1][0]:
                items.pop()
        here, there = items[-1] if items else (0, 0)
        lines.append(" " * max(indent - here + there, 0) + words if words else "")
        if words.startswith("```"):
            fence = None if fence is not None else indent
        marker = re.match(r"(?:[-*+]|\d+[.)]) +", words)
        if fence is None and marker and indent - here < 4:
            items.append((indent + marker.end(), indent - here + there + 4))
    return "\n".join(lines) + "\n"


def copy_of(path):
    return f"{FILES}/{path}.md"


def files_below(directory):
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", directory], check=True, capture_output=True, text=True)
    return listed.stdout.splitlines()


def copied(path):
    """The page that shows a file, or names the files of a directory, of the repository."""
    head = f"---\nsearch: {{exclude: true}}\n---\n\n# {path}\n\n"
    if (ROOT / path).is_dir():
        return head + "".join(f"- `{posixpath.relpath(file, path)}`\n" for file in files_below(path))
    text = (ROOT / path).read_text()
    if len(text) > LARGEST:
        return head + f"{len(text.splitlines())} lines: open it in the repository.\n"
    fence = "`" * 4
    return head + f"{fence}{LANGUAGES.get(Path(path).suffix, 'text')}\n{text}\n{fence}\n"


def on_files(files, config):
    """Adds the pages outside of docs/, and a page for whatever else of the repository is linked to."""
    from mkdocs.structure.files import File  # not there where only the functions above are tested

    texts = {source: (ROOT / source).read_text() for source in PAGES if (ROOT / source).exists()}
    for source, text in texts.items():
        files.append(File.generated(config, PAGES[source], content=text))
    for file in files.documentation_pages():
        source = repository_path(file.src_uri)
        texts.setdefault(source, (ROOT / source).read_text())
    wanted = {target for source, text in texts.items() for target in targets(text, source)}
    for target in sorted(wanted):
        if site_path(target) is None and (ROOT / target).exists():
            files.append(File.generated(config, copy_of(target), content=copied(target)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Gives a page links that hold in the site, and lists that Python-Markdown reads as GitHub does."""
    if page.file.src_uri.startswith(FILES + "/"):
        return markdown
    return with_wide_lists(with_site_links(markdown, repository_path(page.file.src_uri)))
