"""OCI images as one archive each: read, written, joined. The same directories and options give the same bytes.

Every entry of a layer or an archive belongs to root and has the time of SOURCE_DATE_EPOCH; entries are sorted, and files keep
their capabilities (setcap(8)).
"""
import gzip
import hashlib
import io
import json
import os
import tarfile
from datetime import datetime, timezone

OCI = "application/vnd.oci.image"


def epoch():
    return int(os.environ["SOURCE_DATE_EPOCH"])


def timestamp():
    return datetime.fromtimestamp(epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def path_of(digest):
    return "blobs/" + digest.replace(":", "/")


class Blobs:
    """The content of an archive by digest."""

    def __init__(self):
        self.content = {}

    def add(self, media_type, data):
        digest = sha256(data)
        self.content[digest] = data
        return {"mediaType": media_type, "digest": digest, "size": len(data)}

    def add_json(self, media_type, value):
        return self.add(media_type, json.dumps(value, sort_keys=True, separators=(",", ":")).encode())

    def save(self, output, entry_point):
        """Writes the archive, whose index names this descriptor."""
        files = {path_of(digest): data for digest, data in self.content.items()}
        files["index.json"] = json.dumps({"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [entry_point]},
                                         sort_keys=True).encode()
        files["oci-layout"] = b'{"imageLayoutVersion": "1.0.0"}'
        with tarfile.open(output, "w", format=tarfile.GNU_FORMAT) as archive:
            for name in sorted(files):
                info = tarfile.TarInfo(name)
                info.size, info.mtime, info.mode = len(files[name]), epoch(), 0o644
                archive.addfile(info, io.BytesIO(files[name]))


class Archive:
    """An OCI archive to read."""

    def __init__(self, path):
        self.path = path
        with tarfile.open(path) as archive:
            self.files = {m.name.removeprefix("./"): archive.extractfile(m).read() for m in archive if m.isfile()}
        self.manifests = json.loads(self.files["index.json"])["manifests"]

    def blob(self, descriptor):
        return self.files[path_of(descriptor["digest"])]

    def images(self):
        """The layers and the configuration of every image."""
        candidates = list(self.manifests)
        while candidates:
            document = json.loads(self.blob(candidates.pop(0)))
            if "manifests" in document:
                candidates += document["manifests"]
            else:
                yield document["layers"], json.loads(self.blob(document["config"]))

    def image(self, arch):
        """The layers and the configuration of the image for this architecture."""
        for layers, config in self.images():
            if config.get("architecture") == arch and config.get("os") == "linux":
                return layers, config
        raise SystemExit(f"{self.path} has no image for linux/{arch}")

    def unpack(self, arch, directory):
        for layer in self.image(arch)[0]:
            with tarfile.open(fileobj=io.BytesIO(self.blob(layer))) as archive:
                archive.extractall(directory, [m for m in archive if not os.path.basename(m.name).startswith(".wh.")])


class Image:
    """An image for one architecture, built layer by layer, on a base image if one is given."""

    def __init__(self, arch, base=None):
        self.arch, self.blobs, self.layers, self.base = arch, Blobs(), [], {}
        if base:
            self.layers, self.base = base.image(arch)
            self.blobs.content |= {layer["digest"]: base.blob(layer) for layer in self.layers}
        self.diff_ids = self.base.get("rootfs", {}).get("diff_ids", [])
        self.history = self.base.get("history", [])

    def add_layer(self, directory, comment):
        """Returns the size of the layer, compressed and unpacked."""
        data = tar(directory)
        compressed = io.BytesIO()
        with gzip.GzipFile("", "wb", 9, compressed, 0) as stream:
            stream.write(data)
        self.diff_ids.append(sha256(data))
        self.layers.append(self.blobs.add(f"{OCI}.layer.v1.tar+gzip", compressed.getvalue()))
        self.history.append({"created": timestamp(), "created_by": comment})
        return self.layers[-1]["size"], len(data)

    def save(self, output, name, entrypoint, user="", env=(), labels=()):
        """Writes the archive and returns the manifest's descriptor; labels are KEY=VALUE."""
        annotations = dict(sorted(label.split("=", 1) for label in labels))
        config = {
            "architecture": self.arch, "os": "linux", "created": timestamp(), "history": self.history,
            "config": {
                "User": user, "WorkingDir": "/", "Entrypoint": entrypoint,
                "Env": self.base.get("config", {}).get("Env", []) + list(env), "Labels": annotations,
            },
            "rootfs": {"type": "layers", "diff_ids": self.diff_ids},
        }
        manifest = self.blobs.add_json(f"{OCI}.manifest.v1+json", {
            "schemaVersion": 2, "mediaType": f"{OCI}.manifest.v1+json", "layers": self.layers,
            "config": self.blobs.add_json(f"{OCI}.config.v1+json", config), "annotations": annotations,
        })
        manifest["platform"] = {"architecture": self.arch, "os": "linux"}
        manifest["annotations"] = {
            "io.containerd.image.name": name,
            "org.opencontainers.image.ref.name": name.rpartition(":")[2],
        }
        self.blobs.save(output, manifest)
        return manifest


def join(output, archives):
    """Writes one archive of the archives of one image for several architectures; returns the index' descriptor and the manifests."""
    blobs, manifests, annotations = Blobs(), [], {}
    for archive in archives:
        blobs.content |= {"sha256:" + os.path.basename(name): data for name, data in archive.files.items() if name.startswith("blobs/")}
        for manifest in archive.manifests:
            annotations = manifest["annotations"]
            manifests.append({key: value for key, value in manifest.items() if key != "annotations"})
    index = blobs.add_json(f"{OCI}.index.v1+json", {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": manifests})
    index["annotations"] = annotations
    blobs.save(output, index)
    return index, manifests


def tar(directory):
    paths = []
    for parent, directories, files in os.walk(directory):
        paths += [os.path.join(parent, name) for name in directories + files]
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(paths):
            info = entry(os.path.relpath(path, directory), path)
            if info.isreg():
                with open(path, "rb") as content:
                    archive.addfile(info, content)
            else:
                archive.addfile(info)
    return output.getvalue()


def entry(name, path):
    info = tarfile.TarInfo(name)
    status = os.lstat(path)
    info.mtime = epoch()
    # Independent of the umask.
    info.mode = 0o1777 if status.st_mode & 0o1000 else 0o755 if status.st_mode & 0o100 else 0o644
    if os.path.islink(path):
        info.type, info.linkname = tarfile.SYMTYPE, os.readlink(path)
    elif os.path.isdir(path):
        info.type = tarfile.DIRTYPE
    else:
        info.size = status.st_size
        info.pax_headers = capabilities(path)
    return info


def capabilities(path):
    """The file's capabilities, as tar and the container runtimes encode extended attributes."""
    try:
        value = os.getxattr(path, "security.capability")
    except (AttributeError, OSError):
        # Only Linux has any, and most files have none.
        return {}
    return {"SCHILY.xattr.security.capability": value.decode("utf-8", "surrogateescape")}
