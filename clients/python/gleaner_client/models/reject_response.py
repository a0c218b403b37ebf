from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.review_result import ReviewResult


T = TypeVar("T", bound="RejectResponse")


@_attrs_define
class RejectResponse:
    """What became of the staged patterns.

    Attributes:
        success (bool):
        rejected (int): How many were rejected.
        failed (int): How many were not.
        message (str): A human-readable summary.
        results (list[ReviewResult]): In the order of the request.
    """

    success: bool
    rejected: int
    failed: int
    message: str
    results: list[ReviewResult]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        rejected = self.rejected

        failed = self.failed

        message = self.message

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "rejected": rejected,
                "failed": failed,
                "message": message,
                "results": results,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.review_result import ReviewResult  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        rejected = d.pop("rejected")

        failed = d.pop("failed")

        message = d.pop("message")

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = ReviewResult.from_dict(results_item_data)

            results.append(results_item)

        reject_response = cls(
            success=success,
            rejected=rejected,
            failed=failed,
            message=message,
            results=results,
        )

        reject_response.additional_properties = d
        return reject_response

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
