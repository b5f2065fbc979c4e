"""The same pseudo-random numbers as portable_random.h, bit for bit, so that golden files store seeds and not samples."""

import math

MASK = (1 << 64) - 1


class PortableRandom:
    """splitmix64 (Steele, Lea & Flood, 2014)."""

    def __init__(self, seed: int):
        self.state = seed

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def uniform(self) -> float:
        return (self.next() >> 11) * 2.0**-53

    def bernoulli(self, probability: float) -> float:
        return 1.0 if self.uniform() < probability else 0.0

    def triangular(self, mean: float, scale: float) -> float:
        first = self.uniform()
        second = self.uniform()
        return mean + scale * (first + second - 1.0)

    def below(self, count: int) -> int:
        return math.floor(self.uniform() * count)
