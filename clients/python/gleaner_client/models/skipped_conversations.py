from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SkippedConversations")


@_attrs_define
class SkippedConversations:
    """Conversations that the import leaves out, by reason. Their messages can be imported later.

    Attributes:
        one_sided (int): Only the customer or only an operator wrote, or no operator has written since the last import.
        over_limit (int): Above the limit of conversations in one import.
    """

    one_sided: int
    over_limit: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        one_sided = self.one_sided

        over_limit = self.over_limit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "oneSided": one_sided,
                "overLimit": over_limit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        one_sided = d.pop("oneSided")

        over_limit = d.pop("overLimit")

        skipped_conversations = cls(
            one_sided=one_sided,
            over_limit=over_limit,
        )

        skipped_conversations.additional_properties = d
        return skipped_conversations

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
