from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.no_pattern_reason import NoPatternReason

T = TypeVar("T", bound="ConversationsWithoutPattern")


@_attrs_define
class ConversationsWithoutPattern:
    """Conversations that yielded no pattern, for the same reason.

    Attributes:
        reason (NoPatternReason): Why a conversation yielded no pattern.
        message (str): The reason, as a human-readable sentence.
        conversations (int):
    """

    reason: NoPatternReason
    message: str
    conversations: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason.value

        message = self.message

        conversations = self.conversations

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reason": reason,
                "message": message,
                "conversations": conversations,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = NoPatternReason(d.pop("reason"))

        message = d.pop("message")

        conversations = d.pop("conversations")

        conversations_without_pattern = cls(
            reason=reason,
            message=message,
            conversations=conversations,
        )

        conversations_without_pattern.additional_properties = d
        return conversations_without_pattern

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
