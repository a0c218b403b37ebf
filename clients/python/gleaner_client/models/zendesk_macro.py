from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.zendesk_action import ZendeskAction


T = TypeVar("T", bound="ZendeskMacro")


@_attrs_define
class ZendeskMacro:
    """A macro: what Zendesk's API takes as `macro`.

    Attributes:
        title (str): The question.
        description (str): The type, the confidence and the number of conversations.
        active (bool):
        actions (list[ZendeskAction]): The reply, as a comment.
    """

    title: str
    description: str
    active: bool
    actions: list[ZendeskAction]

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        description = self.description

        active = self.active

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "title": title,
                "description": description,
                "active": active,
                "actions": actions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.zendesk_action import ZendeskAction  # noqa: PLC0415

        d = dict(src_dict)
        title = d.pop("title")

        description = d.pop("description")

        active = d.pop("active")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = ZendeskAction.from_dict(actions_item_data)

            actions.append(actions_item)

        zendesk_macro = cls(
            title=title,
            description=description,
            active=active,
            actions=actions,
        )

        return zendesk_macro
