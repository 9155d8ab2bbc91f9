"""The examples keep to the rest of the repository."""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
REPOSITORY = EXAMPLES / "profile-repository"


class ExamplesTest(unittest.TestCase):
    def test_copies_of_samples_are_the_samples(self):
        copies = {"profiles/runc-start.yaml": "runc-start", "profiles/crun-start.yaml": "crun-start"}
        copies["policies/restricted.yaml"] = "restricted-policy"
        for copy, sample in copies.items():
            with self.subTest(copy=copy):
                self.assertEqual((REPOSITORY / copy).read_text(), (ROOT / f"config/samples/{sample}.yaml").read_text())

    def test_the_chart_brings_the_profile_of_the_repository(self):
        spec = (REPOSITORY / "profiles/shop.yaml").read_text().split("\nspec:\n", 1)[1]
        own = (EXAMPLES / "team-chart/profile.yaml").read_text().split("\n", 1)[1]
        self.assertEqual(own, re.sub("(?m)^  ", "", spec))

    def test_inputs_and_hooks_that_examples_and_docs_use_exist(self):
        action = (ROOT / "action.yml").read_text()
        inputs = set(re.findall(r"(?m)^  ([a-z0-9-]+):$", action.split("\nruns:")[0]))
        workflow = (REPOSITORY / ".github/workflows/profiles.yaml").read_text()
        step = workflow.split("example/portcullis@")[1].split("\n      - ")[0]
        self.assertLessEqual(set(re.findall(r"(?m)^          ([a-z0-9-]+):", step)), inputs)
        page = (ROOT / "docs/ci.md").read_text()
        self.assertEqual(set(re.findall(r"(?m)^\| `([a-z0-9-]+)` \|", page.split("## A hook")[0])), inputs)
        hooks = set(re.findall(r"(?m)^- id: (\S+)$", (ROOT / ".pre-commit-hooks.yaml").read_text()))
        self.assertLessEqual(set(re.findall(r"- id: (\S+)", (REPOSITORY / ".pre-commit-config.yaml").read_text())), hooks)
        self.assertEqual(set(re.findall(r"(?m)^\| `(portcullis-[a-z]+)` \|", page)), hooks)

    def test_argo_cd_has_a_health_check_for_every_kind_that_people_write(self):
        kinds = re.findall(r"health\.portcullis\.dev_(\w+): ", (EXAMPLES / "argo-cd/argocd-cm.yaml").read_text())
        written = {
            re.search(r"(?m)^    kind: (\w+)$", crd.read_text())[1] for crd in (ROOT / "crds").glob("*.portcullis.dev.yaml")
        } - {"NodeSync", "NodeObservation"}
        self.assertEqual(set(kinds), written)


if __name__ == "__main__":
    unittest.main()
