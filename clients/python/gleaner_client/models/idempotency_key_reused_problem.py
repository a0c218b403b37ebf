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

T = TypeVar("T", bound="IdempotencyKeyReusedProblem")


@_attrs_define
class IdempotencyKeyReusedProblem:
    """The user has sent the same `Idempotency-Key` with another file, `columnMap`, `review`, `mode` or `budgetUsd` in the
    last 24 hours. Use a new key for each upload.

        Attributes:
            type_ (str): The page that explains the type of problem.
            title (str): A short summary of the type of problem.
            status (Literal[422]):
            detail (str): What happened, as a human-readable sentence.
            instance (str): The path of the request.
            success (bool):
            code (Literal['IDEMPOTENCY_KEY_REUSED']):
            error (str): The sentence to show to a person.
            request_id (str): The id of this request in the service's log; also in `X-Request-Id`.
    """

    type_: str
    title: str
    status: Literal[422]
    detail: str
    instance: str
    success: bool
    code: Literal["IDEMPOTENCY_KEY_REUSED"]
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

        status = cast(Literal[422], d.pop("status"))
        if status != 422:
            raise ValueError(f"status must match const 422, got '{status}'")

        detail = d.pop("detail")

        instance = d.pop("instance")

        success = d.pop("success")

        code = cast(Literal["IDEMPOTENCY_KEY_REUSED"], d.pop("code"))
        if code != "IDEMPOTENCY_KEY_REUSED":
            raise ValueError(f"code must match const 'IDEMPOTENCY_KEY_REUSED', got '{code}'")

        error = d.pop("error")

        request_id = d.pop("requestId")

        idempotency_key_reused_problem = cls(
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

        idempotency_key_reused_problem.additional_properties = d
        return idempotency_key_reused_problem

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
