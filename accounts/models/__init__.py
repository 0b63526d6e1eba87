"""Models of accounts, one a file."""

from accounts.models.kept_answer import KeptAnswer
from accounts.models.token import Token
from accounts.models.user import User

__all__ = ["KeptAnswer", "Token", "User"]
