//! Preparing extractions on another thread, while calls for other conversations run.

use std::sync::Arc;

use gleaner_domain::Conversation;
use gleaner_extraction::PreparedExtraction;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::attempts::Attempts;
use crate::isolated::isolated;

/// The preparation of one extraction.
#[derive(Default)]
pub(crate) enum Preparation {
    #[default]
    NotBegun,
    Running(oneshot::Receiver<Box<dyn PreparedExtraction>>),
    /// `None` if it panicked, which is a defect of the extractor.
    Ended(Option<Box<dyn PreparedExtraction>>),
}

impl Preparation {
    pub fn is_not_begun(&self) -> bool {
        matches!(self, Self::NotBegun)
    }

    /// Waits for the extraction. `None` if there is none.
    pub async fn end(&mut self) -> Option<&mut Box<dyn PreparedExtraction>> {
        if let Self::Running(preparing) = self {
            *self = Self::Ended(preparing.await.ok());
        }
        match self {
            Self::Ended(extraction) => extraction.as_mut(),
            Self::NotBegun | Self::Running(_) => None,
        }
    }

    /// Takes the extraction, if it has ended with one.
    pub fn take(&mut self) -> Option<Box<dyn PreparedExtraction>> {
        match self {
            Self::Ended(extraction) => extraction.take(),
            Self::NotBegun | Self::Running(_) => None,
        }
    }
}

/// Begins to prepare the extractions of these conversations: one after the other, so that requests do not have to share the
/// processors with many threads.
pub(super) fn begin(conversations: Vec<Conversation>, attempts: &Attempts) -> Vec<Preparation> {
    if conversations.is_empty() {
        return Vec::new();
    }
    let (senders, preparations): (Vec<_>, Vec<_>) = conversations
        .iter()
        .map(|_| {
            let (sender, receiver) = oneshot::channel();
            (sender, Preparation::Running(receiver))
        })
        .unzip();
    let (extractor, sent) = (Arc::clone(&attempts.extractor), Arc::clone(&attempts.sent));
    spawn_blocking(move || {
        for (conversation, sender) in conversations.into_iter().zip(senders) {
            let prepare = || Arc::clone(&extractor).prepare(conversation, Arc::clone(&sent));
            if let Some(prepared) = isolated(prepare) {
                // Fails if the run has ended.
                let _ = sender.send(prepared);
            }
        }
    });
    preparations
}
