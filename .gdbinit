# gdb started in this folder without more words. gdb reads this file once you allow it:
#   echo "add-auto-load-safe-path $PWD/.gdbinit" >>~/.gdbinit
# `make debug` and `make debug-nox` need none of it.

source tools/gdb/gdbinit

python
import os
if gdb.current_progspace().filename is None and os.path.exists("bin/kernel"):
    gdb.execute("file bin/kernel")
end

define attach-qemu
    target remote localhost:1234
end
document attach-qemu
Debug the machine that `make debug-nox` has started.
end
