from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.skipped_pattern import SkippedPattern


T = TypeVar("T", bound="ImportedPatterns")


@_attrs_define
class ImportedPatterns:
    """What became of the patterns of a file.

    Attributes:
        success (bool):
        dry_run (bool): Whether nothing was changed.
        created (int): Patterns that are new in the library.
        known (int): Patterns that the library already has.
        deleted (int): Patterns that a person deleted from the library.
        skipped (list[SkippedPattern]): At most 1,000 of the patterns that were not created, in the order of the file.
        message (str): A human-readable summary.
    """

    success: bool
    dry_run: bool
    created: int
    known: int
    deleted: int
    skipped: list[SkippedPattern]
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        dry_run = self.dry_run

        created = self.created

        known = self.known

        deleted = self.deleted

        skipped = []
        for skipped_item_data in self.skipped:
            skipped_item = skipped_item_data.to_dict()
            skipped.append(skipped_item)

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "dryRun": dry_run,
                "created": created,
                "known": known,
                "deleted": deleted,
                "skipped": skipped,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.skipped_pattern import SkippedPattern  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        dry_run = d.pop("dryRun")

        created = d.pop("created")

        known = d.pop("known")

        deleted = d.pop("deleted")

        skipped = []
        _skipped = d.pop("skipped")
        for skipped_item_data in _skipped:
            skipped_item = SkippedPattern.from_dict(skipped_item_data)

            skipped.append(skipped_item)

        message = d.pop("message")

        imported_patterns = cls(
            success=success,
            dry_run=dry_run,
            created=created,
            known=known,
            deleted=deleted,
            skipped=skipped,
            message=message,
        )

        imported_patterns.additional_properties = d
        return imported_patterns

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
