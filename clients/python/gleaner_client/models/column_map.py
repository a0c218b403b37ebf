from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ColumnMap")


@_attrs_define
class ColumnMap:
    """The names of columns in the file, by the exporter's names.

    Attributes:
        id (str | Unset):
        conversation_id (str | Unset):
        body (str | Unset):
        direction (str | Unset):
        from_ (str | Unset):
        to (str | Unset):
        sent_at (str | Unset):
        created_at (str | Unset):
        created_at_pt (str | Unset):
        type_ (str | Unset):
    """

    id: str | Unset = UNSET
    conversation_id: str | Unset = UNSET
    body: str | Unset = UNSET
    direction: str | Unset = UNSET
    from_: str | Unset = UNSET
    to: str | Unset = UNSET
    sent_at: str | Unset = UNSET
    created_at: str | Unset = UNSET
    created_at_pt: str | Unset = UNSET
    type_: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        conversation_id = self.conversation_id

        body = self.body

        direction = self.direction

        from_ = self.from_

        to = self.to

        sent_at = self.sent_at

        created_at = self.created_at

        created_at_pt = self.created_at_pt

        type_ = self.type_

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if conversation_id is not UNSET:
            field_dict["conversationId"] = conversation_id
        if body is not UNSET:
            field_dict["body"] = body
        if direction is not UNSET:
            field_dict["direction"] = direction
        if from_ is not UNSET:
            field_dict["from"] = from_
        if to is not UNSET:
            field_dict["to"] = to
        if sent_at is not UNSET:
            field_dict["sentAt"] = sent_at
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if created_at_pt is not UNSET:
            field_dict["createdAtPT"] = created_at_pt
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id", UNSET)

        conversation_id = d.pop("conversationId", UNSET)

        body = d.pop("body", UNSET)

        direction = d.pop("direction", UNSET)

        from_ = d.pop("from", UNSET)

        to = d.pop("to", UNSET)

        sent_at = d.pop("sentAt", UNSET)

        created_at = d.pop("createdAt", UNSET)

        created_at_pt = d.pop("createdAtPT", UNSET)

        type_ = d.pop("type", UNSET)

        column_map = cls(
            id=id,
            conversation_id=conversation_id,
            body=body,
            direction=direction,
            from_=from_,
            to=to,
            sent_at=sent_at,
            created_at=created_at,
            created_at_pt=created_at_pt,
            type_=type_,
        )

        return column_map
