// takes every holder that waits for a deadlock
    return wanted.holder() && (wanted.holder() == &task || wanted.holder()->wanted);
