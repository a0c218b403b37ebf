from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..models.import_form_mode import ImportFormMode
from ..models.import_form_review import ImportFormReview
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="ImportForm")


@_attrs_define
class ImportForm:
    """A form with the export.

    Attributes:
        file (File): A `.csv` file.
        column_map (str | Unset): The names of columns in the file that differ from the exporter's, as JSON.
        review (ImportFormReview | Unset): Whether the patterns wait for a review before they are in the library. Has no
            effect on a preview.
        mode (ImportFormMode | Unset): How the language model is called. The default is `standard`. A preview states the
            cost of both modes.
        budget_usd (str | Unset): What the import may cost, in US dollars. The default is the setting IMPORT_BUDGET_USD.
            Has no effect on a preview.
    """

    file: File
    column_map: str | Unset = UNSET
    review: ImportFormReview | Unset = UNSET
    mode: ImportFormMode | Unset = UNSET
    budget_usd: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file = self.file.to_tuple()

        column_map = self.column_map

        review: str | Unset = UNSET
        if not isinstance(self.review, Unset):
            review = self.review.value

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode.value

        budget_usd = self.budget_usd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file": file,
            }
        )
        if column_map is not UNSET:
            field_dict["columnMap"] = column_map
        if review is not UNSET:
            field_dict["review"] = review
        if mode is not UNSET:
            field_dict["mode"] = mode
        if budget_usd is not UNSET:
            field_dict["budgetUsd"] = budget_usd

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("file", self.file.to_tuple()))

        if not isinstance(self.column_map, Unset):
            files.append(("columnMap", (None, str(self.column_map).encode(), "text/plain")))

        if not isinstance(self.review, Unset):
            files.append(("review", (None, str(self.review.value).encode(), "text/plain")))

        if not isinstance(self.mode, Unset):
            files.append(("mode", (None, str(self.mode.value).encode(), "text/plain")))

        if not isinstance(self.budget_usd, Unset):
            files.append(("budgetUsd", (None, str(self.budget_usd).encode(), "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        file = File(payload=BytesIO(d.pop("file")))

        column_map = d.pop("columnMap", UNSET)

        _review = d.pop("review", UNSET)
        review: ImportFormReview | Unset
        if isinstance(_review, Unset):
            review = UNSET
        else:
            review = ImportFormReview(_review)

        _mode = d.pop("mode", UNSET)
        mode: ImportFormMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = ImportFormMode(_mode)

        budget_usd = d.pop("budgetUsd", UNSET)

        import_form = cls(
            file=file,
            column_map=column_map,
            review=review,
            mode=mode,
            budget_usd=budget_usd,
        )

        import_form.additional_properties = d
        return import_form

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
