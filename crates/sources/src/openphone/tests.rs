use super::*;
use crate::tally::RejectReason;

const LONG: &str = "id,conversationId,body,sentAt,to,from,direction,createdAt\n";
const SHORT: &str = "id,conversationBody,direction,from,to,sentAt\n";

fn options() -> ReadOptions {
    ReadOptions {
        max_bytes: 1 << 20,
        skip_markers: vec!["CN6cc5c67b4".into(), "CN2cc08d4c".into()],
        now: crate::time::parse("2025-12-01T00:00:00Z").unwrap(),
    }
}

async fn read_text(text: &str) -> Result<Export, ReadError> {
    read(text.as_bytes(), &options()).await
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

#[tokio::test]
async fn rows_that_are_no_messages_are_counted_and_not_errors() {
    let export = rows(
        "id,conversationId,type,body,sentAt,to,from,direction,createdAt\n",
        "AC1,CN1,call,,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC2,CN1,voicemail,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC3,CN1,message,  ,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC4,CN6cc5c67b4ffff,message,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC5,CN1,message,[CN2cc08d4c] Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n\
         AC6,CN1,message,Hi,,+19025550100,+15065550101,incoming,2025-07-01T10:00:00Z\n",
    )
    .await;
    assert_eq!(
        export.tally,
        RowTally { rows: 6, messages: 1, empty: 1, automated: 2, not_messages: 2, ..RowTally::default() }
    );
}

#[tokio::test]
async fn a_bad_row_is_rejected_with_its_reason_and_the_others_stay() {
    let export = rows(
        SHORT,
        "AC1,Hi,sideways,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
         AC2,Hi\n\
         AC3,Hi,incoming,+15065550101,+19025550100,\n\
         AC4,Hi,incoming,1.90223E+10,+19025550100,2025-07-01T10:00:00Z\n\
         AC5,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,extra\n",
    )
    .await;
    assert_eq!(export.messages.len(), 1);
    assert_eq!(export.tally.rejected[&RejectReason::UnknownDirection], 2);
    assert_eq!(export.tally.rejected[&RejectReason::NoTime], 1);
    assert_eq!(export.tally.rejected[&RejectReason::NoCustomer], 1);
}

#[tokio::test]
async fn what_no_message_can_be_is_rejected() {
    let long = "a".repeat(70_000);
    let many = vec!["+15065550101"; 60].join(",");
    let export = rows(
        SHORT,
        &format!(
            "AC1,{long},incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n\
             AC2,Hi,outgoing,+19025550100,\"{many}\",2025-07-01T10:00:00Z\n"
        ),
    )
    .await;
    assert_eq!(export.tally.rejected[&RejectReason::TooLong], 1);
    assert_eq!(export.tally.rejected[&RejectReason::TooManyRecipients], 1);
    let columns = ",".repeat(100_000);
    assert!(matches!(read_text(&columns).await, Err(ReadError::TooManyColumns { .. })));
}

#[tokio::test]
async fn a_damaged_number_is_no_loss_where_the_conversation_is_known() {
    let export = rows(LONG, "AC1,CN1,Hi,,1.90223E+10,1.90223E+10,incoming,2025-07-01T10:00:00Z\n").await;
    assert_eq!(export.messages[0].from, None);
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
async fn a_missing_column_is_named_with_those_that_are_there() {
    let error = read_text("id,text,from\nAC1,Hi,+15065550101\n").await.unwrap_err();
    let ReadError::MissingColumns { missing, found, line } = error else { panic!("{error:?}") };
    assert_eq!(missing, ["body", "direction", "to", "sentAt"]);
    assert_eq!(found, ["id", "text", "from"]);
    assert_eq!(line, 1);
}

#[tokio::test]
async fn files_that_are_no_export_are_refused() {
    assert!(matches!(read_text("").await, Err(ReadError::Empty)));
    assert!(matches!(read_text(SHORT).await, Err(ReadError::NoRows)));
    let binary = [SHORT.as_bytes(), b"AC1,\xff\xfe,incoming,1,2,3\n"].concat();
    assert!(matches!(read(&binary[..], &options()).await, Err(ReadError::NotText { line: 2 })));
    assert!(matches!(read_text("PK\0\u{3}").await, Err(ReadError::NotText { line: 1 })));
}

#[tokio::test]
async fn reading_stops_at_the_limit() {
    let options = ReadOptions { max_bytes: 100, ..options() };
    let error = read(SHORT.repeat(50).as_bytes(), &options).await.unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { max_bytes: 100 }), "{error:?}");
}
