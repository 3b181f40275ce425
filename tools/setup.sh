#!/bin/bash
# Installs what the project needs on Debian 12; silent and quick when nothing is missing.
#
#   tools/setup.sh [run|test|window|site|browser|all]
#                                    packages for building and booting, for the tests, for a window,
#                                    for the site of the handbook, for its tests, or all
#   tools/setup.sh --list [GROUP]    print the packages and why each is needed
#
# Exit status 1, with the packages and the command to type, when it cannot install.

set -u

# group  package  - why
#ifndef HANDOUT
# (lines with # are for `make handout`)
#endif
packages='
run   g++                 - compiles the kernel
run   make                - drives the build
run   qemu-system-x86     - the machine that the kernel boots on
run   python3             - build helpers and grader
run   gdb                 - make debug
#if LAB >= 8
run   libcli11-dev        - mksfs, which makes the disk with the files, reads its command line
#endif
window qemu-system-gui    - make qemu and make debug open a window
#ifndef HANDOUT
test  g++-multilib        - 32-bit host tests beside the 64-bit ones
#endif
test  python3-pytest      - runs the grader and the tests of the tools
test  python3-rich        - colours and tables in the terminal
test  clangd              - editors: names, errors and references while typing
#ifndef HANDOUT
test  python3-pyelftools  - tests look into ELF files
test  python3-pyflakes    - make lint: mistakes in Python
test  libgtest-dev        - host unit tests
test  clang               - second compiler, and -Wthread-safety in make lint
test  lld                 - linker of the second compiler
test  libclang-rt-dev     - fuzzers
test  clang-format        - make format, make lint
test  unifdef             - cuts a lab out of the tree
test  ccache              - make test compiles each source once for all labs and copies
#endif
#if LAB >= 8
test  libfuse3-dev        - sfs-fuse mounts SFS images
test  fuse3               - mounts them for who is not root, and unmounts them
#endif
#ifndef HANDOUT
test  e2fsprogs           - mke2fs, beside which mksfs is measured
test  graphviz            - make drawings: graphs of the pages
test  fonts-dejavu-core   - their letters, whose widths count
test  shellcheck          - make lint: mistakes in scripts
site  python3-sphinx      - makes the site of the handbook
site  python3-myst-parser - reads its Markdown
site  furo                - how it looks
site  npm                 - fetches the emulator and the terminal of its live machines
site  seabios             - the BIOS of these machines
browser chromium          - tests the site
browser chromium-driver   - lets a program use the browser
browser python3-selenium  - that program
#endif
'

usage() {
    echo "usage: tools/setup.sh [--list] [run|test|window|site|browser|all]" >&2
    exit 2
}

# Prints "group package why" for each package of the group $1.
select_group() {
    local group package dash why
    while read -r group package dash why; do
        if [[ $dash == - && ($1 == all || $1 == "$group") ]]; then
            echo "$group $package $why"
        fi
    done <<<"$packages"
}

# Succeeds when another package brings what package $1 would: other Node.js packages come with npm.
is_provided() {
    [[ $1 == npm ]] && command -v npm >/dev/null
}

# Prints those of the packages "$@" that are not installed.
find_missing() {
    local installed name
    # One query for all of them; it also fails for each package that it has never heard of.
    installed=" $(dpkg-query -W -f='${db:Status-Abbrev}${Package} ' "$@" 2>/dev/null)"
    for name in "$@"; do
        [[ $installed == *" ii $name "* ]] || is_provided "$name" || echo "$name"
    done
}

# Names what is left to do by hand; $1 is the reason.
give_up() {
    local reason=$1
    shift
    {
        echo "setup: cannot install: $reason"
        echo "setup: these packages are missing: $*"
        echo "setup: please type: sudo apt-get update && sudo apt-get install -y $*"
    } >&2
    exit 1
}

# Sets `as_root` to the words that make a command run as root; fails when there are none.
find_root() {
    as_root=()
    if [[ $(id -u) == 0 ]]; then
        return 0
    fi
    command -v sudo >/dev/null || return 1
    if sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    elif [[ -t 0 ]]; then
        as_root=(sudo) # asks for the password
    else
        return 1
    fi
}

run_apt() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=120 "$@"
}

# Installs "$@"; fetches the package lists only when that fails with the lists at hand.
install_packages() {
    if run_apt --no-install-recommends install "$@" >/dev/null 2>&1; then
        return 0
    fi
    echo "setup: apt-get update"
    run_apt update >/dev/null && run_apt --no-install-recommends install "$@" >/dev/null
}

list=no
if [[ ${1:-} == --list ]]; then
    list=yes
    shift
fi
group=${1:-all}
[[ $# -le 1 && $group =~ ^(run|test|window|site|browser|all)$ ]] || usage

names=()
while read -r its_group name why; do
    if [[ $list == yes ]]; then
        printf '%-7s %-19s - %s\n' "$its_group" "$name" "$why"
    fi
    names+=("$name")
done < <(select_group "$group")
[[ $list == no ]] || exit 0

if ! command -v dpkg-query >/dev/null; then
    give_up "this is no Debian system (no dpkg-query)" "${names[@]}"
fi
mapfile -t missing < <(find_missing "${names[@]}")
if [[ ${#missing[@]} == 0 ]]; then
    exit 0
fi
command -v apt-get >/dev/null || give_up "there is no apt-get" "${missing[@]}"
find_root || give_up "neither root nor sudo without a password" "${missing[@]}"
echo "setup: installing ${missing[*]}"
install_packages "${missing[@]}" || give_up "apt-get failed (see above)" "${missing[@]}"
mapfile -t missing < <(find_missing "${missing[@]}")
if [[ ${#missing[@]} != 0 ]]; then
    give_up "apt-get left some out" "${missing[@]}"
fi
echo "setup: done"
