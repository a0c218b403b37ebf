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

if TYPE_CHECKING:
    from ..models.file_too_large_details import FileTooLargeDetails


T = TypeVar("T", bound="FileTooLargeProblem")


@_attrs_define
class FileTooLargeProblem:
    """The file has more than `details.maxBytes` bytes. Export a shorter period, or increase the setting IMPORT_MAX_BYTES.

    Attributes:
        type_ (str): The page that explains the type of problem.
        title (str): A short summary of the type of problem.
        status (Literal[413]):
        detail (str): What happened, as a human-readable sentence.
        instance (str): The path of the request.
        success (bool):
        code (Literal['FILE_TOO_LARGE']):
        error (str): The sentence to show to a person.
        request_id (str): The id of this request in the service's log; also in `X-Request-Id`.
        details (FileTooLargeDetails): How large a file may be.
    """

    type_: str
    title: str
    status: Literal[413]
    detail: str
    instance: str
    success: bool
    code: Literal["FILE_TOO_LARGE"]
    error: str
    request_id: str
    details: FileTooLargeDetails
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
                "details": details,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_too_large_details import FileTooLargeDetails  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = cast(Literal[413], d.pop("status"))
        if status != 413:
            raise ValueError(f"status must match const 413, got '{status}'")

        detail = d.pop("detail")

        instance = d.pop("instance")

        success = d.pop("success")

        code = cast(Literal["FILE_TOO_LARGE"], d.pop("code"))
        if code != "FILE_TOO_LARGE":
            raise ValueError(f"code must match const 'FILE_TOO_LARGE', got '{code}'")

        error = d.pop("error")

        request_id = d.pop("requestId")

        details = FileTooLargeDetails.from_dict(d.pop("details"))

        file_too_large_problem = cls(
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

        file_too_large_problem.additional_properties = d
        return file_too_large_problem

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
