"""The pseudo-random numbers of libs/prng.h, bit for bit.

A check that models what the kernel did with a seed draws the same numbers here. xorshift32: a
32-bit state that is never 0; each step is x ^= x << 13, x ^= x >> 17, x ^= x << 5.
"""

ZERO_SEED = 0x9E3779B9
"""Stands in for seed 0, from which xorshift would never move away."""


class Prng:
    """The generator of libs/prng.h: the same seed gives the same numbers as in the kernel."""

    def __init__(self, seed: int) -> None:
        self._state = (seed & 0xFFFFFFFF) or ZERO_SEED

    def next(self) -> int:
        """The next number, 0 <= n < 2**32."""
        x = self._state
        x ^= (x << 13) & 0xFFFFFFFF
        x ^= x >> 17
        x ^= (x << 5) & 0xFFFFFFFF
        self._state = x
        return x

    def below(self, limit: int) -> int:
        """The next number modulo `limit`, which is positive."""
        return self.next() % limit
