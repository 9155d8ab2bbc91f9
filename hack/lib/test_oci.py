"""OCI archives: the same input gives the same bytes, a base's layers come first, and archives of architectures are joined."""
import json
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import oci

NAME = "docker.io/library/portcullis:test"


class OciTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.work = Path(directory.name)
        environment = mock.patch.dict(os.environ, SOURCE_DATE_EPOCH="1000000000")
        environment.start()
        self.addCleanup(environment.stop)

    def layer(self, name, **files):
        layer = self.work / name
        layer.mkdir()
        for file, content in files.items():
            (layer / file).write_text(content)
        return layer

    def image(self, output, *layers, arch="amd64", base=None):
        image = oci.Image(arch, base)
        for layer in layers:
            image.add_layer(layer, layer.name)
        image.save(self.work / output, NAME, ["/bin/sh"], "65532:65532", ["A=1"], ["z=1", "a=2"])
        return oci.Archive(self.work / output)

    def test_the_same_files_give_the_same_bytes_whatever_their_times_and_modes(self):
        one = self.layer("one", a="1", b="2")
        again = self.work / "again"
        again.mkdir()
        for file in "ba":
            (again / file).write_text((one / file).read_text())
            (again / file).chmod(0o600)
            os.utime(again / file, (7, 7))
        self.assertEqual(oci.tar(one), oci.tar(again))
        self.image("first.tar", one)
        self.image("second.tar", one)
        self.assertEqual((self.work / "first.tar").read_bytes(), (self.work / "second.tar").read_bytes())

    def test_modes_keep_what_is_executable_or_sticky_and_links_stay_links(self):
        layer = self.layer("modes", plain="", program="")
        (layer / "program").chmod(0o700)
        (layer / "tmp").mkdir()
        (layer / "tmp").chmod(0o1777)
        (layer / "link").symlink_to("program")
        self.assertEqual([0o644, 0o755, 0o1777], [oci.entry(name, layer / name).mode for name in ("plain", "program", "tmp")])
        self.assertEqual("program", oci.entry("link", layer / "link").linkname)

    def test_every_blob_has_its_digest_and_the_index_leads_to_the_image(self):
        archive = self.image("image.tar", self.layer("files", a="1"))
        for name, data in archive.files.items():
            if name.startswith("blobs/"):
                self.assertEqual(name, oci.path_of(oci.sha256(data)))
        layers, config = archive.image("amd64")
        self.assertEqual(1, len(layers))
        self.assertEqual({"User": "65532:65532", "WorkingDir": "/", "Entrypoint": ["/bin/sh"], "Env": ["A=1"],
                          "Labels": {"a": "2", "z": "1"}}, config["config"])
        self.assertEqual("2001-09-09T01:46:40Z", config["created"])
        self.assertEqual({"io.containerd.image.name": NAME, "org.opencontainers.image.ref.name": "test"},
                         archive.manifests[0]["annotations"])

    def test_a_base_comes_first_and_only_its_environment_is_taken_over(self):
        base = self.image("base.tar", self.layer("below", a="1", b="1"))
        image = self.image("image.tar", self.layer("above", a="2"), base=base)
        layers, config = image.image("amd64")
        self.assertEqual(base.image("amd64")[0], layers[:1])
        self.assertEqual(["below", "above"], [entry["created_by"] for entry in config["history"]])
        self.assertEqual(["A=1", "A=1"], config["config"]["Env"])
        image.unpack("amd64", self.work / "unpacked")
        self.assertEqual(["2", "1"], [(self.work / "unpacked" / file).read_text() for file in "ab"])

    def test_joined_archives_hold_an_image_for_each_architecture(self):
        layer = self.layer("files", a="1")
        archives = [self.image(f"{arch}.tar", layer, arch=arch) for arch in ("amd64", "arm64")]
        index, manifests = oci.join(self.work / "both.tar", archives)
        both = oci.Archive(self.work / "both.tar")
        self.assertEqual(NAME, index["annotations"]["io.containerd.image.name"])
        self.assertEqual(["amd64", "arm64"], [manifest["platform"]["architecture"] for manifest in manifests])
        for archive, arch in zip(archives, ("amd64", "arm64")):
            self.assertEqual(archive.image(arch), both.image(arch))
        self.assertEqual(2, len(json.loads(both.blob(index))["manifests"]))

    def test_an_architecture_that_is_not_there_is_named(self):
        with self.assertRaisesRegex(SystemExit, "no image for linux/arm64"):
            self.image("image.tar", self.layer("files")).image("arm64")


if __name__ == "__main__":
    unittest.main()
