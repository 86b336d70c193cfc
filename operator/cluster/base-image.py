"""Writes a one-layer image as docker-archive, which containerd, Docker and Jib (tar://) read.

base-image.py OUT NAME LAYER.tar [ENTRYPOINT]
"""

import hashlib
import io
import json
import sys
import tarfile

ENVIRONMENT = [
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "JAVA_HOME=/usr/lib/jvm/java-17-openjdk-amd64",
    "LANG=C.UTF-8",
]


def digest(path):
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def configuration(layer, entrypoint):
    return json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": "1970-01-01T00:00:00Z",
            "config": {"Env": ENVIRONMENT, "Entrypoint": entrypoint},
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + layer]},
            "history": [{"created": "1970-01-01T00:00:00Z"}],
        }
    ).encode()


def main(out, name, layer_file, *entrypoint):
    layer = digest(layer_file)
    config = configuration(layer, list(entrypoint))
    config_name = hashlib.sha256(config).hexdigest() + ".json"
    manifest = [{"Config": config_name, "RepoTags": [name], "Layers": [layer + "/layer.tar"]}]
    with tarfile.open(out, "w") as archive:
        for member, content in ((config_name, config), ("manifest.json", json.dumps(manifest).encode())):
            info = tarfile.TarInfo(member)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        archive.add(layer_file, arcname=layer + "/layer.tar")


main(*sys.argv[1:])
