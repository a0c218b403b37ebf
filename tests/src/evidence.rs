//! Imports with a known result, without an extractor.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{TimeDelta, Utc};
use gleaner_domain::merging::MergeRules;
use gleaner_domain::testing::{incoming, outgoing};
use gleaner_domain::{
    Confidence, Conversation, ConversationKey, Extracted, ExtractorKind, ImportMode, JobId, LeftOut, Message,
    PatternDraft, PatternType, Planned, ResponseTemplate, RowReport, Source, Trigger, Usage, UserId,
};
use gleaner_persistence::jobs::{self, Claim, FileFacts, Lease, NewImport, Outcome, Recorder};
use gleaner_persistence::{Database, Error};

/// The lease of a worker in tests: one minute.
pub fn lease() -> Lease {
    Lease {
        owner: "test".into(),
        duration: TimeDelta::seconds(60),
        extractor: ExtractorKind::Local,
        model: None,
    }
}

/// A draft that was extracted from `conversation`.
pub fn draft(conversation: &Conversation, trigger: &str, template: &str, confidence: f64) -> PatternDraft {
    let [question, answer] = conversation.messages.as_slice() else { panic!("two messages") };
    PatternDraft {
        pattern_type: PatternType::Faq,
        trigger: Trigger::parse(trigger).unwrap(),
        template: ResponseTemplate::parse(template).unwrap(),
        confidence: Confidence::draft(confidence).unwrap(),
        question: vec![question.id.clone()],
        answer: vec![answer.id.clone()],
    }
}

/// A conversation of one question and one answer that differs from every other conversation.
pub fn unique_conversation() -> Conversation {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let messages: Vec<Message> = vec![
        incoming("question").id(&format!("AC{number}-question")).at(1_000 * number as i64).build(),
        outgoing("answer").id(&format!("AC{number}-answer")).at(1_000 * number as i64 + 1).build(),
    ];
    let customers = messages[1].to.iter().cloned().collect();
    Conversation { key: ConversationKey::stored(format!("CN{number}")), customers, messages }
}

/// Accepts an import of these conversations.
pub async fn accept(db: &Database, conversations: Vec<Conversation>) -> JobId {
    accept_as(db, conversations, false).await
}

async fn accept_as(db: &Database, conversations: Vec<Conversation>, is_reviewed: bool) -> JobId {
    let planned =
        |conversation: Conversation| Planned { new_messages: conversation.messages.len(), conversation };
    let keys = conversations.iter().map(|found| found.key.as_str()).collect::<Vec<_>>().join("+");
    // Stands for the digest of a file.
    let sha256 = JobId::of_file(&keys, 0).to_string();
    let import = NewImport {
        budget: None,
        is_reviewed,
        mode: ImportMode::Standard,
        author: UserId::parse("tester").unwrap().into(),
        file: FileFacts {
            source: Source::OpenPhone,
            sha256,
            bytes: 1,
            report: RowReport::default(),
            warnings: vec![],
        },
        total_messages: 2 * conversations.len(),
        duplicate_messages: 0,
        conversations: conversations.into_iter().map(planned).collect(),
        left_out: LeftOut::default(),
    };
    jobs::accept(db, &import, None, None, Utc::now()).await.unwrap()
}

/// Imports one conversation with this result. Returns its job and what recording it returned.
pub async fn import_draft(
    db: &Database,
    trigger: &str,
    template: &str,
    confidence: f64,
) -> (JobId, Result<(), Error>) {
    import_as(db, [trigger, template], confidence, false).await
}

/// Imports one conversation with this result, to be reviewed. Returns its job.
pub async fn stage_draft(db: &Database, trigger: &str, template: &str, confidence: f64) -> JobId {
    let (job, recorded) = import_as(db, [trigger, template], confidence, true).await;
    recorded.unwrap();
    job
}

async fn import_as(
    db: &Database,
    [trigger, template]: [&str; 2],
    confidence: f64,
    is_reviewed: bool,
) -> (JobId, Result<(), Error>) {
    let conversation = unique_conversation();
    let draft = draft(&conversation, trigger, template, confidence);
    let job = accept_as(db, vec![conversation], is_reviewed).await;
    let claim = jobs::claim(db, &lease(), Some(job)).await.unwrap().unwrap();
    let recorded = record(db, &claim, Outcome::Extracted(Extracted::Pattern(Box::new(draft)))).await;
    if recorded.is_ok() {
        jobs::finish(db, &claim, Utc::now()).await.unwrap();
    }
    (job, recorded)
}

/// A preview for tests that do not read it.
pub fn no_preview(_: &Conversation) -> String {
    String::new()
}

/// Records an outcome of the first pending conversation of the claimed job.
pub async fn record(db: &Database, claim: &Claim, outcome: Outcome) -> Result<(), Error> {
    let item = jobs::pending(db, claim.job, -1, 1).await?.remove(0);
    let recorder = Recorder::new(db, claim, MergeRules::default(), no_preview);
    recorder.record(&item, &[], &outcome, Usage::default(), Utc::now()).await
}
