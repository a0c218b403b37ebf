from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.invalid_request_details import InvalidRequestDetails


T = TypeVar("T", bound="InvalidRequestProblem")


@_attrs_define
class InvalidRequestProblem:
    """The JSON or form data is malformed, or a query parameter is unknown or has an invalid value.

    Attributes:
        type_ (str): The page that explains the type of problem.
        title (str): A short summary of the type of problem.
        status (Literal[400]):
        detail (str): What happened, as a human-readable sentence.
        instance (str): The path of the request.
        success (bool):
        code (Literal['INVALID_REQUEST']):
        error (str): The sentence to show to a person.
        request_id (str): The id of this request in the service's log; also in `X-Request-Id`.
        details (InvalidRequestDetails | Unset): What is wrong with a request.
    """

    type_: str
    title: str
    status: Literal[400]
    detail: str
    instance: str
    success: bool
    code: Literal["INVALID_REQUEST"]
    error: str
    request_id: str
    details: InvalidRequestDetails | Unset = UNSET
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

        details: dict[str, Any] | Unset = UNSET
        if not isinstance(self.details, Unset):
            details = self.details.to_dict()

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
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.invalid_request_details import InvalidRequestDetails  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = cast(Literal[400], d.pop("status"))
        if status != 400:
            raise ValueError(f"status must match const 400, got '{status}'")

        detail = d.pop("detail")

        instance = d.pop("instance")

        success = d.pop("success")

        code = cast(Literal["INVALID_REQUEST"], d.pop("code"))
        if code != "INVALID_REQUEST":
            raise ValueError(f"code must match const 'INVALID_REQUEST', got '{code}'")

        error = d.pop("error")

        request_id = d.pop("requestId")

        _details = d.pop("details", UNSET)
        details: InvalidRequestDetails | Unset
        if isinstance(_details, Unset):
            details = UNSET
        else:
            details = InvalidRequestDetails.from_dict(_details)

        invalid_request_problem = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            instance=instance,
            success=success,
            code=code,
            error=error,
            request_id=request_id,
            details=details,
        )

        invalid_request_problem.additional_properties = d
        return invalid_request_problem

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
