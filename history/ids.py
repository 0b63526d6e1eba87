"""Public ids: short, without look-alikes, unique across sites."""

import hashlib
import secrets

# No 0/o, 1/i/l, and no u: ids are read aloud, typed from print and must spell no words.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12  # 30**12 is about 2**59: a billion ids collide with a chance below one in five hundred thousand a year


def new_id() -> str:
    """A new random public id of 12 characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def derived_id(*parts: str) -> str:
    """The id that these words always give: for rows that name themselves otherwise, so that reading them twice makes one."""
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest())
    characters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(characters)


def is_id(value: str) -> bool:
    """Whether the text could be one of our ids; asks no database."""
    return len(value) == LENGTH and all(character in ALPHABET for character in value)
