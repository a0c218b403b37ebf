//! Pages of lists. A page begins after a cursor, which is the sort key of the previous page's last entry: an
//! index finds the page, and new entries do not shift it.

mod pattern_cursor;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Utc};
use gleaner_domain::JobId;
use gleaner_persistence::jobs::JobPosition;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

pub(crate) use pattern_cursor::PatternCursor;

/// Entries on a page: 1 to `MAX`, or `DEFAULT` if the request has no `limit`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit<const DEFAULT: u16, const MAX: u16>(u16);

impl<const DEFAULT: u16, const MAX: u16> Default for Limit<DEFAULT, MAX> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<const DEFAULT: u16, const MAX: u16> From<Limit<DEFAULT, MAX>> for u64 {
    fn from(limit: Limit<DEFAULT, MAX>) -> Self {
        limit.0.into()
    }
}

impl<'de, const DEFAULT: u16, const MAX: u16> Deserialize<'de> for Limit<DEFAULT, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let limit = u16::deserialize(deserializer)?;
        if (1..=MAX).contains(&limit) {
            return Ok(Self(limit));
        }
        Err(D::Error::custom(format!("expected a number from 1 to {MAX}")))
    }
}

/// A time in the years 0 to 9999, which both databases can store and compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timestamp(pub DateTime<Utc>);

impl Timestamp {
    fn new(time: DateTime<Utc>) -> Option<Self> {
        (0..=9999).contains(&time.year()).then_some(Self(time))
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let time = DateTime::deserialize(deserializer)?;
        Self::new(time).ok_or_else(|| D::Error::custom("expected a year from 0000 to 9999"))
    }
}

/// The text is not a cursor.
#[derive(Debug)]
pub(crate) struct CursorError;

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the nextCursor of a page")
    }
}

/// Declares the cursor of a list: a position that is serialized as text.
macro_rules! cursor {
    ($(#[$doc:meta])* $name:ident($position:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub(crate) struct $name($position);

        impl From<$position> for $name {
            fn from(position: $position) -> Self {
                Self(position)
            }
        }

        impl From<$name> for $position {
            fn from(cursor: $name) -> Self {
                cursor.0
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    };
}

pub(crate) use cursor;

cursor! {
    /// `<microseconds since the Unix epoch>-<job id>`
    JobCursor(JobPosition)
}

impl fmt::Display for JobCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.created_at.timestamp_micros(), self.0.id.0.simple())
    }
}

impl FromStr for JobCursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (micros, id) = text.split_once('-').ok_or(CursorError)?;
        let created_at = micros.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(CursorError)?;
        let created_at = Timestamp::new(created_at).ok_or(CursorError)?.0;
        let id = Uuid::try_parse(id).map_err(|_| CursorError)?;
        Ok(Self(JobPosition { created_at, id: JobId(id) }))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_job_cursor_is_parsed_back_to_its_position(micros in 0..10_i64.pow(16), id in any::<u128>()) {
            let created_at = DateTime::UNIX_EPOCH + TimeDelta::microseconds(micros);
            let cursor = JobCursor(JobPosition { created_at, id: JobId(Uuid::from_u128(id)) });
            prop_assert_eq!(cursor.to_string().parse::<JobCursor>().unwrap(), cursor);
        }
    }

    #[test]
    fn other_texts_are_not_cursors() {
        for text in ["", "-", "1", "1-", "-1", "x-y", "1-1-1", "99999999999999999999-1"] {
            assert!(text.parse::<JobCursor>().is_err(), "{text}");
        }
    }
}
