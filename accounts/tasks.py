"""What the sweep does to accounts: idempotent, safe to run twice at once."""

from django_tasks import task

from accounts.actions import keeping_answers


@task()
def forget_answers() -> int:
    """Drop the answers kept for programs that asked under an `Idempotency-Key` more than a day ago."""
    return keeping_answers.forget()
