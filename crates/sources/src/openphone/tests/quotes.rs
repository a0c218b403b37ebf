//! Quotes that are opened and never closed.

use super::*;

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
