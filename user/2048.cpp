// The puzzle 2048, played with the cursor keys. A picture takes all rows of the screen: each pushes
// the one before off its top. uCore: none.
#include "user/libs/command.h"
#include "user/libs/file.h"
#include "user/libs/puzzle.h"
#include "user/libs/ulib.h"

namespace {

using command::out;

constexpr char kEscape = '\x1b';
constexpr char kInterrupt = '\x03';
constexpr const char kMargin[] = "                    ";
constexpr const char kRule[] = "+--------+--------+--------+--------+";
constexpr const char kGap[] = "|        |        |        |        |";

void print_row(const char* row) { out.print("%s%s\n", kMargin, row); }

// The number in the middle of its place, which is 8 wide.
void print_tile(u32 value) {
    if (value == 0) {
        out.write("        |");
        return;
    }
    u32 digits = 1;
    for (u32 rest = value; rest >= 10; rest /= 10) {
        digits++;
    }
    const u32 right = (8 - digits) / 2;
    out.print("%*u%*s|", static_cast<int>(8 - right), value, static_cast<int>(right), "");
}

// 24 lines, so that the cursor ends in the last row.
void draw(const Puzzle& puzzle, const char* message) {
    out.print("\n\n%s2 0 4 8            score %u\n\n", kMargin, puzzle.score());
    for (usize row = 0; row < Puzzle::kSide; row++) {
        print_row(kRule);
        print_row(kGap);
        out.print("%s|", kMargin);
        for (usize column = 0; column < Puzzle::kSide; column++) {
            print_tile(puzzle.tile(row, column));
        }
        out.put('\n');
        print_row(kGap);
    }
    print_row(kRule);
    out.print("\n%s%s\n\n", kMargin, message);
    out.flush();
}

enum class Key : u8 { Left, Right, Up, Down, Quit, Other };

// Cursor keys, or those under the fingers: w a s d, h j k l; q ends.
Key read_key() {
    char c;
    if (read(0, &c, 1) != 1) {
        return Key::Quit;
    }
    if (c == kEscape) {
        char rest[2];
        if (read(0, &rest[0], 1) != 1 || read(0, &rest[1], 1) != 1) {
            return Key::Quit;
        }
        switch (rest[1]) {
        case 'A': return Key::Up;
        case 'B': return Key::Down;
        case 'C': return Key::Right;
        case 'D': return Key::Left;
        default: return Key::Other;
        }
    }
    switch (c) {
    case 'w':
    case 'k': return Key::Up;
    case 's':
    case 'j': return Key::Down;
    case 'd':
    case 'l': return Key::Right;
    case 'a':
    case 'h': return Key::Left;
    case 'q':
    case kInterrupt: return Key::Quit;
    default: return Key::Other;
    }
}

Puzzle::Direction direction_of(Key key) {
    switch (key) {
    case Key::Left: return Puzzle::Direction::Left;
    case Key::Right: return Puzzle::Direction::Right;
    case Key::Up: return Puzzle::Direction::Up;
    default: return Puzzle::Direction::Down;
    }
}

void play(Puzzle& puzzle) {
    const char* message = "cursor keys push the tiles, q ends";
    while (puzzle.can_move()) {
        draw(puzzle, message);
        const Key key = read_key();
        if (key == Key::Quit) {
            return;
        }
        const u32 before = puzzle.largest();
        if (key != Key::Other && puzzle.push(direction_of(key))) {
            const bool reached = before < Puzzle::kGoal && puzzle.largest() >= Puzzle::kGoal;
            message = reached ? "2048! You may go on" : "cursor keys push the tiles, q ends";
        }
    }
    draw(puzzle, "no tile can move any more");
}

}  // namespace

int main(int argc, char** argv) {
    const command::Options options(argc, argv, "s:", "2048 [-s SEED]");
    options.expect_operands(0, 0);
    Puzzle puzzle(options.number('s', 1, 0xffffffff, gettime_msec() + 1));
    const bool has_keys = ioctl(0, STDIN_RAW, 0) == 0;
    play(puzzle);
    if (has_keys) {
        ioctl(0, STDIN_LINES, 0);
    }
    out.print("%sscore %u, largest tile %u\n", kMargin, puzzle.score(), puzzle.largest());
    return command::finish();
}
