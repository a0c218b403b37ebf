//! The same messages are read whichever dialect and encoding a CSV writer uses.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use encoding_rs::WINDOWS_1252;
use gleaner_domain::{Direction, Message};
use gleaner_sources::{ReadOptions, read};
use proptest::prelude::*;
use proptest::sample::select;

/// The content of a message in the test.
#[derive(Debug, Clone, PartialEq)]
struct Said {
    id: String,
    thread: String,
    body: String,
    incoming: bool,
    /// Milliseconds since the Unix epoch.
    at: i64,
}

#[derive(Debug, Clone, Copy)]
enum Encoded {
    Utf8,
    Utf8WithMark,
    Utf16Le,
    Utf16Be,
    Utf16LeWithMark,
    Utf16BeWithMark,
    Windows1252,
}

#[derive(Debug, Clone)]
struct Dialect {
    delimiter: u8,
    quotes: QuoteStyle,
    ending: Terminator,
    announces: bool,
    /// The columns in this order.
    order: Vec<usize>,
    time: fn(i64) -> String,
}

const COLUMNS: [&str; 7] = ["id", "conversationId", "body", "direction", "from", "to", "createdAt"];

fn iso(at: i64) -> String {
    DateTime::from_timestamp_millis(at).unwrap().to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn epoch(at: i64) -> String {
    at.to_string()
}

fn dialect() -> impl Strategy<Value = Dialect> {
    (
        select(vec![b',', b';', b'\t', b'|']),
        select(vec![0, 1]),
        select(vec![Terminator::CRLF, Terminator::Any(b'\n'), Terminator::Any(b'\r')]),
        any::<bool>(),
        Just((0..COLUMNS.len()).collect::<Vec<_>>()).prop_shuffle(),
        select(vec![iso as fn(i64) -> String, epoch]),
    )
        .prop_map(|(delimiter, quotes, ending, announces, order, time)| Dialect {
            delimiter,
            quotes: [QuoteStyle::Necessary, QuoteStyle::Always][quotes],
            ending,
            announces,
            order,
            time,
        })
}

/// Words with the letters and marks of Windows-1252.
fn western() -> impl Strategy<Value = String> {
    let words = "don’t café “yes” – wait… 5€ naïve Zoë señor, \"quoted\" a;b 1|2 =SUM(A1) plain words here";
    let words: Vec<_> = words.split(' ').collect();
    prop::collection::vec(select(words), 1..12).prop_map(|words| words.join(" "))
}

fn anything() -> impl Strategy<Value = String> {
    prop_oneof!["[\\PC\n\r\"',;|\t]{1,60}", "[a-z\",;\n ]{1,40}"]
}

fn messages(body: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Said>> {
    let body = body
        .prop_map(|body| body.trim_matches(trimmed).to_owned())
        .prop_filter("a text", |body| !body.is_empty());
    let said = (body, any::<bool>(), 0_u8..3, 1_600_000_000_000_i64..1_750_000_000_000);
    prop::collection::vec(said, 1..20).prop_map(|messages| {
        let message = |(number, (body, incoming, thread, at)): (usize, (String, bool, u8, i64))| Said {
            id: format!("AC{number}"),
            thread: if thread == 0 { String::new() } else { format!("CN{thread}") },
            body,
            incoming,
            at,
        };
        messages.into_iter().enumerate().map(message).collect()
    })
}

/// Returns whether a character is removed at the ends of a cell.
fn trimmed(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

fn write(messages: &[Said], dialect: &Dialect) -> String {
    let mut writer = WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .quote_style(dialect.quotes)
        .terminator(dialect.ending)
        .from_writer(Vec::new());
    writer.write_record(dialect.order.iter().map(|index| COLUMNS[*index])).unwrap();
    for said in messages {
        let (own, customer) = ("+19025550100".to_owned(), "+15065550101".to_owned());
        let (direction, from, to) =
            if said.incoming { ("incoming", customer, own) } else { ("Outgoing ", own, customer) };
        let cells = [
            said.id.clone(),
            said.thread.clone(),
            said.body.clone(),
            direction.to_owned(),
            from,
            to,
            (dialect.time)(said.at),
        ];
        writer.write_record(dialect.order.iter().map(|index| &cells[*index])).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    if dialect.announces { format!("sep={}\n{text}", char::from(dialect.delimiter)) } else { text }
}

fn encode(text: &str, encoded: Encoded) -> Vec<u8> {
    let sixteen = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    match encoded {
        Encoded::Utf8 => text.into(),
        Encoded::Utf8WithMark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Encoded::Utf16Le => sixteen(u16::to_le_bytes),
        Encoded::Utf16Be => sixteen(u16::to_be_bytes),
        Encoded::Utf16LeWithMark => [b"\xff\xfe", &sixteen(u16::to_le_bytes)[..]].concat(),
        Encoded::Utf16BeWithMark => [b"\xfe\xff", &sixteen(u16::to_be_bytes)[..]].concat(),
        Encoded::Windows1252 => WINDOWS_1252.encode(text).0.into_owned(),
    }
}

fn read_back(file: Vec<u8>) -> Vec<Said> {
    let now: DateTime<Utc> = DateTime::from_timestamp(1_760_000_000, 0).unwrap();
    let options = ReadOptions::plain(now);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let batch = runtime.block_on(read(file, &options)).unwrap();
    assert_eq!(batch.report.detailed(), []);
    let said = |message: Message| Said {
        id: message.id.as_str().to_owned(),
        thread: message.thread.map(|thread| thread.as_str().to_owned()).unwrap_or_default(),
        body: message.body,
        incoming: message.direction == Direction::Incoming,
        at: message.sent_at.unwrap().timestamp_millis(),
    };
    batch.messages.into_iter().map(said).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_dialect_and_unicode_encoding_reads_back(
        messages in messages(anything()),
        dialect in dialect(),
        encoded in select(vec![Encoded::Utf8, Encoded::Utf8WithMark, Encoded::Utf16LeWithMark, Encoded::Utf16BeWithMark]),
    ) {
        prop_assert_eq!(read_back(encode(&write(&messages, &dialect), encoded)), messages);
    }

    #[test]
    fn western_text_reads_back_from_every_encoding(
        messages in messages(western()),
        dialect in dialect(),
        encoded in select(vec![Encoded::Windows1252, Encoded::Utf8, Encoded::Utf16Le, Encoded::Utf16Be]),
    ) {
        prop_assert_eq!(read_back(encode(&write(&messages, &dialect), encoded)), messages);
    }
}
