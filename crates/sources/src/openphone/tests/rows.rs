//! Which rows are messages, and why the others are not.

use gleaner_domain::testing::participant;

use super::*;

#[tokio::test]
async fn created_at_is_used_if_sent_at_is_implausible() {
    let batch = rows(
        LONG,
        "AC1,CN1,Hi,1902700000000,+19025550100,+15065550101,incoming,2025-09-02T10:00:00Z\n\
         AC2,CN1,Hi,,+19025550100,+15065550101,incoming,1756821074\n\
         AC3,CN1,Hi,never,+19025550100,+15065550101,incoming,\n",
    )
    .await;
    let seconds: Vec<_> = batch.messages.iter().map(|m| m.sent_at.map(|time| time.timestamp())).collect();
    assert_eq!(seconds, [Some(1_756_807_200), Some(1_756_821_074), None]);
}

#[tokio::test]
async fn rows_that_are_not_messages_are_counted_and_are_not_errors() {
    let batch = rows(
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
        refused(&batch),
        [
            at(2, RowReason::OtherType, "type"),
            at(3, RowReason::OtherType, "type"),
            at(4, RowReason::NoText, "body"),
            at(5, RowReason::AutomatedMessage, "conversationId"),
            at(6, RowReason::AutomatedMessage, "body"),
            at(8, RowReason::BlankRow, ""),
        ]
    );
    assert_eq!((batch.report.counts.total(), batch.lines.as_slice()), (7, &[7][..]));
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_rejected_with_its_reason_and_column_and_the_others_are_read() {
    let good = |id: u8| format!("AC{id},Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,,\n");
    let goods: String = (10..20).map(good).collect();
    let batch = rows(
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
        refused(&batch),
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
    assert_eq!(batch.messages.len(), 10);
    assert_eq!(batch.warnings[0].code, WarningCode::RejectedRows);
    assert_eq!((batch.warnings[0].count, batch.warnings[0].line), (8, Some(2)));
}

#[tokio::test]
async fn rows_beyond_the_limits_of_a_message_are_rejected() {
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
    let batch = read(text.into(), &ReadOptions { max_bytes: 20 << 20, ..options() }).await.unwrap();
    assert_eq!(
        refused(&batch),
        [
            at(2, RowReason::TooLong, "conversationBody"),
            at(3, RowReason::TooManyRecipients, "to"),
            at(4, RowReason::LineTooLong, ""),
            at(5, RowReason::LineTooLong, ""),
        ]
    );
    assert_eq!(batch.messages.len(), 5);
}

#[tokio::test]
async fn a_row_with_a_damaged_number_and_a_conversation_id_is_kept_with_a_warning() {
    let row = "AC1,CN1,Hi,,1.90223E+10,\"1,90223E+10\",incoming,2025-07-01T10:00:00Z\n";
    let batch = rows(LONG, row).await;
    assert_eq!((&batch.messages[0].from, batch.messages[0].to.len()), (&None, 0));
    assert_eq!(batch.warnings[0], Warning { code: WarningCode::DamagedNumbers, count: 1, line: Some(2) });
}

#[tokio::test]
async fn a_message_without_a_time_is_kept_with_a_warning() {
    let batch = rows(LONG, "AC1,CN1,Hi,1.75138E+12,+19025550100,+15065550101,incoming,\n").await;
    assert_eq!(batch.messages[0].sent_at, None);
    assert_eq!(batch.warnings[0].code, WarningCode::MissingTimes);
}

#[tokio::test]
async fn the_pacific_time_of_older_exports_has_the_lowest_precedence() {
    let header = "id,type,status,body,from,to,direction,createdAt,createdAtPT\n";
    let batch = rows(
        header,
        "AC1,message,delivered,Hi,+15065550101,+19025550100,incoming,,2025-07-01 10:00:00\n\
         AC2,message,delivered,Hi,+15065550101,+19025550100,incoming,2025-07-01T10:00:00Z,2025-07-01 03:00:00\n\
         AC3,call,completed,,+15065550101,+19025550100,incoming,,2025-07-01 10:00:00\n",
    )
    .await;
    let hours: Vec<_> = batch.messages.iter().map(|m| m.sent_at.unwrap().format("%H").to_string()).collect();
    assert_eq!(hours, ["17", "10"]);
}

#[tokio::test]
async fn a_message_without_an_id_is_identified_by_its_content_and_time() {
    let row = |time: &str| format!(",Thanks,incoming,+15065550101,+19025550100,{time}\n");
    let batch =
        rows(SHORT, &[row("2025-07-01 10:00"), row("2025-07-01 10:00"), row("2025-07-01 10:01")].concat())
            .await;
    let ids: Vec<_> = batch.messages.iter().map(|message| &message.id).collect();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn a_group_message_has_several_recipients() {
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
    // Without a time, the second row may be another message. Both get the same ids from the next export.
    let untimed_ids = ids(untimed.concat()).await;
    assert_ne!(untimed_ids[0], untimed_ids[1]);
    assert_eq!(ids(untimed.concat()).await, untimed_ids);
}

#[tokio::test]
async fn a_group_message_with_a_damaged_number_is_rejected() {
    let good = "AC9,Hi,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z\n".repeat(4);
    let batch = rows(
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
    assert_eq!(refused(&batch), expected);
}

#[tokio::test]
async fn a_text_in_the_last_column_is_not_cut_at_a_comma() {
    let batch = rows(
        "id,direction,from,to,sentAt,body\n",
        "AC1,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,\"Hi, there\"\n\
         AC2,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,\"Hi\",,\n\
         AC3,incoming,+15065550101,+19025550100,2025-07-01T10:00:00Z,Hi, there\n",
    )
    .await;
    assert_eq!(bodies(&batch), ["Hi, there", "Hi"]);
    assert_eq!(refused(&batch), [at(4, RowReason::ShiftedColumns, "body")]);
}

/// The same customer, as exports and spreadsheets write the number.
#[tokio::test]
async fn spellings_of_a_number_are_one_participant() {
    let spellings =
        ["+15065550101", "(506) 555-0101", "506-555-0101", "5065550101", "1 506 555 0101", "15065550101"];
    let text: String = spellings
        .iter()
        .map(|spelling| format!(",Hi,incoming,{spelling},(902) 555-0100,2025-07-01T10:00:00Z\n"))
        .collect();
    let batch = rows(SHORT, &text).await;
    assert_eq!(batch.messages.len(), spellings.len());
    assert!(batch.messages.iter().all(|message| *message == batch.messages[0]), "{:?}", refused(&batch));
    assert_eq!(batch.messages[0].from, Some(participant("+15065550101")));
    assert_eq!(batch.messages[0].to.as_slice(), [participant("+19025550100")]);
}

#[tokio::test]
async fn short_codes_and_internal_numbers_keep_their_digits() {
    let row = "AC1,Hi,incoming,262966,0005550142,2025-07-01T10:00:00Z\n";
    let batch = rows(SHORT, row).await;
    assert_eq!(batch.messages[0].from, Some(participant("262966")));
    assert_eq!(batch.messages[0].to.as_slice(), [participant("0005550142")]);
}
