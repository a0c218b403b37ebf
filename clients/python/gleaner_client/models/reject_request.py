from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RejectRequest")


@_attrs_define
class RejectRequest:
    """The staged patterns to reject.

    Attributes:
        pattern_ids (list[int]):  Example: [3].
        reason (None | str | Unset): Why, for other reviewers.
    """

    pattern_ids: list[int]
    reason: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        pattern_ids = self.pattern_ids

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        else:
            reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "patternIds": pattern_ids,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_ids = cast(list[int], d.pop("patternIds"))

        def _parse_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        reject_request = cls(
            pattern_ids=pattern_ids,
            reason=reason,
        )

        return reject_request
