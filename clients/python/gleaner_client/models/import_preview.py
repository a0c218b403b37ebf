from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.date_range import DateRange
    from ..models.file_shape import FileShape
    from ..models.import_estimate import ImportEstimate
    from ..models.import_warning import ImportWarning_
    from ..models.preview_row import PreviewRow
    from ..models.row_counts import RowCounts
    from ..models.skipped_conversations import SkippedConversations


T = TypeVar("T", bound="ImportPreview")


@_attrs_define
class ImportPreview:
    """What an import of the file would do.

    Attributes:
        success (bool):
        file (FileShape): The format of the file.
        first_rows (list[PreviewRow]): The first five rows after the header.
        date_range (DateRange | None):
        total_messages (int): Messages in the file, including duplicates and messages imported before.
        repeated_messages (int): Repeats of earlier messages in the file.
        already_imported (int): Other messages that were imported before.
        conversations_found (int): Conversations that the import would process.
        conversations_skipped (int): Conversations that the import would leave out.
        skipped (SkippedConversations): Conversations that the import leaves out, by reason. Their messages can be
            imported later.
        rows (RowCounts): Outcomes of the file's rows. Each row has one outcome, so the counts add up to `total`.
        warnings (list[ImportWarning_]):
        estimate (ImportEstimate): An estimate of the calls, the tokens, the cost and the duration of the import.
    """

    success: bool
    file: FileShape
    first_rows: list[PreviewRow]
    date_range: DateRange | None
    total_messages: int
    repeated_messages: int
    already_imported: int
    conversations_found: int
    conversations_skipped: int
    skipped: SkippedConversations
    rows: RowCounts
    warnings: list[ImportWarning_]
    estimate: ImportEstimate
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.date_range import DateRange  # noqa: PLC0415

        success = self.success

        file = self.file.to_dict()

        first_rows = []
        for first_rows_item_data in self.first_rows:
            first_rows_item = first_rows_item_data.to_dict()
            first_rows.append(first_rows_item)

        date_range: dict[str, Any] | None
        if isinstance(self.date_range, DateRange):
            date_range = self.date_range.to_dict()
        else:
            date_range = self.date_range

        total_messages = self.total_messages

        repeated_messages = self.repeated_messages

        already_imported = self.already_imported

        conversations_found = self.conversations_found

        conversations_skipped = self.conversations_skipped

        skipped = self.skipped.to_dict()

        rows = self.rows.to_dict()

        warnings = []
        for warnings_item_data in self.warnings:
            warnings_item = warnings_item_data.to_dict()
            warnings.append(warnings_item)

        estimate = self.estimate.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "file": file,
                "firstRows": first_rows,
                "dateRange": date_range,
                "totalMessages": total_messages,
                "repeatedMessages": repeated_messages,
                "alreadyImported": already_imported,
                "conversationsFound": conversations_found,
                "conversationsSkipped": conversations_skipped,
                "skipped": skipped,
                "rows": rows,
                "warnings": warnings,
                "estimate": estimate,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.date_range import DateRange  # noqa: PLC0415
        from ..models.file_shape import FileShape  # noqa: PLC0415
        from ..models.import_estimate import ImportEstimate  # noqa: PLC0415
        from ..models.import_warning import ImportWarning_  # noqa: PLC0415
        from ..models.preview_row import PreviewRow  # noqa: PLC0415
        from ..models.row_counts import RowCounts  # noqa: PLC0415
        from ..models.skipped_conversations import SkippedConversations  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        file = FileShape.from_dict(d.pop("file"))

        first_rows = []
        _first_rows = d.pop("firstRows")
        for first_rows_item_data in _first_rows:
            first_rows_item = PreviewRow.from_dict(first_rows_item_data)

            first_rows.append(first_rows_item)

        def _parse_date_range(data: object) -> DateRange | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                date_range_type_0 = DateRange.from_dict(data)

                return date_range_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DateRange | None, data)

        date_range = _parse_date_range(d.pop("dateRange"))

        total_messages = d.pop("totalMessages")

        repeated_messages = d.pop("repeatedMessages")

        already_imported = d.pop("alreadyImported")

        conversations_found = d.pop("conversationsFound")

        conversations_skipped = d.pop("conversationsSkipped")

        skipped = SkippedConversations.from_dict(d.pop("skipped"))

        rows = RowCounts.from_dict(d.pop("rows"))

        warnings = []
        _warnings = d.pop("warnings")
        for warnings_item_data in _warnings:
            warnings_item = ImportWarning_.from_dict(warnings_item_data)

            warnings.append(warnings_item)

        estimate = ImportEstimate.from_dict(d.pop("estimate"))

        import_preview = cls(
            success=success,
            file=file,
            first_rows=first_rows,
            date_range=date_range,
            total_messages=total_messages,
            repeated_messages=repeated_messages,
            already_imported=already_imported,
            conversations_found=conversations_found,
            conversations_skipped=conversations_skipped,
            skipped=skipped,
            rows=rows,
            warnings=warnings,
            estimate=estimate,
        )

        import_preview.additional_properties = d
        return import_preview

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
