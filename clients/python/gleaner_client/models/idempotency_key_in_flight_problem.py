from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="IdempotencyKeyInFlightProblem")


@_attrs_define
class IdempotencyKeyInFlightProblem:
    """A request with the same `Idempotency-Key` is being processed. Repeat the request in a few seconds: it gets the
    response of that request, or is processed itself if that request is refused. If the service stopped meanwhile, that
    takes up to five minutes.

        Attributes:
            type_ (str): The page that explains the type of problem.
            title (str): A short summary of the type of problem.
            status (Literal[409]):
            detail (str): What happened, as a human-readable sentence.
            instance (str): The path of the request.
            success (bool):
            code (Literal['IDEMPOTENCY_KEY_IN_FLIGHT']):
            error (str): The sentence to show to a person.
            request_id (str): The id of this request in the service's log; also in `X-Request-Id`.
    """

    type_: str
    title: str
    status: Literal[409]
    detail: str
    instance: str
    success: bool
    code: Literal["IDEMPOTENCY_KEY_IN_FLIGHT"]
    error: str
    request_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        detail = self.detail

        instance = self.instance

        success = self.success

        code = self.code

        error = self.error

        request_id = self.request_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
                "detail": detail,
                "instance": instance,
                "success": success,
                "code": code,
                "error": error,
                "requestId": request_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = cast(Literal[409], d.pop("status"))
        if status != 409:
            raise ValueError(f"status must match const 409, got '{status}'")

        detail = d.pop("detail")

        instance = d.pop("instance")

        success = d.pop("success")

        code = cast(Literal["IDEMPOTENCY_KEY_IN_FLIGHT"], d.pop("code"))
        if code != "IDEMPOTENCY_KEY_IN_FLIGHT":
            raise ValueError(f"code must match const 'IDEMPOTENCY_KEY_IN_FLIGHT', got '{code}'")

        error = d.pop("error")

        request_id = d.pop("requestId")

        idempotency_key_in_flight_problem = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            instance=instance,
            success=success,
            code=code,
            error=error,
            request_id=request_id,
        )

        idempotency_key_in_flight_problem.additional_properties = d
        return idempotency_key_in_flight_problem

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
