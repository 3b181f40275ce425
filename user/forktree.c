// A binary tree of processes; each one's name says which way leads to it from the root.
// uCore counterpart: user/forktree.c.
#include <stdio.h>
#include <string.h>
#include <ulib.h>

enum { DEPTH = 4 };

static void fork_tree(const char* name);

static void fork_child(const char* name, char branch) {
    char child_name[DEPTH + 1];
    if (strlen(name) >= DEPTH) {
        return;
    }
    snprintf(child_name, sizeof(child_name), "%s%c", name, branch);
    if (fork() == 0) {
        fork_tree(child_name);
        yield();
        exit(0);
    }
}

static void fork_tree(const char* name) {
    cprintf("%04x: I am '%s'\n", getpid(), name);
    fork_child(name, '0');
    fork_child(name, '1');
}

int main(void) {
    fork_tree("");
    return 0;
}
