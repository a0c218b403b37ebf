//! Preparing an extraction on another thread, while calls for other conversations run.

use gleaner_extraction::PreparedExtraction;
use tokio::task::{JoinHandle, spawn_blocking};

/// The preparation of one extraction.
#[derive(Default)]
pub(crate) enum Preparation {
    #[default]
    NotBegun,
    Running(JoinHandle<Box<dyn PreparedExtraction>>),
    /// `None` if it panicked, which is a defect of the extractor.
    Ended(Option<Box<dyn PreparedExtraction>>),
}

impl Preparation {
    pub fn begin(prepare: impl FnOnce() -> Box<dyn PreparedExtraction> + Send + 'static) -> Self {
        Self::Running(spawn_blocking(prepare))
    }

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
