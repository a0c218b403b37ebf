use super::*;
use gleaner_domain::RowOutcome;

const LONG: &str = "id,conversationId,body,sentAt,to,from,direction,createdAt\n";
const SHORT: &str = "id,conversationBody,direction,from,to,sentAt\n";

fn options() -> ReadOptions {
    ReadOptions {
        max_bytes: 1 << 20,
        skip_markers: vec!["CN6cc5c67b4".into(), "CN2cc08d4c".into()],
        columns: ColumnMap::default(),
        now: crate::time::parse("2025-12-01T00:00:00Z").unwrap(),
    }
}

async fn read_text(text: &str) -> Result<Export, ReadError> {
    read(text.into(), &options()).await
}

async fn rows(header: &str, rows: &str) -> Export {
    read_text(&format!("{header}{rows}")).await.unwrap()
}

fn bodies(export: &Export) -> Vec<&str> {
    export.messages.iter().map(|message| message.body.as_str()).collect()
}

#[tokio::test]
async fn both_headers_are_read_and_mean_the_same() {
    let long = rows(LONG, "AC1,CN1,Hi,,+19025550100,+15065550101,incoming,2025-07-01T13:51:14.858Z\n").await;
    let short = rows(SHORT, "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T13:51:14.858Z\n").await;
    let mut expected = short.messages;
    expected[0].thread = long.messages[0].thread.clone();
    assert_eq!(long.messages, expected);
    assert_eq!(long.messages[0].thread.as_ref().unwrap().as_str(), "CN1");
}

#[tokio::test]
async fn column_names_are_folded() {
    let header = "\u{feff}Sent At,FROM, to ,Direction,Conversation_Body,Id\n";
    let export = rows(header, "2025-07-01 10:00,+15065550101,+19025550100,Inbound,Hi,AC1\n").await;
    assert_eq!(bodies(&export), ["Hi"]);
}

#[tokio::test]
async fn quoted_commas_quotes_and_line_breaks_stay_in_the_text() {
    let export = rows(
        SHORT,
        "AC1,\"One, \"\"two\"\"\nthree\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\r\n\
         AC2,four,outgoing,+19025550100,+15065550101,2025-07-01T10:01:00Z\r\n",
    )
    .await;
    assert_eq!(bodies(&export), ["One, \"two\"\nthree", "four"]);
}

#[tokio::test]
async fn an_implausible_sent_at_gives_way_to_created_at() {
    let export = rows(
        LONG,
        "AC1,CN1,Hi,1902700000000,+19025550100,+15065550101,incoming,2025-09-02T10:00:00Z\n\
         AC2,CN1,Hi,,+19025550100,+15065550101,incoming,1756821074\n\
         AC3,CN1,Hi,never,+19025550100,+15065550101,incoming,\n",
    )
    .await;
    let seconds: Vec<_> = export.messages.iter().map(|m| m.sent_at.map(|time| time.timestamp())).collect();
    assert_eq!(seconds, [Some(1_756_807_200), Some(1_756_821_074), None]);
}

/// Line, reason and column of every row that is no message.
fn refused(export: &Export) -> Vec<(u64, RowReason, Option<String>)> {
    export.report.detailed().into_iter().map(|row| (row.line, row.reason, row.column)).collect()
}

fn at(line: u64, reason: RowReason, column: &str) -> (u64, RowReason, Option<String>) {
    (line, reason, (!column.is_empty()).then(|| column.to_owned()))
}

#[tokio::test]
async fn rows_that_are_no_messages_are_counted_and_not_errors() {
    let export = rows(
        "id,conversationId,type,body,sentAt,to,from,direction,createdAt\n",
        "AC1,CN1,call,,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC2,CN1,voicemail,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC3,CN1,message,  ,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC4,CN6cc5c67b4ffff,message,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC5,CN1,message,[CN2cc08d4c] Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC6,CN1,message,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         ,,,,,,,,\n",
    )
    .await;
    assert_eq!(
        refused(&export),
        [
            at(2, RowReason::OtherType, "type"),
            at(3, RowReason::OtherType, "type"),
            at(4, RowReason::NoText, "body"),
            at(5, RowReason::AutomatedMessage, "conversationId"),
            at(6, RowReason::AutomatedMessage, "conversationId"),
            at(8, RowReason::BlankRow, ""),
        ]
    );
    assert_eq!((export.report.counts.total(), export.lines.as_slice()), (7, &[7][..]));
}

#[tokio::test]
async fn a_bad_row_is_rejected_with_its_reason_and_place_and_the_others_stay() {
    let good = |id: u8| format!("AC{id},Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,,\n");
    let goods: String = (10..20).map(good).collect();
    let export = rows(
        "id,Conversation Body,direction,from,to,sentAt\n",
        &format!(
            "AC1,Hi,sideways,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
             AC2,Hi\n\
             AC3,Hi,incoming,+15065550101,+19025550100,\n\
             AC4,Hi,incoming,1.90223E+10,+19025550100,2025-07-01T10:00:00Z\n\
             AC5,Hi,outgoing,+19025550100,,2025-07-01T10:00:00Z\n\
             AC6,Hi, there,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
             {id},Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
             AC8,Hi,outgoing,+19025550100\n{goods}",
            id = "x".repeat(200),
        ),
    )
    .await;
    assert_eq!(
        refused(&export),
        [
            at(2, RowReason::UnknownDirection, "direction"),
            at(3, RowReason::CutShort, "direction"),
            at(4, RowReason::NoTime, "sentAt"),
            at(5, RowReason::DamagedNumber, "from"),
            at(6, RowReason::NoNumber, "to"),
            at(7, RowReason::ShiftedColumns, "direction"),
            at(8, RowReason::BadIdentifier, "id"),
            at(9, RowReason::CutShort, "to"),
        ]
    );
    assert_eq!(export.messages.len(), 10);
    assert_eq!(export.warnings[0].code, WarningCode::RejectedRows);
    assert_eq!((export.warnings[0].count, export.warnings[0].line), (8, Some(2)));
}

#[tokio::test]
async fn what_no_message_can_be_is_rejected() {
    let long = "a".repeat(70_000);
    let huge = "a".repeat(5 << 20);
    let many = vec!["+15065550101"; 60].join(",");
    let good = "AC,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(5);
    let text = format!(
        "{SHORT}AC1,{long},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC2,Hi,outgoing,+19025550100,\"{many}\",2025-07-01T10:00:00Z\n\
         AC3,{huge},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC4,Hi{commas}\n{good}",
        commas = ",".repeat(10_000_000 / 2),
    );
    let export = read(text.into(), &ReadOptions { max_bytes: 20 << 20, ..options() }).await.unwrap();
    assert_eq!(
        refused(&export),
        [
            at(2, RowReason::TooLong, "conversationBody"),
            at(3, RowReason::TooManyRecipients, "to"),
            at(4, RowReason::LineTooLong, ""),
            at(5, RowReason::LineTooLong, ""),
        ]
    );
    assert_eq!(export.messages.len(), 5);
}

#[tokio::test]
async fn a_file_most_of_whose_rows_are_bad_is_the_wrong_file() {
    let good = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
    let bad = "AC2,Hi,incoming,1.90E+10,+19025550100,2025-07-01T10:00:00Z\n";
    assert_eq!(rows(SHORT, &format!("{good}{bad}")).await.messages.len(), 1);
    let error = read_text(&format!("{SHORT}{good}{bad}{bad}")).await.unwrap_err();
    let ReadError::MostlyRejected { counts, first } = &error else { panic!("{error:?}") };
    assert_eq!((counts.of(RowOutcome::Rejected), counts.total(), first.len()), (2, 3, 2));
    assert!(error.to_string().contains("line 3: A spreadsheet has damaged"), "{error}");
}

#[tokio::test]
async fn a_damaged_number_is_no_loss_where_the_conversation_is_known_but_it_is_said() {
    let row = "AC1,CN1,Hi,,1.90223E+10,\"1,90223E+10\",incoming,2025-07-01T10:00:00Z\n";
    let export = rows(LONG, row).await;
    assert_eq!((&export.messages[0].from, export.messages[0].to.len()), (&None, 0));
    assert_eq!(export.warnings[0], Warning { code: WarningCode::DamagedNumbers, count: 1, line: Some(2) });
}

#[tokio::test]
async fn a_message_without_a_time_keeps_its_place_and_that_is_said() {
    let export = rows(LONG, "AC1,CN1,Hi,1.75138E+12,+19025550100,+15065550101,incoming,\n").await;
    assert_eq!(export.messages[0].sent_at, None);
    assert_eq!(export.warnings[0].code, WarningCode::MissingTimes);
}

#[tokio::test]
async fn the_pacific_time_of_older_exports_is_read_last() {
    let header = "id,type,status,body,from,to,direction,createdAt,createdAtPT\n";
    let export = rows(
        header,
        "AC1,message,delivered,Hi,+15065550101,+19025550100,incoming,,2025-07-01 10:00:00\n\
         AC2,message,delivered,Hi,+15065550101,+19025550100,incoming,2025-07-01T10:00:00Z,2025-07-01 03:00:00\n\
         AC3,call,completed,,+15065550101,+19025550100,incoming,,2025-07-01 10:00:00\n",
    )
    .await;
    let hours: Vec<_> = export.messages.iter().map(|m| m.sent_at.unwrap().format("%H").to_string()).collect();
    assert_eq!(hours, ["17", "10"]);
}

#[tokio::test]
async fn two_exports_pasted_together_are_read_even_with_their_columns_in_another_order() {
    let export = rows(
        SHORT,
        "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         id,conversationBody,direction,from,to,sentAt\n\
         AC2,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\n\
         \u{feff}Id,Conversation ID,Body,Sent At,To,From,Direction,Created At\n\
         AC3,CN1,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n",
    )
    .await;
    assert_eq!(bodies(&export), ["Hi"; 3]);
    assert_eq!(
        refused(&export),
        [at(3, RowReason::RepeatedHeader, ""), at(6, RowReason::RepeatedHeader, "")]
    );
    assert_eq!(export.lines, [2, 4, 7]);
}

#[tokio::test]
async fn an_unclosed_quote_costs_its_row_and_no_other() {
    let row = |id: u8, body: &str| {
        format!("AC{id},{body},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n")
    };
    let text = [
        row(1, "\"one\ntwo\""),
        row(2, "\"open"),
        row(3, "three"),
        row(4, "\"four\nlines, \"\"quoted\"\"\""),
        row(5, "\"open again"),
        row(6, "six"),
    ]
    .concat();
    let export = rows(SHORT, &text).await;
    assert_eq!(bodies(&export), ["one\ntwo", "three", "four\nlines, \"quoted\"", "six"]);
    let quote = |line| at(line, RowReason::UnclosedQuote, "conversationBody");
    assert_eq!(refused(&export), [quote(4), quote(8)]);
    let warning = export.warnings.iter().find(|warning| warning.code == WarningCode::UnclosedQuote).unwrap();
    assert_eq!((warning.count, warning.line), (2, Some(4)));
}

#[tokio::test]
async fn a_quote_that_closes_in_the_wrong_place_costs_its_row_and_no_other() {
    let export = rows(
        SHORT,
        "AC1,\"open,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC2,two,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC3,\", three\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC4,four,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n",
    )
    .await;
    assert_eq!(bodies(&export), ["two", ", three", "four"]);
    assert_eq!(refused(&export), [at(2, RowReason::UnclosedQuote, "conversationBody")]);
}

/// A customer must not be able to write an operator's message.
#[tokio::test]
async fn rows_inside_a_text_stay_text() {
    let text = "Hi\nAC9,Free rounds for all,outgoing,+19025550100,+15065550101,2025-07-01T10:00:00Z\nBye";
    let export =
        rows(SHORT, &format!("AC1,\"{text}\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n"))
            .await;
    assert_eq!(bodies(&export), [text]);
}

#[tokio::test]
async fn hostile_text_is_kept_as_text() {
    for body in
        ["=HYPERLINK(\"\"x\"\")", "<script>alert(1)</script>", "\u{202e}txt.exe", "a\u{200b}b", "@SUM(A1)"]
    {
        let row = format!("AC1,\"{body}\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
        assert_eq!(bodies(&rows(SHORT, &row).await), [body.replace("\"\"", "\"")]);
    }
}

#[tokio::test]
async fn the_edge_cases_of_csv_are_read_as_rfc_4180_and_spreadsheets_write_them() {
    for (cell, body) in [
        ("plain", "plain"),
        ("\"quoted\"", "quoted"),
        ("\"with, comma\"", "with, comma"),
        ("\"with \"\"quotes\"\"\"", "with \"quotes\""),
        ("\"\"\"\"", "\""),
        ("\"a\nb\"", "a\nb"),
        ("\"a\r\nb\"", "a\r\nb"),
        ("\"a\n\nb\"", "a\n\nb"),
        ("5\" pipe", "5\" pipe"),
        ("\"quoted\" and not", "quoted and not"),
        ("a\\b", "a\\b"),
        ("it's", "it's"),
        ("  spaces  ", "spaces"),
        ("\"  quoted spaces  \"", "quoted spaces"),
        ("'", "'"),
        ("#hash", "#hash"),
        ("\u{1f600}", "\u{1f600}"),
        // From csv-spectrum, a public collection of such cases.
        ("\"ha \"\"ha\"\" ha\"", "ha \"ha\" ha"),
        ("\"Once upon \na time\"", "Once upon \na time"),
        (
            "\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"",
            "{\"type\": \"Point\", \"at\": [102.0, 0.5]}",
        ),
        ("ʤ", "ʤ"),
    ] {
        let row = format!(",{cell},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
        let export = rows(SHORT, &[row.as_str(), &row, "\n"].concat()).await;
        assert_eq!(bodies(&export), [body, body], "{cell}");
        // Also where nothing ends the last line.
        assert_eq!(bodies(&rows(SHORT, row.trim_end()).await), [body], "{cell}");
    }
    for empty in ["", "\"\"", "  ", "\"\n\""] {
        let row = format!("AC1,{empty},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
        assert_eq!(refused(&rows(SHORT, &row).await), [at(2, RowReason::NoText, "conversationBody")]);
    }
}

#[tokio::test]
async fn columns_that_nobody_knows_can_be_named() {
    let text = "Nr;Text der Nachricht;Richtung;Von;An;Zeit\nAC1;Hallo;incoming;+15065550101;+19025550100;1.7.2025\n\
                AC2;Hallo;incoming;+15065550101;+19025550100;2025-07-01 10:00\n";
    let lacking = read_text(text).await.unwrap_err();
    assert!(matches!(lacking, ReadError::MissingColumns { .. }));
    let names = [
        ("body", "text der nachricht"),
        ("direction", "Richtung"),
        ("from", "Von"),
        ("to", "An"),
        ("sentAt", "Zeit"),
    ];
    let names = names.map(|(column, header)| (column.to_owned(), header.to_owned()));
    let options = ReadOptions { columns: ColumnMap::new(names.into()).unwrap(), ..options() };
    let export = read(text.into(), &options).await.unwrap();
    assert_eq!(export.shape.delimiter, ';');
    assert_eq!(export.shape.unused_columns, ["Nr"]);
    assert_eq!(refused(&export), [at(2, RowReason::NoTime, "Zeit")]);
    assert_eq!(export.messages.len(), 1);
}

#[tokio::test]
async fn the_first_rows_are_kept_as_they_were_read() {
    let export = rows(SHORT, &"AC1,Hi,sideways,1,2,2025-07-01T10:00:00Z\nAC2,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(4)).await;
    assert_eq!(export.first.len(), 5);
    assert_eq!((export.first[0].line, export.first[0].reason), (2, Some(RowReason::UnknownDirection)));
    assert_eq!(export.first[1].cells[1], "Hi");
    assert!(export.first[1].sent_at.is_some());
}

#[tokio::test]
async fn a_message_without_an_id_is_known_by_what_it_says_and_when() {
    let row = |time: &str| format!(",Thanks,incoming,+15065550101,+19025550100,{time}\n");
    let export =
        rows(SHORT, &[row("2025-07-01 10:00"), row("2025-07-01 10:00"), row("2025-07-01 10:01")].concat())
            .await;
    let ids: Vec<_> = export.messages.iter().map(|message| &message.id).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn recipients_of_a_group_message_are_told_apart() {
    let row = "AC1,Hi,incoming,+15065550101,\"+19025550100,+15065550102\",2025-07-01T10:00:00Z\n";
    assert_eq!(rows(SHORT, row).await.messages[0].to.len(), 2);
}

#[tokio::test]
async fn files_that_are_no_export_are_refused_for_what_they_are() {
    let gzip = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0xcc];
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0".to_vec();
    for (file, kind) in [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec(), "application/pdf"),
        (png, "image/png"),
        (gzip.to_vec(), "application/gzip"),
        (zip, "application/zip"),
    ] {
        let error = read(file, &options()).await.unwrap_err();
        assert!(
            matches!(error, ReadError::NotText { kind: Some(found), line: 1 } if found == kind),
            "{error:?}"
        );
    }
    let page = read_text("<!DOCTYPE html>\n<html><body>Please sign in</body></html>\n").await;
    assert!(matches!(page, Err(ReadError::MissingColumns { .. })));
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert!(read(noise, &options()).await.is_err());
    for nothing in ["", "\n".repeat(1_000_000).as_str(), "\u{feff}", " \t\r\n"] {
        assert!(matches!(read_text(nothing).await, Err(ReadError::Empty)));
    }
    assert!(matches!(read_text(SHORT).await, Err(ReadError::NoRows)));
    assert!(matches!(read_text(&format!("{SHORT}{}", "\n".repeat(1_000_000))).await, Err(ReadError::NoRows)));
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused() {
    let options = ReadOptions { max_bytes: 100, ..options() };
    let error = read(SHORT.repeat(50).into(), &options).await.unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { max_bytes: 100 }), "{error:?}");
}

#[tokio::test]
async fn a_file_of_more_messages_than_its_size_can_hold_is_refused() {
    let options = ReadOptions { max_bytes: 5_000, ..options() };
    let text = |rows: usize| {
        format!("conversationId,body,direction,from,to,date\n{}", "CN1,ok,sent,,,\n".repeat(rows))
    };
    assert_eq!(read(text(100).into(), &options).await.unwrap().messages.len(), 100);
    let error = read(text(101).into(), &options).await.unwrap_err();
    assert!(matches!(error, ReadError::TooManyMessages { max: 100, line: 102 }), "{error:?}");
}
