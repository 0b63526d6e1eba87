"""Two people or two workers at once, with real threads and connections, and what each of them is answered."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from sources.actions import capturing, stating, withdrawing
from sources.models import Outlet, Snapshot, Source, Statement
from tests import factories
from tests.claims.test_races import race

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://news.example.org/a/strikes"
ELSEWHERE = "https://other.example.org/x"


@pytest.mark.parametrize("round_", range(3))
def test_four_people_who_paste_one_address_at_once_open_one_source(author: User, round_: int) -> None:
    answers: list[tuple[Source, bool]] = []
    outcomes = race(*[lambda: answers.append(capturing.open_address(url=URL, by=author))] * 4)
    assert outcomes == [None] * 4
    source = Source.objects.get()
    assert [found for found, _known in answers] == [source] * 4
    assert sorted(known for _found, known in answers) == [False, True, True, True]
    assert (Outlet.objects.count(), source.snapshots.count()) == (1, 1)


@pytest.mark.parametrize("round_", range(3))
def test_of_four_workers_at_one_host_one_takes_a_capture(author: User, round_: int) -> None:
    for number in range(4):
        capturing.open_address(url=f"https://news.example.org/{number}", by=author)
    taken: list[Snapshot | None] = []
    waiting = list(Snapshot.objects.values_list("pk", flat=True))
    outcomes = race(*[lambda pk=pk: taken.append(capturing.lease(snapshot_id=pk)) for pk in waiting])
    assert outcomes == [None] * 4
    assert len([snapshot for snapshot in taken if snapshot]) == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_statement_recorded_elsewhere_while_it_is_withdrawn_is_withdrawn_there_too(author: User, round_: int) -> None:
    speaker = factories.speaker(author)
    row = factories.statement(author, speaker=speaker)
    later = factories.statement(author, speaker=speaker, quote="We take that back.")
    outcomes = race(
        lambda: withdrawing.withdraw(statement=Statement.objects.get(pk=row.pk), withdrawn_by=later, by=author),
        lambda: stating.same_statement_elsewhere(statement=Statement.objects.get(pk=row.pk), url=ELSEWHERE, by=author),
    )
    assert outcomes == [None, None]
    other = Statement.objects.get(quote=row.quote, source__outlet__name="other.example.org")
    assert (other.standing, other.withdrawn_by) == ("withdrawn", later)


def test_one_statement_is_recorded_elsewhere_once_however_many_people_say_so_at_once(author: User) -> None:
    row = factories.statement(author)
    capturing.open_address(url=ELSEWHERE, by=author)
    refused: list[ValidationError] = []

    def record() -> None:
        try:
            stating.same_statement_elsewhere(statement=row, url=ELSEWHERE, by=author)
        except ValidationError as error:
            refused.append(error)

    assert race(*[record] * 3) == [None] * 3
    assert [list(error.message_dict) for error in refused] == [["url"]] * 2
    assert Statement.objects.filter(source=Source.objects.at_address(ELSEWHERE).get()).count() == 1
