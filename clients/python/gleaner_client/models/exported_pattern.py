from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="ExportedPattern")


@_attrs_define
class ExportedPattern:
    """A pattern without what identifies it in its library.

    Attributes:
        pattern_type (str): The topic of a pattern. Besides the types in the examples, there can be types that a
            business has added or renamed.
        trigger_text (str): The customer's question, generalized. Example: How do I open the door of bay
            {{bay_number}}?.
        trigger_examples (list[str]): Questions that created or confirmed the pattern.
        response_template (str): The reply, with `{{variables}}`. Example: Please use the keypad beside the door and
            enter the code {{access_code}}..
        confidence_score (float): The confidence in the pattern, 0 to 1. Example: 0.78.
        auto_executable (bool): Whether the reply may be sent without human review.
        is_active (bool): Whether the pattern is used to find replies.
        is_deleted (bool): Whether a person removed the pattern.
        evidence_count (int): Conversations that created or confirmed the pattern. Example: 3.
        import_count (int): Imports that these conversations came from. Example: 2.
        execution_count (int): How many times the reply was sent.
        success_count (int): How many of these replies succeeded.
        last_used (datetime.datetime | None): When a reply was last sent; null if none was.
        learned_from (str): What created the pattern. Example: csv_import.
        created_at (datetime.datetime):
        updated_at (datetime.datetime):
    """

    pattern_type: str
    trigger_text: str
    trigger_examples: list[str]
    response_template: str
    confidence_score: float
    auto_executable: bool
    is_active: bool
    is_deleted: bool
    evidence_count: int
    import_count: int
    execution_count: int
    success_count: int
    last_used: datetime.datetime | None
    learned_from: str
    created_at: datetime.datetime
    updated_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        pattern_type = self.pattern_type

        trigger_text = self.trigger_text

        trigger_examples = self.trigger_examples

        response_template = self.response_template

        confidence_score = self.confidence_score

        auto_executable = self.auto_executable

        is_active = self.is_active

        is_deleted = self.is_deleted

        evidence_count = self.evidence_count

        import_count = self.import_count

        execution_count = self.execution_count

        success_count = self.success_count

        last_used: None | str
        if isinstance(self.last_used, datetime.datetime):
            last_used = self.last_used.isoformat()
        else:
            last_used = self.last_used

        learned_from = self.learned_from

        created_at = self.created_at.isoformat()

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "pattern_type": pattern_type,
                "trigger_text": trigger_text,
                "trigger_examples": trigger_examples,
                "response_template": response_template,
                "confidence_score": confidence_score,
                "auto_executable": auto_executable,
                "is_active": is_active,
                "is_deleted": is_deleted,
                "evidence_count": evidence_count,
                "import_count": import_count,
                "execution_count": execution_count,
                "success_count": success_count,
                "last_used": last_used,
                "learned_from": learned_from,
                "created_at": created_at,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        pattern_type = d.pop("pattern_type")

        trigger_text = d.pop("trigger_text")

        trigger_examples = cast(list[str], d.pop("trigger_examples"))

        response_template = d.pop("response_template")

        confidence_score = d.pop("confidence_score")

        auto_executable = d.pop("auto_executable")

        is_active = d.pop("is_active")

        is_deleted = d.pop("is_deleted")

        evidence_count = d.pop("evidence_count")

        import_count = d.pop("import_count")

        execution_count = d.pop("execution_count")

        success_count = d.pop("success_count")

        def _parse_last_used(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used = _parse_last_used(d.pop("last_used"))

        learned_from = d.pop("learned_from")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        exported_pattern = cls(
            pattern_type=pattern_type,
            trigger_text=trigger_text,
            trigger_examples=trigger_examples,
            response_template=response_template,
            confidence_score=confidence_score,
            auto_executable=auto_executable,
            is_active=is_active,
            is_deleted=is_deleted,
            evidence_count=evidence_count,
            import_count=import_count,
            execution_count=execution_count,
            success_count=success_count,
            last_used=last_used,
            learned_from=learned_from,
            created_at=created_at,
            updated_at=updated_at,
        )

        return exported_pattern
