from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.import_warning import ImportWarning_
    from ..models.reported_row import ReportedRow
    from ..models.row_counts import RowCounts


T = TypeVar("T", bound="ImportReport")


@_attrs_define
class ImportReport:
    """The outcomes of the rows of an import's file.

    Attributes:
        success (bool):
        job_id (UUID):
        rows (RowCounts): Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
        warnings (list[ImportWarning_]):
        entries (list[ReportedRow]): At most 1,000 rows that were not imported, in file order. If there are more,
            rejected rows are kept first.
        not_listed (int): Rows that were not imported and are not in `entries`.
    """

    success: bool
    job_id: UUID
    rows: RowCounts
    warnings: list[ImportWarning_]
    entries: list[ReportedRow]
    not_listed: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        job_id = str(self.job_id)

        rows = self.rows.to_dict()

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        entries = []
        for entries_item_data in self.entries:
            entries_item = entries_item_data.to_dict()
            entries.append(entries_item)

        not_listed = self.not_listed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "jobId": job_id,
                "rows": rows,
                "warnings": warnings,
                "entries": entries,
                "notListed": not_listed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_warning import ImportWarning_  # noqa: PLC0415
        from ..models.reported_row import ReportedRow  # noqa: PLC0415
        from ..models.row_counts import RowCounts  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        job_id = UUID(d.pop("jobId"))

        rows = RowCounts.from_dict(d.pop("rows"))

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = ImportWarning_.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        entries = []
        _entries = d.pop("entries")
        for entries_item_data in _entries:
            entries_item = ReportedRow.from_dict(entries_item_data)

            entries.append(entries_item)

        not_listed = d.pop("notListed")

        import_report = cls(
            success=success,
            job_id=job_id,
            rows=rows,
            warnings=warnings,
            entries=entries,
            not_listed=not_listed,
        )

        import_report.additional_properties = d
        return import_report

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
