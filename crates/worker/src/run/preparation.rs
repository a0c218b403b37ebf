//! Preparing extractions on another thread, while calls for other conversations run.

use std::sync::Arc;

use gleaner_extraction::PreparedExtraction;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::calls::Queued;
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

/// Begins to prepare the extractions of those conversations for which that was not done: one after the other, so that requests
/// do not have to share the processors with many threads.
pub(super) fn prepare<'a>(conversations: impl Iterator<Item = &'a mut Queued>, attempts: &Attempts) {
    let begin = |queued: &mut Queued| {
        let (sender, receiver) = oneshot::channel();
        queued.extraction = Preparation::Running(receiver);
        (queued.item.conversation.clone(), sender)
    };
    let begun: Vec<_> = conversations.filter(|queued| queued.extraction.is_not_begun()).map(begin).collect();
    if begun.is_empty() {
        return;
    }
    let (extractor, sent) = (Arc::clone(&attempts.extractor), Arc::clone(&attempts.sent));
    spawn_blocking(move || {
        for (conversation, sender) in begun {
            let prepare = || Arc::clone(&extractor).prepare(conversation, Arc::clone(&sent));
            if let Some(prepared) = isolated(prepare) {
                // Fails if the run has ended.
                let _ = sender.send(prepared);
            }
        }
    });
}
