"""Alerts, dashboard and runbooks: Prometheus takes and raises the alerts, and all name what there is."""
import json
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RULE = ROOT / "config/monitoring/alerts/prometheus-rule.yaml"
REFERENCE = ROOT / "docs/reference/metrics.md"
RUNBOOKS = ROOT / "docs/runbooks"
SERIES = r"\b(?:portcullis|process|jvm)_[a-z0-9_]+"
# Parts of a histogram, and what Kubernetes' own components tell.
PARTS = r"_(bucket|sum|count|max)$"


def metrics():
    """Every metric with its labels, as the reference has it."""
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| (\w+) \| (.*?) \|", REFERENCE.read_text(), re.M)
    return {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in rows}


def alerts():
    """The names of all alerts."""
    return re.findall(r"^ +- alert: (\w+)$", RULE.read_text(), re.M)


def expressions():
    """The queries of all alerts and panels."""
    text = subprocess.run([ROOT / "hack/dashboard", "--json"], check=True, capture_output=True, text=True).stdout
    panels = [target["expr"] for panel in json.loads(text)["panels"] for target in panel.get("targets", [])]
    return panels + re.findall(r"^ +expr: (?:>-\n +)?(.*)$", RULE.read_text(), re.M)


def plain_rules():
    """The spec of the PrometheusRule, which is what Prometheus itself reads."""
    spec = RULE.read_text().split("\nspec:\n")[1]
    return re.sub(r"^  ", "", spec, flags=re.M)


class MonitoringTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("promtool"), "promtool is missing (on Debian: apt-get install prometheus)")
    def test_prometheus_raises_every_alert(self):
        with tempfile.TemporaryDirectory() as scratch:
            Path(scratch, "rules.yaml").write_text(plain_rules())
            tests = Path(scratch, "alerts.yaml")
            tests.write_text((ROOT / "hack/lib/alerts.yaml").read_text())
            for command in (["check", "rules", scratch + "/rules.yaml"], ["test", "rules", str(tests)]):
                done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        raised = set(re.findall(r"alertname: (\w+)\n +exp_alerts", (ROOT / "hack/lib/alerts.yaml").read_text()))
        self.assertEqual(raised, set(alerts()))

    def test_every_alert_has_its_runbook(self):
        self.assertEqual(sorted(page.stem for page in RUNBOOKS.glob("*.md")), sorted(alerts()))
        self.assertEqual(re.findall(r"runbook: docs/runbooks/(\w+)\.md", RULE.read_text()), alerts())

    def test_queries_name_metrics_and_labels_that_exist(self):
        known = metrics()
        for expr in expressions():
            for name, selector in re.findall(rf"({SERIES})(\{{[^}}]*\}})?", expr):
                with self.subTest(expr=expr, name=name):
                    family = name if name in known else re.sub(PARTS, "", name)
                    self.assertIn(family, known)
                    labels = set(re.findall(r"(\w+)(?:=~|!=|=)", selector))
                    self.assertLessEqual(labels, known[family][1])

    def test_pages_name_metrics_that_exist(self):
        known = metrics()
        for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
            if page.name == "CHANGELOG.md":
                continue
            for name in re.findall(r"\bportcullis_[a-z0-9_]+[a-z0-9]", page.read_text()):
                with self.subTest(page=page.name, name=name):
                    self.assertIn(re.sub(PARTS, "", name), {re.sub(PARTS, "", one) for one in known})

    def test_the_dashboard_is_what_its_program_writes(self):
        done = subprocess.run([ROOT / "hack/dashboard", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
