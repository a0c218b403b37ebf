from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.row_counts import RowCounts


T = TypeVar("T", bound="NoConversationsDetails")


@_attrs_define
class NoConversationsDetails:
    """Why nothing can be learned from a file.

    Attributes:
        messages (int): Messages of this import.
        repeated_messages (int): Messages that repeat an earlier message in the file, or were imported before.
        one_sided_conversations (int): Conversations in which only the customer or only an operator wrote.
        rows (RowCounts): Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
    """

    messages: int
    repeated_messages: int
    one_sided_conversations: int
    rows: RowCounts
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        messages = self.messages

        repeated_messages = self.repeated_messages

        one_sided_conversations = self.one_sided_conversations

        rows = self.rows.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
                "repeatedMessages": repeated_messages,
                "oneSidedConversations": one_sided_conversations,
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.row_counts import RowCounts  # noqa: PLC0415

        d = dict(src_dict)
        messages = d.pop("messages")

        repeated_messages = d.pop("repeatedMessages")

        one_sided_conversations = d.pop("oneSidedConversations")

        rows = RowCounts.from_dict(d.pop("rows"))

        no_conversations_details = cls(
            messages=messages,
            repeated_messages=repeated_messages,
            one_sided_conversations=one_sided_conversations,
            rows=rows,
        )

        no_conversations_details.additional_properties = d
        return no_conversations_details

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
