# What lab 1 is made of: boot, traps, console. One source a line, with its purpose.

KERNEL_BASE := 0x0

ENTRY_SOURCE := kern/arch/i386/entry.S            # the kernel's first instructions
BOOT_SOURCES := kern/arch/i386/boot/bootsector.S  # real mode to protected mode, memory map
BOOT_SOURCES += kern/arch/i386/boot/bootmain.cpp  # loads the kernel from the disk

KERN_SOURCES += kern/arch/i386/trap_entry.S       # 256 vectors, saving and restoring registers
KERN_SOURCES += kern/arch/i386/gdt.cpp            # segments, task state
KERN_SOURCES += kern/arch/i386/idt.cpp            # gates (exercise lab1.2)
KERN_SOURCES += kern/arch/i386/double_fault.cpp   # a sound stack when the kernel's is gone
KERN_SOURCES += kern/arch/i386/trap_names.cpp     # names of exceptions
KERN_SOURCES += kern/arch/i386/machine.cpp        # registers, memory map, power
KERN_SOURCES += kern/arch/i386/fw_cfg.cpp         # boot options
KERN_SOURCES += kern/debug/log.cpp                # cprintf and log levels
KERN_SOURCES += kern/debug/options.cpp            # boot options by name
KERN_SOURCES += kern/debug/panic.cpp              # how a run ends
KERN_SOURCES += kern/debug/backtrace.cpp          # who called whom (exercise lab1.1)
KERN_SOURCES += kern/debug/symbols.cpp            # functions, files and lines of code addresses
KERN_SOURCES += kern/debug/trapframe.cpp          # printing a trap frame
KERN_SOURCES += kern/debug/monitor.cpp            # the kernel monitor
KERN_SOURCES += kern/driver/console.cpp           # text out, characters in
KERN_SOURCES += kern/driver/clock.cpp             # ticks
KERN_SOURCES += kern/driver/pc/console_pc.cpp     # which devices the PC's console has
KERN_SOURCES += kern/driver/pc/serial.cpp         # COM1
KERN_SOURCES += kern/driver/pc/cga.cpp            # text screen
KERN_SOURCES += kern/driver/pc/keyboard.cpp       # PS/2 keyboard
KERN_SOURCES += kern/driver/pc/pic.cpp            # interrupt controller
KERN_SOURCES += kern/driver/pc/pit.cpp            # timer
KERN_SOURCES += kern/trap/trap.cpp                # what happens on a trap (exercise lab1.3)
KERN_SOURCES += kern/trap/double_fault.cpp        # a trap that could not be delivered
KERN_SOURCES += kern/trap/ring_switch.cpp         # to user mode and back (challenge lab1.4)
KERN_SOURCES += kern/init/init.cpp                # the boot sequence
KERN_SOURCES += kern/init/work_ring_switch.cpp    # what the kernel does then
KERN_SOURCES += kern/selftest/failure_check.cpp   # deliberate failures (on request)
KERN_SOURCES += kern/selftest/selection.cpp       # which self-checks run
KERN_SOURCES += kern/selftest/backtrace_check.cpp # check_backtrace
KERN_SOURCES += kern/selftest/idt_check.cpp       # check_idt (on request)
KERN_SOURCES += kern/arch/i386/raise.S            # raises any vector, for check_idt
KERN_SOURCES += libs/string.cpp                   # memory and strings
KERN_SOURCES += libs/format.cpp                   # printf
KERN_SOURCES += libs/cxxrt.cpp                    # what the compiler calls by itself
