from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Evidence")


@_attrs_define
class Evidence:
    """A conversation from which the pattern was extracted.

    Attributes:
        id (int):
        job_id (UUID):
        conversation_id (str): The exporter's conversation id; `#2` is the second session of that conversation. Example:
            CNe41d2281a1ac6d4c875878e4172abca8.
        preview (None | str): The conversation without personal data: one message per line. Null once its text was
            deleted.
        trigger_text (str): The question that was extracted from it.
        response_template (str): The reply that was extracted from it.
        question_message_ids (list[str]): The customer's messages with the question.
        answer_message_ids (list[str]): The operator's messages with the answer.
        confidence_contribution (float): How much it added to the confidence. Negative if a reviewer lowered the
            confidence. Example: 0.02.
        agrees (bool): Whether its reply agrees with that of the pattern.
        learned_at (datetime.datetime): When it was learned or staged.
    """

    id: int
    job_id: UUID
    conversation_id: str
    preview: None | str
    trigger_text: str
    response_template: str
    question_message_ids: list[str]
    answer_message_ids: list[str]
    confidence_contribution: float
    agrees: bool
    learned_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        job_id = str(self.job_id)

        conversation_id = self.conversation_id

        preview: None | str
        preview = self.preview

        trigger_text = self.trigger_text

        response_template = self.response_template

        question_message_ids = self.question_message_ids

        answer_message_ids = self.answer_message_ids

        confidence_contribution = self.confidence_contribution

        agrees = self.agrees

        learned_at = self.learned_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "job_id": job_id,
                "conversation_id": conversation_id,
                "preview": preview,
                "trigger_text": trigger_text,
                "response_template": response_template,
                "question_message_ids": question_message_ids,
                "answer_message_ids": answer_message_ids,
                "confidence_contribution": confidence_contribution,
                "agrees": agrees,
                "learned_at": learned_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        job_id = UUID(d.pop("job_id"))

        conversation_id = d.pop("conversation_id")

        def _parse_preview(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        preview = _parse_preview(d.pop("preview"))

        trigger_text = d.pop("trigger_text")

        response_template = d.pop("response_template")

        question_message_ids = cast(list[str], d.pop("question_message_ids"))

        answer_message_ids = cast(list[str], d.pop("answer_message_ids"))

        confidence_contribution = d.pop("confidence_contribution")

        agrees = d.pop("agrees")

        learned_at = datetime.datetime.fromisoformat(d.pop("learned_at"))

        evidence = cls(
            id=id,
            job_id=job_id,
            conversation_id=conversation_id,
            preview=preview,
            trigger_text=trigger_text,
            response_template=response_template,
            question_message_ids=question_message_ids,
            answer_message_ids=answer_message_ids,
            confidence_contribution=confidence_contribution,
            agrees=agrees,
            learned_at=learned_at,
        )

        evidence.additional_properties = d
        return evidence

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
