"""Images between the tools and the kernel: what sfs-fuse wrote the kernel reads, what the kernel wrote
the tools read, and the image is sound at each step."""

import os
import shutil
import subprocess

from tests.kernel.boot import OK, SFS, boot, build, raw
from tests.sfs.test_fuse import mounted, pytestmark, sound  # noqa: F401 (the mark is this file's, too)
from tests.sfs.trees import BLOCK, assert_equal, contents, image_contents, run

SIZES = {"empty": 0, "one": 1, "block": BLOCK, "direct": 12 * BLOCK, "indirect": 12 * BLOCK + 1,
         "most": 1036 * BLOCK, "double": 1036 * BLOCK + 1}


def test_files_go_to_the_kernel_and_back(tmp_path):
    image = tmp_path / "sfs.img"
    shutil.copy(build(8) / "sfs.img", image)
    files = {name: os.urandom(size) for name, size in SIZES.items()}
    with mounted(image) as folder:
        (folder / "from" / "deep" / "deeper").mkdir(parents=True)
        for name, content in files.items():
            (folder / "from" / name).write_bytes(content)
        with open(folder / "from" / "hole", "wb") as file:
            file.seek(100000)
            file.write(b"x")
        files["hole"] = bytes(100000) + b"x"
        os.link(folder / "from" / "one", folder / "from" / "deep" / "again")
        (folder / "from" / "deep" / "deeper" / "link").symlink_to("../../direct")
        words = ["mkdir /to"] + [f"cp /from/{name} /to/{name}" for name in files]
        words += ["cp /from/deep/again /to/again", "cp /from/deep/deeper/link /to/direct2",
                  "ln /to/one /to/hard", "ln -s one /to/soft", "rm /from/most", "mv /from/block /to/moved",
                  "echo done with all of it"]
        (folder / "script").mkdir(exist_ok=True)
        (folder / "script" / "copy").write_text("\n".join(words) + "\n")
    sound(image)

    done = boot(8, {"init": "sh /script/copy"}, drives={SFS: raw(image)}, timeout=120)
    assert done.status == OK and "done with all of it" in done.text, done.text
    root = sound(image).root
    copied = {name.decode(): node for name, node in root.children[b"to"].children.items()}
    for name, content in files.items():
        assert copied[name].content == content, name
    assert copied["again"].content == files["one"] and copied["direct2"].content == files["direct"]
    assert copied["moved"].content == files["block"] and copied["soft"].content == b"one"
    assert copied["hard"].inode.number == copied["one"].inode.number
    assert b"most" not in root.children[b"from"].children

    read = image_contents(sound(image))
    assert run("sfs-extract", image, tmp_path / "out").returncode == 0
    assert_equal(contents(tmp_path / "out"), read)
    with mounted(image, "-r") as folder:
        assert_equal(contents(folder), read)


def test_the_kernels_image_is_sound():
    """As `make` leaves it: what the lab boots from."""
    image = build(8) / "sfs.img"
    assert sound(image).blocks == 32768
    listed = subprocess.run([build(8) / "mksfs", "--help"], capture_output=True, text=True, check=True)
    assert "IMAGE DIR" in listed.stdout
