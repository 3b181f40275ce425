"""The shell of lab 8 and its commands, by a person's keys; and usertests."""

import re
import subprocess
import time

import pytest

from tests.kernel import screenshot
from tests.kernel.boot import OK, ROOT, SFS, boot, build, raw
from tests.kernel.machine import Machine
from tests.kernel.test_screen import same_on_both, terminal

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"
PROMPT = "$ "
KILLED = -9


def control(letter):
    return chr(ord(letter) - ord("A") + 1)


class Session(Machine):
    """A machine with the shell at its prompt."""

    def __enter__(self):
        super().__enter__()
        self.wait_for("\n$ ")
        return self

    def run(self, line):
        """Types a line; what is printed until the next prompt."""
        self.send(line + "\n")
        self.wait_for("\n")  # Enter
        return self.rest()

    def type(self, keys):
        """Types no faster than the line editor takes it: the kernel keeps 1,024 characters."""
        for at in range(0, len(keys), 150):
            self.send(keys[at:at + 150])
            self.wait_until("it read", lambda: self.has_taken() and self.waits())

    def rest(self):
        """What is printed until the next prompt."""
        self.wait_until("a prompt", self._at_prompt)
        shown = self.text[self._position:-len(PROMPT)]
        self._position = len(self.text)
        return shown.replace("\r", "")

    def _at_prompt(self):
        """The text ends with a prompt, and nothing follows within a moment."""
        shown = len(self.text)
        if shown < self._position + len(PROMPT) or not self.text.endswith(PROMPT):
            return False
        time.sleep(0.03)
        self._pump()
        return len(self.text) == shown

    def wait_until_it_is_under_way(self):
        """The command that was typed waits for something, or has worked for a second of its own."""
        start = self._clock()
        self.wait_until("the command under way", lambda: self.waits() or self._clock() > start + 1)

    def waits(self):
        """Nothing is to be done: what was typed is read."""
        return "HLT=1" in self.monitor("info registers")

    def _clock(self):
        """Seconds, by the machine's own clock."""
        time_of_day = self.qmp("qom-get", path="/machine", property="rtc-time")
        return (time_of_day["tm_hour"] * 60 + time_of_day["tm_min"]) * 60 + time_of_day["tm_sec"]

    def status(self):
        return int(self.run("echo $?"))

    def shut_down(self):
        self.send("exit\n")
        assert self.wait_end() == OK, self.text
        assert "init check memory pass." in self.text


@pytest.fixture(name="disk")
def fixture_disk(tmp_path):
    """The file of a disk of one's own."""
    image = tmp_path / "sfs.img"
    subprocess.run(["cp", "--sparse=always", build(8) / "sfs.img", image], check=True)
    return image


def assert_clean(disk):
    subprocess.run(["make", "-s", "LAB=8", "tools"], cwd=ROOT, check=True)
    found = subprocess.run([build(8) / "fsck.sfs", "-n", disk], capture_output=True, text=True,
                           check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def drives(disk):
    return {SFS: raw(disk)} if disk else None


def session(disk=None):
    return Session(8, {"check": "none", "init": "sh"}, ends=True, drives=drives(disk))


@pytest.fixture(name="sessions", scope="module")
def fixture_sessions():
    """The session that tests share, as a list: empty when there is none."""
    shared = []
    yield shared
    for shell in shared:
        shell.__exit__()


@pytest.fixture(name="shell")
def fixture_shell(sessions):
    """A session for tests that leave nothing behind that would disturb another. The next test has a
    new one when this one stops at anything but its prompt."""
    if not sessions:
        sessions.append(session().__enter__())
    shell = sessions[0]
    yield shell
    if not shell.text.endswith(PROMPT):
        sessions.pop().__exit__()


# --- what commands do --------------------------------------------------------------------------------

FILES = [
    ("echo one two  'three  four' > f; cat f", "one two three  four\n"),
    ("echo -n more >> f; cat < f", "one two three  four\nmore"),
    ("cp f g; echo new > f; cat g f", "one two three  four\nmorenew\n"),
    ("wc g f", "       1       5      24  g\n       1       1       4  f\n"
               "       2       6      28  total\n"),
    ("cp f f; cat f", "new\n"),
    ("mkdir d d/e; mv f d; mv g d/e/h; ls -1 d d/e", "e\nf\nh\n"),
    ("ls d | grep -v '[.][.]$'",
     " @ is  [directory] 3(hlinks) 4(blocks) 1024(bytes) : @'d'\n"
     "   [d]   3(h)        4(b)     1024(s)   .\n"
     "   [d]   2(h)        3(b)      768(s)   e\n"
     "   [-]   1(h)        1(b)        4(s)   f\n"),
    ("ln d/f hard; ln -s d/e soft; ls -1 soft; stat hard soft",
     "h\nhard\n    type    : file\n    links   : 2\n    blocks  : 1\n    size    : 4\n"
     "soft\n    type    : symbolic link\n    links   : 1\n    blocks  : 1\n    size    : 3\n"
     "    target  : d/e\n"),
    ("cp -r d copy; tree copy", "copy\n|-- e\n|   `-- h\n`-- f\n1 directory, 2 files\n"),
    ("tree soft nosuch", "soft\n`-- h\nnosuch\ntree: nosuch: no such file or directory\n"
                         "0 directories, 1 file\n"),
    ("cd d/e; pwd; cd ..; pwd; cd; pwd", "/d/e\n/d\n/\n"),
    ("rm d; rmdir d; rm -r d; ls -1 d",
     "rm: d is a directory: rmdir or -r removes it\nrmdir: d: directory is not empty\n"
     "ls: d: no such file or directory\n"),
    ("cat soft/h", "cat: soft/h: no such file or directory\n"),
    ("touch t; wc -c t; rm hard soft t copy/f; rm -r copy; rm -f copy", "       0  t\n"),
    ("mkdir -p p/q/r; rmdir p/q/r p/q p; rmdir p", "rmdir: p: no such file or directory\n"),
    ("seq 1 30 > n; head -n 3 n; hexdump -s 70 n",
     "1\n2\n3\n00000046  37 0a 32 38 0a 32 39 0a  33 30 0a"
     "                 |7.28.29.30.|\n00000051\n"),
    ("mkdir m; cp n n m; rm n; ls -1 m; rm -r m; echo done", "n\ndone\n"),
]


def test_commands_on_files(disk):
    with session(disk) as shell:
        for line, expected in FILES:
            assert shell.run(line) == expected, line
        shell.shut_down()
    assert_clean(disk)


WORDS = [
    ("echo a'b c'\"d e\"f\\ g", "ab cd ef g\n"),
    ("echo '$? \\' \"it's \\\"so\\\" $?\" # not this", "$? \\ it's \"so\" 0\n"),
    ("echo /2* *.none us?rtests", "/2048 *.none usertests\n"),
    ("false; echo $?; true; echo $?", "1\n0\n"),
    ("true && echo yes || echo no; false && echo yes || echo no", "yes\nno\n"),
    ("false ; false || true && echo good", "good\n"),
    ("sh -c 'exit 7'; echo $?", "7\n"),
    ("seq 1 20 | grep 1 | grep -v 0 | wc -l", "      10\n"),
    ("seq 1 1000 | cat | cat | cat | cat | cat | cat | cat | cat | wc -l", "    1000\n"),
    ("seq 1 100000 | head -n 2", "1\n2\n"),
    ("echo hidden | cat nosuch -", "cat: nosuch: no such file or directory\nhidden\n"),
    ("echo a | grep -q a && echo found; echo a | grep -q b || echo lost", "found\nlost\n"),
    ("seq 8 12 | grep -n '^1[02]*$'", "3:10\n5:12\n"),
    ("echo x | sh -c 'cat; echo y' | cat", "x\ny\n"),
    ("sleep 0.05 && nap 0 && echo awake", "awake\n"),
    ("echo one; ; echo two", "sh: syntax error in column 11: a command expected after ';', not ';'\n"),
    ("cat < ", "sh: syntax error in column 7: a file name expected after '<'\n"),
    ("echo 'a", "sh: syntax error in column 6: a closing ' expected\n"),
    ("nosuch", "sh: nosuch: no such file or directory\n"),
    ("nosuch; echo $?", "sh: nosuch: no such file or directory\n127\n"),
    ("./usertests/x", "sh: ./usertests/x: not a directory\n"),
    (". ; echo $?", "sh: .: is a directory\n126\n"),
    ("cat > nosuch/f", "sh: nosuch/f: no such file or directory\n"),
    ("cat < /u*", "sh: /u* is 2 files, one expected\n"),
    ("cd nosuch", "sh: nosuch: no such file or directory\n"),
    ("ls -x", "ls: there is no option -x\nusage: ls [-a1] [PATH]...\n"),
    ("ls --help", "usage: ls [-a1] [PATH]...\n"),
    ("grep '[' x", "grep: ']' expected in '['\nusage: grep [-ivncq] PATTERN [FILE]...\n"),
    ("kill 7999; kill 1", "kill: 7999: there is no such process\nkill: 1: it can not be killed\n"),
    ("echo " + "w " * 40, "sh: echo: 41 words are too many, 32 is the limit\n"),
]


@pytest.mark.parametrize("line, expected", WORDS)
def test_words_and_lines(shell, line, expected):
    assert shell.run(line) == expected


def test_a_line_that_is_too_long(shell):
    """The editor takes no more than fits."""
    shell.type("echo " + "x" * 4200)
    shell.send("\n")
    shell.wait_for("\n")
    assert shell.rest() == "x" * 4090 + "\n"


def test_help_and_ps(shell):
    shown = shell.run("help")
    assert len(shown.splitlines()) <= 22 and max(map(len, shown.splitlines())) < 80
    lines = shell.run("ps").splitlines()
    assert lines[0].split() == ["PID", "PARENT", "STATE", "PRIO", "MEMORY", "CPU", "NAME"]
    names = [line.split()[-1] for line in lines[1:]]
    assert names[:3] == ["idle", "init", "sh"] and names[-1] == "ps"
    assert all(len(line) < 80 for line in lines)
    for line, columns in (("free", 80), ("df", 80), ("sync", 0)):
        assert all(len(row) < columns for row in shell.run(line).splitlines())


# --- keys --------------------------------------------------------------------------------------------

KEYS = [
    ("echo bc" + LEFT * 2 + "a\n", "abc\n"),
    ("cho x" + HOME + "e" + END + "y\n", "xy\n"),
    ("echoo a" + LEFT * 2 + "\b\n", "a\n"),
    ("echo abc" + LEFT * 2 + DELETE + "\n", "ac\n"),
    ("echo one two" + control("W") + "three\n", "one three\n"),
    ("junk" + control("U") + "echo a b" + LEFT * 2 + control("K") + "\n", "a\n"),
    ("cho" + control("A") + "e" + control("E") + " end\n", "end\n"),
    ("echo first\n", "first\n"),
    (UP + "\n", "first\n"),
    (UP * 2 + DOWN + "\b\b\bnally\n", "finally\n"),
    ("ech\tdone\n", "done\n"),
    ("echo usert\t\n", "usertests\n"),
    ("echo gone" + control("C") + "echo here\n", None),
    ("echo " + "0123456789" * 12 + HOME + RIGHT * 5 + "x\n", "x" + "0123456789" * 12 + "\n"),
]


@pytest.mark.parametrize("keys, expected", KEYS)
def test_line_editing(shell, keys, expected):
    if expected is None:
        before, after = keys.split(control("C"))
        shell.send(before + control("C"))
        assert shell.rest().endswith("^C\n")
        keys, expected = after, "here\n"
    shell.send(keys)
    shell.wait_for("\n")
    assert shell.rest() == expected


def test_the_screen_shows_what_is_edited(shell):
    """The line as it looks, with the cursor in its place, while it is longer than the screen."""
    text = "echo " + "".join(chr(ord("a") + i % 26) for i in range(200))
    shell.type(text)
    shell.type(LEFT * 100)
    shell.send("HERE")
    shell.wait_until("the line is shown", lambda: "HERE" in terminal(shell.text)[0][-1])
    row = terminal(shell.text)[0][-1]
    assert row.startswith("$ ") and len(row) <= 79
    assert row[2:].replace("HERE", "") in text
    shell.send(control("U") + control("K") + "echo clean\n")
    shell.wait_for("\n")
    assert shell.rest() == "clean\n"


def test_keyboard_and_screen():
    """The same with the PS/2 keyboard and the VGA screen."""
    with session() as shell:
        shell.press("e", "c", "h", "o", "spc", "b", "left", "a", "end", "c", "ret")
        shell.wait_for("\n")
        assert shell.rest() == "abc\n"
        shell.press("up", "home", "delete", "shift-e", "ret")
        shell.wait_for("\n")
        assert shell.rest() == "sh: Echo: no such file or directory\n"
        shell.press("l", "s", "ret")
        shell.wait_for("\n")
        shell.rest()
        same_on_both(shell)
        assert shell.screen()[-1] == "$"
        assert re.fullmatch(r"   \[-\]   1\(h\) +\d+\(b\) +\d+\(s\)   yield", shell.screen()[-2])


def test_screenshot(tmp_path):
    """What a person sees: the text is read from the picture, whose font is learnt from a first one."""
    with session() as shell:
        # The cursor blinks, and is a shape of its own: at the end of the last line.
        def picture():
            shown = screenshot.take(shell, tmp_path)
            row, column = shell.cursor()
            shown[row][column] = bytes(len(shown[row][column]))
            return shown

        printable = "".join(chr(code) for code in range(0x20, 0x7F))
        shell.run("echo '" + printable.replace("'", "'\\''") + "'")
        same_on_both(shell)
        font = screenshot.Font()
        font.learn(picture(), shell.screen())
        assert font.characters() >= set(printable)
        shell.run("seq 30")
        shell.run("tree /script; df")
        same_on_both(shell)
        seen = font.read(picture())
        expected = terminal(shell.text)[0][-len(seen):]
        assert [line.rstrip() for line in expected] == seen
        assert seen[-1] == "$" and any("simple file system" in line for line in seen)


def test_input_by_lines(shell):
    """Programs get whole lines, which the kernel echoes and lets one correct."""
    shell.send("cat\n")
    shell.wait_for("\n")
    shell.send("onn\be\n")
    shell.wait_for("one\n")
    shell.send("two\n")
    shell.wait_for("two\n")
    shell.wait_for("two\n")
    shell.send(control("D"))
    assert shell.rest().strip() == ""
    assert shell.status() == 0


def test_input_before_the_program_is_there(shell):
    """What is typed behind the command's line is edited as a line of the program."""
    shell.send("cat\nonn\be\n" + control("D"))
    assert shell.rest() == "cat\nonn\b \be\none\n"


# --- jobs --------------------------------------------------------------------------------------------


def names_of_processes(shell):
    return [row.split()[-1] for row in shell.run("ps").splitlines()[1:]]


INTERRUPTED = ["nap 1000", "cat", "cat | cat | cat | cat | cat", "cat zero: > null:",
               "nap 1000 | nap 1000", "sh -c 'nap 1000'"]


@pytest.mark.parametrize("line", INTERRUPTED)
def test_control_c_ends_the_program(shell, line):
    before = names_of_processes(shell)
    shell.send(line + "\n")
    shell.wait_for("\n")
    shell.wait_until_it_is_under_way()
    shell.send(control("C"))
    shell.rest()
    assert shell.status() == KILLED
    assert names_of_processes(shell) == before


def test_jobs_in_the_background(shell):
    pid = int(re.fullmatch(r"\[(\d+)\]\n", shell.run("nap 1000 &"))[1])
    assert shell.run("jobs") == f"[{pid}] nap 1000\n"
    shell.send("nap 1000\n")
    shell.wait_for("\n")
    shell.wait_until_it_is_under_way()
    shell.send(control("C"))
    shell.rest()
    assert shell.run("jobs") == f"[{pid}] nap 1000\n", "Ctrl-C is for the foreground only"
    assert shell.run(f"kill {pid}; nap 0.1") == f"[{pid}] code -9  nap 1000\n"
    assert shell.run("jobs") == ""


def test_waiting_for_jobs(shell):
    shown = shell.run("seq 1 3 | cat & wait; echo over")
    assert re.fullmatch(r"\[\d+\]\n1\n2\n3\nover\n", shown)
    assert re.fullmatch(r"\[\d+\]\n5\n", shell.run("sh -c 'exit 5' & wait; echo $?"))
    assert shell.run("wait 4000; echo $?") == "sh: 4000 is no job of this shell\n127\n"
    assert shell.run("cat &").startswith("["), "its input is nothing, not what is typed"
    assert re.fullmatch(r"\[\d+\] done    cat\n", shell.run("nap 0.2"))


def test_a_family_is_killed(shell):
    leader = int(re.match(r"\[(\d+)\]", shell.run("nap 1000 | nap 1000 | nap 1000 &"))[1])
    assert shell.run("nap 0.2") == ""
    assert names_of_processes(shell).count("nap") == 3
    assert shell.run(f"kill -t {leader}; nap 0.2").startswith(f"[{leader}] code -9")
    assert "nap" not in names_of_processes(shell)


# --- scripts -----------------------------------------------------------------------------------------


def test_scripts(disk):
    with session(disk) as shell:
        for line in ("#!/sh", "echo $# args: $1 $2", "false", "echo status $?", "exit 9", "echo never"):
            shell.run(f"echo '{line}' >> s")
        assert shell.run("sh s a 'b c'; echo $?") == "2 args: a b c\nstatus 1\n9\n"
        assert shell.run("./s x; echo $?") == "1 args: x\nstatus 1\n9\n"
        assert shell.run("cat s | sh; echo $?") == "0 args:\nstatus 1\n9\n"
        shell.run("echo '#' > broken; echo 'echo |' >> broken; echo 'echo never' >> broken")
        assert shell.run("sh broken; echo $?") == (
            "sh: broken, line 2, column 7: a command expected after '|'\n2\n")
        for line in ("echo -n " + "x" * 1000 + " > long", "cat long long long long long > longer"):
            shell.run(line)
        assert shell.run("sh longer") == "sh: longer, line 1, column 4095: the line is too long\n"
        shell.run("echo 'cd /script' > go")
        assert shell.run("source go; pwd; sh nosuch; echo $?") == (
            "/script\nsh: nosuch: no such file or directory\n127\n")
        assert "So many numbers up to 100 have a 7 in them:\n      19\n" in shell.run("sh tour")
        shell.shut_down()
    assert_clean(disk)


def test_script_at_boot():
    run = boot(8, {"check": "none", "init": "sh /script/tour"})
    assert run.status == OK and "      19\n" in run.text and "$ " not in run.text, run


# --- the game ----------------------------------------------------------------------------------------


def test_game(shell):
    shell.send("2048 -s 1\n")
    shell.wait_for("cursor keys push the tiles, q ends")
    for key in (LEFT, UP, RIGHT, DOWN, "a", "w"):
        shell.send(key)
        shell.wait_for("+--------+--------+--------+--------+")
    shell.send("q")
    assert re.search(r"score \d+, largest tile \d+\n$", shell.rest())
    assert shell.run("echo lines again") == "lines again\n"


# --- usertests ---------------------------------------------------------------------------------------


def test_usertests(disk):
    run = boot(8, {"check": "none", "init": "usertests"}, drives=drives(disk))
    results = re.search(r"^usertests: (\d+) passed, (\d+) failed$", run.text, re.MULTILINE)
    assert run.status == OK and results, run
    assert int(results[1]) >= 60 and results[2] == "0", run
    assert "init check memory pass." in run.text
    assert_clean(disk)


def test_usertests_notices_what_is_wrong():
    names = ["fails_on_purpose", "is_killed_on_purpose", "loses_blocks_on_purpose",
             "loses_pages_on_purpose", "writetest"]
    run = boot(8, {"check": "none", "init": "usertests nosuch " + " ".join(names)})
    reasons = [r"open\(\"missing\", O_RDONLY\) is -16, not 0", "it was killed",
               r"\d+ pages and [1-9]\d* blocks are lost", r"[1-9]\d* pages and \d+ blocks are lost"]
    for name, reason in zip(names, reasons):
        assert re.search(rf"^{name}: FAILED: .*{reason}$", run.text, re.MULTILINE), run
    assert "writetest: ok\n" in run.text
    assert "usertests: there is no test of such a name" in run.text
    assert "usertests: 1 passed, 4 failed\n" in run.text and run.status == OK, run


def test_usertests_on_a_disk_that_gets_full(tmp_path):
    """A small disk with nothing on it but the program."""
    subprocess.run(["make", "-s", "LAB=8", "tools"], cwd=ROOT, check=True)
    folder, disk = tmp_path / "files", tmp_path / "small.img"
    folder.mkdir()
    (folder / "usertests").write_bytes((build(8).parent / "obj/user/usertests").read_bytes())
    subprocess.run([build(8) / "mksfs", "--quiet", "--size", "4M", disk, folder], check=True)
    run = boot(8, {"check": "none", "init": "usertests diskfull full_of_files"},
               drives=drives(disk))
    assert "usertests: 2 passed, 0 failed" in run.text and run.status == OK, run
    assert_clean(disk)
