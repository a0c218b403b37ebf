//! The text of a message is kept unchanged.

use super::*;

#[tokio::test]
async fn quoted_commas_quotes_and_line_breaks_stay_in_the_text() {
    let batch = rows(
        SHORT,
        "AC1,\"One, \"\"two\"\"\nthree\",incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\r\n\
         AC2,four,outgoing,+19025550100,+15065550101,2025-07-01T10:01:00Z\r\n",
    )
    .await;
    assert_eq!(bodies(&batch), ["One, \"two\"\nthree", "four"]);
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
        // From csv-spectrum, a public collection of edge cases.
        ("\"ha \"\"ha\"\" ha\"", "ha \"ha\" ha"),
        ("\"Once upon \na time\"", "Once upon \na time"),
        (
            "\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [102.0, 0.5]}\"",
            "{\"type\": \"Point\", \"at\": [102.0, 0.5]}",
        ),
        ("ʤ", "ʤ"),
    ] {
        let row = format!(",{cell},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
        let batch = rows(SHORT, &[row.as_str(), &row, "\n"].concat()).await;
        assert_eq!(bodies(&batch), [body, body], "{cell}");
        // The same without a line break at the end of the file.
        assert_eq!(bodies(&rows(SHORT, row.trim_end()).await), [body], "{cell}");
    }
    for empty in ["", "\"\"", "  ", "\"\n\""] {
        let row = format!("AC1,{empty},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n");
        assert_eq!(refused(&rows(SHORT, &row).await), [at(2, RowReason::NoText, "conversationBody")]);
    }
}
