//! Rows: what is a message, what is none, and why.

use super::*;

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
async fn the_same_words_of_different_threads_are_different_messages() {
    let row = |thread: &str, time: &str| format!("{thread},Thanks,incoming,1.90E+10,1.90E+10,{time}\n");
    let header = "conversationId,body,direction,from,to,date\n";
    let timed =
        [row("CN1", "9/2/2025 1:51 PM"), row("CN2", "9/2/2025 1:51 PM"), row("CN1", "9/2/2025 1:51 PM")];
    let untimed = [row("CN1", ""), row("CN1", "")];
    let ids = async |text: String| {
        let messages = rows(header, &text).await.messages;
        messages.into_iter().map(|message| message.id).collect::<Vec<_>>()
    };
    let timed = ids(timed.concat()).await;
    assert!(timed[0] != timed[1] && timed[0] == timed[2]);
    // Without a time nothing tells that the second is the first once more; the next export says the same.
    let untimed_ids = ids(untimed.concat()).await;
    assert_ne!(untimed_ids[0], untimed_ids[1]);
    assert_eq!(ids(untimed.concat()).await, untimed_ids);
}

#[tokio::test]
async fn a_group_with_a_damaged_number_is_no_other_conversation() {
    let good = "AC9,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(4);
    let export = rows(
        SHORT,
        &format!(
            "AC1,Hi,incoming,+15065550101,\"+19025550100, 1.50656E+10\",2025-07-01T10:00:00Z\n\
             AC2,Hi,incoming,Anonymous,+19025550100,2025-07-01T10:00:00Z\n\
             AC3,Hi,incoming,######,+19025550100,2025-07-01T10:00:00Z\n{good}"
        ),
    )
    .await;
    let expected = [
        at(2, RowReason::DamagedNumber, "to"),
        at(3, RowReason::InvalidNumber, "from"),
        at(4, RowReason::DamagedNumber, "from"),
    ];
    assert_eq!(refused(&export), expected);
}

#[tokio::test]
async fn a_text_in_the_last_column_is_not_cut_at_a_comma() {
    let export = rows(
        "id,direction,from,to,sentAt,body\n",
        "AC1,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,\"Hi, there\"\n\
         AC2,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,\"Hi\",,\n\
         AC3,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,Hi, there\n",
    )
    .await;
    assert_eq!(bodies(&export), ["Hi, there", "Hi"]);
    assert_eq!(refused(&export), [at(4, RowReason::ShiftedColumns, "body")]);
}
