"""Tests against a running server: clients/test starts it and sets the variables that are read here."""

import os
from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from gleaner_client import AuthenticatedClient
from gleaner_client.api.health import live, ready
from gleaner_client.api.imports import (
    import_csv,
    import_history,
    import_report,
    import_report_csv,
    import_status,
    preview_csv,
)
from gleaner_client.api.patterns import get_pattern, list_patterns, pattern_stats
from gleaner_client.api.patterns import test_pattern as try_pattern
from gleaner_client.models import (
    ColumnMap,
    DuplicateFileProblem,
    Health,
    ImportAccepted,
    ImportForm,
    ImportHistory,
    ImportPreview,
    ImportReport,
    ImportStatus,
    ImportText,
    InvalidFormatProblem,
    JobStatus,
    MatchedPattern,
    NotFoundProblem,
    PatternDetail,
    PatternList,
    PatternStats,
    PatternTest,
    RateLimitedProblem,
    TestMessage,
    UnauthorizedProblem,
)
from gleaner_client.types import File
from import_file import wait_for_import

HEADER = "id,conversationId,body,direction,from,to,createdAt"


@pytest.fixture(scope="module")
def client() -> Iterator[AuthenticatedClient]:
    with AuthenticatedClient(base_url=os.environ["GLEANER_URL"], token=os.environ["GLEANER_TOKEN"]) as client:
        yield client


@pytest.fixture
def limited() -> Iterator[AuthenticatedClient]:
    """This server accepts one import per hour from a user."""
    url, token = os.environ["GLEANER_LIMITED_URL"], os.environ["GLEANER_LIMITED_TOKEN"]
    with AuthenticatedClient(base_url=url, token=token) as client:
        yield client


def new_file(header: str = HEADER) -> str:
    """A new file with a question, its answer, and a row without text."""
    unique = uuid4()
    customer, operator = "+15065550101", "+19025550100"
    return "\n".join(
        [
            header,
            f"A{unique},C{unique},Can I bring my own clubs?,incoming,{customer},{operator},2025-09-02T13:51:14Z",
            f"B{unique},C{unique},Please do bring your own clubs.,outgoing,{operator},{customer},2025-09-02T13:52:40Z",
            f"D{unique},C{unique},,incoming,{customer},{operator},2025-09-02T13:53:00Z",
        ]
    )


def file_of(text: str, name: str = "export.csv") -> File:
    return File(BytesIO(text.encode()), name, "text/csv")


def import_completely(client: AuthenticatedClient, body: ImportText | ImportForm | File) -> ImportStatus:
    response = import_csv.sync_detailed(client=client, body=body)
    accepted = response.parsed
    assert isinstance(accepted, ImportAccepted), response.content
    assert accepted.success
    assert accepted.status is JobStatus.PENDING
    assert response.headers["Location"] == f"/api/patterns/import/status/{accepted.job_id}"
    return wait_for_import(client, accepted.job_id)


@pytest.fixture(scope="module")
def pasted() -> ImportText:
    """The file that most tests use."""
    return ImportText(csv_data=new_file())


@pytest.fixture(scope="module")
def job_id(client: AuthenticatedClient, pasted: ImportText) -> UUID:
    return import_completely(client, pasted).id


@pytest.mark.parametrize("form", ["form", "json", "raw"])
def test_each_form_is_imported_completely(client: AuthenticatedClient, form: str) -> None:
    text = new_file()
    bodies: dict[str, ImportText | ImportForm | File] = {
        "form": ImportForm(file=file_of(text)),
        "json": ImportText(csv_data=text),
        "raw": file_of(text),
    }
    job = import_completely(client, bodies[form])
    assert job.status is JobStatus.COMPLETED
    assert job.total_messages == 2
    assert job.conversations_analyzed == job.conversations_found
    assert job.job.id == job.id
    assert job.completed_at is not None


def test_the_history_has_the_job(client: AuthenticatedClient, job_id: UUID) -> None:
    history = import_history.sync(client=client)
    assert isinstance(history, ImportHistory)
    row = next(row for row in history.imports if row.id == job_id)
    assert row.status is JobStatus.COMPLETED
    assert row.conversations_found == 1


def test_the_report_names_the_row_without_text(client: AuthenticatedClient, job_id: UUID) -> None:
    report = import_report.sync(job_id, client=client)
    assert isinstance(report, ImportReport)
    assert report.job_id == job_id
    assert report.entries[0].line == 4


def test_the_report_is_also_available_as_csv(client: AuthenticatedClient, job_id: UUID) -> None:
    report = import_report_csv.sync(job_id, client=client)
    assert isinstance(report, str)
    header, row = report.strip().splitlines()
    assert header.startswith("line,")
    assert row.startswith("4,")


def test_patterns_are_listed_counted_and_shown(client: AuthenticatedClient, job_id: UUID) -> None:
    everything = list_patterns.sync(client=client)
    assert isinstance(everything, PatternList)
    assert everything.count == len(everything.patterns)
    pattern = everything.patterns[0]

    one = get_pattern.sync(pattern.id, client=client)
    assert isinstance(one, PatternDetail)
    assert one.pattern.trigger_text == pattern.trigger_text

    some = list_patterns.sync(client=client, pattern_type=pattern.pattern_type)
    assert isinstance(some, PatternList)
    assert {pattern.pattern_type for pattern in some.patterns} == {pattern.pattern_type}

    stats = pattern_stats.sync(client=client)
    assert isinstance(stats, PatternStats)
    assert stats.overview.total_patterns == everything.count
    assert pattern.pattern_type in {row.pattern_type for row in stats.by_type}


def test_a_message_is_matched_with_the_patterns(client: AuthenticatedClient, job_id: UUID) -> None:
    response = try_pattern.sync(client=client, body=TestMessage(message="Do I need to bring my own clubs?"))
    assert isinstance(response, PatternTest)
    assert isinstance(response.result.pattern, MatchedPattern)
    assert response.result.confidence > 0.5


def test_a_preview_stores_nothing(client: AuthenticatedClient) -> None:
    fresh = ImportText(csv_data=new_file())
    preview = preview_csv.sync(client=client, body=fresh)
    assert isinstance(preview, ImportPreview)
    assert preview.total_messages == 2
    assert preview.conversations_found == 1
    assert import_completely(client, fresh).status is JobStatus.COMPLETED


def test_columns_with_other_names_are_mapped(client: AuthenticatedClient) -> None:
    text = new_file(HEADER.replace("body", "Nachricht"))
    problem = preview_csv.sync(client=client, body=ImportText(csv_data=text))
    assert isinstance(problem, InvalidFormatProblem)
    assert problem.details.missing_columns
    assert "body" in problem.details.missing_columns
    column_map = ColumnMap(body="Nachricht")
    preview = preview_csv.sync(client=client, body=ImportText(csv_data=text, column_map=column_map))
    assert isinstance(preview, ImportPreview)
    raw = preview_csv.sync(client=client, body=file_of(text), column_map='{"body":"Nachricht"}')
    assert isinstance(raw, ImportPreview)


def test_a_duplicate_file_is_a_409_that_names_the_job(
    client: AuthenticatedClient, pasted: ImportText, job_id: UUID
) -> None:
    response = import_csv.sync_detailed(client=client, body=pasted)
    assert response.status_code == HTTPStatus.CONFLICT
    assert isinstance(response.parsed, DuplicateFileProblem)
    assert not response.parsed.success
    assert response.parsed.details.job_id == job_id


def test_an_unknown_job_is_a_404(client: AuthenticatedClient) -> None:
    problem = import_status.sync(uuid4(), client=client)
    assert isinstance(problem, NotFoundProblem)
    assert problem.code == "NOT_FOUND"


def test_a_bad_token_is_a_401() -> None:
    with AuthenticatedClient(base_url=os.environ["GLEANER_URL"], token="none") as unauthenticated:
        assert isinstance(list_patterns.sync(client=unauthenticated), UnauthorizedProblem)


def test_the_second_import_within_an_hour_is_a_429_with_retry_after(limited: AuthenticatedClient) -> None:
    first = import_csv.sync(client=limited, body=ImportText(csv_data=new_file()))
    assert isinstance(first, ImportAccepted)
    second = import_csv.sync_detailed(client=limited, body=ImportText(csv_data=new_file()))
    assert second.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert isinstance(second.parsed, RateLimitedProblem)
    assert int(second.headers["Retry-After"]) > 0


def test_the_service_is_live_and_ready(client: AuthenticatedClient) -> None:
    assert isinstance(live.sync(client=client), Health)
    assert isinstance(ready.sync(client=client), Health)
