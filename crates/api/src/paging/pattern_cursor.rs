//! Cursors of lists of patterns.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use gleaner_persistence::library::{PatternPosition, SortBy, SortKey, SortOrder};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{CursorError, cursor};

/// The seconds from the beginning of the year 0 to the Unix epoch.
const EPOCH: i64 = 62_167_219_200;
const NANOS_PER_SECOND: u64 = 1_000_000_000;

cursor! {
    /// `<sort>-<order>-<value>-<pattern id>`. The value is written as an integer in hexadecimal digits, to be exact.
    PatternCursor(PatternPosition)
}

impl fmt::Display for PatternCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self.0.key {
            SortKey::Confidence(share) | SortKey::Quality(share) => share.to_bits().into(),
            SortKey::Created(time) | SortKey::Updated(time) => nanoseconds(time),
            SortKey::Executions(count) => i64::from(count).abs_diff(i32::MIN.into()).into(),
            SortKey::Id => 0,
        };
        let sort = self.0.sort();
        write!(f, "{}-{}-{value:x}-{}", sort.by.as_str(), sort.order.as_str(), self.0.id)
    }
}

impl FromStr for PatternCursor {
    type Err = CursorError;

    /// Values out of range are clamped, so every text of the documented form is accepted.
    fn from_str(text: &str) -> Result<Self, CursorError> {
        let mut parts = text.split('-');
        let mut part = || parts.next().ok_or(CursorError);
        let by: SortBy = part()?.parse().map_err(|_| CursorError)?;
        let order: SortOrder = part()?.parse().map_err(|_| CursorError)?;
        let value = u128::from_str_radix(part()?, 16).map_err(|_| CursorError)?;
        let id: u64 = part()?.parse().map_err(|_| CursorError)?;
        let key = match by {
            SortBy::Confidence => SortKey::Confidence(share(value)),
            SortBy::Quality => SortKey::Quality(share(value)),
            SortBy::Created => SortKey::Created(time(value)?),
            SortBy::Updated => SortKey::Updated(time(value)?),
            SortBy::Executions => SortKey::Executions(count(value)),
            SortBy::Id => SortKey::Id,
        };
        let id = i32::try_from(id).unwrap_or(i32::MAX);
        if parts.next().is_some() { Err(CursorError) } else { Ok(Self(PatternPosition { key, order, id })) }
    }
}

fn share(bits: u128) -> f64 {
    let share = f64::from_bits(u64::try_from(bits).unwrap_or(u64::MAX));
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

fn count(value: u128) -> i32 {
    let count = i64::try_from(value).unwrap_or(i64::MAX).saturating_add(i32::MIN.into());
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The nanoseconds since the beginning of the year 0.
fn nanoseconds(time: DateTime<Utc>) -> u128 {
    let seconds = u64::try_from(time.timestamp().saturating_add(EPOCH)).unwrap_or(0);
    u128::from(seconds) * u128::from(NANOS_PER_SECOND) + u128::from(time.timestamp_subsec_nanos())
}

fn time(nanoseconds: u128) -> Result<DateTime<Utc>, CursorError> {
    /// The last second of the year 9999.
    const END: i64 = 253_402_300_799;
    let seconds = i64::try_from(nanoseconds / u128::from(NANOS_PER_SECOND)).unwrap_or(i64::MAX);
    let rest = u32::try_from(nanoseconds % u128::from(NANOS_PER_SECOND)).unwrap_or(0);
    DateTime::from_timestamp(seconds.saturating_sub(EPOCH).min(END), rest).ok_or(CursorError)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use strum::VariantArray;

    use super::*;

    fn key() -> impl Strategy<Value = SortKey> {
        let time = || (-EPOCH..253_402_300_799, 0..1_000_000_000_u32);
        let at = |(seconds, nanoseconds)| DateTime::from_timestamp(seconds, nanoseconds).unwrap();
        prop_oneof![
            (0.0..=1.0).prop_map(SortKey::Confidence),
            (0.0..=1.0).prop_map(SortKey::Quality),
            time().prop_map(move |parts| SortKey::Created(at(parts))),
            time().prop_map(move |parts| SortKey::Updated(at(parts))),
            any::<i32>().prop_map(SortKey::Executions),
            Just(SortKey::Id),
        ]
    }

    proptest! {
        #[test]
        fn a_cursor_is_parsed_back_to_its_position(
            key in key(),
            order in proptest::sample::select(SortOrder::VARIANTS),
            id in 0..i32::MAX,
        ) {
            let cursor = PatternCursor(PatternPosition { key, order, id });
            prop_assert_eq!(cursor.to_string().parse::<PatternCursor>().unwrap(), cursor);
        }

        #[test]
        fn every_text_of_the_documented_form_is_a_cursor(
            text in "(confidence|created|updated|executions|quality|id)-(asc|desc)-[0-9a-f]{1,20}-[0-9]{1,10}",
        ) {
            prop_assert!(text.parse::<PatternCursor>().is_ok(), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_cursors() {
        for text in [
            "",
            "-",
            "1-1",
            "id-asc-0",
            "id-asc-0-1-1",
            "id-up-0-1",
            "name-asc-0-1",
            "id-asc-x-1",
            "id-asc-0--1",
        ] {
            assert!(text.parse::<PatternCursor>().is_err(), "{text}");
        }
    }
}
