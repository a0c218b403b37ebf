from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.touched_patterns import TouchedPatterns


T = TypeVar("T", bound="UndoEffects")


@_attrs_define
class UndoEffects:
    """What became of the patterns of an import.

    Attributes:
        success (bool):
        job_id (UUID):
        dry_run (bool): Whether nothing was changed.
        removed (TouchedPatterns): Patterns with the same effect.
        restored (TouchedPatterns): Patterns with the same effect.
        kept (TouchedPatterns): Patterns with the same effect.
        messages (int): Messages that can be imported again or, after a redo, that count as imported again.
        message (str): A human-readable summary.
    """

    success: bool
    job_id: UUID
    dry_run: bool
    removed: TouchedPatterns
    restored: TouchedPatterns
    kept: TouchedPatterns
    messages: int
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        job_id = str(self.job_id)

        dry_run = self.dry_run

        removed = self.removed.to_dict()

        restored = self.restored.to_dict()

        kept = self.kept.to_dict()

        messages = self.messages

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "jobId": job_id,
                "dryRun": dry_run,
                "removed": removed,
                "restored": restored,
                "kept": kept,
                "messages": messages,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.touched_patterns import TouchedPatterns  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        job_id = UUID(d.pop("jobId"))

        dry_run = d.pop("dryRun")

        removed = TouchedPatterns.from_dict(d.pop("removed"))

        restored = TouchedPatterns.from_dict(d.pop("restored"))

        kept = TouchedPatterns.from_dict(d.pop("kept"))

        messages = d.pop("messages")

        message = d.pop("message")

        undo_effects = cls(
            success=success,
            job_id=job_id,
            dry_run=dry_run,
            removed=removed,
            restored=restored,
            kept=kept,
            messages=messages,
            message=message,
        )

        undo_effects.additional_properties = d
        return undo_effects

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
