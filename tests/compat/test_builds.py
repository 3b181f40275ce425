"""Every lab builds with GCC and with clang, from nothing and without a word."""

import pytest

from tests.compat.original import LABS


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
@pytest.mark.parametrize("lab", LABS)
def test_builds_silently(tree, lab, toolchain):
    made = tree.built(f"LAB={lab}", f"TOOLCHAIN={toolchain}")
    assert (made.output, made.errors) == ("", "")
    variant = f"lab{lab}" if toolchain == "gcc" else f"lab{lab}-clang"
    assert (tree.root / f"build/i386/{variant}/bin/ucore.img").exists()
    assert tree.built(f"LAB={lab}", f"TOOLCHAIN={toolchain}").output == ""
