use super::*;

async fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let mut records = Records::of(text, 0, b',');
    let mut all = Vec::new();
    while let Some(record) = records.next().await {
        all.push((record.line, records.cells().iter().map(str::to_owned).collect()));
    }
    all
}

fn record(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
    (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[tokio::test]
async fn a_record_has_the_line_number_of_a_text_editor() {
    for ending in ["\n", "\r\n", "\r"] {
        let text = "a,b\n\n\nc,\"d\ne\"\nf\n\n".replace('\n', ending);
        let inner = format!("d{ending}e");
        assert_eq!(
            records(&text).await,
            [record(1, &["a", "b"]), record(4, &["c", &inner]), record(6, &["f"])]
        );
    }
}

#[tokio::test]
async fn a_line_that_is_too_long_is_skipped() {
    let text = format!("a\n{}\nb\n{}", "x,".repeat(MAX_LINE_BYTES), "y".repeat(MAX_LINE_BYTES + 1));
    let found = records(&text).await;
    assert_eq!(found, [record(1, &["a"]), record(2, &[]), record(3, &["b"]), record(4, &[])]);
}

#[tokio::test]
async fn reading_continues_at_the_next_row_after_an_unclosed_quotation_mark() {
    let mut records = Records::of("id,text\n1,\"open\nnot a row\n2,x\n3,\"y\"\n", 0, b',');
    records.next().await;
    let record = records.next().await.unwrap();
    let opened = records.unclosed_quote(&record).unwrap();
    assert_eq!((record.line, opened.at, opened.cell), (2, 10, 1));
    let resumed = records.resume_after(opened.at, record.range.end, |cells| cells.len() == 2).await;
    assert_eq!(resumed, Some(26));
    assert_eq!(records.next().await.unwrap().line, 4);
    assert_eq!(&records.cells()[1], "x");
    assert_eq!(records.next().await.unwrap().line, 5);
}

/// Without a bound, a hostile file makes every line be read again to the end of the file.
#[tokio::test]
async fn the_text_that_is_read_again_is_bounded() {
    let text = "1,x\n".repeat(1_000);
    let mut records = Records::of(&text, 0, b',');
    let mut reread = 0;
    while records.next().await.is_some() {
        let offset = records.resume_after(0, text.len(), |_| true).await;
        let Some(offset) = offset else { break };
        reread += text.len() - offset;
    }
    assert!(reread > text.len() && reread <= MAX_READ_AGAIN * text.len(), "{reread} bytes");
}

#[tokio::test]
async fn the_number_of_lines_that_are_tried_is_bounded() {
    let text = "1,x\n".repeat(2 * MAX_SAMPLES);
    let mut records = Records::of(&text, 0, b',');
    let mut tried = 0;
    let resumed = records
        .resume_after(0, text.len(), |_| {
            tried += 1;
            false
        })
        .await;
    assert_eq!((resumed, tried), (None, MAX_SAMPLES));
}
