from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="HistoryRowCounts")


@_attrs_define
class HistoryRowCounts:
    """Outcomes of the file's rows. The reasons are in the job's status and report.

    Attributes:
        total (int): Rows after the header.
        imported (int): Messages of this import.
        duplicate (int): Messages that repeat an earlier message in the file, or were imported before.
        automated (int): Automated messages.
        empty (int): Messages without text, such as pictures, and blank rows.
        not_messages (int): Calls, voicemails and repeated headers.
        rejected (int): Rows that should be messages but cannot be read.
    """

    total: int
    imported: int
    duplicate: int
    automated: int
    empty: int
    not_messages: int
    rejected: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        imported = self.imported

        duplicate = self.duplicate

        automated = self.automated

        empty = self.empty

        not_messages = self.not_messages

        rejected = self.rejected

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "imported": imported,
                "duplicate": duplicate,
                "automated": automated,
                "empty": empty,
                "not_messages": not_messages,
                "rejected": rejected,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        total = d.pop("total")

        imported = d.pop("imported")

        duplicate = d.pop("duplicate")

        automated = d.pop("automated")

        empty = d.pop("empty")

        not_messages = d.pop("not_messages")

        rejected = d.pop("rejected")

        history_row_counts = cls(
            total=total,
            imported=imported,
            duplicate=duplicate,
            automated=automated,
            empty=empty,
            not_messages=not_messages,
            rejected=rejected,
        )

        history_row_counts.additional_properties = d
        return history_row_counts

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
