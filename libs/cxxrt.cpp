// What the compiler expects of a C++ run-time library; everything else it could ask for we avoid.
// Layer: libs. uCore: none. Manual: Itanium C++ ABI 3.2.6.
#include "libs/assert.h"

// Stands in the table of an interface for each function that is not there. Called only when a
// constructor or destructor of a base class uses its own virtual functions.
extern "C" void __cxa_pure_virtual() { PANIC("pure virtual function called"); }
