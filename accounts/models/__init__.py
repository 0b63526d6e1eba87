"""Models of accounts, one a file."""

from accounts.models.user import User

__all__ = ["User"]
