from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...models.changed_staged_pattern import ChangedStagedPattern
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
from ...models.staged_edit import StagedEdit
from ...models.too_many_requests_problem import TooManyRequestsProblem
from ...models.unauthorized_problem import UnauthorizedProblem
from ...models.unavailable_problem import UnavailableProblem
from ...models.unsupported_media_type_problem import UnsupportedMediaTypeProblem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: int,
    *,
    body: StagedEdit,
    if_match: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/patterns/import/staging/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> (
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
):
    if response.status_code == 200:
        response_200 = ChangedStagedPattern.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = ConflictProblem.from_dict(response.json())

        return response_409

    if response.status_code == 412:
        response_412 = PreconditionFailedProblem.from_dict(response.json())

        return response_412

    if response.status_code == 415:
        response_415 = UnsupportedMediaTypeProblem.from_dict(response.json())

        return response_415

    if response.status_code == 429:
        response_429 = TooManyRequestsProblem.from_dict(response.json())

        return response_429

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
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    body: StagedEdit,
    if_match: None | str | Unset = UNSET,
) -> Response[
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
]:
    """Edit a staged pattern

     For admins. It stays pending, and what was extracted is kept in `original`. With `If-Match`, it is
    only changed if it
    still has that revision, so that two people who review at once do not overwrite each other.

    Args:
        id (int):
        if_match (None | str | Unset):
        body (StagedEdit): New values of fields. A field that is absent or null keeps its value.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedStagedPattern | ConflictProblem | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | PreconditionFailedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnsupportedMediaTypeProblem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    id: int,
    *,
    client: AuthenticatedClient,
    body: StagedEdit,
    if_match: None | str | Unset = UNSET,
) -> (
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
    | None
):
    """Edit a staged pattern

     For admins. It stays pending, and what was extracted is kept in `original`. With `If-Match`, it is
    only changed if it
    still has that revision, so that two people who review at once do not overwrite each other.

    Args:
        id (int):
        if_match (None | str | Unset):
        body (StagedEdit): New values of fields. A field that is absent or null keeps its value.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedStagedPattern | ConflictProblem | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | PreconditionFailedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnsupportedMediaTypeProblem
    """

    return sync_detailed(
        id=id,
        client=client,
        body=body,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    id: int,
    *,
    client: AuthenticatedClient,
    body: StagedEdit,
    if_match: None | str | Unset = UNSET,
) -> Response[
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
]:
    """Edit a staged pattern

     For admins. It stays pending, and what was extracted is kept in `original`. With `If-Match`, it is
    only changed if it
    still has that revision, so that two people who review at once do not overwrite each other.

    Args:
        id (int):
        if_match (None | str | Unset):
        body (StagedEdit): New values of fields. A field that is absent or null keeps its value.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChangedStagedPattern | ConflictProblem | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | PreconditionFailedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnsupportedMediaTypeProblem]
    """

    kwargs = _get_kwargs(
        id=id,
        body=body,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    id: int,
    *,
    client: AuthenticatedClient,
    body: StagedEdit,
    if_match: None | str | Unset = UNSET,
) -> (
    ChangedStagedPattern
    | ConflictProblem
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
    | PreconditionFailedProblem
    | TooManyRequestsProblem
    | UnauthorizedProblem
    | UnsupportedMediaTypeProblem
    | None
):
    """Edit a staged pattern

     For admins. It stays pending, and what was extracted is kept in `original`. With `If-Match`, it is
    only changed if it
    still has that revision, so that two people who review at once do not overwrite each other.

    Args:
        id (int):
        if_match (None | str | Unset):
        body (StagedEdit): New values of fields. A field that is absent or null keeps its value.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChangedStagedPattern | ConflictProblem | ConflictProblem | DuplicateFileProblem | FileTooLargeProblem | ForbiddenProblem | IdempotencyKeyInFlightProblem | IdempotencyKeyReusedProblem | InternalProblem | InvalidFormatProblem | InvalidRequestProblem | MethodNotAllowedProblem | NoConversationsProblem | NotFoundProblem | PreconditionFailedProblem | RateLimitedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnavailableProblem | UnsupportedMediaTypeProblem | ForbiddenProblem | InvalidRequestProblem | NotFoundProblem | PreconditionFailedProblem | TooManyRequestsProblem | UnauthorizedProblem | UnsupportedMediaTypeProblem
    """

    return (
        await asyncio_detailed(
            id=id,
            client=client,
            body=body,
            if_match=if_match,
        )
    ).parsed
