from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.row_reason_count import RowReasonCount


T = TypeVar("T", bound="RowCounts")


@_attrs_define
class RowCounts:
    """Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.

    Attributes:
        total (int): Rows after the header.
        imported (int): Messages of this import.
        duplicate (int): Messages that repeat an earlier message in the file, or were imported before.
        automated (int): Automated messages.
        empty (int): Messages without text, such as pictures, and blank rows.
        not_messages (int): Calls, voicemails and repeated headers.
        rejected (int): Rows that should be messages but cannot be read.
        reasons (list[RowReasonCount]): Rows that were not imported, by reason.
    """

    total: int
    imported: int
    duplicate: int
    automated: int
    empty: int
    not_messages: int
    rejected: int
    reasons: list[RowReasonCount]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        imported = self.imported

        duplicate = self.duplicate

        automated = self.automated

        empty = self.empty

        not_messages = self.not_messages

        rejected = self.rejected

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "total": total,
                "imported": imported,
                "duplicate": duplicate,
                "automated": automated,
                "empty": empty,
                "notMessages": not_messages,
                "rejected": rejected,
                "reasons": reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.row_reason_count import RowReasonCount  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        imported = d.pop("imported")

        duplicate = d.pop("duplicate")

        automated = d.pop("automated")

        empty = d.pop("empty")

        not_messages = d.pop("notMessages")

        rejected = d.pop("rejected")

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = RowReasonCount.from_dict(reasons_item_data)

            reasons.append(reasons_item)

        row_counts = cls(
            total=total,
            imported=imported,
            duplicate=duplicate,
            automated=automated,
            empty=empty,
            not_messages=not_messages,
            rejected=rejected,
            reasons=reasons,
        )

        row_counts.additional_properties = d
        return row_counts

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
