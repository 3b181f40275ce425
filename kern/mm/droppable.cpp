// Memory that only saves work.
//
// Layer: mm. No uCore counterpart.

#include "kern/mm/droppable.h"

namespace mm {
namespace {

constinit Droppable* registered = nullptr;

}  // namespace

void set_droppable(Droppable& droppable) { registered = &droppable; }

usize drop_frames(usize wanted) { return registered ? registered->drop(wanted) : 0; }

usize nr_droppable_frames() { return registered ? registered->count() : 0; }

}  // namespace mm
