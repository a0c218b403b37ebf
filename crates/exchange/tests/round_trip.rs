//! What is written is read again unchanged, and what is not an export is refused with its line and field.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{DateTime, Utc};
use gleaner_domain::pattern::ExchangedPattern;
use gleaner_domain::{Confidence, PatternType, ResponseTemplate, Trigger};
use gleaner_exchange::{Encoder, Format, LibraryFormat, decode};
use proptest::prelude::*;

const FORMATS: [LibraryFormat; 3] = [LibraryFormat::Csv, LibraryFormat::Json, LibraryFormat::Jsonl];

fn encode(patterns: &[ExchangedPattern], format: Format) -> Vec<u8> {
    let mut encoder = Encoder::new(format).unwrap();
    let mut bytes = Vec::new();
    // One at a time, as pages of a library.
    for pattern in patterns {
        encoder.write(std::slice::from_ref(pattern)).unwrap();
        bytes.extend(encoder.take());
    }
    bytes.extend(encoder.finish());
    bytes
}

fn decoded(bytes: &[u8], format: LibraryFormat) -> Vec<ExchangedPattern> {
    decode(bytes, format).unwrap().into_iter().map(|decoded| decoded.pattern).collect()
}

fn error(text: &str, format: LibraryFormat) -> String {
    decode(text.as_bytes(), format).unwrap_err().to_string()
}

/// Texts of questions and answers, many of which begin like a formula.
fn text() -> impl Strategy<Value = String> {
    let words = "[=+@'\"-]{0,3}( |[a-zé0-9=+@'\",;|\n\r\t-]|[A-Z]){0,12}[a-z]{1,8}";
    let variable = prop_oneof![Just(""), Just("{{time}}"), Just(" {{customer_name}}, {{amount}}")];
    (words, variable).prop_map(|(words, variable)| format!("{words}{variable}"))
}

fn trigger() -> impl Strategy<Value = Trigger> {
    text().prop_filter_map("not a question", |text| Trigger::parse(&text).ok())
}

fn template() -> impl Strategy<Value = ResponseTemplate> {
    text().prop_filter_map("not an answer", |text| ResponseTemplate::parse(&text).ok())
}

fn time() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_102_444_800_000_i64).prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

fn count() -> impl Strategy<Value = u32> {
    prop_oneof![0..5_u32, 0..=ExchangedPattern::MAX_COUNT]
}

prop_compose! {
    fn pattern()(
        pattern_type in "[a-z][a-z0-9_]{0,31}",
        trigger in trigger(),
        examples in prop::collection::vec(trigger(), 0..4),
        template in template(),
        confidence in 0..=10_000_u32,
        flags in any::<[bool; 3]>(),
        counts in [count(), count(), count(), count()],
        last_used in prop::option::of(time()),
        learned_from in "[=+@'a-z_-]{1,20}",
        times in (time(), time()),
    ) -> ExchangedPattern {
        ExchangedPattern {
            pattern_type: pattern_type.parse().unwrap(),
            trigger,
            examples,
            template,
            confidence: Confidence::new(f64::from(confidence) / 1e4).unwrap(),
            auto_executable: flags[0],
            is_active: flags[1],
            is_removed: flags[2],
            evidence_count: counts[0],
            import_count: counts[1],
            execution_count: counts[2],
            success_count: counts[3],
            last_used,
            learned_from,
            created_at: times.0,
            updated_at: times.1,
        }
    }
}

fn example() -> ExchangedPattern {
    let created_at = DateTime::from_timestamp_millis(1_767_225_600_123).unwrap();
    ExchangedPattern {
        pattern_type: PatternType::Access,
        trigger: Trigger::parse("=How do I open the door?").unwrap(),
        examples: vec![Trigger::parse("The door is \"stuck\"").unwrap()],
        template: ResponseTemplate::parse("Hi {{customer_name}}, use {{access_code}}.").unwrap(),
        confidence: Confidence::new(0.65).unwrap(),
        auto_executable: false,
        is_active: true,
        is_removed: false,
        evidence_count: 3,
        import_count: 2,
        execution_count: 0,
        success_count: 0,
        last_used: None,
        learned_from: "csv_import".to_owned(),
        created_at,
        updated_at: created_at,
    }
}

/// The cells of a CSV as a spreadsheet reads them that separates cells by `delimiter`.
fn cells(bytes: &[u8], delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(bytes);
    reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Whether a spreadsheet evaluates a cell, perhaps after it skips spaces, control characters and quotes.
fn is_formula(cell: &str) -> bool {
    let begin = cell.trim_start_matches(|character: char| character == '"' || character.is_whitespace());
    begin.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// The example in one line of JSON, with `from` replaced by `to`.
fn line_with(from: &str, to: &str) -> String {
    let line = String::from_utf8(encode(&[example()], Format::Jsonl)).unwrap();
    assert!(line.contains(from), "{from}");
    line.replace(from, to)
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(patterns in prop::collection::vec(pattern(), 0..4)) {
        for format in FORMATS {
            let bytes = encode(&patterns, format.into());
            prop_assert_eq!(&decoded(&bytes, format), &patterns);
        }
    }

    #[test]
    fn no_cell_of_a_row_is_a_formula_whatever_separates_cells(patterns in prop::collection::vec(pattern(), 1..4)) {
        let bytes = encode(&patterns, Format::Csv);
        for delimiter in *b",;|\t" {
            for cell in cells(&bytes, delimiter) {
                prop_assert!(!is_formula(&cell), "{:?}: {:?}", char::from(delimiter), cell);
            }
        }
    }

    #[test]
    fn patterns_that_are_equal_in_the_order_are_equal(a in pattern(), b in pattern()) {
        prop_assert_eq!(a.compare(&b).is_eq(), a == b);
        prop_assert_eq!(a.compare(&b), b.compare(&a).reverse());
        prop_assert!(a.compare(&a.clone()).is_eq());
    }

    #[test]
    fn no_file_makes_the_reader_panic(text in "(\\PC|[\n\r\",;{}\\[\\]:]){0,200}") {
        for format in FORMATS {
            let _ = decode(text.as_bytes(), format);
        }
    }
}

#[test]
fn an_example_of_a_question_is_no_formula_whatever_separates_cells() {
    for separator in [";", "|", ";\"", "; '", "\\;"] {
        let question = format!("Are you open?{separator}=cmd|' /C calc'!A0");
        let pattern = ExchangedPattern { examples: vec![Trigger::parse(&question).unwrap()], ..example() };
        let bytes = encode(std::slice::from_ref(&pattern), Format::Csv);
        for delimiter in *b",;|\t" {
            let formula = cells(&bytes, delimiter).into_iter().find(|cell| is_formula(cell));
            assert_eq!(formula, None, "{separator:?} {:?}", char::from(delimiter));
        }
        assert_eq!(decoded(&bytes, LibraryFormat::Csv), [pattern]);
    }
}

#[test]
fn the_formats_are_as_documented() {
    let line = r#"{"pattern_type":"access","trigger_text":"=How do I open the door?","trigger_examples":["The door is \"stuck\""],"response_template":"Hi {{customer_name}}, use {{access_code}}.","confidence_score":0.65,"auto_executable":false,"is_active":true,"is_deleted":false,"evidence_count":3,"import_count":2,"execution_count":0,"success_count":0,"last_used":null,"learned_from":"csv_import","created_at":"2026-01-01T00:00:00.123Z","updated_at":"2026-01-01T00:00:00.123Z"}"#;
    let written = |patterns: &[_], format| String::from_utf8(encode(patterns, format)).unwrap();
    assert_eq!(written(&[example()], Format::Jsonl), format!("{line}\n"));
    assert_eq!(written(&[], Format::Jsonl), "");
    let two = [example(), example()];
    assert_eq!(
        written(&two, Format::Json),
        format!("{{\"version\":1,\"patterns\":[\n{line},\n{line}\n]}}\n")
    );
    assert_eq!(written(&[], Format::Json), "{\"version\":1,\"patterns\":[\n]}\n");
    assert_eq!(
        written(&[example()], Format::Csv),
        "pattern_type,trigger_text,trigger_examples,response_template,confidence_score,auto_executable,is_active,\
         is_deleted,evidence_count,import_count,execution_count,success_count,last_used,learned_from,created_at,\
         updated_at\naccess,'=How do I open the door?,\"[\"\"The door is \\\"\"stuck\\\"\"\"\"]\",\"Hi \
         {{customer_name}}, use {{access_code}}.\",0.65,false,true,false,3,2,0,0,,csv_import,\
         2026-01-01T00:00:00.123Z,2026-01-01T00:00:00.123Z\n"
    );
}

#[test]
fn help_desks_get_active_patterns_with_their_own_placeholders() {
    let other = |change: fn(&mut ExchangedPattern)| {
        let mut pattern = example();
        change(&mut pattern);
        pattern
    };
    let list = [
        example(),
        other(|pattern| pattern.is_active = false),
        other(|pattern| pattern.is_removed = true),
        other(|pattern| pattern.template = ResponseTemplate::parse("- ring the bell\n- wait").unwrap()),
    ];
    let macros: serde_json::Value = serde_json::from_slice(&encode(&list, Format::Zendesk)).unwrap();
    assert_eq!(
        macros["macros"][0],
        serde_json::json!({
            "title": "=How do I open the door?",
            "description": "Type: access. Confidence: 0.65. Conversations: 3.",
            "active": true,
            "actions": [{
                "field": "comment_value",
                "value": "Hi {{ticket.requester.first_name}}, use [access code].",
            }],
        })
    );
    assert_eq!(macros["macros"].as_array().unwrap().len(), 2);
    assert_eq!(
        String::from_utf8(encode(&list, Format::Chatwoot)).unwrap(),
        "short_code,content\nopen-door,\"Hi {{contact.first_name}}, use [access code].\"\nopen-door-2,\"'- ring the \
         bell\n- wait\"\n"
    );
}

#[test]
fn an_invalid_value_is_refused_with_its_line_and_field() {
    for (from, to, expected) in [
        ("0.65", "2", "line 3, confidence_score: a confidence is a number from 0 to 1"),
        ("0.65", "\"0.65\"", "line 3, confidence_score: the value is not a number"),
        ("0.65", "null", "line 3, confidence_score: the value is not a number"),
        ("{{access_code}}", "{{password}}", "line 3, response_template: the text uses an unknown variable"),
        ("{{access_code}}", "<b>it</b>", "line 3, response_template: the text contains markup or code"),
        (
            "Hi {{customer_name}}, use {{access_code}}.",
            " ",
            "line 3, response_template: the text contains no words besides its variables",
        ),
        ("\"access\"", "\"Access!\"", "line 3, pattern_type: a name of a pattern type has 1 to 32 lowercase"),
        ("\"is_active\":true", "\"is_active\":1", "line 3, is_active: the value is not true or false"),
        ("\"evidence_count\":3", "\"evidence_count\":-3", "line 3, evidence_count: the value is not a whole"),
        (
            "\"import_count\":2",
            "\"import_count\":2147483648",
            "line 3, import_count: the value is not a whole",
        ),
        ("\"last_used\":null", "\"last_used\":\"yesterday\"", "line 3, last_used: the value is not a time"),
        (
            "[\"The door is \\\"stuck\\\"\"]",
            "[1]",
            "line 3, trigger_examples: the value is not a list of texts",
        ),
        ("\"csv_import\"", "\"\"", "line 3, learned_from: the value does not have 1 to 100 visible"),
        ("\"is_active\"", "\"is_live\"", "line 3, is_live: there is no such field"),
        ("\"is_deleted\"", "\"is_active\"", "line 3, is_active: the field occurs more than once"),
        ("\"last_used\":null,", "", "line 3, last_used: the field is missing"),
    ] {
        let invalid = line_with(from, to);
        let line = line_with("", "");
        let lines = format!("{line}\n{invalid}");
        let document = format!("{{\"version\":1,\"patterns\":[\n{line},{invalid}]}}");
        for (text, format) in [(lines, LibraryFormat::Jsonl), (document, LibraryFormat::Json)] {
            let error = error(&text, format);
            assert!(error.starts_with(expected), "{error}");
        }
    }
}

#[test]
fn a_document_of_another_kind_is_refused() {
    let line = line_with("", "");
    for (text, expected) in [
        ("{\"version\":1,\"patterns\":[", "line 1: the JSON is malformed"),
        ("{\"version\":1,\n\"patterns\":}", "line 2: the JSON is malformed"),
        ("[]", "the document is not an object"),
        ("{\"patterns\":[]}", "the document is not an object"),
        ("{\"version\":1,\"patterns\":[],\"more\":1}", "the document is not an object"),
        ("{\"version\":2,\"patterns\":[]}", "the version is not 1"),
        ("{\"version\":1,\"patterns\":[\n1]}", "line 2, the pattern: the value is not an object"),
        (&line, "the document is not an object"),
    ] {
        let error = error(text, LibraryFormat::Json);
        assert!(error.starts_with(expected), "{text}: {error}");
    }
    assert_eq!(error(&format!("{line}\n{{\n"), LibraryFormat::Jsonl), "line 3: the JSON is malformed");
    assert_eq!(decode(b"{}\n\xff", LibraryFormat::Jsonl).unwrap_err().to_string(), "line 2 is not UTF-8");
}

#[test]
fn a_table_that_a_spreadsheet_wrote_is_read() {
    let written = String::from_utf8(encode(&[example()], Format::Csv)).unwrap();
    let (header, row) = written.split_once('\n').unwrap();
    // A byte order mark, other line ends, capital letters, and columns in another order.
    let rewritten = format!("\u{feff}{header}\r\n{}\r\n", row.trim_end().replace("true", "TRUE"));
    assert_eq!(decoded(rewritten.as_bytes(), LibraryFormat::Csv), [example()]);
    let mut reader = csv::Reader::from_reader(written.as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let records = [reader.headers().unwrap().clone(), reader.records().next().unwrap().unwrap()];
    for record in records {
        writer.write_record(record.iter().rev()).unwrap();
    }
    assert_eq!(decoded(&writer.into_inner().unwrap(), LibraryFormat::Csv), [example()]);
}

#[test]
fn wrong_columns_and_rows_are_refused() {
    let written = String::from_utf8(encode(&[example()], Format::Csv)).unwrap();
    for (from, to, expected) in [
        (
            "trigger_text",
            "question",
            "the first line names the wrong columns: line 1, question: there is no such",
        ),
        (
            ",learned_from",
            "",
            "the first line names the wrong columns: line 1, learned_from: the field is missing",
        ),
        (
            "is_active",
            "is_deleted",
            "the first line names the wrong columns: line 1, is_deleted: the field occurs",
        ),
        ("0.65", "a lot", "line 2, confidence_score: the value is not a number"),
        ("0.65", "1.5", "line 2, confidence_score: a confidence is a number"),
        ("0.65,", "", "line 2, the row: the row does not have as many cells"),
    ] {
        let error = error(&written.replacen(from, to, 1), LibraryFormat::Csv);
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(error("", LibraryFormat::Csv).contains("pattern_type: the field is missing"));
}

#[test]
fn many_invalid_patterns_are_counted() {
    let text = line_with("0.65", "2").repeat(25);
    let error = error(&text, LibraryFormat::Jsonl);
    assert!(error.starts_with("line 1, ") && error.ends_with("; and 5 more"), "{error}");
}

#[test]
fn a_file_with_too_many_patterns_is_refused() {
    let too_many =
        format!("{{\"version\":1,\"patterns\":[{}1]}}", "1,".repeat(gleaner_exchange::MAX_PATTERNS));
    assert_eq!(self::error(&too_many, LibraryFormat::Json), "the file has more than 100000 patterns");
    let too_many = "{}\n".repeat(gleaner_exchange::MAX_PATTERNS + 1);
    assert_eq!(self::error(&too_many, LibraryFormat::Jsonl), "the file has more than 100000 patterns");
}
