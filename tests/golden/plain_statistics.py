"""What SciPy has not, or has not to the digits that are compared: computed the plain way, by another formula than the C++ one."""

import fractions
import math

import mpmath
import numpy

mpmath.mp.dps = 22


def paths_within(least, most, n, m):
    """How many paths from (0, 0) to (n, m) keep x m - y n within each pair of bounds. Fits 64 bits while n m <= 1000."""
    column = [numpy.zeros(len(least), dtype=numpy.int64) for _ in range(m + 1)]
    for x in range(n + 1):
        for y in range(m + 1):
            if x + y == 0:
                paths = numpy.ones(len(least), dtype=numpy.int64)
            else:
                paths = column[y] + (column[y - 1] if y else 0) if x else column[y - 1]
            difference = x * m - y * n
            column[y] = numpy.where((least <= difference) & (difference <= most), paths, 0)
    return column[m]


def kuiper_exact(distance_times_nm, n, m):
    """All paths less those that stray by less, sorted by how far they stray below."""
    unit = math.gcd(n, m)
    widest = distance_times_nm - unit
    if widest < 0:
        return 1.0
    least = numpy.arange(-widest, unit, unit)
    near = sum(map(int, paths_within(least, least + widest, n, m)))
    near -= sum(map(int, paths_within(least[:-1] + unit, least[:-1] + widest, n, m)))
    return float(1 - fractions.Fraction(near, math.comb(n + m, n)))


def limited(tail, x, certain, vanishing):
    """1 - F loses its digits far out: beyond `vanishing` the tail is below 1e-13, which is all that is compared."""
    return 1.0 if x <= certain else 0.0 if x > vanishing else tail(x)


def cvm_limit_tail(x):
    def term(k):
        q = (4 * k + 1) ** 2 / (16 * x)
        return mpmath.gamma(k + mpmath.mpf(1) / 2) / mpmath.factorial(k) * mpmath.sqrt(4 * k + 1) * mpmath.exp(-q) * mpmath.besselk(0.25, q)

    x = mpmath.mpf(x)
    total = mpmath.mpf(0)
    for k in range(400):
        add = term(k)
        total += add
        if abs(add) < mpmath.mpf(10) ** -22:
            break
    return float(1 - total / (mpmath.pi ** mpmath.mpf(1.5) * mpmath.sqrt(x)))


def ad_limit_tail(z):
    """Anderson & Darling's own series (1954)."""
    z = mpmath.mpf(z)
    total = mpmath.mpf(0)
    for j in range(200):
        t = (4 * j + 1) ** 2 * mpmath.pi**2 / (8 * z)
        if t > 45:
            break
        # w up to where the integrand has no digit left
        reach = mpmath.sqrt(45 / t)
        integral = mpmath.quad(lambda w: mpmath.exp(z / (8 * (w * w + 1)) - t * w * w), [0, reach / 8, reach / 4, reach / 2, reach])
        total += mpmath.binomial(mpmath.mpf(-1) / 2, j) * (4 * j + 1) * mpmath.exp(-t) * integral
    return float(1 - mpmath.sqrt(2 * mpmath.pi) / z * total)


def ad_deviation(n, m):
    size = n + m
    h = sum(1 / i for i in range(1, size))
    tails = numpy.concatenate([numpy.cumsum((1 / numpy.arange(1, size))[::-1])[::-1][1:], [0]])
    g = float(sum(tails[i - 1] / (size - i) for i in range(1, size - 1)))
    big_h = 1 / n + 1 / m
    a = (4 * g - 6) + (10 - 6 * g) * big_h
    b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * big_h - 8 * h + 4 * g - 6
    c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * big_h + 4 * h
    d = (2 * h + 6) * 4 - 8 * h
    return math.sqrt((a * size**3 + b * size**2 + c * size + d) / ((size - 1) * (size - 2) * (size - 3)))
