from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.import_mode import ImportMode
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.column_map import ColumnMap


T = TypeVar("T", bound="ImportText")


@_attrs_define
class ImportText:
    """An export as JSON.

    Attributes:
        csv_data (str): The whole text of the file.
        column_map (ColumnMap | None | Unset):
        review (bool | None | Unset): Whether the patterns wait for a review before they are in the library. Has no
            effect on a preview.
        mode (ImportMode | None | Unset):
        budget_usd (float | None | Unset): What the import may cost, in US dollars: it ends before a call that could
            cost more than is left. The default is the
            setting IMPORT_BUDGET_USD. Has no effect on a preview.
    """

    csv_data: str
    column_map: ColumnMap | None | Unset = UNSET
    review: bool | None | Unset = UNSET
    mode: ImportMode | None | Unset = UNSET
    budget_usd: float | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.column_map import ColumnMap  # noqa: PLC0415

        csv_data = self.csv_data

        column_map: dict[str, Any] | None | Unset
        if isinstance(self.column_map, Unset):
            column_map = UNSET
        elif isinstance(self.column_map, ColumnMap):
            column_map = self.column_map.to_dict()
        else:
            column_map = self.column_map

        review: bool | None | Unset
        if isinstance(self.review, Unset):
            review = UNSET
        else:
            review = self.review

        mode: None | str | Unset
        if isinstance(self.mode, Unset):
            mode = UNSET
        elif isinstance(self.mode, ImportMode):
            mode = self.mode.value
        else:
            mode = self.mode

        budget_usd: float | None | Unset
        if isinstance(self.budget_usd, Unset):
            budget_usd = UNSET
        else:
            budget_usd = self.budget_usd

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "csvData": csv_data,
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

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.column_map import ColumnMap  # noqa: PLC0415

        d = dict(src_dict)
        csv_data = d.pop("csvData")

        def _parse_column_map(data: object) -> ColumnMap | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                column_map_type_0 = ColumnMap.from_dict(data)

                return column_map_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ColumnMap | None | Unset, data)

        column_map = _parse_column_map(d.pop("columnMap", UNSET))

        def _parse_review(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        review = _parse_review(d.pop("review", UNSET))

        def _parse_mode(data: object) -> ImportMode | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                mode_type_0 = ImportMode(data)

                return mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ImportMode | None | Unset, data)

        mode = _parse_mode(d.pop("mode", UNSET))

        def _parse_budget_usd(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        budget_usd = _parse_budget_usd(d.pop("budgetUsd", UNSET))

        import_text = cls(
            csv_data=csv_data,
            column_map=column_map,
            review=review,
            mode=mode,
            budget_usd=budget_usd,
        )

        return import_text
