from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StagedSource")


@_attrs_define
class StagedSource:
    """Where a staged pattern comes from.

    Attributes:
        job_id (UUID):
        conversations (int): How many conversations of the import yielded the pattern.
        conversation_ids (list[str]): The exporter's ids of these conversations, oldest first.
    """

    job_id: UUID
    conversations: int
    conversation_ids: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        job_id = str(self.job_id)

        conversations = self.conversations

        conversation_ids = self.conversation_ids

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "job_id": job_id,
                "conversations": conversations,
                "conversation_ids": conversation_ids,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        job_id = UUID(d.pop("job_id"))

        conversations = d.pop("conversations")

        conversation_ids = cast(list[str], d.pop("conversation_ids"))

        staged_source = cls(
            job_id=job_id,
            conversations=conversations,
            conversation_ids=conversation_ids,
        )

        staged_source.additional_properties = d
        return staged_source

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
