//! Quotation marks that are never closed.

use super::*;

#[tokio::test]
async fn an_unclosed_quotation_mark_costs_its_row_and_no_other() {
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
    let batch = rows(SHORT, &text).await;
    assert_eq!(bodies(&batch), ["one\ntwo", "three", "four\nlines, \"quoted\"", "six"]);
    let quote = |line| at(line, RowReason::UnclosedQuote, "conversationBody");
    assert_eq!(refused(&batch), [quote(4), quote(8)]);
    let warning = batch.warnings.iter().find(|warning| warning.code == WarningCode::UnclosedQuote).unwrap();
    assert_eq!((warning.count, warning.line), (2, Some(4)));
}

#[tokio::test]
async fn a_quotation_mark_that_closes_in_another_row_costs_its_row_and_no_other() {
    let batch = rows(
        SHORT,
        "AC1,\"open,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC2,two,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC3,\", three\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC4,four,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n",
    )
    .await;
    assert_eq!(bodies(&batch), ["two", ", three", "four"]);
    assert_eq!(refused(&batch), [at(2, RowReason::UnclosedQuote, "conversationBody")]);
}

/// A customer must not be able to write an operator's message.
#[tokio::test]
async fn rows_inside_a_text_stay_text() {
    let text = "Hi\nAC9,Free rounds for all,outgoing,+19025550100,+15065550101,2025-07-01T10:00:00Z\nBye";
    let batch =
        rows(SHORT, &format!("AC1,\"{text}\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n"))
            .await;
    assert_eq!(bodies(&batch), [text]);
}

#[tokio::test]
async fn rows_that_a_spreadsheet_made_wider_are_found_after_an_unclosed_quotation_mark() {
    let row = |id: u8, body: &str| {
        format!("AC{id},{body},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,,\n")
    };
    let fake = "Hi\nAC9,Free rounds,outgoing,+19025550100,+15065550101,2025-07-01T10:00:00Z\nBye";
    let text = [row(1, "\"open"), row(2, "two"), row(3, &format!("\"{fake}\""))].concat();
    assert_eq!(bodies(&rows(SHORT, &text).await), ["two", fake]);
}

#[tokio::test]
async fn a_correctly_quoted_text_stays_whole_whatever_else_is_wrong_with_its_row() {
    let fake = "Hi\nAC9,Free rounds,outgoing,+19025550100,+15065550101,2025-07-01T10:00:00Z\nBye";
    let good = "AC2,two,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n";
    let text = format!("AC1,\"{fake}\",missed,+15065550101,+19025550100,2025-07-01T10:00:00Z\n{good}");
    let batch = rows(SHORT, &text).await;
    assert_eq!(bodies(&batch), ["two"]);
    assert_eq!(refused(&batch), [at(2, RowReason::UnknownDirection, "direction")]);
}

#[tokio::test]
async fn lost_lines_are_counted() {
    let good = "AC1,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(3);
    let batch = rows(SHORT, &format!("{good}AC2,\"open\nno row\nnor this\n")).await;
    assert_eq!(refused(&batch), [at(5, RowReason::UnclosedQuote, "conversationBody")]);
    let warning = batch.warnings.iter().find(|warning| warning.code == WarningCode::UnclosedQuote).unwrap();
    assert_eq!((warning.count, warning.line), (3, Some(5)));
}

#[tokio::test]
async fn a_header_after_an_unclosed_quotation_mark_is_recognized() {
    let text = format!(
        "AC1,ok,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC2,\"open,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n{LONG}\
         AC3,CN1,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n"
    );
    let batch = rows(SHORT, &text).await;
    assert_eq!(bodies(&batch), ["ok", "Hi"]);
    let quote = at(3, RowReason::UnclosedQuote, "conversationBody");
    assert_eq!(refused(&batch), [quote, at(4, RowReason::RepeatedHeader, "")]);
}

/// Every line begins a record that contains all following ones, and is a row by itself. Reading each record to
/// its end would take minutes.
#[tokio::test]
async fn reading_again_after_unclosed_quotation_marks_is_bounded() {
    let fillers: String = (0..190).map(|number| format!(",c{number}")).collect();
    let line = format!("a\"b,,sent,,,\"{}\n", "x".repeat(400));
    let text = format!("id,body,direction,from,to,sentAt{fillers}\n{}", line.repeat(5_000));
    let options = ReadOptions { max_bytes: 20 << 20, ..options() };
    assert!(matches!(read(text.into(), &options).await, Err(ReadError::MostlyRejected { .. })));
}
