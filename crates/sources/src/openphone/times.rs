//! Reads the times that OpenPhone and spreadsheets write.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::America::Los_Angeles;

/// Epoch values from this one are milliseconds: as seconds they would be after the year 5000.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;
/// 2000-01-01T00:00:00Z; no message is older.
const EARLIEST_SECONDS: i64 = 946_684_800;
/// How far a sender's clock may be ahead of the server's.
const MAX_AHEAD: TimeDelta = TimeDelta::days(1);

const WITH_OFFSET: &[&str] =
    &["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%d %H:%M%#z"];
const WITHOUT_OFFSET: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
];

/// Reads ISO 8601 with or without an offset (then UTC), `YYYY-MM-DD HH:MM[:SS]`,
/// `M/D/YYYY h:mm[:ss] AM|PM`, `M/D/YYYY H:mm[:ss]`, epoch seconds and epoch milliseconds.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    parse_in(text, |naive| Some(naive.and_utc()))
}

/// Reads the same formats; a time without an offset is Pacific time. When clocks are set back, an ambiguous time
/// is the earlier one; a time that clocks skip is `None`.
pub fn parse_pacific(text: &str) -> Option<DateTime<Utc>> {
    parse_in(text, |naive| Los_Angeles.from_local_datetime(&naive).earliest().map(|time| time.to_utc()))
}

fn parse_in(text: &str, zone: impl FnOnce(NaiveDateTime) -> Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    if let Ok(epoch) = text.parse::<i64>() {
        return match epoch {
            FIRST_MILLISECONDS.. => DateTime::from_timestamp_millis(epoch),
            _ => DateTime::from_timestamp(epoch, 0),
        };
    }
    if let Some(time) = WITH_OFFSET.iter().find_map(|format| DateTime::parse_from_str(text, format).ok()) {
        return Some(time.to_utc());
    }
    WITHOUT_OFFSET.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok()).and_then(zone)
}

/// Returns whether a time is after 1999 and at most one day after `now`.
pub fn is_plausible(time: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    time.timestamp() >= EARLIEST_SECONDS && time <= now + MAX_AHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        parse(text).map(|time| time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }

    #[test]
    fn every_known_format_is_read() {
        for (text, expected) in [
            ("2025-09-02T13:51:14.858Z", "2025-09-02T13:51:14.858Z"),
            ("2025-09-02T10:51:14-03:00", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02 10:51-03:00", "2025-09-02T13:51:00.000Z"),
            ("2025-09-02T13:51:14", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02 13:51", "2025-09-02T13:51:00.000Z"),
            ("2025-09-02 13:51:14", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02 13:51:14.5+00", "2025-09-02T13:51:14.500Z"),
            ("9/2/2025 1:51 PM", "2025-09-02T13:51:00.000Z"),
            ("09/02/2025 12:51:14 am", "2025-09-02T00:51:14.000Z"),
            ("9/2/2025 13:51", "2025-09-02T13:51:00.000Z"),
            ("9/2/2025 13:51:14", "2025-09-02T13:51:14.000Z"),
            ("1756821074", "2025-09-02T13:51:14.000Z"),
            (" 1756821074858 ", "2025-09-02T13:51:14.858Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn pacific_times_follow_daylight_saving_time() {
        for (text, expected) in [
            ("2025-01-15 08:00:00", Some("2025-01-15T16:00:00+00:00")),
            ("2025-07-15T08:00:00", Some("2025-07-15T15:00:00+00:00")),
            ("2025-11-02 01:30", Some("2025-11-02T08:30:00+00:00")),
            ("2025-03-09 02:30", None),
            ("2025-07-15T08:00:00Z", Some("2025-07-15T08:00:00+00:00")),
        ] {
            assert_eq!(parse_pacific(text).map(|time| time.to_rfc3339()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn text_that_is_not_a_time_is_none() {
        for text in
            ["", "yesterday", "2025-13-01 10:00", "9/2/2025", "99999999999999999999", "-9223372036854775808"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_plausible_range_ends_a_day_ahead() {
        let now = parse("2025-09-02T00:00:00Z").unwrap();
        assert!(is_plausible(now + TimeDelta::days(1), now));
        assert!(!is_plausible(now + TimeDelta::days(1) + TimeDelta::seconds(1), now));
        assert!(is_plausible(parse("946684800").unwrap(), now));
        assert!(!is_plausible(parse("946684799").unwrap(), now));
    }
}
