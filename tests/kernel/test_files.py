"""Lab 8's files, from programs' side and on the disk: each run changes an image, which fsck.sfs and an
independent reader of the format then find sound, with what the program wrote in it."""

import pytest

from tests.kernel.files import assert_sound, look_up, make_image, passes, pattern, run_script


@pytest.fixture
def script(tmp_path):
    """Runs a script of programs/fsops.c on a new image; returns the tree that is in it afterwards."""
    def run(text: str, *, size: str = "16M", more: dict | None = None, **options):
        image = make_image(tmp_path, {"script": text} | (more or {}), size=size)
        done = run_script(image, **options)
        return assert_sound(image), done

    return run


# --- contents ------------------------------------------------------------------------------------


def test_write_and_read_back(script):
    root, _ = script("""
        open /new rwc =0
        write 0 0 10000 1 =10000
        check 0 0 10000 1 =10000
        read 0 100 =0
        write 0 4090 12 2 =12
        check 0 0 4090 1 =4090
        check 0 4090 12 2 =12
        check 0 4102 5898 1 =5898
        close 0 =0
        stat /new size =10000
        stat /new blocks =3
        stat /new names =1
        stat /new type =1
        open /new r =0
        check 0 0 10000 1 =4090
        rawwrite 0 10 =-3
        truncate 0 5 =-3
    """)
    wanted = bytearray(pattern(1, 0, 10000))
    wanted[4090:4102] = pattern(2, 4090, 12)
    assert look_up(root, "new").content == wanted


def test_holes_at_any_offset(script):
    root, _ = script("""
        open /holes rwc =0
        write 0 100 10 1 =10
        check 0 0 100 zero =100
        write 0 50000 10 2 =10
        write 0 4300000 10 3 =10
        write 0 134217718 10 4 =10
        fstat 0 size =134217728
        check 0 110 49890 zero =49890
        check 0 50010 4249990 zero =4249990
        check 0 134210000 7718 zero =7718
        check 0 134217718 10 4 =10
        write 0 134217728 1 5 =-12
        write 0 134217727 2 5 =-12
        seek 0 2147483647 0 =0
        read 0 10 =0
        rawwrite 0 1 =-12
        seek 0 -1 0 =-3
        seek 0 1 1 =-3
        seek 0 0 3 =-3
        seek 0 -5 2 =0
        read 0 10 =5
        fsync 0 =0
        truncate 0 200 =0
        check 0 0 100 zero =100
        check 0 100 10 1 =10
        truncate 0 5000 =0
        check 0 110 4890 zero =4890
        truncate 0 134217729 =-12
        fstat 0 size =5000
    """)
    assert look_up(root, "holes").content == bytes(100) + pattern(1, 100, 10) + bytes(4890)


def test_append_and_shared_positions(script):
    root, _ = script("""
        open /a wca =0
        open /a rw =1
        write 0 end 100 1 =100
        write 1 0 50 2 =50
        write 0 end 100 1 =100
        fstat 1 size =200
        seek 0 0 0 =0
        rawwrite 0 0 =0
        write 0 end 1 1 =1
        dup 1 -38183 =2
        seek 2 10 0 =0
        read 1 5 =5
        seek 2 0 1 =0
        read 2 10 =10
        open /a r =3
        read 3 1000 =201
    """)
    assert look_up(root, "a").content == pattern(2, 0, 50) + pattern(1, 50, 151)


def test_six_megabytes_and_cutting_them(script):
    """Through the double indirect block, and back to nothing."""
    size = 6 << 20
    root, run = script(f"""
        free / =*
        open /big rwc =0
        write 0 0 {size} 3 ={size}
        check 0 0 {size} 3 ={size}
        fstat 0 blocks =1536
        truncate 0 4243457 =0
        check 0 0 4243457 3 =4243457
        truncate 0 4243456 =0
        check 0 0 {size} 3 =4243456
        write 0 4243456 8192 3 =8192
        truncate 0 49153 =0
        truncate 0 {size} =0
        check 0 0 49153 3 =49153
        check 0 49153 {size - 49153} zero ={size - 49153}
        write 0 5000000 5000 4 =5000
        open /other rwc =1
        write 1 0 {size} 9 ={size}
        truncate 1 0 =0
        write 1 0 300000 9 =300000
    """)
    content = look_up(root, "big").content
    assert content[:49153] == pattern(3, 0, 49153) and len(content) == size
    assert content[5000000:5005000] == pattern(4, 5000000, 5000)
    assert look_up(root, "other").content == pattern(9, 0, 300000)


def test_disk_full_is_an_error_and_loses_nothing(script):
    root, _ = script("""
        open /kept rwc =0
        write 0 0 50000 1 =50000
        open /filler wc =1
        fill 1 =-4
        free / =0
        write 0 50000 5000 1 =3248
        open /more wc =-4
        mkdir /dir =-4
        symlink /kept /link =-4
        link /kept /kept2 =-4
        write 0 0 1000 2 =1000
        check 0 0 1000 2 =1000
        check 0 1000 60000 1 =52248
        fsync 0 =0
        rename /kept /renamed =0
        unlink /filler =0
        free / =0
        close 1 =0
        open /more wc =1
        write 1 0 100000 4 =100000
        mkdir /dir =0
        link /renamed /kept2 =0
        stat /kept2 names =2
    """, size="2M")
    content = look_up(root, "renamed").content
    assert content == pattern(2, 0, 1000) + pattern(1, 1000, 52248)
    assert look_up(root, "more").content == pattern(4, 0, 100000)


def test_flags_of_open(script):
    script("""
        open /f wc =0
        write 0 0 1000 1 =1000
        close 0 =0
        open /f wcx =-23
        open /f rc =0
        fstat 0 size =1000
        close 0 =0
        open /f rt =-3
        stat /f size =1000
        open /f rwt =0
        fstat 0 size =0
        close 0 =0
        open /none r =-16
        open /none w =-16
        open /none rwt =-16
        open "" rc =-16
        openraw /f 3 =-3
        openraw /f 64 =-3
        openraw /f -1 =-3
        open /new rwcx =0
        close 0 =0
        mkdir /d =0
        open /d r =0
        read 0 10 =-17
        rawwrite 0 10 =-3
        fsync 0 =0
        close 0 =0
        open /d w =-17
        open /d rwc =-17
        open /d wt =-17
        open /d/ rc =0
        open /f/ r =-18
        open /new2/ wc =-17
        open /f/x wc =-18
        open /d/none/x wc =-16
    """)


def test_descriptors_out_of_range(script):
    lines = [f"{call} {fd}{rest} =-3" for fd in (0, 3, 255, 256, 2147483647, -1, -2147483648, -38183)
             for call, rest in (("close", ""), ("read", " 10"), ("rawwrite", " 10"), ("seek", " 0 0"),
                                ("fstat", " size"), ("fsync", ""), ("truncate", " 0"), ("dirent", ""),
                                ("dup", " 5"), ("dup", " -38183"), ("ioctl", " 0"))]
    script("\n".join(lines) + "\nopen /script r =0\ndup 0 300 =-3\ndup 0 -1 =-3\ndup 0 256 =-3\n"
           "dup 0 255 =255\ndup 255 0 =0\ndup 0 0 =0\nclose 0 =0\nread 255 5 =5\n")


def test_a_table_of_descriptors_that_is_full(script):
    """The file that cannot be opened is not cut, nor made."""
    lines = ["open /precious wc =0", "write 0 0 500 1 =500"]
    lines += ["dup 0 -38183 =*"] * 255
    lines += ["dup 0 -38183 =-22", "open /precious wt =-22", "stat /precious size =500",
              "open /made wc =-22", "stat /made size =-16", "close 7 =0", "open /made wc =7"]
    script("\n".join(lines))


# --- names ---------------------------------------------------------------------------------------


def test_directories(script):
    long = "n" * 255
    root, run = script(f"""
        mkdir /a =0
        mkdir /a/b/ =0
        mkdir a/b/c =0
        mkdir /a =-23
        mkdir / =-3
        mkdir /a/. =-23
        mkdir /a/none/x =-16
        mkdir /script/x =-18
        stat /a names =3
        stat /a/b/../b/./../../a names =3
        stat /a/b/c type =2
        chdir /a/b =0
        getcwd /a/b =4
        open ../b/c/../f wc =0
        stat /a/b/f type =1
        chdir c =0
        getcwd /a/b/c =6
        chdir ../../.. =0
        getcwd / =1
        chdir .. =0
        getcwd / =1
        chdir /script =-18
        chdir /none =-16
        chdir "" =-16
        mkdir /{long} =0
        mkdir /{long}x =-12
        open /{long}x rwc =-12
        stat /{long}x/y size =-12
        chdir /{long} =0
        getcwd /{long} =256
        chdir / =0
        ls /a/b =4
        rmdir /a/b =-24
        rmdir /a/b/c =0
        rmdir /a/b/c =-16
        unlink /a/b =-17
        rmdir /a/b/f =-18
        unlink /a/b/f =0
        rmdir /a/b/. =-3
        rmdir /a/b/.. =*
        rmdir / =*
        unlink /a/b/. =*
        unlink /a/b/.. =*
        stat /a/b names =2
        ls /a/b =2
    """)
    assert "ls: . .. c f\n" in run.text.replace("\r", "")
    assert look_up(root, "a/b").children == {}
    assert look_up(root, long) is not None


def test_a_directory_that_is_removed_while_in_use(script):
    root, _ = script("""
        mkdir /d =0
        chdir /d =0
        open . r =0
        rmdir /d =0
        getcwd x =-16
        open new wc =-16
        mkdir new =-16
        link /script new =-16
        rename /script new =-16
        symlink x new =-16
        ls . =*
        stat . names =0
        stat .. type =2
        stat /d type =-16
        mkdir /d =0
        open /d/f wc =1
        stat f type =-16
        chdir .. =0
        getcwd / =1
        close 0 =0
        stat /d names =2
    """)
    assert look_up(root, "script") and look_up(root, "d/f")


def test_a_large_directory(script):
    """Beyond the 1036 slots of the original, with a hole in it that is filled again."""
    count = 1100
    lines = ["mkdir /many =0"]
    for number in range(count):
        lines += [f"open /many/{number} wc =0", "close 0 =0"]
    lines += [f"unlink /many/{number} =0" for number in range(0, count, 3)]
    lines += ["open /many/again wc =0", f"stat /many size ={(count + 2) * 256}", "ls /many"]
    root, _ = script("\n".join(lines))
    names = set(look_up(root, "many").children)
    assert names == {str(n).encode() for n in range(count) if n % 3} | {b"again"}


def test_hard_links(script):
    root, _ = script("""
        open /a wc =0
        write 0 0 100 1 =100
        mkdir /d =0
        link /a /d/b =0
        link /a /d/b =-23
        link /none /x =-16
        link /d /e =-17
        link /a /d/none/x =-16
        link /a / =-3
        stat /a names =2
        unlink /a =0
        stat /d/b names =1
        open /d/b rw =1
        check 1 0 100 1 =100
        unlink /d/b =0
        fstat 1 names =0
        check 1 0 100 1 =100
        write 1 100 9000 1 =9000
        check 1 0 9100 1 =9100
        close 0 =0
        open /a wc =0
        close 0 =0
        check 1 0 9100 1 =9100
    """)
    assert look_up(root, "d").children == {} and look_up(root, "a").content == b""


def test_symbolic_links(script):
    chain = "\n".join(f"symlink /l{n} /l{n + 1} =0" for n in range(20))
    root, _ = script(f"""
        symlink /script /l0 =0
        {chain}
        stat /l0 type =1
        stat /l15 type =1
        stat /l16 type =-12
        lstat /l16 type =3
        readlink /l1 /l0 =3
        readlink /script x =-3
        readlink /none x =-16
        symlink loop /loop =0
        stat /loop size =-12
        open /loop r =-12
        open /loop rwc =-12
        symlink /b2 /b1 =0
        symlink /b1 /b2 =0
        chdir /b1 =-12
        mkdir /d =0
        symlink d/../d /e =0
        open /e/f wc =0
        write 0 0 10 1 =10
        stat /d/f size =10
        chdir /e =0
        getcwd /d =2
        chdir / =0
        symlink .. /d/up =0
        stat /d/up/d/up/d/f size =10
        symlink /none /dangling =0
        stat /dangling size =-16
        lstat /dangling size =5
        open /dangling r =-16
        symlink "" /empty =*
        unlink /e =0
        stat /d type =2
        rmdir /loop =-18
        unlink /loop =0
        unlink /dangling =0
        mkdir /b1 =-23
        link /b1 /b3 =0
        lstat /b3 type =3
        symlink stdin: /in =0
        stat /in type =4
        stat /d/f/ size =-18
        symlink /d/f/ /slash =0
        stat /slash size =-18
    """)
    assert look_up(root, "d/up").content == b".." and look_up(root, "b3").inode.nlinks == 2


def test_rename(script):
    root, _ = script("""
        open /a wc =0
        write 0 0 10 1 =10
        close 0 =0
        open /b wc =0
        write 0 0 20 2 =20
        rename /a /b =0
        stat /a size =-16
        stat /b size =10
        fstat 0 names =0
        fstat 0 size =20
        close 0 =0
        rename /b /b =0
        rename /none /x =-16
        mkdir /d =0
        mkdir /e =0
        rename /b /d =-17
        rename /d /b =-18
        rename /d /d/inside =-3
        rename /d /d/inside/more =-16
        mkdir /d/sub =0
        rename /d /d/sub/x =-3
        rename /d/sub /d =-24
        rename /e /d =-24
        rename /d /e =0
        stat /d type =-16
        ls /e =3
        stat /e names =3
        mkdir /f =0
        rename /e/sub /f/moved =0
        stat /e names =2
        stat /f names =3
        stat /f/moved/.. names =3
        chdir /f/moved =0
        getcwd /f/moved =8
        rename /f /g =0
        getcwd /g/moved =8
        rename . /x =-3
        rename .. /x =-3
        rename /b /. =-3
        chdir / =0
        link /b /c =0
        rename /b /c =0
        stat /b size =10
        rename /b/ /z =-18
        rename /b /z/ =-18
        rename /e/ /h/ =0
        rename / /x =-3
    """)
    assert set(root.children) >= {b"b", b"c", b"g", b"h"} and look_up(root, "g/moved") is not None
    assert look_up(root, "c").content == pattern(1, 0, 10)


def test_files_are_used_on_after_removal(script):
    """Removed while open: the space comes back with the last close."""
    root, _ = script("""
        open /gone rwc =0
        write 0 0 500000 1 =500000
        dup 0 -38183 =1
        free / =*
        unlink /gone =0
        open /gone rwc =2
        write 2 0 500000 2 =500000
        check 0 0 500000 1 =500000
        close 0 =0
        check 1 0 500000 1 =500000
        truncate 1 10 =0
        truncate 1 700000 =0
        check 1 10 699990 zero =699990
        close 1 =0
        check 2 0 500000 2 =500000
    """)
    assert look_up(root, "gone").content == pattern(2, 0, 500000)


# --- file systems, devices -----------------------------------------------------------------------


def test_mount_and_umount(tmp_path):
    second = make_image(tmp_path, {"inside/deep": "text"}, name="second.img", size="1M",
                        with_programs=False)
    image = make_image(tmp_path, {"script": """
        mkdir /mnt =0
        mkdir /other =0
        open /mnt/hidden wc =0
        close 0 =0
        mount disk7: /mnt =-13
        mount disk1 /mnt =-13
        mount disk1: /script =-18
        mount disk1: /none =-16
        mount disk0: /mnt =-15
        mount disk1: /mnt =0
        mount disk1: /other =-15
        mount disk1: /mnt =-15
        stat /mnt/hidden size =-16
        stat /mnt/inside/deep size =4
        stat disk1:/inside/deep size =4
        link /script /mnt/x =-19
        rename /script /mnt/x =-19
        rename /mnt/inside /x =-19
        chdir /mnt/inside =0
        getcwd /mnt/inside =11
        stat ../../script type =1
        umount /mnt =-15
        chdir .. =0
        getcwd /mnt =4
        umount /mnt =-15
        chdir / =0
        open /mnt r =0
        umount /mnt =-15
        close 0 =0
        open /mnt/new wc =0
        write 0 0 100000 5 =100000
        umount /mnt =-15
        close 0 =0
        rmdir /mnt =-15
        rename /mnt /moved =-15
        rename /other /mnt =-15
        umount /mnt/inside =-3
        umount /script =-3
        umount / =-3
        symlink /script /mnt/out =0
        stat /mnt/out type =1
        umount /mnt =0
        umount /mnt =-3
        stat /mnt/hidden size =0
        mount disk1: /mnt =0
        open /mnt/new r =0
        check 0 0 100000 5 =100000
    """})
    run_script(image, second=second)
    assert_sound(image)
    assert look_up(assert_sound(second), "new").content == pattern(5, 0, 100000)


def test_devices(script):
    script("""
        open null: rw =0
        read 0 100 =0
        rawwrite 0 60000 =60000
        seek 0 0 0 =-21
        truncate 0 0 =-3
        fstat 0 type =4
        dirent 0 =-18
        fsync 0 =0
        open zero: r =1
        read 1 60000 =60000
        open random: r =2
        read 2 1000 =1000
        open stdout: w =3
        rawwrite 3 0 =0
        read 3 10 =-3
        open stdout: r =-3
        open stdin: w =-3
        open stdin: r =4
        rawwrite 4 10 =-3
        open none: r =-13
        open : r =-13
        open null:/x r =-18
        mkdir null:x =-18
        unlink null: =-3
        rename null: /x =-3
        link null: /x =-19
        chdir null: =-18
        stat disk0: type =2
        open disk0:/script r =5
        mount null: / =-13
        umount null: =-3
        free null: =-3
        readlink null: x =-3
        exec null: =*
    """)


# --- programs of their own -----------------------------------------------------------------------


def test_k38_wild_pointers_into_every_call(tmp_path):
    """Also a read that faults half-way, which loses nothing."""
    image = make_image(tmp_path)
    passes(image, "wild")
    assert_sound(image)


def test_pipes_under_all_orders_of_close(tmp_path):
    image = make_image(tmp_path, size="2M")
    passes(image, "pipes")


def test_k41_twenty_processes_make_and_remove_a_thousand_files(tmp_path):
    image = make_image(tmp_path, size="32M")
    passes(image, "crowd")
    root = assert_sound(image)
    assert look_up(root, "files").children == {}


def test_shared_offset_of_two_processes(tmp_path):
    image = make_image(tmp_path, size="4M")
    passes(image, "shared")
    content = look_up(assert_sound(image), "shared.out").content
    records = sorted(content[at:at + 16] for at in range(0, len(content), 16))
    assert records == sorted(bytes([who] * 12) + number.to_bytes(4, "little")
                             for who in range(4) for number in range(200))
