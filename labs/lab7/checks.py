"""Checks of lab 7: models of what a seed says, and what QEMU recorded of system calls."""

import re

from tools.grade import Failure

STACK_TOP, STACK_SIZE, FLOOR = 0xB0000000, 0x100000, 8192
"""Where a program's stack is, and how far apart the children of lines.c have theirs."""

SYSTEM_CALL = 0x80
WORKERS, STEPS = 6, 80
"""Threads and random steps of check_semaphore and check_monitor."""

PHILOSOPHERS, MEALS = 5, 4
FIRST_PID = 2
"""Of the threads of a check that runs before the first program."""


def compare(run, title: str, expected: list[str]) -> None:
    """What was printed behind `title` is what the model says, line by line."""
    printed = run.after(title)
    for number, line in enumerate(expected):
        got = printed[number] if number < len(printed) else "nothing"
        if got != line:
            before = [text.strip() for text in expected[max(number - 4, 0):number]]
            raise Failure(f"seed {run.seed}: after {before} comes '{got.strip()}', "
                          f"expected '{line.strip()}'")


# --- semaphores ---------------------------------------------------------------------------------


class SemaphoreModel:
    """What semaphore_check.cpp does, with a semaphore that is right."""

    def __init__(self, prng):
        self.prng, self.value, self.printed = prng, 2, []
        self.line: list[tuple[int, int | None]] = []  # worker, and the step at which it gives up

    def up(self) -> None:
        if self.line:
            self.has(self.line.pop(0)[0], "one")
        else:
            self.value += 1

    def down(self, worker: int, patience: int | None) -> None:
        if self.value:
            self.value -= 1
            self.has(worker, "one")
        else:
            self.line.append((worker, patience))

    def has(self, worker: int, what: str) -> None:
        self.printed.append(f"  worker {worker} has {what}")

    def act(self, step: int) -> None:
        what, worker = self.prng.below(8), self.prng.below(WORKERS)
        if what < 4:
            if worker not in [waiting for waiting, _ in self.line]:
                self.down(worker, None if what < 2 else step + 1)
        elif what < 7:
            self.up()
        else:
            self.printed.append(f"  try_down: {int(self.value > 0)}")
            self.value -= self.value > 0

    def run(self) -> list[str]:
        for step in range(STEPS + WORKERS):
            self.printed.append(f" {step}")
            if step < STEPS:
                self.act(step)
            else:
                self.up()
            for worker, patience in list(self.line):
                if patience == step:
                    self.line.remove((worker, patience))
                    self.has(worker, "none")
        return [*self.printed, f"check_semaphore() ended, value {self.value}"]


def semaphore_matches_model(run) -> None:
    """Everybody gets what a semaphore gives, when it does."""
    for machine in run.all:
        compare(machine, "semaphore:", SemaphoreModel(machine.prng()).run())


def line_moves_on(run) -> None:
    """Programs go on in the order in which they came, one for each post, whoever gave up."""
    who: list[int] = []
    for taken in run.machine.interrupts:
        below = STACK_TOP - taken.sp
        if taken.cpl == 3 and taken.vector == SYSTEM_CALL and 0 < below <= STACK_SIZE:
            if not who or who[-1] != below // FLOOR:
                who.append(below // FLOOR)
    expected = [0]
    for child in (1, 2, 3, 4, 5, 6, 7, 2, 4, 6, 7):
        expected += [child, 0]
    if who != expected:
        raise Failure(f"system calls were made by these children in turn (0 is their parent): {who}"
                      f", expected {expected} (recorded by QEMU)")


# --- monitors -----------------------------------------------------------------------------------


class MonitorModel:
    """What check_monitor does, with Hoare's monitor."""

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.free, self.staying = True, None
        self.entry: list[int] = []
        self.callers: list[int] = []
        self.conditions: list[list[int]] = [[], []]
        self.idle = set(range(WORKERS))
        self.visits: dict[int, tuple[int, bool, bool]] = {}
        self.again: set[int] = set()  # who will wait once more when it is called

    def note(self, worker: int, what: str) -> None:
        self.printed.append(f"  worker {worker} {what}")

    def tell(self, worker: int, condition: int, waits: bool, stays: bool) -> None:
        self.idle.remove(worker)
        self.visits[worker] = (condition, waits, stays)
        if self.free:
            self.free = False
            self.enter(worker)
        else:
            self.entry.append(worker)

    def enter(self, worker: int) -> None:
        condition, waits, _ = self.visits[worker]
        waiting = self.conditions[condition]
        self.note(worker, "enters")
        if waits:
            waiting.append(worker)
            self.let_in()
        elif waiting:
            self.callers.append(worker)
            self.go_on(waiting.pop(0), "was called")
        else:
            self.go_on(worker, "has called")

    def go_on(self, worker: int, what: str) -> None:
        if what == "was called" and worker in self.again:
            self.again.remove(worker)
            self.note(worker, "waits again")
            self.conditions[self.visits[worker][0]].append(worker)
            self.let_in()
            return
        self.note(worker, what)
        if self.visits[worker][2]:
            self.staying = worker
        else:
            self.leave(worker)

    def leave(self, worker: int) -> None:
        self.idle.add(worker)
        self.let_in()

    def let_in(self) -> None:
        if self.callers:
            self.go_on(self.callers.pop(0), "has called")
        elif self.entry:
            self.enter(self.entry.pop(0))
        else:
            self.free = True

    def middle_of_step(self) -> None:
        if self.staying is not None:
            worker, self.staying = self.staying, None
            self.leave(worker)

    def act(self) -> None:
        worker, bits = self.prng.below(WORKERS), self.prng.below(32)
        if worker in self.idle:
            waits = worker < 4 and bool(bits & 6)
            if waits and bits & 16:
                self.again.add(worker)
            self.tell(worker, bits & 1, waits, bool(bits & 8))

    def run(self) -> list[str]:
        for step in range(2 * STEPS):
            self.printed.append(f" {step}")
            if step < STEPS:
                self.act()
            else:
                caller = next((worker for worker in (4, 5) if worker in self.idle), None)
                if caller is not None:
                    self.tell(caller, step % 2, False, False)
            self.middle_of_step()
        return [*self.printed, "check_monitor() ended"]


def monitor_matches_model(run) -> None:
    """One thread at a time is inside, and it is the right one."""
    for machine in run.all:
        compare(machine, "monitor:", MonitorModel(machine.prng()).run())


def philosophers_eat(run) -> None:
    """Each of both kinds thinks and eats four times and quits; non-neighbours eat together."""
    for machine in run.all:
        one_dinner(machine)


def one_dinner(run) -> None:
    """The same for one machine."""
    for kind in ("sema", "condvar"):
        pattern = re.compile(rf"(?:Iter (\d), )?No\.(\d) philosopher_{kind} (?:is )?(\w+)")
        said = [match.groups() for line in run.lines if (match := pattern.fullmatch(line))]
        for number in range(PHILOSOPHERS):
            own = [(meal, what) for meal, who, what in said if who == str(number)]
            wanted = [(str(meal), what) for meal in range(1, MEALS + 1)
                      for what in ("thinking", "eating")] + [(None, "quit")]
            if own != wanted:
                raise Failure(f"No.{number} philosopher_{kind} does {own}, expected {wanted}")
        together, eating = 0, set()
        for _, who, what in said:
            if what == "eating":
                together += bool(eating)
                eating.add(who)
            else:
                eating.discard(who)
        if together < MEALS:
            raise Failure(f"philosopher_{kind}: only {together} meals began while somebody else "
                          "was eating: those who are no neighbours should eat at the same time")


# --- challenges ---------------------------------------------------------------------------------

COLOURS = ("red", "orange", "yellow", "green", "blue", "violet")


def waits_for(waiting: int, lock: str, holder: int) -> str:
    """A line of the report on a deadlock."""
    return (f'  thread {FIRST_PID + waiting} "worker {waiting}" waits for "{lock}", '
            f'which thread {FIRST_PID + holder} "worker {holder}" holds')


class DeadlockModel:
    """What check_deadlock does: worker n holds mutex n, and wants another one."""

    def __init__(self, prng):
        self.prng, self.printed = prng, []

    def begin(self) -> None:
        self.held = [True] * len(COLOURS)
        self.wants: dict[int, int] = {}  # who waits, in the order in which they came
        self.has: dict[int, int] = {}    # mutex that somebody has who waited for it: that one

    def circle(self, worker: int, wanted: int) -> list[str]:
        lines, waiting, mutex = [], worker, wanted
        while self.held[mutex]:
            lines.append(waits_for(waiting, COLOURS[mutex], mutex))
            if mutex == worker:
                return ["deadlock:", *lines]
            if mutex not in self.wants:
                break
            waiting, mutex = mutex, self.wants[mutex]
        return []

    def release(self, mutex: int, ready: list[int]) -> None:
        waiting = [worker for worker, wanted in self.wants.items() if wanted == mutex]
        if waiting:
            ready.append(waiting[0])
            del self.wants[waiting[0]]

    def act(self, worker: int) -> None:
        wanted = self.prng.below(len(COLOURS))
        self.printed.append(f' worker {worker} wants "{COLOURS[wanted]}"')
        refused = self.circle(worker, wanted)
        if self.held[wanted] and not refused:
            self.wants[worker] = wanted
            return
        if refused:
            self.printed += [*refused, f'  worker {worker} is refused "{COLOURS[wanted]}"']
        ready = []
        if refused:
            self.held[worker] = False
            self.release(worker, ready)
        else:
            self.finish(worker, wanted, ready)
        while ready:
            now = ready.pop(0)
            self.finish(now, self.was[now], ready)

    def finish(self, worker: int, wanted: int, ready: list[int]) -> None:
        self.printed.append(f'  worker {worker} has "{COLOURS[wanted]}"')
        self.release(wanted, ready)
        self.held[worker] = False
        self.release(worker, ready)

    def run(self) -> list[str]:
        for _ in range(4):
            self.begin()
            self.was = {}
            for worker in range(len(COLOURS)):
                self.act_and_remember(worker)
        return [*self.printed, "check_deadlock() ended"]

    def act_and_remember(self, worker: int) -> None:
        self.act(worker)
        self.was.update(self.wants)


def deadlocks_match_model(run) -> None:
    """Who would close a circle is refused, and nobody else; the report names all in it."""
    for machine in run.all:
        compare(machine, "deadlocks:", DeadlockModel(machine.prng()).run())


class RwDeadlockModel:
    """What check_rw_deadlock does: three locks with two readers each, who then want another one."""

    LOCKS, ROUNDS = ("north", "east", "south"), 8

    def __init__(self, prng):
        self.prng, self.printed = prng, []

    def begin(self) -> None:
        self.holders = [[lock, lock + len(self.LOCKS)] for lock in range(len(self.LOCKS))]
        self.has_writer = [False] * len(self.LOCKS)
        self.lines: list[list[tuple[int, bool]]] = [[] for _ in self.LOCKS]  # worker, writes
        self.wants: dict[int, int] = {}  # who waits: the lock
        self.ready: list[tuple[int, int, bool]] = []

    def is_free(self, lock: int, writes: bool) -> bool:
        return not self.has_writer[lock] and not (writes and self.holders[lock])

    def give(self, lock: int, worker: int, writes: bool) -> None:
        self.holders[lock].append(worker)
        self.has_writer[lock] = writes
        self.wants.pop(worker, None)
        self.ready.append((worker, lock, writes))

    def release(self, lock: int, worker: int) -> None:
        self.holders[lock].remove(worker)
        self.has_writer[lock] = False
        while self.lines[lock] and self.is_free(lock, self.lines[lock][0][1]):
            self.give(lock, *self.lines[lock].pop(0))

    def circle(self, worker: int, wanted: int) -> list[str]:
        """The shortest one through `worker`, which is about to wait."""
        before, line = {}, []  # who waits for what somebody holds, and the lock

        def look(waiting: int, lock: int) -> None:
            for holder in self.holders[lock]:
                if holder not in before:
                    before[holder] = (waiting, lock)
                    line.append(holder)

        look(worker, wanted)
        while line:
            holder = line.pop(0)
            if holder == worker:
                break
            if holder in self.wants:
                look(holder, self.wants[holder])
        else:
            return []
        report, holder = [], worker
        while not report or holder != worker:
            waiting, lock = before[holder]
            report.insert(0, waits_for(waiting, self.LOCKS[lock], holder))
            holder = waiting
        return ["deadlock:", *report]

    def act(self, worker: int) -> None:
        lock, writes = self.prng.below(len(self.LOCKS)), bool(self.prng.below(2))
        name = self.LOCKS[lock]
        self.printed.append(f' worker {worker} wants to {"write" if writes else "read"} "{name}"')
        has_it = worker in self.holders[lock]
        if not has_it and not self.lines[lock] and self.is_free(lock, writes):
            self.give(lock, worker, writes)
        elif report := self.circle(worker, lock):
            self.printed += [*report, f'  worker {worker} is refused "{name}"']
            self.release(worker % len(self.LOCKS), worker)
        else:
            self.lines[lock].append((worker, writes))
            self.wants[worker] = lock
        while self.ready:
            now, lock, _ = self.ready.pop(0)
            self.printed.append(f'  worker {now} has "{self.LOCKS[lock]}"')
            self.release(lock, now)
            self.release(now % len(self.LOCKS), now)

    def run(self) -> list[str]:
        for _ in range(self.ROUNDS):
            self.begin()
            for worker in range(2 * len(self.LOCKS)):
                self.act(worker)
        return [*self.printed, "check_rw_deadlock() ended"]


def rw_deadlocks_match_model(run) -> None:
    """The same where many threads hold one lock, so that there are many ways to follow."""
    for machine in run.all:
        compare(machine, "deadlocks of readers and writers:",
                RwDeadlockModel(machine.prng()).run())


class RcuModel:
    """What check_rcu does: writers, one after the other, wait for the readers before them."""

    READERS, WRITERS, STEPS = 5, 3, 100

    def __init__(self, prng):
        self.prng, self.printed = prng, []
        self.reading: set[int] = set()
        self.writers: list[int] = []      # the first one waits for `before`, others for the first
        self.before: set[int] = set()

    def turn(self, reader: int) -> None:
        begins = reader not in self.reading
        self.reading ^= {reader}
        self.before.discard(reader)
        self.printed.append(f" reader {reader} {'begins' if begins else 'ends'}")
        self.finish_writers()

    def write(self, writer: int) -> None:
        if writer in self.writers:
            return
        self.printed.append(f" writer {writer} waits")
        self.writers.append(writer)
        if len(self.writers) == 1:
            self.before = set(self.reading)
        self.finish_writers()

    def finish_writers(self) -> None:
        while self.writers and not self.before:
            self.printed.append(f"  writer {self.writers.pop(0)}")
            self.before = set(self.reading)

    def run(self) -> list[str]:
        for _ in range(self.STEPS):
            what = self.prng.below(self.READERS + self.WRITERS)
            if what < self.READERS:
                self.turn(what)
            else:
                self.write(what - self.READERS)
        for reader in sorted(self.reading):
            self.turn(reader)
        return [*self.printed, "check_rcu() ended"]


def rcu_matches_model(run) -> None:
    """A writer goes on as soon as the readers before it have ended, whoever has begun since."""
    for machine in run.all:
        compare(machine, "rcu:", RcuModel(machine.prng()).run())
