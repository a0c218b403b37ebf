//! Whole files: headers, columns, and what is refused.

use gleaner_domain::Source;
use gleaner_domain::testing::{MessageBuilder, incoming};

use super::*;
use crate::Provenance;

#[tokio::test]
async fn both_headers_are_read_with_the_same_result() {
    let long = rows(LONG, "AC1,CN1,Hi,,+19025550100,+15065550101,incoming,2025-07-01T13:51:14.858Z\n").await;
    let short = rows(SHORT, "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T13:51:14.858Z\n").await;
    let message =
        |row: MessageBuilder| row.id("AC1").from("+15065550101").to(&["+19025550100"]).at(1_751_377_874_858);
    assert_eq!(long.messages, [message(incoming("Hi").thread("CN1")).build()]);
    assert_eq!(short.messages, [message(incoming("Hi")).build()]);
}

#[tokio::test]
async fn column_names_are_folded() {
    let header = "\u{feff}Sent At,FROM, to ,Direction,Conversation_Body,Id\n";
    let batch = rows(header, "2025-07-01 10:00,+15065550101,+19025550100,Inbound,Hi,AC1\n").await;
    assert_eq!(bodies(&batch), ["Hi"]);
}

#[tokio::test]
async fn a_file_whose_rows_are_mostly_rejected_is_refused() {
    let good = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
    let bad = "AC2,Hi,incoming,1.90E+10,+19025550100,2025-07-01T10:00:00Z\n";
    assert_eq!(rows(SHORT, &format!("{good}{bad}")).await.messages.len(), 1);
    let error = read_text(&format!("{SHORT}{good}{bad}{bad}")).await.unwrap_err();
    let ReadError::MostlyRejected { counts, first } = &error else { panic!("{error:?}") };
    assert_eq!((counts.of(RowOutcome::Rejected), counts.total(), first.len()), (2, 3, 2));
    assert!(error.to_string().contains("line 3: A spreadsheet has damaged"), "{error}");
}

#[tokio::test]
async fn two_exports_pasted_together_are_read_even_with_their_columns_in_another_order() {
    let batch = rows(
        SHORT,
        "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         id,conversationBody,direction,from,to,sentAt\n\
         AC2,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\n\
         \u{feff}Id,Conversation ID,Body,Sent At,To,From,Direction,Created At\n\
         AC3,CN1,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n",
    )
    .await;
    assert_eq!(bodies(&batch), ["Hi"; 3]);
    assert_eq!(refused(&batch), [at(3, RowReason::RepeatedHeader, ""), at(6, RowReason::RepeatedHeader, "")]);
    assert_eq!(batch.lines, [2, 4, 7]);
}

#[tokio::test]
async fn columns_with_unknown_names_can_be_named() {
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
    let options =
        ReadOptions { format: Format::OpenPhone(ColumnMap::new(names.into()).unwrap()), ..options() };
    let batch = read(text.into(), &options).await.unwrap();
    assert_eq!(batch.provenance.shape.delimiter, ';');
    assert_eq!(batch.provenance.shape.unused_columns, ["Nr"]);
    assert_eq!(refused(&batch), [at(2, RowReason::NoTime, "Zeit")]);
    assert_eq!(batch.messages.len(), 1);
}

#[tokio::test]
async fn the_first_rows_are_kept_as_they_were_read() {
    let batch = rows(SHORT, &"AC1,Hi,sideways,1,2,2025-07-01T10:00:00Z\nAC2,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(4)).await;
    assert_eq!(batch.provenance.first_rows.len(), 5);
    assert_eq!(
        (batch.provenance.first_rows[0].line, batch.provenance.first_rows[0].reason),
        (2, Some(RowReason::UnknownDirection))
    );
    assert_eq!(batch.provenance.first_rows[1].cells[1], ("body", "Hi".into()));
    assert!(batch.provenance.first_rows[1].sent_at.is_some());
}

#[tokio::test]
async fn files_of_other_types_are_refused_with_their_media_type() {
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
async fn a_file_of_more_messages_than_its_size_can_contain_is_refused() {
    let options = ReadOptions { max_bytes: 5_000, ..options() };
    let text = |rows: usize| {
        format!("conversationId,body,direction,from,to,date\n{}", "CN1,ok,sent,,,\n".repeat(rows))
    };
    assert_eq!(read(text(100).into(), &options).await.unwrap().messages.len(), 100);
    let error = read(text(101).into(), &options).await.unwrap_err();
    assert!(matches!(error, ReadError::TooManyMessages { max: 100, line: 102 }), "{error:?}");
}

#[tokio::test]
async fn a_file_pasted_after_another_keeps_its_ids() {
    let row = "\"AC1\",\"Hi\",\"incoming\",\"+15065550101\",\"+19025550100\",\"2025-07-01T10:00:00Z\"\n";
    let header = "\u{feff}\"id\",\"body\",\"direction\",\"from\",\"to\",\"sentAt\"\n";
    let batch =
        read_text(&format!("{header}{row}sep=,\n{header}{}", row.replace("AC1", "AC2"))).await.unwrap();
    let ids: Vec<_> = batch.messages.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["AC1", "AC2"]);
    assert_eq!(refused(&batch), [at(3, RowReason::RepeatedHeader, ""), at(4, RowReason::RepeatedHeader, "")]);
}

#[tokio::test]
async fn an_unclosed_quotation_mark_in_the_header_takes_no_row_with_it() {
    let row = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
    for header in
        [SHORT.replace("sentAt", "\"sentAt"), format!("\"sep=,\n{SHORT}"), format!(",,,,,\n{SHORT}")]
    {
        assert_eq!(bodies(&rows(&header, &row.repeat(2)).await), ["Hi", "Hi"], "{header}");
    }
}

#[tokio::test]
async fn an_error_about_a_missing_header_does_not_repeat_a_row() {
    let error = read_text("AC1,my secret,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n").await;
    assert!(!format!("{:?}", error.unwrap_err()).contains("secret"));
}

#[tokio::test]
async fn a_batch_states_where_its_messages_come_from() {
    let text = format!("{SHORT}AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
    let Provenance { source, bytes, shape, first_rows } = read_text(&text).await.unwrap().provenance;
    assert_eq!((source, bytes), (options().format.source(), text.len() as u64));
    assert_eq!(source, Source::OpenPhone);
    assert_eq!((shape.header_line, first_rows.len()), (1, 1));
}
