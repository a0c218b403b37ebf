"""Imports a file, waits until its job ends, and lists the patterns.

GLEANER_URL=http://127.0.0.1:8080 GLEANER_TOKEN=… python examples/import_file.py FILE
"""

import os
import sys
import time
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from uuid import UUID

from gleaner_client import AuthenticatedClient
from gleaner_client.api.imports import import_csv, import_status
from gleaner_client.api.patterns import list_patterns
from gleaner_client.models import (
    DuplicateFileProblem,
    ImportAccepted,
    ImportForm,
    ImportStatus,
    JobStatus,
    PatternList,
)
from gleaner_client.types import File

FINAL = {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}


def upload(client: AuthenticatedClient, path: Path) -> UUID:
    """The id of the job of the file: a new job, or the one that imported it before."""
    form = ImportForm(file=File(BytesIO(path.read_bytes()), path.name, "text/csv"))
    match import_csv.sync(client=client, body=form):
        case ImportAccepted() as accepted:
            print(f"{accepted.total_messages} messages, job {accepted.job_id}")
            return accepted.job_id
        case DuplicateFileProblem() as problem:
            print(f"imported before, by job {problem.details.job_id}")
            return problem.details.job_id
        case None:
            raise RuntimeError("the service returned a status that is not documented")
        case problem:
            raise RuntimeError(problem.error)


def wait_for_import(client: AuthenticatedClient, job_id: UUID, timeout: float = 120) -> ImportStatus:
    """Polls a job until it is final, at the interval that the service requests."""
    deadline = time.monotonic() + timeout
    while True:
        response = import_status.sync_detailed(job_id, client=client)
        job = response.parsed
        if isinstance(job, ImportStatus):
            if job.status in FINAL:
                return job
        elif response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            raise RuntimeError(job.error if job else f"status {response.status_code}")
        pause = float(response.headers.get("Retry-After", "2"))
        if time.monotonic() + pause > deadline:
            raise TimeoutError(f"job {job_id} was not final within {timeout} seconds")
        time.sleep(pause)


def print_patterns(client: AuthenticatedClient) -> None:
    response = list_patterns.sync(client=client)
    if not isinstance(response, PatternList):
        raise RuntimeError(response.error if response else "no response")
    for pattern in response.patterns:
        print(f"{pattern.confidence_score:.2f} {pattern.pattern_type}: {pattern.trigger_text}")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: GLEANER_TOKEN=… python examples/import_file.py FILE")
    url = os.environ.get("GLEANER_URL", "http://127.0.0.1:8080")
    with AuthenticatedClient(base_url=url, token=os.environ["GLEANER_TOKEN"]) as client:
        job = wait_for_import(client, upload(client, Path(sys.argv[1])))
        print(f"{job.status.value}: {job.patterns_created} patterns created, {job.patterns_enhanced} enhanced")
        print_patterns(client)


if __name__ == "__main__":
    main()
