//! The times that exporters and spreadsheets write.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// Epoch values from here on are milliseconds: as seconds they would lie past the year 5000.
const FIRST_MILLISECONDS: i64 = 100_000_000_000;
/// 2000-01-01T00:00:00Z: there were no exports before.
const EARLIEST_SECONDS: i64 = 946_684_800;
/// How far a sender's clock may be ahead of ours.
const MAX_AHEAD: TimeDelta = TimeDelta::days(1);

const WITH_OFFSET: &[&str] = &["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"];
const WITHOUT_OFFSET: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
];

/// Reads ISO 8601 with or without an offset (then UTC), `YYYY-MM-DD HH:MM[:SS]`,
/// `M/D/YYYY h:mm[:ss] AM|PM`, epoch seconds and epoch milliseconds.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Ok(epoch) = text.parse::<i64>() {
        return match epoch {
            FIRST_MILLISECONDS.. => DateTime::from_timestamp_millis(epoch),
            _ => DateTime::from_timestamp(epoch, 0),
        };
    }
    let offset = || WITH_OFFSET.iter().find_map(|format| DateTime::parse_from_str(text, format).ok());
    let naive = || WITHOUT_OFFSET.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(offset)
        .map(|time| time.to_utc())
        .or_else(|| naive().map(|time| time.and_utc()))
}

/// After 2000 and not more than a day ahead of `now`.
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
    fn every_format_met_is_read() {
        for (text, expected) in [
            ("2025-09-02T13:51:14.858Z", "2025-09-02T13:51:14.858Z"),
            ("2025-09-02T10:51:14-03:00", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02T13:51:14", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02 13:51", "2025-09-02T13:51:00.000Z"),
            ("2025-09-02 13:51:14", "2025-09-02T13:51:14.000Z"),
            ("2025-09-02 13:51:14.5+00", "2025-09-02T13:51:14.500Z"),
            ("9/2/2025 1:51 PM", "2025-09-02T13:51:00.000Z"),
            ("09/02/2025 12:51:14 am", "2025-09-02T00:51:14.000Z"),
            ("1756821074", "2025-09-02T13:51:14.000Z"),
            (" 1756821074858 ", "2025-09-02T13:51:14.858Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
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
