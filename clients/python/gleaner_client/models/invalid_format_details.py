from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.reported_row import ReportedRow
    from ..models.row_counts import RowCounts


T = TypeVar("T", bound="InvalidFormatDetails")


@_attrs_define
class InvalidFormatDetails:
    """Why a file cannot be read as an export.

    Attributes:
        reason (str | Unset): The reason in a sentence.
        line (int | Unset): The line of the file where reading stopped, counted from one.
        missing_columns (list[str] | Unset): Required columns that the file does not have, by the exporter's names.
            Example: ['body', 'direction'].
        found_columns (list[str] | Unset): The columns that the file has; at most 30, shortened.
        media_type (str | Unset): What the bytes are, if they are not text. Example: application/pdf.
        rows (RowCounts | Unset): Outcomes of the file's rows. Each row has one outcome, so the counts add up to
            `total`.
        first_rejected (list[ReportedRow] | Unset): The first rows that cannot be read.
    """

    reason: str | Unset = UNSET
    line: int | Unset = UNSET
    missing_columns: list[str] | Unset = UNSET
    found_columns: list[str] | Unset = UNSET
    media_type: str | Unset = UNSET
    rows: RowCounts | Unset = UNSET
    first_rejected: list[ReportedRow] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason

        line = self.line

        missing_columns: list[str] | Unset = UNSET
        if not isinstance(self.missing_columns, Unset):
            missing_columns = self.missing_columns

        found_columns: list[str] | Unset = UNSET
        if not isinstance(self.found_columns, Unset):
            found_columns = self.found_columns

        media_type = self.media_type

        rows: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rows, Unset):
            rows = self.rows.to_dict()

        first_rejected: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.first_rejected, Unset):
            first_rejected = []
            for first_rejected_item_data in self.first_rejected:
                first_rejected_item = first_rejected_item_data.to_dict()
                first_rejected.append(first_rejected_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if reason is not UNSET:
            field_dict["reason"] = reason
        if line is not UNSET:
            field_dict["line"] = line
        if missing_columns is not UNSET:
            field_dict["missingColumns"] = missing_columns
        if found_columns is not UNSET:
            field_dict["foundColumns"] = found_columns
        if media_type is not UNSET:
            field_dict["mediaType"] = media_type
        if rows is not UNSET:
            field_dict["rows"] = rows
        if first_rejected is not UNSET:
            field_dict["firstRejected"] = first_rejected

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reported_row import ReportedRow  # noqa: PLC0415
        from ..models.row_counts import RowCounts  # noqa: PLC0415

        d = dict(src_dict)
        reason = d.pop("reason", UNSET)

        line = d.pop("line", UNSET)

        missing_columns = cast(list[str], d.pop("missingColumns", UNSET))

        found_columns = cast(list[str], d.pop("foundColumns", UNSET))

        media_type = d.pop("mediaType", UNSET)

        _rows = d.pop("rows", UNSET)
        rows: RowCounts | Unset
        if isinstance(_rows, Unset):
            rows = UNSET
        else:
            rows = RowCounts.from_dict(_rows)

        _first_rejected = d.pop("firstRejected", UNSET)
        first_rejected: list[ReportedRow] | Unset = UNSET
        if _first_rejected is not UNSET:
            first_rejected = []
            for first_rejected_item_data in _first_rejected:
                first_rejected_item = ReportedRow.from_dict(first_rejected_item_data)

                first_rejected.append(first_rejected_item)

        invalid_format_details = cls(
            reason=reason,
            line=line,
            missing_columns=missing_columns,
            found_columns=found_columns,
            media_type=media_type,
            rows=rows,
            first_rejected=first_rejected,
        )

        invalid_format_details.additional_properties = d
        return invalid_format_details

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
