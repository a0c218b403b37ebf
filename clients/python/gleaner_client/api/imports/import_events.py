from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

import httpx

from ...client import AuthenticatedClient, Client
from ...models.conflict_problem import ConflictProblem
from ...models.duplicate_file_problem import DuplicateFileProblem
from ...models.file_too_large_problem import FileTooLargeProblem
from ...models.forbidden_problem import ForbiddenProblem
from ...models.idempotency_key_in_flight_problem import IdempotencyKeyInFlightProblem
from ...models.idempotency_key_reused_problem import IdempotencyKeyReusedProblem
from ...models.internal_problem import InternalProblem
from ...models.invalid_format_problem import InvalidFormatProblem
from ...models.invalid_request_problem import InvalidRequestProblem
from ...models.method_not_allowed_problem import MethodNotAllowedProblem
from ...models.no_conversations_problem import NoConversationsProblem
from ...models.not_found_problem import NotFoundProblem
from ...models.precondition_failed_problem import PreconditionFailedProblem
from ...models.rate_limited_problem import RateLimitedProblem
from ...models.too_many_requests_problem import TooManyRequestsProblem
from ...models.unauthorized_problem import UnauthorizedProblem
from ...models.unavailable_problem import UnavailableProblem
from ...models.unsupported_media_type_problem import UnsupportedMediaTypeProblem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    job_id: UUID,
    *,
    last_event_id: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(last_event_id, Unset):
        headers["Last-Event-ID"] = last_event_id

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/patterns/import/{job_id}/events".format(
            job_id=quote(str(job_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> (
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
):
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 400:
        response_400 = InvalidRequestProblem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = UnauthorizedProblem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ForbiddenProblem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = NotFoundProblem.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = TooManyRequestsProblem.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = UnavailableProblem.from_dict(response.json())

        return response_503

    def _parse_response_default(
        data: object,
    ) -> (
        ConflictProblem
        | DuplicateFileProblem
        | FileTooLargeProblem
        | ForbiddenProblem
        | IdempotencyKeyInFlightProblem
        | IdempotencyKeyReusedProblem
        | InternalProblem
        | InvalidFormatProblem
        | InvalidRequestProblem
        | MethodNotAllowedProblem
        | NoConversationsProblem
        | NotFoundProblem
        | PreconditionFailedProblem
        | RateLimitedProblem
        | TooManyRequestsProblem
        | UnauthorizedProblem
        | UnavailableProblem
        | UnsupportedMediaTypeProblem
    ):
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_0 = InvalidFormatProblem.from_dict(data)

            return componentsschemas_problem_type_0
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_1 = NoConversationsProblem.from_dict(data)

            return componentsschemas_problem_type_1
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_2 = FileTooLargeProblem.from_dict(data)

            return componentsschemas_problem_type_2
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_3 = RateLimitedProblem.from_dict(data)

            return componentsschemas_problem_type_3
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_4 = TooManyRequestsProblem.from_dict(data)

            return componentsschemas_problem_type_4
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_5 = DuplicateFileProblem.from_dict(data)

            return componentsschemas_problem_type_5
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_6 = IdempotencyKeyInFlightProblem.from_dict(data)

            return componentsschemas_problem_type_6
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_7 = IdempotencyKeyReusedProblem.from_dict(data)

            return componentsschemas_problem_type_7
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_8 = ConflictProblem.from_dict(data)

            return componentsschemas_problem_type_8
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_9 = PreconditionFailedProblem.from_dict(data)

            return componentsschemas_problem_type_9
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_10 = UnsupportedMediaTypeProblem.from_dict(data)

            return componentsschemas_problem_type_10
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_11 = InvalidRequestProblem.from_dict(data)

            return componentsschemas_problem_type_11
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_12 = UnauthorizedProblem.from_dict(data)

            return componentsschemas_problem_type_12
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_13 = ForbiddenProblem.from_dict(data)

            return componentsschemas_problem_type_13
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_14 = NotFoundProblem.from_dict(data)

            return componentsschemas_problem_type_14
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_15 = MethodNotAllowedProblem.from_dict(data)

            return componentsschemas_problem_type_15
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_problem_type_16 = UnavailableProblem.from_dict(data)

            return componentsschemas_problem_type_16
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        if not isinstance(data, dict):
            raise TypeError()
        componentsschemas_problem_type_17 = InternalProblem.from_dict(data)

        return componentsschemas_problem_type_17

    response_default = _parse_response_default(response.json())

    return response_default


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    job_id: UUID,
    *,
    client: AuthenticatedClient,
    last_event_id: None | str | Unset = UNSET,
) -> Response[
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
]:
    """Follow the progress of an import

     For the job's owner and for admins. A stream of server-sent events, each with the JSON of
    `GET /api/patterns/import/status/{jobId}` in its data (`ImportStatus`), at most two a second. The
    first event is the
    current state, the following ones its changes. An event is named `status`, and the one with the
    final state `end`; the
    stream ends after it. The id of an event is the `ETag` of its state, without `W/` and quotes: with
    the last id in `Last-Event-ID`, that state is
    not sent again, and if it is final, the response is 204 without a body, after which clients do not
    connect again. A
    comment is sent every 15 seconds. The stream also ends when the token expires, or the service stops.

    Args:
        job_id (UUID):
        last_event_id (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem]
    """

    kwargs = _get_kwargs(
        job_id=job_id,
        last_event_id=last_event_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    job_id: UUID,
    *,
    client: AuthenticatedClient,
    last_event_id: None | str | Unset = UNSET,
) -> (
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | None
):
    """Follow the progress of an import

     For the job's owner and for admins. A stream of server-sent events, each with the JSON of
    `GET /api/patterns/import/status/{jobId}` in its data (`ImportStatus`), at most two a second. The
    first event is the
    current state, the following ones its changes. An event is named `status`, and the one with the
    final state `end`; the
    stream ends after it. The id of an event is the `ETag` of its state, without `W/` and quotes: with
    the last id in `Last-Event-ID`, that state is
    not sent again, and if it is final, the response is 204 without a body, after which clients do not
    connect again. A
    comment is sent every 15 seconds. The stream also ends when the token expires, or the service stops.

    Args:
        job_id (UUID):
        last_event_id (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem
    """

    return sync_detailed(
        job_id=job_id,
        client=client,
        last_event_id=last_event_id,
    ).parsed


async def asyncio_detailed(
    job_id: UUID,
    *,
    client: AuthenticatedClient,
    last_event_id: None | str | Unset = UNSET,
) -> Response[
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
]:
    """Follow the progress of an import

     For the job's owner and for admins. A stream of server-sent events, each with the JSON of
    `GET /api/patterns/import/status/{jobId}` in its data (`ImportStatus`), at most two a second. The
    first event is the
    current state, the following ones its changes. An event is named `status`, and the one with the
    final state `end`; the
    stream ends after it. The id of an event is the `ETag` of its state, without `W/` and quotes: with
    the last id in `Last-Event-ID`, that state is
    not sent again, and if it is final, the response is 204 without a body, after which clients do not
    connect again. A
    comment is sent every 15 seconds. The stream also ends when the token expires, or the service stops.

    Args:
        job_id (UUID):
        last_event_id (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem]
    """

    kwargs = _get_kwargs(
        job_id=job_id,
        last_event_id=last_event_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    job_id: UUID,
    *,
    client: AuthenticatedClient,
    last_event_id: None | str | Unset = UNSET,
) -> (
    Any
    | ConflictProblem
    | DuplicateFileProblem
    | FileTooLargeProblem
    | ForbiddenProblem
    | IdempotencyKeyInFlightProblem
    | IdempotencyKeyReusedProblem
    | InternalProblem
    | InvalidFormatProblem
    | InvalidRequestProblem
    | MethodNotAllowedProblem
    | NoConversationsProblem
    | NotFoundProblem
    | PreconditionFailedProblem
    | RateLimitedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | UnsupportedMediaTypeProblem
    | ForbiddenProblem
    | InvalidRequestProblem
    | NotFoundProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnavailableProblem
    | None
):
    """Follow the progress of an import

     For the job's owner and for admins. A stream of server-sent events, each with the JSON of
    `GET /api/patterns/import/status/{jobId}` in its data (`ImportStatus`), at most two a second. The
    first event is the
    current state, the following ones its changes. An event is named `status`, and the one with the
    final state `end`; the
    stream ends after it. The id of an event is the `ETag` of its state, without `W/` and quotes: with
    the last id in `Last-Event-ID`, that state is
    not sent again, and if it is final, the response is 204 without a body, after which clients do not
    connect again. A
    comment is sent every 15 seconds. The stream also ends when the token expires, or the service stops.

    Args:
        job_id (UUID):
        last_event_id (None | str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem
    """

    return (
        await asyncio_detailed(
            job_id=job_id,
            client=client,
            last_event_id=last_event_id,
        )
    ).parsed
