// What C++ programs may expect: classes, templates, lambdas, globals that are constructed before
// main and destroyed after it, new and delete, and the containers of libs.
// uCore counterpart: none.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ulib.h>

#include "libs/list.h"
#include "libs/result.h"
#include "libs/scope.h"
#include "libs/span.h"
#include "libs/tree.h"
#include "user/libs/new.h"

namespace {

// --- Globals ------------------------------------------------------------------------------------

int constructed = 0;

// Counts up when made; says so when destroyed.
class Announcer : NonCopyable {
  public:
    explicit Announcer(const char* name) : name_(name), order_(++constructed) {}
    ~Announcer() { cprintf("%s is destroyed.\n", name_); }
    int order() const { return order_; }

  private:
    const char* name_;
    int order_;
};

Announcer first("first global");
Announcer second("second global");

Announcer& local_static() {
    static Announcer local("local static");
    return local;
}

void check_globals() {
    assert(first.order() == 1 && second.order() == 2 && constructed == 2);
    assert(local_static().order() == 3);
    assert(local_static().order() == 3 && constructed == 3);
    cprintf("globals ok.\n");
}

// --- Classes ------------------------------------------------------------------------------------

class Shape {
  public:
    virtual int area() const = 0;
    virtual const char* name() const { return "shape"; }

  protected:
    ~Shape() = default;
};

class Square final : public Shape {
  public:
    explicit Square(int side) : side_(side) {}
    int area() const override { return side_ * side_; }
    const char* name() const override { return "square"; }

  private:
    int side_;
};

class Oblong final : public Shape {
  public:
    Oblong(int width, int height) : width_(width), height_(height) {}
    int area() const override { return width_ * height_; }

  private:
    int width_;
    int height_;
};

void check_classes() {
    const Square square(5);
    const Oblong oblong(3, 4);
    int sum = 0;
    const Shape* const shapes[] = {&square, &oblong};
    for (const Shape* shape : shapes) {
        sum += shape->area();
    }
    assert(sum == 37);
    assert(strcmp(square.name(), "square") == 0 && strcmp(shapes[1]->name(), "shape") == 0);
    cprintf("classes ok.\n");
}

// --- Templates and errors -----------------------------------------------------------------------

template <typename T, typename Better>
const T& best_of(Span<const T> values, Better better) {
    const T* best = &values[0];
    for (const T& value : values) {
        if (better(value, *best)) {
            best = &value;
        }
    }
    return *best;
}

Result<int> halve(int number) {
    if (number % 2 != 0) {
        return Error::Invalid;
    }
    return number / 2;
}

Result<int> quarter(int number) {
    const int half = TRY(halve(number));
    return halve(half);
}

void check_templates() {
    const int numbers[] = {3, 1, 4, 1, 5, 9, 2, 6};
    assert(best_of(Span<const int>(numbers), [](int a, int b) { return a > b; }) == 9);
    assert(best_of(Span<const int>(numbers), [](int a, int b) { return a < b; }) == 1);
    assert(quarter(12).value() == 3);
    assert(quarter(6).error() == Error::Invalid && quarter(7).error() == Error::Invalid);
    assert(StringView("user/cxx.cpp").find('/') == 4);
    cprintf("templates ok.\n");
}

// --- Memory -------------------------------------------------------------------------------------

int living = 0;

// An element of both containers.
struct Number {
    explicit Number(int initial) : value(initial) { living++; }
    ~Number() { living--; }

    int value;
    ListNode link;
    TreeNode node;
};
using NumberList = IntrusiveList<Number, &Number::link>;

void check_list() {
    NumberList list;
    for (int i = 0; i < 1000; i++) {
        list.push_back(*new Number(i));
    }
    assert(living == 1000);
    int expected = 0;
    for (Number& number : list) {
        assert(number.value == expected++);
        if (number.value % 2 != 0) {
            list.remove(number);
            delete &number;
        }
    }
    assert(living == 500);
    while (Number* number = list.pop_front()) {
        delete number;
    }
    assert(living == 0);
    cprintf("lists ok.\n");
}

void check_tree() {
    IntrusiveTree<Number, &Number::node, &Number::value> tree;
    for (int i = 0; i < 500; i++) {
        tree.insert(*new Number(i * 7919 % 500));  // every number below 500, out of order
    }
    tree.check_invariants();
    for (int i = 0; i < 500; i++) {
        Number* smallest = tree.first();
        assert(smallest != nullptr && smallest->value == i);
        tree.remove(*smallest);
        delete smallest;
    }
    assert(living == 0 && tree.first() == nullptr);
    cprintf("trees ok.\n");
}

struct alignas(64) CacheLine {
    char bytes[64];
};

void check_new() {
    int* numbers = new int[1000];
    for (int i = 0; i < 1000; i++) {
        numbers[i] = i;
    }
    assert(numbers[999] == 999);
    delete[] numbers;

    Number* array = new Number[3]{Number(1), Number(2), Number(3)};
    assert(living == 3 && array[2].value == 3);
    delete[] array;
    assert(living == 0);

    CacheLine* line = new CacheLine;
    assert(reinterpret_cast<uintptr_t>(line) % 64 == 0);
    delete line;

    volatile size_t too_much = 0xF0000000;
    assert(new (std::nothrow) char[too_much] == nullptr);
    cprintf("new and delete ok.\n");
}

}  // namespace

int main() {
    check_globals();
    check_classes();
    check_templates();
    check_list();
    check_tree();
    check_new();
    cprintf("cxx pass.\n");
    return 0;
}
