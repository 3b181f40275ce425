// refuses whoever holds something himself
    return wanted.holder() && task.held;
