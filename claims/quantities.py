"""Codebook v1: from a hedge and its numbers to an interval of whole numbers. Pure; no database."""

import math

from django.db import models

CODEBOOK = "1"
LIMIT = 10**15  # no count of people or things we publish is above this


class Hedge(models.TextChoices):
    EXACTLY = "exactly", "exactly"
    AT_LEAST = "at_least", "at least"
    MORE_THAN = "more_than", "more than"
    UP_TO = "up_to", "up to"
    FEWER_THAN = "fewer_than", "fewer than"
    BETWEEN = "between", "between"
    NONE = "none", "none"
    NONE_REPORTED = "none_reported", "none reported"
    DOZENS = "dozens", "dozens"
    HUNDREDS = "hundreds", "hundreds"
    SEVERAL = "several", "several"
    NEARLY = "nearly", "nearly"
    ABOUT = "about", "about"
    MANUAL = "manual", "set by hand, with a reason"


Interval = tuple[int | None, int | None]  # (lower, upper); None is an open end


def granularity(n: int) -> int:
    """The largest of 1, 5, 10, 50, 100, 500, … that divides n, capped at ceil(n/4): how coarse a round number is."""
    largest, step, five_next = 1, 5, False
    while step <= n:
        if n % step == 0:
            largest = step
        step, five_next = (step * 5, False) if five_next else (step * 2, True)
    return max(1, min(largest, math.ceil(n / 4)))


def interval(hedge: str, numbers: list[int]) -> Interval:
    """The interval that codebook v1 gives these words.

    `numbers` holds none, one, or for `between` two whole numbers from 0 to 10**15. `none_reported` is (None, None): no
    figure at all. Raises `ValueError` for the wrong count of numbers, negative or too large ones, and for `manual`.
    """
    if any(number < 0 or number > LIMIT for number in numbers):
        raise ValueError(f"A count lies between 0 and {LIMIT}.")
    fixed: dict[str, Interval] = {
        Hedge.NONE: (0, 0),
        Hedge.NONE_REPORTED: (None, None),
        Hedge.DOZENS: (12, None),
        Hedge.HUNDREDS: (100, None),
        Hedge.SEVERAL: (3, None),
    }
    wanted = 0 if hedge in fixed else 2 if hedge == Hedge.BETWEEN else 1
    if hedge == Hedge.MANUAL:
        raise ValueError("An interval set by hand has no rule.")
    if len(numbers) != wanted:
        raise ValueError(f"“{Hedge(hedge).label}” takes {wanted} number{'' if wanted == 1 else 's'}.")
    if hedge in fixed:
        return fixed[hedge]
    n = numbers[0]
    if hedge == Hedge.BETWEEN:
        low, high = numbers
        if low > high:
            raise ValueError("Write the smaller number first.")
        return low, high
    if hedge in (Hedge.NEARLY, Hedge.FEWER_THAN) and n == 0:
        raise ValueError("Nothing lies below 0.")
    around = max(1, granularity(n) // 2)
    rules: dict[str, Interval] = {
        Hedge.EXACTLY: (n, n),
        Hedge.AT_LEAST: (n, None),
        Hedge.MORE_THAN: (n + 1, None),
        Hedge.UP_TO: (0, n),
        Hedge.FEWER_THAN: (0, n - 1),
        Hedge.NEARLY: (max(0, n - granularity(n)), n - 1),
        Hedge.ABOUT: (max(0, n - around), n + around),
    }
    return rules[hedge]
